// Tocsin — Web: the list of pages, most urgent first, none hidden
// SPDX-License-Identifier: Apache-2.0

import {
  byRecency, byUrgency, isMine, isMore, isWaiting, PageStatus, urgency,
} from "../device/pages.js";
import { Reach } from "../device/push.js";
import { clock } from "../device/request.js";
import { stateOf } from "../page/state.js";
import { finding, pairs } from "../view/content.js";
import { element, prioritySign, replace } from "../view/element.js";
import { languageChoice } from "../view/language.js";
import { ago, instant, moment, readable } from "../view/time.js";
import { words } from "../words/words.js";
import { dutyCard } from "./card.js";
import { moreRow } from "./more.js";

/** Earlier pages that the list shows; the others have a screen of their own. */
const EARLIER_MAX = 12;

/** The finding's first line, or a word that says there is none to read. */
export function headline(record) {
  const { head, rest } = finding(record.content);
  return head ? `${head} ${rest}`.trimEnd() : words.page.title(priorityWord(record));
}

/** The word of a page's priority. */
export const priorityWord = (record) => words.priority[urgency(record.priority)];

/** Draws the list. `app` gives the pages, the chosen one and the navigation. */
export function showList(place, app) {
  const pages = app.mailbox.pages.filter((one) => !isMore(one));
  const folded = app.mailbox.pages.filter(
    (one) => one.status === PageStatus.more && one.content?.more > 0).sort(byUrgency);
  const waiting = pages.filter(isWaiting).sort(byUrgency);
  const mine = pages.filter(isMine).sort(byUrgency);
  const earlier = pages.filter((one) => !isWaiting(one) && !isMine(one)).sort(byRecency);
  const count = folded.reduce((sum, one) => sum + one.content.more, waiting.length);
  const title = count > 0 ? words.list.waiting(count) : words.list.quietTitle;
  replace(
    place,
    element("h1", { class: "list-title" }, title),
    count === 0 ? element("p", { class: "quiet" }, quietText(app)) : null,
    count > 0 ? rows([...waiting, ...folded].sort(byUrgency), app) : null,
    section(words.list.mine, mine, app),
    dutyCard(app),
    section(words.list.earlier, earlier.slice(0, EARLIER_MAX), app),
    earlier.length > EARLIER_MAX ? element("a", {
      href: "/history", class: "plain earlier-all", dataset: { key: "to-history" },
      onclick: (event) => app.follow(event, "/history"),
    }, words.away.earlier(earlier.length)) : null,
    foot(app));
}

const quietText = (app) =>
  (app.push?.reach === Reach.on ? words.list.quietOpen : words.list.quietText);

function section(title, records, app) {
  if (records.length === 0) return null;
  return element(
    "section", { class: "list-section" }, element("h2", {}, title), rows(records, app));
}

/** Pages as a list of links to them. */
export const rows = (records, app) =>
  element("ul", { class: "rows" }, records.map(
    (record) => (isMore(record) ? moreRow(record, app) : row(record, app))));

function row(record, app) {
  const level = urgency(record.priority);
  const { content } = record;
  const calm = isWaiting(record) ? "" : isMine(record) ? " calm" : " calm over";
  const properties = {
    href: `/page#${record.page}`, class: `row level-${level}${calm}`,
    "aria-current": app.chosen === record.page ? "true" : null,
    dataset: { key: `row-${record.page}`, page: record.page },
    onclick: (event) => app.follow(event, `/page#${record.page}`),
  };
  return element(
    "li", {},
    element(
      "a", properties,
      element("span", { class: "row-sign" }, prioritySign(level)),
      element(
        "span", { class: "row-text" },
        element(
          "span", { class: "row-top" },
          element("span", { class: "row-level" }, priorityWord(record)),
          record.isTest ? element("span", { class: "chip test" }, words.common.testMark) : null,
          element("span", { class: "row-age" }, age(record))),
        findingOf(record), place(content),
        below(record))));
}

/** Where, and whom it concerns; nothing when the content names neither. */
function place(content) {
  const [whom] = pairs(content?.who);
  const parts = [content?.where, whom?.[1]].filter((part) => part).map(String);
  if (parts.length === 0) return null;
  return element(
    "span", { class: "row-where" }, parts.map((part) => element("span", {}, part)));
}

function findingOf(record) {
  const { head, rest } = finding(record.content);
  return element(
    "span", { class: "row-what" }, head || headline(record),
    rest ? element("span", { class: "row-rest" }, " ", readable(rest, clock.now())) : null);
}

function age(record) {
  const since = instant(record.content?.since) ?? record.issuedAt;
  const now = clock.now();
  return isWaiting(record) ? ago(now - since) : moment(since, now);
}

function below(record) {
  const state = stateOf(record);
  if (state) return element("span", { class: `row-state ${state.tone}` }, state.word);
  const moves = instant(record.content?.movesOnAt);
  if (moves === null || record.content.ownTest === true) return null;
  return element("span", { class: "row-state", dataset: { countdown: moves, form: "list" } });
}

function foot(app) {
  return element(
    "footer", { class: "list-foot" },
    element("span", { class: "quiet" }, words.list.device(app.identity.name)),
    languageChoice());
}
