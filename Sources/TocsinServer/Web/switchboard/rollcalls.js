// Tocsin — Web: what the last roll-call of each team came to
// SPDX-License-Identifier: Apache-2.0

import { clock } from "../device/request.js";
import { ask } from "../session/api.js";
import { element, icon, replace } from "../view/element.js";
import { instant, moment } from "../view/time.js";
import { language, words } from "../words/words.js";
import { roleName } from "./roll.js";

const TEXT = words.calls.rollCall;

/** Draws the newest report of each type; nothing while there is none. */
export async function showRollCalls(place, types) {
  let reports = [];
  try {
    ({ rollCalls: reports } = await ask("GET", "/v1/roll-calls"));
  } catch {
    // The next look tries again; what stood there stays.
    return;
  }
  const seen = new Set();
  const newest = reports.filter((one) => !seen.has(one.type) && seen.add(one.type));
  const rows = newest.map((report) => {
    const isWhole = report.missing.length === 0;
    const title = types.find((type) => type.name === report.type)?.titles[language];
    const missing = report.missing.map(roleName).join(", ");
    return element(
      "li", { class: isWhole ? "good" : "bad", dataset: { rollCall: report.type } },
      icon(isWhole ? "check" : "warning"),
      element(
        "span", {}, element("strong", {}, title ?? report.type), " ",
        moment(instant(report.calledAt) ?? 0, clock.now()), ": ",
        isWhole ? TEXT.complete : TEXT.missing(missing)));
  });
  replace(place, rows.length > 0
    ? [element("h2", {}, TEXT.title), element("ul", { class: "roll-calls" }, rows)] : null);
}
