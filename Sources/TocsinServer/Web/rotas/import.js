// Tocsin — Web: shifts of another calendar, taken over into a rota
// SPDX-License-Identifier: Apache-2.0

import { say } from "../office/dialog.js";
import { ask } from "../session/api.js";
import { element, icon, replace } from "../view/element.js";
import { words } from "../words/words.js";

const TEXT = words.rotas.shifts;
const DROP = " ";

/** What is wrong with a file, in words. */
function problemOf(error) {
  if (error.status === 403) return words.rotas.preview.forbidden;
  if (error.status === 413) return TEXT.tooLong;
  if (error.status === 422) return TEXT.unreadable(error.detail ?? "");
  return words.rotas.preview.failed;
}

/** The choice of whom a name means: the likely ones, the rota's own people, all others, nobody. */
function chooser(screen, one, settle) {
  const group = (label, people) => (people.length > 0 ? element(
    "optgroup", { label }, people.map((person) => element(
      "option", { value: person.id }, person.name))) : null);
  const members = new Set(screen.rota.members.map((person) => person.id));
  const { people } = screen.rota;
  const id = `import-${one.lines[0]}`;
  return element(
    "div", { class: "field" },
    element("label", { for: id }, TEXT.whom(one.name)),
    element(
      "p", { class: "quiet", id: `${id}-hint` },
      one.candidates.length > 0 ? TEXT.several : TEXT.nobody, " ",
      TEXT.where(one.shifts, TEXT.lines(one.lines.join(", ")))),
    element("select", {
      id, dataset: { key: id }, "aria-describedby": `${id}-hint`,
      onchange: (event) => settle(one.name, event.currentTarget.value),
    }, element("option", { value: "" }, TEXT.open),
    group(TEXT.likely, one.candidates),
    group(words.rotas.form.members, people.filter((person) => members.has(person.id))),
    group(words.rotas.form.others, people.filter((person) => !members.has(person.id))),
    element("option", { value: DROP }, TEXT.drop)));
}

/** What the file came to so far. */
function drawFound(screen, found, act) {
  const settled = found.matched.map((one) => element(
    "li", {}, element("span", {}, one.name), " → ", element("strong", {}, one.person.name), " ",
    element("span", { class: "quiet" }, TEXT.by[one.by], " · ", TEXT.count(one.shifts))));
  const dropped = found.dropped.map((name) => element("li", {}, name, " → ", TEXT.dropped));
  const passed = [
    found.cancelled > 0 ? TEXT.cancelled(found.cancelled) : null,
    found.gaps > 0 ? TEXT.gaps(found.gaps) : null,
    found.ofOtherRotas > 0 ? TEXT.ofOtherRotas(found.ofOtherRotas) : null,
  ].filter((text) => text !== null);
  return element(
    "div", { class: "import-found", tabindex: "-1" },
    found.unmatched.length > 0 ? element(
      "section", { class: "part bad" },
      element("h3", {}, icon("warning"), TEXT.unmatched(found.unmatched.length)),
      found.unmatched.map((one) => chooser(screen, one, act.settle))) : null,
    found.refused.length > 0 ? element(
      "section", { class: "part busy" },
      element("h3", {}, icon("warning"), TEXT.refused(found.refused.length)),
      element("ul", { class: "spans" }, found.refused.slice(0, 20).map((one) => element(
        "li", {}, element("strong", {}, TEXT.line(one.line)), " ", one.text))),
      element(
        "label", { class: "call-test" },
        element("input", {
          type: "checkbox", checked: act.dropsRefused, dataset: { key: "drop-refused" },
          onchange: (event) => act.dropRefused(event.currentTarget.checked),
        }), element("span", {}, TEXT.dropRefused))) : null,
    settled.length + dropped.length > 0 ? element(
      "section", { class: "part calm" }, element("h3", {}, TEXT.matched),
      element("ul", { class: "spans" }, settled, dropped)) : null,
    passed.length > 0 ? element("p", { class: "quiet" }, passed.join(" ")) : null,
    !found.isOpen && found.edits.length === 0
      ? element("p", { class: "note good" }, icon("check"), element("span", {}, TEXT.same)) : null);
}

/**
 * Draws the card from which a file is read. Nothing is stored before its preview is saved.
 *
 * @param propose called with the edits and no reason: the preview asks for it
 */
export function drawImport(screen, propose) {
  const problem = element("p", { class: "note bad", role: "alert" });
  const place = element("div", { "aria-live": "polite" });
  let file = null;
  const people = {};
  let dropRefused = false;
  const read = async () => {
    let found = null;
    try {
      found = await ask("POST", `${screen.target}/import`, { ...file, people, dropRefused });
    } catch (error) {
      if (error.status === 401) return undefined;
      replace(place);
      return say(problem, problemOf(error));
    }
    say(problem, "");
    if (!found.isOpen && found.edits.length > 0 && found.dropped.length === 0
      && found.refused.length === 0 && found.matched.every((one) => one.by !== "family-name")) {
      return propose(found.edits, "");
    }
    const go = found.isOpen || found.edits.length === 0 ? null : element("button", {
      type: "button", class: "button go", dataset: { key: "import-preview" },
      onclick: () => propose(found.edits, ""),
    }, words.rotas.form.preview);
    replace(place, drawFound(screen, found, {
      dropsRefused: dropRefused,
      settle: (name, id) => {
        if (id) people[name] = id === DROP ? null : id;
        else delete people[name];
        replace(again, button);
      },
      dropRefused: (isOn) => {
        dropRefused = isOn;
        replace(again, button);
      },
    }), go ? element("div", { class: "buttons" }, go) : null, again);
    return place.querySelector(".import-found").focus({ preventScroll: true });
  };
  const again = element("div", { class: "buttons" });
  const button = element("button", {
    type: "button", class: "button go", dataset: { key: "import-again" }, onclick: () => {
      replace(again);
      return read();
    },
  }, TEXT.again);
  const take = async (event) => {
    const [chosen] = event.currentTarget.files;
    if (!chosen) return undefined;
    for (const name of Object.keys(people)) delete people[name];
    dropRefused = false;
    replace(again);
    if (chosen.size > 524288) return say(problem, TEXT.tooLong);
    const form = chosen.name.toLowerCase().endsWith(".csv") ? "csv" : "ics";
    try {
      file = { form, text: new TextDecoder("utf-8", { fatal: true }).decode(
        await chosen.arrayBuffer()) };
    } catch {
      return say(problem, TEXT.notText);
    }
    return read();
  };
  return element(
    "details", { class: "card import" },
    element("summary", { dataset: { key: "import" } }, TEXT.title),
    element("p", { class: "quiet" }, TEXT.lead),
    element(
      "div", { class: "field" }, element("label", { for: "field-file" }, TEXT.file),
      element("input", {
        id: "field-file", type: "file", accept: ".ics,.csv,text/calendar,text/csv",
        dataset: { key: "import-file" }, "aria-describedby": "field-file-hint", onchange: take,
      }),
      element("p", { class: "quiet", id: "field-file-hint" }, TEXT.fileHint)),
    problem, place);
}
