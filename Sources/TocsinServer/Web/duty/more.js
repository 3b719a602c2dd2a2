// Tocsin — Web: the row that says how many more pages there are, and opens the list
// SPDX-License-Identifier: Apache-2.0

import { LISTED_MAX, openList } from "../device/list.js";
import { urgency } from "../device/pages.js";
import { clock } from "../device/request.js";
import { element, icon, prioritySign } from "../view/element.js";
import { ago, instant } from "../view/time.js";
import { words } from "../words/words.js";

/** What the person has asked for and the gateway has not brought yet, or has refused. */
const asked = new Map();

/** One row for all pages that are folded behind `record`; a button, since nothing is answered. */
export function moreRow(record, app) {
  const { more, medium, low } = record.content;
  const level = urgency(record.priority);
  const since = instant(record.content.since) ?? record.issuedAt;
  const state = asked.get(record.page);
  const isOpening = state?.seq === record.seq && state.isOpening;
  return element(
    "li", {},
    element(
      "button", {
        type: "button", class: `row folded level-${level}`, disabled: isOpening,
        dataset: { key: `more-${record.page}`, page: record.page },
        onclick: () => open(record, app),
      },
      element("span", { class: "row-sign" }, prioritySign(level)),
      element(
        "span", { class: "row-text" },
        element(
          "span", { class: "row-top" },
          element("span", { class: "row-level" }, words.more.parts(medium, low)),
          record.isTest ? element("span", { class: "chip test" }, words.common.testMark) : null,
          element("span", { class: "row-age" }, ago(clock.now() - since))),
        element("span", { class: "row-what" }, words.more.title(more)),
        element("span", { class: "row-where" }, words.more.note),
        action(more, isOpening, state?.seq === record.seq && state.isRefused))));
}

function action(more, isOpening, isRefused) {
  if (isRefused) return element("span", { class: "row-state bad" }, words.more.refused);
  const text = isOpening ? words.more.opening
    : more > LISTED_MAX ? words.more.openNext(LISTED_MAX) : words.more.open;
  return element("span", { class: "row-open" }, text, icon("list"));
}

async function open(record, app) {
  asked.set(record.page, { seq: record.seq, isOpening: true });
  app.draw();
  const isTaken = await openList(app.identity);
  if (!isTaken) {
    asked.set(record.page, { seq: record.seq, isRefused: true });
    app.draw();
  }
}
