// Tocsin — Web: reading a page's content, whoever wrote it
// SPDX-License-Identifier: Apache-2.0

import { words } from "../words/words.js";

/**
 * The pairs of name and value that say whom a page concerns, in their order, empty ones left out.
 *
 * The content has them as an object; a list of `{ name, value }` is read as well.
 */
export function pairs(who) {
  const all = Array.isArray(who)
    ? who.map((one) => [String(one?.name ?? ""), one?.value])
    : Object.entries(who !== null && typeof who === "object" ? who : {});
  return all.filter(([, value]) => value !== null && value !== undefined && value !== "");
}

/** The test page at a start of duty, in the reader's words; null for every other page. */
function startOfDuty(content) {
  const lines = content?.start?.lines;
  if (!Array.isArray(lines) || lines.length === 0) return null;
  const names = lines.map(({ title, line }) => {
    const name = words.rota.lines[line];
    return name ? `${title}, ${name}` : String(title);
  });
  return {
    head: words.dutyStart.title(names.join("; ")), rest: "", lines: [words.dutyStart.text],
  };
}

/**
 * The first line of a finding in two parts, so that name, value and unit can stand out from what is
 * in brackets behind them. Nothing is left out: the parts together are the line.
 */
export function finding(content) {
  if (content?.ownTest === true) {
    return { head: words.ownTest.title, rest: "", lines: [words.ownTest.text] };
  }
  const start = startOfDuty(content);
  if (start) return start;
  const [line, ...lines] = String(content?.what ?? "").split("\n");
  const at = line.search(/ [([]/);
  return at > 0
    ? { head: line.slice(0, at), rest: line.slice(at + 1), lines }
    : { head: line, rest: "", lines };
}
