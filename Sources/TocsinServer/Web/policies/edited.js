// Tocsin — Web: another text of a policy, played over the past
// SPDX-License-Identifier: Apache-2.0

import { element } from "../view/element.js";
import { words } from "../words/words.js";
import { drawHindsight } from "./hindsight.js";

const TEXT = words.hindsight;

/** A place for another text of a policy: pasted, or the file that somebody chooses. */
export function drawEdited(policy) {
  const text = element("textarea", {
    id: "field-policy-text", rows: 12, spellcheck: "false", autocapitalize: "off",
    dataset: { key: "field-policy-text" }, "aria-describedby": "policy-text-hint",
  });
  const choose = async (event) => {
    const [file] = event.currentTarget.files;
    if (file) text.value = await file.text();
  };
  return element(
    "details", { class: "card edited-policy" },
    element("summary", { dataset: { key: "edited-policy" } }, TEXT.edited),
    element("p", { class: "quiet", id: "policy-text-hint" }, TEXT.lead),
    element(
      "div", { class: "field" }, element("label", { for: "field-policy-file" }, TEXT.file),
      element("input", {
        id: "field-policy-file", type: "file", accept: ".yaml,.yml,text/plain", onchange: choose,
        dataset: { key: "field-policy-file" },
      })),
    element(
      "div", { class: "field" }, element("label", { for: "field-policy-text" }, TEXT.text), text),
    drawHindsight(
      `/v1/policies/${encodeURIComponent(policy.name)}/hindsight`, () => ({ text: text.value })));
}
