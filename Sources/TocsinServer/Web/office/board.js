// Tocsin — Web: open alerts, without content
// SPDX-License-Identifier: Apache-2.0

import { clock } from "../device/request.js";
import { ask } from "../session/api.js";
import { element, prioritySign, replace } from "../view/element.js";
import { levelOf } from "../view/level.js";
import { instant, moment, span } from "../view/time.js";
import { words } from "../words/words.js";
import { notices } from "./notices.js";

const TEXT = words.board;
const EVERY_MS = 10000;
/** The address of the board of the other world. */
const TEST = "#test";

/** The state of an alert in words: who has it, that nobody does, or why nobody is asked yet. */
export function phaseWords(alert) {
  const taken = alert.duties.find((duty) => duty.by);
  if (alert.retractedAt) return TEXT.retracted;
  if (alert.endedAt) {
    return TEXT.ended(span((instant(alert.endedAt) ?? 0) - (instant(alert.since) ?? 0)));
  }
  if (alert.phase === "acknowledged" && taken) {
    return taken.byTelephone ? TEXT.takenByTelephone(taken.by) : TEXT.takenBy(taken.by);
  }
  const until = instant(alert.nextDeadline);
  const waits = TEXT.waits[alert.waitsFor];
  if (waits && until !== null) return waits(moment(until, clock.now()));
  return TEXT.phase[alert.phase] ?? alert.phase;
}

/** When it goes on, and how long that is from now; nothing where nothing is due. */
export function dueWords(alert) {
  const due = instant(alert.nextDeadline);
  const say = { acknowledged: TEXT.askedAgain, escalating: TEXT.nextPerson }[alert.phase];
  if (due === null || !say || alert.waitsFor || alert.endedAt) return null;
  const now = clock.now();
  return say(moment(due, now), span(Math.max(due - now, 0)));
}

function tone(alert) {
  if (alert.retractedAt || alert.endedAt || alert.phase === "exhausted") return "bad";
  if (alert.waitsFor) return "calm";
  return alert.phase === "acknowledged" ? "good" : "busy";
}

/** That everything on the screen is a test, where it is. */
export const testStrip = () => element(
  "p", { class: "test-strip", dataset: { strip: "test" } },
  element("strong", {}, words.common.testMark), " ", words.common.testText);

/** Draws the board, and again every few seconds while it is on the screen. */
export async function showBoard(place, office) {
  const isTest = location.hash === TEST;
  let board = null;
  try {
    board = await ask("GET", isTest ? "/v1/alerts?world=test" : "/v1/alerts");
  } catch (error) {
    if (error.status === 403) office.failed(TEXT.forbidden, TEXT.forbiddenText);
    else if (error.status !== 401) office.failed();
    return;
  }
  if (location.pathname !== "/board" || (location.hash === TEST) !== isTest) return;
  const rows = board.alerts.map((alert) => element("li", {}, row(alert, office)));
  const [title, none, lead, noneText] = isTest
    ? [TEXT.testTitle, TEXT.testNone, TEXT.testLead, TEXT.testLead]
    : [TEXT.title, TEXT.none, TEXT.lead, TEXT.noneText];
  replace(
    place,
    element(
      "section", { class: "office board", dataset: { screen: "board", world: board.world } },
      isTest ? testStrip() : null,
      element("h1", { tabindex: "-1" }, rows.length > 0 ? title : none),
      element("p", { class: "quiet" }, rows.length > 0 ? lead : noneText),
      worlds(board, isTest, office), isTest ? null : notices(board),
      element("ul", { class: "rows" }, rows)));
  const shown = place.firstElementChild;
  setTimeout(() => shown.isConnected && showBoard(place, office), EVERY_MS);
}

/** The way from one world to the other; there is none while there is nothing for test. */
function worlds(board, isTest, office) {
  const tests = isTest ? board.alerts.length : board.otherWorld;
  if (!isTest && tests === 0) return null;
  const reals = isTest ? board.otherWorld : board.alerts.length;
  const link = (target, key, text, count, isHere) => office.link(
    target, { dataset: { key }, "aria-current": isHere ? "page" : null }, text,
    element("span", { class: "count" }, String(count)));
  return element(
    "nav", { class: "worlds", "aria-label": TEXT.worlds },
    link("/board", "world-real", TEXT.real, reals, !isTest),
    link(`/board${TEST}`, "world-test", TEXT.test, tests, isTest));
}

function row(alert, office) {
  const level = levelOf(alert.priority);
  const isTest = alert.world === "test";
  const isCalm = alert.phase === "acknowledged" || alert.waitsFor;
  return office.link(
    `/alert#${alert.id}`,
    {
      class: `row level-${level}${isCalm ? " calm" : ""}`,
      dataset: { key: `alert-${alert.id}`, alert: alert.id },
    },
    element("span", { class: "row-sign" }, prioritySign(level)),
    element(
      "span", { class: "row-text" },
      element(
        "span", { class: "row-top" },
        element("span", { class: "row-level" }, words.priority[level]),
        isTest ? element("span", { class: "chip test" }, words.common.testMark) : null,
        element("span", { class: "row-age" }, TEXT.opened(
          moment(instant(alert.since) ?? 0, clock.now())))),
      element(
        "span", { class: "row-what" }, alert.ward ? `${TEXT.ward} ${alert.ward}` : TEXT.noWard),
      element("span", { class: `row-state ${tone(alert)}` }, phaseWords(alert)),
      dueWords(alert) ? element("span", { class: "row-due" }, dueWords(alert)) : null,
      alert.isStale ? element("span", { class: "row-state bad" }, TEXT.stale) : null));
}
