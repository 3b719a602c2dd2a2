// Tocsin — Web: a rota drawn as weeks
// SPDX-License-Identifier: Apache-2.0

import { clock } from "../device/request.js";
import { element, icon } from "../view/element.js";
import { instant } from "../view/time.js";
import { words } from "../words/words.js";
import { HOUR } from "./zone.js";

const TEXT = words.rotas;
const TONES = 8;

/** Weeks of each way to look at a rota. */
export const MODES = { week: 1, month: 5, quarter: 13 };

/** Where in a week an instant lies, in percent. */
const place = (at, week) => ((at - week.from) / (week.until - week.from)) * 100;

/** The same person has the same tint on every screen of a rota; the name stands beside it. */
function toneOf(id, people) {
  const index = people.findIndex((one) => one.id === id);
  return index < 0 ? 0 : index % TONES;
}

/** Puts a node from one instant to another; what crosses the week's edges is cut there. */
function lay(node, from, until, week) {
  const [left, right] = [Math.max(from, week.from), Math.min(until, week.until)];
  node.style.left = `${place(left, week)}%`;
  node.style.width = `${place(right, week) - place(left, week)}%`;
  if (from < week.from) node.classList.add("from-before");
  if (until > week.until) node.classList.add("goes-on");
  return node;
}

const inside = (spans, week) =>
  spans.filter((one) => one.from < week.until && week.from < one.until);

/** How a shift came to be, in words. */
export function reasonOf(by) {
  if (by.startsWith("layer:")) return TEXT.byLayer(by.slice(6));
  return TEXT.by[by] ?? by;
}

/** The spans of an answer with instants in the place of texts. */
export const timed = (spans) =>
  spans.map((one) => ({ ...one, from: instant(one.from), until: instant(one.until) }));

/** Draws the weeks. `choose(from, until)` is called with a stretch of the final line. */
export function drawWeeks(screen, choose) {
  const weeks = [];
  for (let at = 0; at < MODES[screen.mode]; at += 1) {
    const from = screen.zone.monday(screen.from, at);
    weeks.push({ from, until: screen.zone.monday(screen.from, at + 1) });
  }
  return element(
    "div", { class: `weeks by-${screen.mode}`, role: "group", "aria-label": TEXT.calendar },
    weeks.map((week) => drawWeek(week, screen, choose)));
}

function drawWeek(week, screen, choose) {
  const { zone, rota } = screen;
  const now = clock.now();
  const days = Array.from({ length: 7 }, (_, at) => zone.midnight(week.from, at));
  const isDetailed = screen.mode === "week";
  const lanes = isDetailed ? rota.layers.map((layer) => lane(
    layer.name, inside(layer.shifts, week).filter((one) => one.responders.length > 0)
      .map((one) => bar(one, week, screen)), week, days)) : [];
  const overrides = inside(rota.overrides, week);
  if (isDetailed && overrides.length > 0) {
    lanes.push(lane(
      TEXT.overrides, overrides.map((one) => bar(one, week, screen)), week, days));
  }
  const today = zone.midnight(now);
  return element(
    "section", { class: "week", "aria-label": TEXT.weekOf(zone.date.format(week.from)) },
    element(
      "div", { class: "days", "aria-hidden": "true" },
      element("span", { class: "lane-name" }, zone.month.format(week.from)),
      element("div", { class: "lane-days" }, days.map((day) => element(
        "span", { class: day === today ? "day today" : "day" },
        [zone.weekday, zone.day].map((form) => element("span", {}, form.format(day))))))),
    lanes, finalLane(week, days, screen, choose));
}

/** Lines of days, and of the present, behind the bars of a lane. */
function ground(week, days) {
  const now = clock.now();
  const lines = days.slice(1).map((day) => {
    const line = element("span", { class: "day-line" });
    line.style.left = `${place(day, week)}%`;
    return line;
  });
  if (week.from <= now && now < week.until) {
    const line = element("span", { class: "now-line" });
    line.style.left = `${place(now, week)}%`;
    lines.push(line);
  }
  return lines;
}

const lane = (name, bars, week, days) => element(
  "div", { class: "lane" }, element("span", { class: "lane-name" }, name),
  element("div", { class: "lane-track" }, ground(week, days), bars));

const namesOf = (ids, screen) =>
  (ids.length > 0 ? ids.map((id) => screen.name(id)).join(", ") : TEXT.nobody);

/** The last word of a name: bars are short, and say the whole name when they are asked. */
const briefOf = (ids, screen) => (ids.length > 0
  ? ids.map((id) => screen.name(id).split(" ").at(-1)).join(", ") : TEXT.nobody);

function bar(one, week, screen) {
  const names = namesOf(one.responders, screen);
  const node = element(
    "span", {
      class: `bar tone-${toneOf(one.responders[0], screen.rota.members)}`,
      title: `${names}, ${screen.zone.span(one.from, one.until)}`,
    }, element("span", { class: "bar-name" }, briefOf(one.responders, screen)));
  if (one.responders.length === 0) node.classList.add("nobody");
  return lay(node, one.from, one.until, week);
}

/** Shifts that follow each other in which only other lines change are one bar. */
function joined(shifts) {
  const heldBy = (one) => [...one.responders, ...one.by].join(" ");
  const found = [];
  for (const one of shifts) {
    const last = found.at(-1);
    if (last?.until === one.from && heldBy(last) === heldBy(one)) {
      found[found.length - 1] = { ...last, until: one.until };
    } else found.push(one);
  }
  return found;
}

/** The line that counts: each shift is a button, gaps lie over it with a pattern and a word. */
function finalLane(week, days, screen, choose) {
  const track = element(
    "div", { class: "lane-track", role: "group", "aria-label": TEXT.final },
    ground(week, days), joined(inside(screen.rota.shifts, week)).map((one) => shift(
      one, week, screen, choose)),
    inside(screen.rota.gaps, week).map((one) => gap(one, week, screen)));
  if (screen.mayChange) drag(track, week, choose);
  return element(
    "div", { class: "lane final" }, element("span", { class: "lane-name" }, TEXT.final), track);
}

function shift(one, week, screen, choose) {
  const names = namesOf(one.responders, screen);
  const { zone, rota } = screen;
  const hole = rota.gaps.find((other) => other.from < one.until && one.from < other.until);
  const how = [...new Set(one.by)].map(reasonOf).join(", ");
  const said = [
    names, zone.span(one.from, one.until), how, hole ? TEXT.missing(hole.missing) : "",
  ].filter((part) => part).join(", ");
  const node = element(
    "button", {
      type: "button", title: said, "aria-label": said,
      class: `bar tone-${toneOf(one.responders[0], rota.members)}`,
      dataset: { key: `shift-${Math.max(one.from, week.from)}`, who: one.responders.join(" ") },
      onclick: () => choose(one.from, one.until), onkeydown: walk,
    }, element("span", { class: "bar-name" }, briefOf(one.responders, screen)));
  if (one.responders.length === 0) node.classList.add("nobody");
  if (one.by.includes("override")) node.classList.add("by-override");
  return lay(node, one.from, one.until, week);
}

/** Arrows go from shift to shift, over the ends of weeks. */
function walk(event) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const all = [...event.currentTarget.closest(".weeks").querySelectorAll("button.bar")];
  all[all.indexOf(event.currentTarget) + step]?.focus();
}

const gap = (one, week, screen) => lay(element(
  "span", { class: "gap", "aria-hidden": "true", title: screen.zone.span(one.from, one.until) },
  icon("warning"), element("span", { class: "bar-name" }, TEXT.missing(one.missing))),
one.from, one.until, week);

/** A stretch drawn with the pointer is chosen, by whole hours; the form says the same in fields. */
function drag(track, week, choose) {
  const at = (event) => {
    const box = track.getBoundingClientRect();
    const part = Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
    const hours = Math.round((part * (week.until - week.from)) / HOUR);
    return week.from + hours * HOUR;
  };
  track.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || event.pointerType === "touch") return;
    const begin = at(event);
    let ghost = null;
    const move = (next) => {
      const [from, until] = [begin, at(next)].sort((a, b) => a - b);
      if (!ghost && until - from < HOUR) return;
      ghost ??= track.appendChild(element("span", { class: "chosen", "aria-hidden": "true" }));
      lay(ghost, from, until, week);
    };
    const stop = (last) => {
      removeEventListener("pointermove", move);
      removeEventListener("pointerup", stop);
      if (!ghost) return;
      ghost.remove();
      track.addEventListener("click", (click) => click.stopPropagation(), {
        capture: true, once: true,
      });
      const [from, until] = [begin, at(last)].sort((a, b) => a - b);
      if (from < until) choose(from, until);
    };
    addEventListener("pointermove", move);
    addEventListener("pointerup", stop);
  });
}
