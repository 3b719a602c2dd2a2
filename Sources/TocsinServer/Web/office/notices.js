// Tocsin — Web: planned work and what waits, above the open alerts
// SPDX-License-Identifier: Apache-2.0

import { clock } from "../device/request.js";
import { element, icon } from "../view/element.js";
import { instant, moment } from "../view/time.js";
import { words } from "../words/words.js";

const TEXT = words.board;

/** What stands above the alerts: each planned work, and how many alerts waited today. */
export function notices(board) {
  const works = board.maintenances.map(planned);
  const held = waits(board.waits);
  if (works.length === 0 && !held) return null;
  return element("div", { class: "notices" }, works, held);
}

/** One planned work: of what, how long, who answers for it, why, and what waits for its end. */
export function planned(work) {
  const now = clock.now();
  const begin = moment(instant(work.from) ?? now, now);
  const end = moment(instant(work.until) ?? now, now);
  const isWard = work.object.startsWith("ward:");
  return element(
    "section", { class: "notice", dataset: { work: work.object } },
    icon("work"),
    element(
      "div", {},
      element(
        "h2", {}, isWard ? TEXT.workWard(work.title) : TEXT.work(work.title),
        work.isInForce ? null : element("span", { class: "badge" }, TEXT.workAhead)),
      element(
        "p", {}, element("strong", {}, work.isInForce
          ? TEXT.workUntil(end) : TEXT.workSpan(begin, end)), " · ",
        TEXT.workOwner(work.ownerName)),
      element("p", { class: "reason" }, work.reason),
      work.isInForce ? element(
        "p", {}, work.waiting > 0 ? TEXT.workWaits(work.waiting) : TEXT.workNone, ". ",
        element("span", { class: "quiet" }, TEXT.workRule)) : null));
}

/** How many alerts waited today before anybody was paged, and what became of them. */
function waits(sources) {
  if (sources.length === 0) return null;
  const sum = (name) => sources.reduce((total, one) => total + one[name], 0);
  const waiting = sum("waiting");
  return element(
    "section", { class: "notice", dataset: { held: String(sum("held")) } }, icon("hold"),
    element(
      "div", {}, element("h2", {}, TEXT.held),
      element(
        "p", {}, TEXT.heldText(sum("held"), sum("dropped")), " ",
        waiting > 0 ? TEXT.heldNow(waiting) : null),
      sources.length > 1 ? element(
        "ul", { class: "quiet" }, sources.map((one) => element(
          "li", {}, TEXT.heldRow(one.title, one.held, one.dropped)))) : null));
}
