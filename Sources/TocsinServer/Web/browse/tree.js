// Tocsin — Web: a message as a tree of segments, fields and their parts
// SPDX-License-Identifier: Apache-2.0

import { element } from "../view/element.js";
import { words } from "../words/words.js";

const TEXT = words.message;

/** A value, or the sign that it is hidden. */
function value(part) {
  const shown = part.isMasked
    ? element("span", { class: "masked", title: TEXT.hidden }, part.text) : part.text;
  const more = part.furtherBytes
    ? element("span", { class: "quiet" }, ` ${TEXT.further(part.furtherBytes)}`) : null;
  return [shown, more];
}

/** One part with those inside it; HL7 nests four deep. */
function row(part) {
  const name = part.name ? element("span", { class: "quiet" }, part.name) : null;
  if (part.parts) {
    return element(
      "li", {}, element("span", { class: "path" }, part.path), name,
      element("ul", {}, part.parts.map(row)));
  }
  return element(
    "li", { class: "leaf" }, element("span", { class: "path" }, part.path), name,
    element("span", { class: "value" }, value(part)));
}

function segment(branch, open) {
  const head = [
    element("span", { class: "code" }, branch.code),
    branch.name ? element("span", {}, branch.name) : null,
    element("span", { class: "quiet" }, TEXT.bytes(branch.bytes)),
  ];
  if (!branch.isOpen) {
    return element(
      "li", { class: "branch closed" }, head,
      element("button", {
        type: "button", class: "plain", dataset: { key: `open-${branch.index}` },
        onclick: () => open(branch.index),
      }, TEXT.openSegment));
  }
  return element(
    "li", { class: "branch" },
    element(
      "details", { open: true },
      element("summary", { dataset: { key: `branch-${branch.index}` } }, head),
      element("ul", { class: "parts" }, branch.fields.map(row))));
}

/** The tree. `open` asks for the fields of a segment that was left closed. */
export function drawTree(tree, open) {
  return [
    element("ol", { class: "tree" }, tree.segments.map((branch) => segment(branch, open))),
    tree.furtherSegments > 0
      ? element("p", { class: "quiet" }, TEXT.furtherSegments(tree.furtherSegments)) : null,
  ];
}
