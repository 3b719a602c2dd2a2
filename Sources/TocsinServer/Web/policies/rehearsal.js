// Tocsin — Web: who would be paged, when and why
// SPDX-License-Identifier: Apache-2.0

import { field, say } from "../office/dialog.js";
import { ask } from "../session/api.js";
import { announce, element, icon, replace } from "../view/element.js";
import { span } from "../view/time.js";
import { words } from "../words/words.js";
import { passedOver, routeSentence } from "./route.js";

const TEXT = words.policies.rehearsal;
const PRIORITIES = ["crash", "high", "medium", "low"];

const choice = (name, label, options) => element(
  "div", { class: "field" }, element("label", { for: `field-${name}` }, label),
  element("select", { id: `field-${name}`, name, dataset: { key: `field-${name}` } }, options));

/** Draws the question; its answer appears below it. */
export function drawQuestion(site, office) {
  const problem = element("p", { class: "note bad", role: "alert" });
  const answer = element("div", { class: "answer" });
  const submit = async (event) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    const body = {};
    for (const [name, value] of given) if (value.trim()) body[name] = value.trim();
    say(problem, "");
    try {
      const told = await ask("POST", "/v1/rehearsals", body);
      replace(answer, drawAnswer(told, office));
      return announce(TEXT.done(told.title));
    } catch (error) {
      if (error.status === 401) return undefined;
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
      element("span", { class: "quiet" }, place), element("p", { class: "quiet" }, one.why)));
}
