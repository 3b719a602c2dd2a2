// Tocsin — Web: open alerts, without content
// SPDX-License-Identifier: Apache-2.0

import { clock } from "../device/request.js";
import { ask } from "../session/api.js";
import { element, prioritySign, replace } from "../view/element.js";
import { instant, moment } from "../view/time.js";
import { words } from "../words/words.js";

const TEXT = words.board;
const EVERY_MS = 10000;

/** The level of a priority by its name on the wire; what is not known is shown as high. */
export const levelOf = (priority) => ({ crash: 1, high: 2, medium: 3, low: 4 })[priority] ?? 2;

/** The state of an alert in words: who has it, or that nobody does. */
export function phaseWords(alert) {
  const holder = alert.duties.find((duty) => duty.by)?.by;
  if (alert.phase === "acknowledged" && holder) return TEXT.takenBy(holder);
  return TEXT.phase[alert.phase] ?? alert.phase;
}

const tone = (alert) =>
  ({ acknowledged: "good", exhausted: "bad" })[alert.phase] ?? (alert.isStale ? "bad" : "busy");

/** Draws the board, and again every few seconds while it is on the screen. */
export async function showBoard(place, office) {
  let alerts = null;
  try {
    ({ alerts } = await ask("GET", "/v1/alerts"));
  } catch (error) {
    if (error.status === 403) office.failed(TEXT.forbidden, TEXT.forbiddenText);
    else if (error.status !== 401) office.failed();
    return;
  }
  if (location.pathname !== "/board") return;
  const rows = alerts.map((alert) => element("li", {}, row(alert, office)));
  replace(
    place,
    element(
      "section", { class: "office board", dataset: { screen: "board" } },
      element("h1", { tabindex: "-1" }, rows.length > 0 ? TEXT.title : TEXT.none),
      element("p", { class: "quiet" }, rows.length > 0 ? TEXT.lead : TEXT.noneText),
      element("ul", { class: "rows" }, rows)));
  const shown = place.firstElementChild;
  setTimeout(() => shown.isConnected && showBoard(place, office), EVERY_MS);
}

function row(alert, office) {
  const level = levelOf(alert.priority);
  const isTaken = alert.phase === "acknowledged";
  return office.link(
    `/alert#${alert.id}`,
    {
      class: `row level-${level}${isTaken ? " calm" : ""}`,
      dataset: { key: `alert-${alert.id}`, alert: alert.id },
    },
    element("span", { class: "row-sign" }, prioritySign(level)),
    element(
      "span", { class: "row-text" },
      element(
        "span", { class: "row-top" },
        element("span", { class: "row-level" }, words.priority[level]),
        element("span", { class: "row-age" }, TEXT.opened(
          moment(instant(alert.since) ?? 0, clock.now())))),
      element(
        "span", { class: "row-what" }, alert.ward ? `${TEXT.ward} ${alert.ward}` : TEXT.noWard),
      element("span", { class: `row-state ${tone(alert)}` }, phaseWords(alert))));
}
