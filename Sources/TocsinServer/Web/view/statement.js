// Tocsin — Web: a statement of plain Markdown, drawn as text alone
// SPDX-License-Identifier: Apache-2.0

import { element } from "./element.js";

/** Bold stays bold; a link and a code keep their words. Nothing is read as markup. */
function inline(text) {
  const plain = text.replace(/\[([^\]]+)\]\([^)]*\)/g, "$1").replace(/`([^`]+)`/g, "$1");
  return plain.split(/\*\*([^*]+)\*\*/).map(
    (part, at) => (at % 2 === 1 ? element("strong", {}, part) : part)).filter((part) => part);
}

/** The blocks of a text: what empty lines, headings and marks of lists part, lines joined. */
function blocks(text) {
  const found = [];
  for (const line of text.split("\n")) {
    const mark = /^(#+|-|\d+\.) +(.*)$/.exec(line);
    if (mark) found.push([mark[1], mark[2]]);
    else if (line.trim() === "") found.push(null);
    else if (found.at(-1)) found.at(-1)[1] += ` ${line.trim()}`;
    else found.push(["", line.trim()]);
  }
  return found.filter((one) => one);
}

/** The elements of a statement: headings, paragraphs, lists. */
export function drawStatement(text) {
  const nodes = [];
  for (const [mark, words] of blocks(text)) {
    const isNumbered = /\d/.test(mark);
    if (mark.startsWith("#")) {
      nodes.push(element(mark.length > 1 ? "h4" : "h3", {}, inline(words)));
    } else if (mark === "-" || isNumbered) {
      const tag = isNumbered ? "ol" : "ul";
      if (nodes.at(-1)?.localName !== tag) nodes.push(element(tag, {}));
      nodes.at(-1).append(element("li", {}, inline(words)));
    } else {
      nodes.push(element("p", {}, inline(words)));
    }
  }
  return nodes;
}
