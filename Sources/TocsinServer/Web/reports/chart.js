// Tocsin — Web: charts that need no library, and their tables
// SPDX-License-Identifier: Apache-2.0

import { drawing, element } from "../view/element.js";

const WIDTH = 640;
const HEIGHT = 180;
const BASE = 150;
let count = 0;

/**
 * Draws rows of bars as text and boxes: the words and numbers stand beside each bar, so that
 * neither colour nor sight is needed.
 *
 * @param rows `{ title, parts: [{ value, text, kind }] }`; parts of one row lie under each other
 * @param most the value of a whole bar
 */
export const barRows = (rows, most) => element(
  "div", { class: "bar-rows" }, rows.map((row) => element(
    "div", { class: "bar-row" },
    element("span", { class: "bar-title" }, row.title),
    element("div", { class: "bar-parts" }, row.parts.map((part) => element(
      "div", { class: "bar-part" },
      drawing(
        "svg", {
          viewBox: "0 0 100 10", preserveAspectRatio: "none", class: "bar-track",
          "aria-hidden": "true",
        },
        drawing("rect", { width: 100, height: 10, class: "bar-rest" }),
        drawing("rect", {
          width: most > 0 ? Math.max(0, Math.min(100, (100 * part.value) / most)) : 0, height: 10,
          class: `bar-fill ${part.kind ?? ""}`,
        })),
      element("span", { class: "bar-text" }, part.text)))))));

/**
 * Rows of figures as a table that scrolls sideways by itself.
 *
 * @param label what the table is called to who does not see it
 * @param heads the words above the columns, that of the rows first
 * @param rows `{ dataset, title, cells }` each; a cell is words, or a `td` of its own
 */
export const reportTable = (label, heads, rows) => element(
  "div", { class: "table-scroll", tabindex: "0", role: "region", "aria-label": label },
  element(
    "table", { class: "report-table" },
    element("thead", {}, element(
      "tr", {}, heads.map((head) => element("th", { scope: "col" }, head)))),
    element("tbody", {}, rows.map((row) => element(
      "tr", { dataset: row.dataset }, element("th", { scope: "row" }, row.title),
      row.cells.map((cell) => (cell instanceof Node ? cell : element("td", {}, cell))))))));

const anchor = (at, count) => {
  if (at === 0) return "start";
  return at > count - 2 ? "end" : "middle";
};

/**
 * Draws how often each bin occurs; the table beside it says the same.
 *
 * @param bins `{ title, value }` in order
 * @param label what it shows, for those who do not see it
 * @param marks `{ at, text }`: the place of a line among the bins, with its words
 */
export function histogram(bins, label, marks) {
  const most = Math.max(1, ...bins.map((bin) => bin.value));
  const width = WIDTH / Math.max(1, bins.length);
  const id = `hatch-${count += 1}`;
  const every = Math.ceil(bins.length / 8);
  return element(
    "div", { class: "chart" },
    drawing(
      "svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": label },
      drawing("defs", {}, drawing(
        "pattern", { id, width: 6, height: 6, patternUnits: "userSpaceOnUse",
          patternTransform: "rotate(45)" },
        drawing("rect", { width: 6, height: 6, class: "hatch-ground" }),
        drawing("line", { x1: 0, y1: 0, x2: 0, y2: 6, class: "hatch-line" }))),
      bins.map((bin, at) => drawing("rect", {
        x: at * width + 1, width: Math.max(1, width - 2),
        y: BASE - (BASE - 24) * (bin.value / most), height: (BASE - 24) * (bin.value / most),
        fill: `url(#${id})`, class: "chart-bar",
      })),
      drawing("line", { x1: 0, x2: WIDTH, y1: BASE, y2: BASE, class: "chart-axis" }),
      bins.map((bin, at) => (at % every === 0 ? drawing("text", {
        x: at > bins.length - 2 ? WIDTH : at * width + width / 2, y: BASE + 20,
        class: "chart-label",
        "text-anchor": anchor(at, bins.length),
      }, bin.title) : null)),
      marks.flatMap(({ at, text }, row) => [
        drawing("line", {
          x1: (at + 1) * width, x2: (at + 1) * width, y1: 2 + row * 18, y2: BASE,
          class: "chart-mark",
        }),
        drawing("text", {
          x: (at + 1) * width + (at > bins.length / 2 ? -6 : 6), y: 14 + row * 18,
          class: "chart-label mark-label", "text-anchor": at > bins.length / 2 ? "end" : "start",
        }, text),
      ])));
}
