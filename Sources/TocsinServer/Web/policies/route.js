// Tocsin — Web: why an alert takes its route
// SPDX-License-Identifier: Apache-2.0

import { element } from "../view/element.js";
import { words } from "../words/words.js";

const TEXT = words.policies.rehearsal;

const conditions = (list) =>
  list.map((one) => TEXT.condition(TEXT.looks[one.kind], one.wanted)).join(", ");

/** One sentence: the route and what decided, or that none takes it. */
export function routeSentence(told) {
  const own = { "catch-all": TEXT.catchAll, test: TEXT.test, sources: TEXT.sources };
  return own[told.route] ?? TEXT.route(told.route, conditions(told.conditions ?? []));
}

/** The routes that were passed over, folded away, each with what kept it; null when none was. */
export function passedOver(told) {
  if (!told.passedOver?.length) return null;
  return element(
    "details", {}, element("summary", {}, TEXT.passedOver(told.passedOver.length)),
    element("ul", { class: "passed-over" }, told.passedOver.map((one) => element(
      "li", {}, element("strong", {}, one.route), " ",
      element("span", { class: "quiet" }, one.failed.map((failed) => TEXT.failedOn(
        TEXT.looks[failed.kind], failed.found || TEXT.unknown, failed.wanted)).join(", "))))));
}
