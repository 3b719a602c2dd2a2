// Tocsin — Web: the pages that this device has had, and what was answered
// SPDX-License-Identifier: Apache-2.0

import { byRecency, isMore } from "../device/pages.js";
import { rows } from "../duty/duty.js";
import { element, replace } from "../view/element.js";
import { date } from "../view/time.js";
import { words } from "../words/words.js";
import { isUsed, sheet } from "./shared.js";

const TEXT = words.past;

/** Draws them by day, the newest first, from this device's own memory. */
export function showPast(place, app, isPass = false) {
  if (isPass && isUsed(place)) return;
  const pages = app.mailbox.pages.filter((one) => !isMore(one)).sort(byRecency);
  const days = Map.groupBy(pages, (one) => date(one.receivedAt));
  replace(place, sheet(
    app, TEXT.title, "/settings", element("p", { class: "quiet" }, TEXT.lead),
    pages.length === 0 ? element("p", {}, TEXT.none) : null,
    [...days].map(([day, ofDay]) => element(
      "section", { class: "list-section" }, element("h2", {}, day), rows(ofDay, app)))));
}
