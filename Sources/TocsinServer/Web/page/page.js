// Tocsin — Web: one page, in full
// SPDX-License-Identifier: Apache-2.0

import { AnswerKind } from "../device/answer.js";
import {
  AnswerStatus, hasArrived, isMine, isPreview, isRinging, isWaiting, mayAskForCall, mayMark,
  PageStatus, urgency,
} from "../device/pages.js";
import { clock } from "../device/request.js";
import { priorityWord } from "../duty/duty.js";
import { finding } from "../view/content.js";
import { element, icon, prioritySign, replace } from "../view/element.js";
import { callBack, fact, who } from "../view/facts.js";
import { askPin, part } from "../view/later.js";
import { reasonText } from "../view/reasons.js";
import { instant, moment, ago, readable } from "../view/time.js";
import { words } from "../words/words.js";
import { askDecline, askGiveBack } from "./asking.js";
import { stateOf } from "./state.js";

/** What can be said in one tap of when one is there. */
const COMING_MINUTES = [5, 10, 15, 30];
const LATE_MS = 120000;

/** Draws the chosen page, or a calm place to choose one from. */
export function showPage(place, app) {
  const record = app.mailbox.page(app.chosen);
  if (!record) {
    replace(place, app.chosen ? gone() : choose(app));
    return;
  }
  replace(
    place,
    element(
      "article", { class: `page level-${urgency(record.priority)}`, "aria-labelledby": "what" },
      band(record, app), testStrip(record),
      element(
        "div", { class: "page-scroll" }, notes(record), outcome(record), asked(record),
        readBack(record, app), what(record), locked(record, app), facts(record),
        isPreview(record) && app.lock.isShut
          ? element("p", { class: "quiet" }, words.lock.preview) : null,
        documents(record, app), marking(record, app)),
      actions(record, app)));
}

function choose(app) {
  const text = app.mailbox.pages.length > 0 ? words.list.choose : words.list.none;
  return element("div", { class: "page-none" }, element("p", { class: "quiet" }, text));
}

const gone = () =>
  element(
    "div", { class: "page-none" }, element("h1", { id: "what", tabindex: "-1" }, words.page.gone),
    element("p", { class: "quiet" }, words.page.goneText));

function band(record, app) {
  const isOver = !isWaiting(record);
  const times = record.attempt > 1
    ? element("span", { class: "band-note" }, words.page.attempt(record.attempt)) : null;
  const quiet = isRinging(record) && app.ringing.playing === app.ringKey(record)
    ? element("button", {
      class: "band-button", type: "button", title: words.sound.quietText,
      dataset: { key: "quiet" }, onclick: () => app.ringing.quiet(app.ringKey(record)),
    }, words.sound.quiet) : null;
  return element(
    "header", { class: `band${isOver ? " over" : ""}` },
    prioritySign(urgency(record.priority)),
    element("span", { class: "band-word" }, words.page.priorityOf(priorityWord(record))),
    times, quiet);
}

const testStrip = (record) =>
  record.isTest
    ? element(
      "p", { class: "test-strip" }, element("strong", {}, words.common.testMark), " ",
      words.common.testText)
    : null;

function notes(record) {
  const now = clock.now();
  const said = [];
  if (now > record.expiresAt && isWaiting(record)) {
    said.push(words.page.late(moment(record.issuedAt, now)));
  }
  const lag = record.receivedAt - record.issuedAt;
  if (lag > LATE_MS) said.push(words.page.arrivedLate(Math.round(lag / 60000)));
  if (!record.isReadable) said.push(words.page.noWords);
  if (record.content?.cut === true) said.push(words.page.cut);
  return said.map((text) => element("p", { class: "note" }, icon("warning"), text));
}

function outcome(record) {
  const state = stateOf(record);
  if (!state) return null;
  return element(
    "section", { class: `outcome ${state.tone}`, dataset: { outcome: state.word } },
    element("h2", {}, state.tone === "good" ? icon("check") : null, state.title),
    element("p", {}, state.text));
}

/** What became of "call me", which leaves the page as it is. */
function asked(record) {
  const { call } = record;
  if (!call || !mayAskForCall(record)) return null;
  const at = moment(call.serverTime ?? call.at, clock.now());
  const outcomes = {
    [AnswerStatus.sending]: ["calm", words.callMe.sending],
    [AnswerStatus.unconfirmed]: ["bad", words.callMe.unconfirmed],
    [AnswerStatus.taken]: ["busy", words.callMe.taken(at)],
  };
  const [tone, [title, text]] = outcomes[call.status] ?? ["bad", words.callMe.failed];
  return element(
    "section", { class: `outcome ${tone}`, dataset: { call: call.status } },
    element("h2", {}, icon("phone"), title), element("p", {}, text));
}

/** Below all else and without colour: that it was not useful, in one tap. It answers nothing. */
function marking(record, app) {
  if (!mayMark(record)) return null;
  const said = record.mark?.status;
  const control = said ? null : element("button", {
    type: "button", class: "plain", dataset: { key: "not-useful" },
    onclick: () => app.outgoing.answer(record.page, { kind: AnswerKind.notUseful }),
  }, words.notUseful.say);
  const texts = {
    [AnswerStatus.sending]: words.notUseful.sending,
    [AnswerStatus.unconfirmed]: words.notUseful.unconfirmed,
    [AnswerStatus.taken]: words.notUseful.taken,
  };
  return element(
    "div", { class: "marking", dataset: { mark: said ?? "none" } },
    element(
      "p", { class: "quiet" },
      said ? texts[said] ?? words.notUseful.failed : words.notUseful.text),
    control);
}

/** The finding in full: a value is never cut, rounded or parted from its unit. */
function what(record) {
  const { head, rest, lines } = finding(record.content);
  const now = clock.now();
  return element(
    "div", { class: "what" },
    element(
      "h1", { id: "what", tabindex: "-1" }, head || words.page.title(priorityWord(record)),
      rest ? element("span", { class: "what-rest" }, " ", readable(rest, now)) : null),
    lines.map((line) => element("p", {}, readable(line, now))));
}

/** What the policy wants read back, of a page that this person has accepted (S13). */
function readBack(record, app) {
  const isAsked = isMine(record) && Number.isInteger(record.content?.readBack);
  return isAsked ? part("readBack", app)?.readBackPart(record, app) : null;
}

function documents(record, app) {
  const all = app.documents.of(record);
  if (all.length === 0) return null;
  return part("documents", app)?.documentList(all, async (number) => {
    const { openAttachment } = await import("../device/attachments.js");
    return openAttachment(app.lock.reader, record.page, number);
  });
}

/** The way to what a preview does not say; while it is fetched, that it is. */
function locked(record, app) {
  const { lock } = app;
  if (!isPreview(record)) return null;
  if (!lock.isShut) return element("p", { class: "quiet", role: "status" }, words.lock.fetching);
  return element("button", {
    type: "button", class: "button second locked", dataset: { key: "unlock" },
    onclick: () => askPin(app),
  }, icon("lock"), lock.isDead ? words.lock.dead : words.lock.unlock);
}

function facts(record) {
  const content = record.content ?? {};
  const now = clock.now();
  const since = instant(content.since) ?? record.issuedAt;
  return element(
    "dl", { class: "facts" },
    content.where ? fact("where", words.page.where, String(content.where)) : null,
    who(content.who),
    fact("since", words.page.since, moment(since, now), " ",
      element("span", { class: "quiet", dataset: { ago: since } }, ago(now - since))),
    content.why && content.ownTest !== true
      ? fact("why", words.page.why, reasonText(content, now)) : null,
    callBack(content.callBack));
}

function actions(record, app) {
  const controls = choices(record, app);
  if (controls.length === 0) return null;
  return element(
    "footer", { class: "actions" }, fuse(record),
    element("div", { class: "buttons" }, controls), comingIn(record, app),
    element("p", { class: "keys" }, words.page.keys));
}

function fuse(record) {
  if (!isWaiting(record) || record.status !== PageStatus.open) return null;
  const isOwn = record.content?.ownTest === true;
  const moves = isOwn ? null : instant(record.content?.movesOnAt);
  if (moves === null) {
    return element("p", { class: "moves" }, isOwn ? words.ownTest.why : words.page.stays);
  }
  return element(
    "div", { class: "fuse" },
    element("p", {
      class: "moves", role: "timer", "aria-live": "off",
      dataset: { countdown: moves, form: "page" },
    }),
    element("div", { class: "fuse-line", "aria-hidden": "true" }, element("span", {
      dataset: { fuse: moves, from: record.issuedAt },
    })));
}

/** What can be done with a page as it stands, the main thing first. */
function choices(record, app) {
  const { status, answer } = record;
  const callMe = button(
    "call-me", words.callMe.ask, "second", () => app.say(record, AnswerKind.callMe));
  if (isMine(record)) {
    const arrive = () => app.say(record, AnswerKind.comingIn, { argument: 0 });
    return [
      ...(hasArrived(record) ? [] : [button("arrived", words.page.arrived, "go", arrive)]),
      button("give-back", words.page.giveBack, "second", () => askGiveBack(record, app)), callMe,
    ];
  }
  if (!isWaiting(record)) return [];
  if (answer?.status === AnswerStatus.unconfirmed) {
    return [button("retry", words.common.tryAgain, "go", () => app.outgoing.kick())];
  }
  if (answer?.status === AnswerStatus.sending) return [];
  if (status === PageStatus.ended) {
    return [button("seen", words.page.markSeen, "go", () => app.say(record, AnswerKind.seen))];
  }
  const accept = button("accept", acceptWord(record), "go", () => acceptPage(record, app));
  if (status === PageStatus.retracted || record.content?.ownTest === true) return [accept];
  return [
    accept, button("decline", words.page.decline, "second", () => askDecline(record, app)), callMe,
  ];
}

/** Whether the person can say when they will be there: before they accept, and until they are. */
const mayComeIn = (record) => isMine(record)
  ? !hasArrived(record)
  : isWaiting(record) && record.status === PageStatus.open && !isUnsettled(record.answer);

const isUnsettled = (answer) =>
  answer?.status === AnswerStatus.sending || answer?.status === AnswerStatus.unconfirmed;

/** One tap takes the page and says when its taker is there: that is its deadline (S8). */
function comingIn(record, app) {
  if (!mayComeIn(record) || record.content?.ownTest === true) return null;
  const title = isMine(record) ? words.page.comingAgain : words.page.comingTitle;
  return element(
    "div", { class: "coming", role: "group", "aria-label": title },
    element("span", { class: "quiet", "aria-hidden": "true" }, title),
    COMING_MINUTES.map((minutes) => element("button", {
      type: "button", class: "button second", "aria-label": words.page.comingIn(minutes),
      dataset: { key: `coming-${minutes}` },
      onclick: () => app.say(record, AnswerKind.comingIn, { argument: minutes }),
    }, `${minutes}\u00a0min`)));
}

function acceptWord(record) {
  if (record.status === PageStatus.retracted) return words.page.acceptRetraction;
  return record.answer?.status === AnswerStatus.stale
    ? words.page.acceptAgain : words.page.accept;
}

const button = (key, text, kind, onclick) =>
  element("button", { type: "button", class: `button ${kind}`, dataset: { key }, onclick }, text);

const acceptPage = (record, app) => app.say(record, AnswerKind.accept);

/** What a key does on a page: A accepts, D asks before it declines. */
export function pressed(key, record, app) {
  const name = { a: "accept", d: "decline" }[key];
  const control = name ? document.querySelector(`.actions [data-key="${name}"]`) : null;
  if (!control || !record) return false;
  if (name === "accept") acceptPage(record, app);
  else askDecline(record, app);
  return true;
}
