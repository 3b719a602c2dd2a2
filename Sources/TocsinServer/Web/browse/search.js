// Tocsin — Web: the form by which messages are searched
// SPDX-License-Identifier: Apache-2.0

import { field } from "../office/dialog.js";
import { element } from "../view/element.js";
import { words } from "../words/words.js";

const TEXT = words.messages;
/** Those that every integration has; its document may add to them. */
const FIELDS = ["PID-3.1", "OBR-2.1", "OBR-3.1", "ORC-2.1", "PV1-19.1", "MRG-1.1"];

/** The fields by which messages of an integration, or of any, can be found. */
const fieldsOf = (name, sources) => [...new Set([
  ...FIELDS, ...sources.filter((one) => !name || one.name === name).flatMap((one) => one.index),
])];

/** A labelled choice. `options` are pairs of value and text. */
export function choice(label, name, value, options, more = {}) {
  return element(
    "div", { class: "field" }, element("label", { for: `field-${name}` }, label),
    element(
      "select", { id: `field-${name}`, name, dataset: { key: `field-${name}` }, ...more },
      options.map(([one, text]) =>
        element("option", { value: one, selected: one === value }, text))));
}

/**
 * The form. `search` is called with the question and with the number that is looked for.
 *
 * @param sources the integrations, each with its `name` and the paths of its `index`
 */
export function searchForm(question, secret, sources, search) {
  const submit = (event) => {
    event.preventDefault();
    const values = Object.fromEntries(
      [...new FormData(event.currentTarget)].map(([name, text]) => [name, text.trim()]));
    const { value, field: path, ...wanted } = values;
    const kept = Object.fromEntries(Object.entries(wanted).filter(([, text]) => text));
    search(kept, value ? { value, ...(path ? { field: path } : {}) } : null);
  };
  const outcomes = Object.entries(TEXT.outcomes);
  const names = sources.map((one) => one.name);
  const all = [...new Set([...names, question.integration].filter((name) => name))];
  const { integration: _, ...narrower } = question;
  const isOpen = matchMedia("(min-width: 701px)").matches || secret !== null
    || Object.keys(narrower).length > 0;
  return element(
    "div", { class: "card search" },
    element(
      "details", { open: isOpen },
      element("summary", { dataset: { key: "search-open" } }, TEXT.search),
      fields(question, secret, { all, sources, outcomes }, { submit, search })));
}

const options = (paths, chosen) => [["", TEXT.anyField], ...paths.map((one) => [one, one])]
  .map(([value, text]) => element("option", { value, selected: value === chosen }, text));

function fields(question, secret, { all, sources, outcomes }, { submit, search }) {
  const path = choice(TEXT.field, "field", "", []);
  const offer = (name, chosen) => path.querySelector("select").replaceChildren(
    ...options(fieldsOf(name, sources), chosen));
  offer(question.integration, secret?.field ?? "");
  return element(
    "form", { class: "form", onsubmit: submit, role: "search" },
    element(
      "div", { class: "search-fields" },
      choice(
        TEXT.integration, "integration", question.integration ?? "",
        [["", TEXT.any], ...all.map((name) => [name, name])],
        { onchange: (event) => offer(event.currentTarget.value, "") }),
      choice(TEXT.outcome, "outcome", question.outcome ?? "", [["", TEXT.any], ...outcomes]),
      choice(
        TEXT.time, "time", question.time ?? "",
        [["", TEXT.times.all], ...["hour", "day", "week"].map((one) => [one, TEXT.times[one]])]),
      field(
        TEXT.type, { name: "type", value: question.type ?? "", autocomplete: "off",
          spellcheck: "false", maxlength: 20 }, TEXT.typeHint),
      field(
        TEXT.control, { name: "control", value: question.control ?? "", autocomplete: "off",
          spellcheck: "false", maxlength: 200 }, TEXT.controlHint),
      element(
        "label", { class: "check" },
        element("input", {
          type: "checkbox", name: "warnings", value: "true", checked: Boolean(question.warnings),
          dataset: { key: "field-warnings" },
        }), TEXT.warnings)),
    element(
      "details", { class: "by-number", open: Boolean(secret) },
      element("summary", { dataset: { key: "by-number" } }, TEXT.more),
      element("p", { class: "quiet" }, TEXT.moreText),
      element(
        "div", { class: "pair" },
        path,
        field(TEXT.value, {
          name: "value", value: secret?.value ?? "", autocomplete: "off", spellcheck: "false",
          maxlength: 200,
        }))),
    element(
      "div", { class: "buttons" },
      element("button", { type: "submit", class: "button go", dataset: { key: "search" } },
        TEXT.search),
      element("button", {
        type: "button", class: "button second", dataset: { key: "clear" },
        onclick: () => search({}, null),
      }, TEXT.clear)));
}
