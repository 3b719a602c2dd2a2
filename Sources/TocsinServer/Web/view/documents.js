// Tocsin — Web: the list of documents that came with an alert
// SPDX-License-Identifier: Apache-2.0

import { element, icon } from "./element.js";
import { locale, words } from "../words/words.js";

const TEXT = words.documents;
/** The pictures that this client can show. */
export const IMAGES = ["image/jpeg", "image/png", "image/gif"];
const PDF = "application/pdf";
/** The media type of plain text. */
export const PLAIN = "text/plain";

/** The word for a media type; the type itself where there is none. */
export const kindWord = (type) => TEXT.kinds[type] ?? type;

/** Whether this client can show documents of a type. */
const canShow = (type) => [...IMAGES, PDF, PLAIN].includes(type);

/** `120 kB`, `3.4 MB`. */
function sizeWord(bytes) {
  const number = (value) => new Intl.NumberFormat(locale, {
    maximumFractionDigits: value < 10 ? 1 : 0,
  }).format(value);
  if (bytes < 1000) return `${bytes}\u00a0B`;
  return bytes < 1000000
    ? `${number(bytes / 1000)}\u00a0kB` : `${number(bytes / 1000000)}\u00a0MB`;
}

/**
 * Draws the documents; nothing where there are none.
 *
 * @param all each with `number`, `title`, `type` and `bytes`, its length
 * @param open gives the bytes of one by its number
 */
export function documentList(all, open) {
  if (!all || all.length === 0) return null;
  const problem = element("p", { class: "note bad", role: "alert" });
  return element(
    "section", { class: "documents" }, element("h2", {}, TEXT.title),
    element("ul", {}, all.map((one) => element("li", {}, row(one, open, problem)))), problem);
}

function row(one, open, problem) {
  const look = async (event) => {
    const button = event.currentTarget;
    button.disabled = true;
    problem.replaceChildren();
    try {
      const { showDocument } = await import("./viewer.js");
      showDocument({ ...one, bytes: await open(one.number) });
    } catch {
      problem.replaceChildren(icon("warning"), element("span", {}, TEXT.failed));
    }
    button.disabled = false;
  };
  const text = element(
    "span", { class: "line-text" },
    element("span", { class: "line-title" }, one.title || kindWord(one.type)),
    element(
      "span", { class: "quiet" }, `${kindWord(one.type)} · ${sizeWord(one.bytes)}`,
      canShow(one.type) ? null : ` · ${TEXT.elsewhere}`));
  if (!canShow(one.type)) return element("div", { class: "line" }, icon("document"), text);
  return element(
    "button", {
      type: "button", class: "line", dataset: { key: `document-${one.number}` }, onclick: look,
    }, icon("document"), text, element("span", { class: "plain-word" }, TEXT.show));
}
