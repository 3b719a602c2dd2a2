// Tocsin — Web: what differs between two texts, line by line
// SPDX-License-Identifier: Apache-2.0

import { element } from "../view/element.js";
import { words } from "../words/words.js";

const TEXT = words.activation;
/** Lines around a change that are shown with it. */
const AROUND = 2;
/** Beyond so many pairs of lines the changed part is shown as replaced whole. */
const PAIRS_MAX = 4000000;

/** The longest common subsequence of two lists of lines, as marked lines. */
function merged(before, after) {
  if (before.length * after.length > PAIRS_MAX) {
    return [...before.map((text) => ["-", text]), ...after.map((text) => ["+", text])];
  }
  const width = after.length + 1;
  const lengths = new Uint32Array((before.length + 1) * width);
  for (let a = before.length - 1; a >= 0; a -= 1) {
    for (let b = after.length - 1; b >= 0; b -= 1) {
      lengths[a * width + b] = before[a] === after[b]
        ? lengths[(a + 1) * width + b + 1] + 1
        : Math.max(lengths[(a + 1) * width + b], lengths[a * width + b + 1]);
    }
  }
  const lines = [];
  let [a, b] = [0, 0];
  while (a < before.length || b < after.length) {
    const down = a < before.length ? lengths[(a + 1) * width + b] : -1;
    const right = b < after.length ? lengths[a * width + b + 1] : -1;
    if (a < before.length && b < after.length && before[a] === after[b]) {
      lines.push([" ", before[a]]);
      [a, b] = [a + 1, b + 1];
    } else if (down >= right) {
      lines.push(["-", before[a]]);
      a += 1;
    } else {
      lines.push(["+", after[b]]);
      b += 1;
    }
  }
  return lines;
}

/**
 * The lines of two texts: `" "` stands in both, `"-"` in the first alone, `"+"` in the second
 * alone.
 *
 * @returns triples of mark, text and the number of the line in the text that it stands in
 */
export function difference(first, second) {
  const [before, after] = [first.split("\n"), second.split("\n")];
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head += 1;
  let tail = 0;
  const rest = Math.min(before.length, after.length) - head;
  while (tail < rest && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  const same = (text) => [" ", text];
  const lines = [
    ...before.slice(0, head).map(same),
    ...merged(
      before.slice(head, before.length - tail), after.slice(head, after.length - tail)),
    ...before.slice(before.length - tail).map(same),
  ];
  let [a, b] = [0, 0];
  return lines.map(([mark, text]) => {
    if (mark !== "+") a += 1;
    if (mark !== "-") b += 1;
    return [mark, text, mark === "-" ? a : b];
  });
}

const NAMES = { "-": "gone", "+": "new", " ": "same" };

/** Draws what differs, each change with a few lines around it. Signs say it, not colour alone. */
export function drawDifference(first, second) {
  const lines = difference(first, second);
  const near = lines.map((_, at) => lines
    .slice(Math.max(0, at - AROUND), at + AROUND + 1).some(([mark]) => mark !== " "));
  const shown = [];
  lines.forEach(([mark, text, number], at) => {
    if (!near[at]) return;
    if (at > 0 && !near[at - 1]) shown.push(element("li", { class: "gap" }, "⋯"));
    shown.push(element(
      "li", { class: NAMES[mark], dataset: { mark } },
      element("span", { class: "at" }, String(number)),
      element("span", { class: "mark" }, mark === "-" ? "−" : mark),
      element("code", {}, text)));
  });
  const count = (mark) => lines.filter(([one]) => one === mark).length;
  return [
    element("p", { class: "quiet" }, TEXT.counts(count("+"), count("-"))),
    element("ol", { class: "difference" }, shown),
  ];
}
