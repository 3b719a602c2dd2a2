// Tocsin — Web: why an alert takes its route
// SPDX-License-Identifier: Apache-2.0

import { element } from "../view/element.js";
import { hoursText } from "../view/hours.js";
import { words } from "../words/words.js";

const TEXT = words.policies.rehearsal;

const PRIORITIES = ["crash", "high", "medium", "low"];

/** What a condition asks for, or met, in the reader's words where it is no name of the site. */
function value(kind, text) {
  if (kind === "priority") return words.priority[PRIORITIES.indexOf(text) + 1] ?? text;
  if (kind === "discharged") return TEXT.flags[text] ?? text;
  return kind === "during" ? hoursText(text) : text;
}

const conditions = (list) => list.map((one) => TEXT.condition(
  TEXT.looks[one.kind], value(one.kind, one.wanted))).join(", ");

/** A condition that was not met; hours say themselves when they are. */
const failure = ({ kind, found, wanted }) => (kind === "during"
  ? TEXT.otherHours(hoursText(wanted))
  : TEXT.failedOn(TEXT.looks[kind], value(kind, found) || TEXT.unknown, value(kind, wanted)));

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
      element("span", { class: "quiet" }, one.failed.map(failure).join(", "))))));
}
