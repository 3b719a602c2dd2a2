// Tocsin — Web: a document shown from memory
// SPDX-License-Identifier: Apache-2.0

import { IMAGES, kindWord, PLAIN } from "./documents.js";
import { element, icon } from "./element.js";
import { words } from "../words/words.js";

const TEXT = words.documents;

function inside({ title, type, bytes }, url) {
  if (IMAGES.includes(type)) return element("img", { src: url, alt: title });
  if (type === PLAIN) {
    return element("pre", { tabindex: "0" }, new TextDecoder().decode(bytes));
  }
  // Without the viewer's own buttons, which save and print.
  return element("iframe", { src: `${url}#toolbar=0&navpanes=0`, title });
}

/**
 * Shows a document over the screen; Esc and its button close it, and then it is forgotten.
 *
 * The bytes came from a source: only kinds that cannot act are shown, by what the gateway found in
 * their first bytes, and never as anything else.
 */
export function showDocument(shown) {
  document.querySelector("dialog")?.close();
  const type = shown.type === PLAIN ? "text/plain;charset=utf-8" : shown.type;
  const url = URL.createObjectURL(new Blob([shown.bytes], { type }));
  const dialog = element(
    "dialog",
    {
      class: "document", "aria-labelledby": "document-title",
      onclose: () => {
        URL.revokeObjectURL(url);
        dialog.remove();
      },
    },
    element(
      "div", { class: "document-head" },
      element("h2", { id: "document-title" }, shown.title || kindWord(shown.type)),
      element("button", {
        type: "button", class: "button second", autofocus: true,
        dataset: { key: "close-document" }, onclick: () => dialog.close(),
      }, icon("cross"), TEXT.close)),
    element("div", { class: "sheet-of", dataset: { kind: shown.type } }, inside(shown, url)),
    element("p", { class: "quiet" }, TEXT.noted));
  document.body.append(dialog);
  dialog.showModal();
}
