// Tocsin — Web: who would be paged, when and why
// SPDX-License-Identifier: Apache-2.0

import { clock } from "../device/request.js";
import { field, say } from "../office/dialog.js";
import { ask } from "../session/api.js";
import { announce, element, icon, replace } from "../view/element.js";
import { reasonText } from "../view/reasons.js";
import { readable, span } from "../view/time.js";
import { words } from "../words/words.js";
import { passedOver, routeSentence } from "./route.js";

const TEXT = words.policies.rehearsal;
const PRIORITIES = ["crash", "high", "medium", "low"];

const choice = (name, label, options) => element(
  "div", { class: "field" }, element("label", { for: `field-${name}` }, label),
  element("select", { id: `field-${name}`, name, dataset: { key: `field-${name}` } }, options));

/** What a result says, by the field of an HL7 message that says it (HL7 v2.5.1 §7.4.2). */
const FIELDS = new Map([
  ["test", "OBX-3.2"], ["value", "OBX-5"], ["unit", "OBX-6"], ["flag", "OBX-8"],
]);

/** What is asked. With a result, kind and priority are what the mapping of its source says. */
function questionOf(given) {
  const told = [...given].map(([name, value]) => [name, value.trim()]).filter(([, text]) => text);
  const fields = told.filter(([name]) => FIELDS.has(name));
  const facts = told.filter(([name]) => !FIELDS.has(name)
    && (fields.length === 0 || (name !== "kind" && name !== "priority")));
  const body = Object.fromEntries(facts);
  if (fields.length > 0) {
    body.fields = Object.fromEntries(fields.map(([name, text]) => [FIELDS.get(name), text]));
  }
  return body;
}

/** Draws the question; its answer appears below it. */
export function drawQuestion(site, office) {
  const problem = element("p", { class: "note bad", role: "alert" });
  const answer = element("div", { class: "answer" });
  const submit = async (event) => {
    event.preventDefault();
    const body = questionOf(new FormData(event.currentTarget));
    replace(answer);
    say(problem, body.fields && !body.integration ? TEXT.needsSource : "");
    if (problem.textContent) return undefined;
    try {
      const told = await ask("POST", "/v1/rehearsals", body);
      replace(answer, drawAnswer(told, office));
      return announce(TEXT.done(told.title));
    } catch (error) {
      if (error.status === 401) return undefined;
      if (error.field === "no-alert") return say(problem, TEXT.noAlert);
      return say(problem, error.status === 422 ? TEXT.unusable : TEXT.failed);
    }
  };
  return element(
    "section", { class: "card", "aria-labelledby": "rehearse" },
    element("h2", { id: "rehearse" }, TEXT.title), element("p", { class: "quiet" }, TEXT.lead),
    element(
      "form", { class: "facts-form", onsubmit: submit },
      element(
        "div", { class: "facts-row" },
        choice("kind", TEXT.kind, site.kinds.map((one) => element(
          "option", { value: one, selected: one === "critical-result" }, one))),
        choice("priority", TEXT.priority, PRIORITIES.map((one, index) => element(
          "option", { value: one, selected: one === "high" }, words.priority[index + 1]))),
        field(TEXT.ward, { name: "ward", maxlength: 60, autocomplete: "off" }),
        choice("integration", TEXT.integration, ["", ...site.integrations].map((one) => element(
          "option", { value: one }, one || TEXT.any))),
        field(TEXT.at(site.zone), {
          name: "at", type: "datetime-local", value: site.now.slice(0, 16),
        })),
      element(
        "fieldset", { class: "facts-message" },
        element("legend", {}, TEXT.message), element("p", { class: "quiet" }, TEXT.messageText),
        element("div", { class: "facts-row" }, [...FIELDS.keys()].map((name) => field(
          TEXT.result[name], { name, maxlength: 60, autocomplete: "off" })))),
      problem,
      element("button", {
        type: "submit", class: "button go", dataset: { key: "rehearse" },
      }, TEXT.go)),
    answer);
}

function drawAnswer(told, office) {
  const events = [
    ...told.pages.map((one) => ({ ...one, isPage: true })),
    ...told.passed.map((one) => ({ ...one, isPage: false })),
  ].sort((a, b) => a.after - b.after || (a.isPage ? 1 : 0) - (b.isPage ? 1 : 0));
  return [
    told.what ? element("p", { class: "says", dataset: { kind: told.kind } }, TEXT.says(
      words.priority[PRIORITIES.indexOf(told.priority) + 1], readable(told.what, clock.now())))
      : null,
    element("p", { class: "route", dataset: { route: told.route } }, routeSentence(told)),
    element("p", {}, TEXT.policy, " ", office.link(
      `/policies#${encodeURIComponent(told.policy)}`, { dataset: { key: "to-policy" } },
      told.title)),
    told.missing.length > 0 ? element(
      "p", { class: "note bad" }, icon("warning"),
      TEXT.missing(told.missing.map((one) => one.name).join(", "))) : null,
    element("ol", { class: "policy-line" }, events.map((one) => line(one, told))),
    passedOver(told),
  ];
}

function line(one, told) {
  const at = element("span", { class: "at" }, `+${span(one.after * 1000)}`);
  if (!one.isPage) {
    return element(
      "li", { class: "passed" }, at,
      element("div", { class: "what-then" }, TEXT.reasons[one.reason] ?? TEXT.passes));
  }
  const place = one.isFallback ? TEXT.fallback(span(told.every * 1000))
    : one.isCopy ? TEXT.copy : TEXT.step(one.step, one.role === "responder" ? "" : one.role);
  return element(
    "li", { class: one.isFallback ? "last" : null, dataset: { paged: one.id } }, at,
    element(
      "div", { class: "what-then" }, element("strong", {}, one.name), " ",
      element("span", { class: "quiet" }, place), element(
        "p", { class: "quiet why" }, reasonText(one, clock.now()))));
}
