// Tocsin — Web: why a message became what it became
// SPDX-License-Identifier: Apache-2.0

import { element, icon } from "../view/element.js";
import { words } from "../words/words.js";

const TEXT = words.why;

function verdict(rule) {
  switch (rule.verdict) {
    case "made": return TEXT.made(rule.groups);
    case "not-asked": return TEXT.notAsked;
    case "other-type": return TEXT.otherType(rule.types.join(", "));
    case "condition-missed": return TEXT.conditionMissed;
    default: return TEXT.nothingFound;
  }
}

function wanted(condition) {
  const named = condition.patterns.map((one) => (one === "" ? TEXT.noValue : one));
  if (condition.furtherPatterns > 0) named.push(TEXT.andMore(condition.furtherPatterns));
  const text = named.join(", ");
  return condition.isNegated
    ? TEXT.noneOf(condition.path, text) : TEXT.oneOf(condition.path, text);
}

function condition(one) {
  const isHeld = one.held > 0;
  return element(
    "li", { class: isHeld ? "holds" : "fails" }, icon(isHeld ? "check" : "cross"),
    element("span", { class: "unseen" }, isHeld ? TEXT.holds : TEXT.fails),
    element("span", { class: "mono" }, wanted(one)),
    element("span", { class: "quiet" }, TEXT.held(one.held, one.segments)));
}

/** Segments are looked at one by one where some are wanted and some are not. */
function checks(search) {
  const missed = search.checks.filter((one) => one.missed.length > 0);
  if (missed.length === 0) return null;
  return element(
    "ul", { class: "checks" },
    search.checks.map((one) => element(
      "li", {}, element("span", { class: "mono" }, `${search.segment} · ${one.index + 1}`),
      one.missed.length === 0
        ? element("span", { class: "badge good" }, icon("check"), TEXT.wanted)
        : element("span", { class: "quiet" }, `${TEXT.missed} ${one.missed.join(", ")}`))));
}

function rule(one) {
  const isMade = one.verdict === "made";
  const isOpen = isMade || one.conditions.length > 0 || one.search;
  return element(
    "li", { class: `rule ${isMade ? "made" : ""}`, dataset: { rule: one.name } },
    element(
      "h2", {}, icon(isMade ? "check" : "cross"), element("span", { class: "mono" }, one.name)),
    element("p", { class: "rule-verdict" }, verdict(one)),
    isOpen && one.conditions.length > 0 ? [
      element("h3", {}, TEXT.message),
      element("ul", { class: "conditions" }, one.conditions.map(condition)),
    ] : null,
    isOpen && one.search ? [
      element(
        "h3", {}, TEXT.search(one.search.segment, one.search.found,
          one.search.checks.length + one.search.furtherSegments)),
      element("ul", { class: "conditions" }, one.search.conditions.map(condition)),
      checks(one.search),
    ] : null);
}

/** The rules one after another, the one that counted marked. */
export function drawWhy(message) {
  if (!message.why) return [element("p", { class: "quiet" }, TEXT.none)];
  return [
    element("p", { class: "quiet" }, TEXT.by(message.integration, message.revision)),
    element("ol", { class: "why" }, message.why.rules.map(rule)),
  ];
}
