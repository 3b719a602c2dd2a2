// Tocsin — Web: a layer of a rota, asked for in a form
// SPDX-License-Identifier: Apache-2.0

import { clock } from "../device/request.js";
import { say } from "../office/dialog.js";
import { element, icon, replace } from "../view/element.js";
import { words } from "../words/words.js";
import { option, select as shared } from "./fields.js";

const TEXT = words.rotas.layer;
const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const UNITS = ["day", "week", "month", "working day"];
const LINES = ["first", "second", "trainee"];
const RULES = ["ordinary", "skipped", "also"];
/** Monday of some week, for the names of days. */
const MONDAY = Date.UTC(2026, 0, 5, 12);
const DAY = 86400000;

/** What the form cannot show has to be changed in the text. */
const isPlain = ({ pattern }) => pattern.turn !== null && pattern.windows.length < 2
  && pattern.windows.every((one) => RULES.includes(one.holidays));

const select = (name, label, options, more = {}) =>
  shared(label, { name, ...more }, options, "layer");

const field = (label, properties, hint = null) => {
  const id = `layer-${properties.name}`;
  return element(
    "div", { class: "field" }, element("label", { for: id }, label),
    element("input", {
      id, dataset: { key: id }, "aria-describedby": hint ? `${id}-hint` : null, ...properties,
    }),
    hint ? element("p", { class: "quiet", id: `${id}-hint` }, hint) : null);
};

/** Plain words stand as they are; whatever YAML could take for something else is quoted. */
const NOT_PLAIN = ["true", "false", "null"];
export const quoted = (text) => (/^[a-z]{4,}( [a-z]+)*$/.test(text) && !NOT_PLAIN.includes(text)
  ? text : `"${text.replaceAll("\\", "\\\\").replaceAll("\"", "\\\"")}"`);

/** The layer in the words of the document. */
export function writtenLayer(given) {
  const { name, line, members, start, handoff, count, unit, from, until, days, holidays, end } =
    given;
  const counted = Number(count) === 1 ? unit : `${unit}s`;
  const lines = [
    `name: ${quoted(name)}`, line === "first" ? null : `line: ${line}`,
    `members: [${members.join(", ")}]`, `start: ${start}`, `handoff: "${handoff}"`,
    `turn: ${count} ${counted}`,
  ];
  const isAllDay = !from || !until;
  const named = days.length === 7 ? [] : days;
  if (named.length > 0 || !isAllDay || holidays !== "ordinary") {
    const listed = named.length > 0 ? [...named] : [...DAYS];
    if (holidays === "also") listed.push("holiday");
    const parts = [
      named.length > 0 || holidays === "also" ? `days: [${listed.join(", ")}]` : null,
      holidays === "skipped" ? "holidays: skip" : null,
      isAllDay ? null : `from: "${from}"`, isAllDay ? null : `until: "${until}"`,
    ];
    lines.push("only:", `  - { ${parts.filter((one) => one).join(", ")} }`);
  }
  if (end) lines.push(`end: ${end}`);
  return `${lines.filter((one) => one).join("\n")}\n`;
}

/** The people of a layer in the order of their turns, each with ways to move and remove it. */
class Turns {
  node = element("div", { class: "field turns" });

  constructor(screen, members) {
    this.screen = screen;
    this.members = [...members];
    this.#draw();
  }

  #put(members, key) {
    this.members = members;
    this.#draw();
    this.node.querySelector(`[data-key="${key}"]`)?.focus();
  }

  #move(at, step) {
    const moved = [...this.members];
    const [one] = moved.splice(at, 1);
    moved.splice(at + step, 0, one);
    this.#put(moved, `turn-${step < 0 ? "up" : "down"}-${at + step}`);
  }

  #button(key, text, sign, act, disabled = false) {
    return element("button", {
      type: "button", class: "plain", "aria-label": text, title: text, disabled,
      dataset: { key }, onclick: act,
    }, sign);
  }

  #draw() {
    const { screen, members } = this;
    const last = members.length - 1;
    const adding = element("select", {
      id: "layer-who", "aria-label": TEXT.add, dataset: { key: "layer-who" },
      onchange: (event) => this.#put([...members, event.currentTarget.value], "layer-who"),
    }, option("", TEXT.add, ""), [...screen.rota.people].sort(
      (a, b) => a.name.localeCompare(b.name)).map((one) => option(one.id, one.name, "")));
    this.node.replaceChildren(
      element("span", { class: "field-name", id: "layer-turns" }, TEXT.members),
      element("ol", { class: "turn-list", "aria-labelledby": "layer-turns" }, members.map(
        (id, at) => element(
          "li", { dataset: { member: id } }, element("span", {}, screen.name(id)),
          element(
            "span", { class: "line-acts" },
            this.#button(`turn-up-${at}`, TEXT.up(screen.name(id)), "\u2191",
              () => this.#move(at, -1), at === 0),
            this.#button(`turn-down-${at}`, TEXT.down(screen.name(id)), "\u2193",
              () => this.#move(at, 1), at === last),
            this.#button(
              `turn-out-${at}`, TEXT.out(screen.name(id)), icon("cross"),
              () => this.#put(members.filter((_, other) => other !== at), "layer-who")))))),
      adding);
  }
}

export const blank = (screen) => ({
  name: "", line: "first", members: [], pattern: {
    start: screen.zone.field(screen.zone.monday(clock.now(), 1)).slice(0, 10), handoff: "08:00",
    turn: { count: 1, unit: "week" }, end: null, windows: [],
  },
});

/** The form of one layer; `propose` gets an edit that puts it. */
export function drawFields(screen, layer, propose) {
  const { pattern } = layer;
  const [window] = pattern.windows;
  const turns = new Turns(screen, layer.members);
  const problem = element("p", { class: "note bad", role: "alert" });
  const weekday = (at) => screen.zone.weekday.format(MONDAY + at * DAY);
  const submit = (event) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const given = {
      ...Object.fromEntries(form), days: form.getAll("days"), members: turns.members,
    };
    given.name = (layer.name || given.name).trim();
    if (turns.members.length === 0) return say(problem, TEXT.nobody);
    if (given.unit === "working day" && given.days.length === 0) return say(problem, TEXT.noDays);
    if (Boolean(given.from) !== Boolean(given.until)) return say(problem, TEXT.hoursBoth);
    say(problem, "");
    return propose([{ do: "put-layer", name: given.name, text: writtenLayer(given) }], "");
  };
  const date = (name, label, value, required) => field(label, {
    name, type: "date", required, value,
  });
  const time = (name, label, value, required = false) => field(label, {
    name, type: "time", required, value: value === "24:00" ? "00:00" : value,
  });
  const isAllDay = !window || (window.from === "00:00" && window.until === "24:00");
  return element(
    "form", { class: "form", onsubmit: submit },
    layer.name ? null : field(TEXT.name, {
      name: "name", required: true, maxlength: 60, autocomplete: "off",
    }, TEXT.nameHint),
    select("line", TEXT.line, LINES.map((one) => option(
      one, words.review.lines[one], layer.line))),
    turns.node,
    element(
      "div", { class: "pair" },
      field(TEXT.count, {
        name: "count", type: "number", min: 1, max: 60, required: true, value: pattern.turn.count,
      }),
      select("unit", TEXT.unit, UNITS.map((one) => option(
        one, TEXT.units[one], pattern.turn.unit)))),
    element(
      "div", { class: "pair" }, date("start", TEXT.start, pattern.start, true),
      time("handoff", TEXT.handoff, pattern.handoff, true)),
    element(
      "fieldset", { class: "choice days-choice" }, element("legend", {}, TEXT.days),
      DAYS.map((day, at) => element(
        "label", {}, element("input", {
          type: "checkbox", name: "days", value: day, dataset: { key: `layer-${day}` },
          checked: window?.days.includes(day) ?? false,
        }), weekday(at)))),
    element("p", { class: "quiet" }, TEXT.daysHint),
    element(
      "div", { class: "pair" }, time("from", TEXT.from, isAllDay ? "" : window.from),
      time("until", TEXT.until, isAllDay ? "" : window.until)),
    screen.rota.holidays ? select("holidays", TEXT.holidays, RULES.map((one) => option(
      one, TEXT.rules[one], window?.holidays ?? "ordinary")))
      : element("input", { type: "hidden", name: "holidays", value: "ordinary" }),
    date("end", TEXT.end, pattern.end ?? "", false),
    problem,
    element(
      "div", { class: "buttons" },
      element("button", {
        type: "submit", class: "button go", dataset: { key: "preview-layer" },
      }, words.rotas.form.preview),
      layer.name ? element("button", {
        type: "button", class: "button second", dataset: { key: "layer-out" },
        onclick: () => propose([{ do: "remove-layer", name: layer.name }], ""),
      }, TEXT.remove) : null));
}

/** A place to change a layer, or to add one; what it makes is looked at like any other change. */
export function drawLayerForm(screen, propose) {
  const place = element("div", {});
  const { layers } = screen.rota;
  const show = (name) => {
    const layer = layers.find((one) => one.name === name);
    const isShown = !layer || isPlain(layer);
    replace(place, isShown ? drawFields(screen, layer ?? blank(screen), propose)
      : element("p", { class: "note busy" }, icon("warning"), TEXT.inText));
  };
  const first = layers.find(isPlain)?.name ?? "";
  const form = element(
    "details", { class: "card layer-form" },
    element("summary", { dataset: { key: "layer-form" } }, TEXT.title),
    element("p", { class: "quiet" }, TEXT.lead),
    select("which", TEXT.which, [
      ...layers.map((one) => option(one.name, one.name, first)), option("", TEXT.another, first),
    ], { onchange: (event) => show(event.currentTarget.value) }),
    place);
  show(first);
  return form;
}
