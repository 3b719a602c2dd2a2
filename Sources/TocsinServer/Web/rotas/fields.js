// Tocsin — Web: what the forms of a rota are made of, and how each asks what a change does
// SPDX-License-Identifier: Apache-2.0

import { ask } from "../session/api.js";
import { announce, element } from "../view/element.js";
import { problemOf } from "./preview.js";

/** One of several texts to choose from. */
export const option = (value, text, chosen) =>
  element("option", { value, selected: value === chosen }, text);

/**
 * A choice among texts, with its label. `properties` are the control's; its id is `prefix` and its
 * name, and so is its key.
 */
export function select(label, properties, options, prefix = "field") {
  const id = `${prefix}-${properties.name}`;
  return element(
    "div", { class: "field" }, element("label", { for: id }, label),
    element("select", { id, dataset: { key: id }, ...properties }, options));
}

/**
 * Asks what edits would do, for any form that proposes a change.
 *
 * @param change `{ base, edits, reason }`
 * @param said what a refusal means here, where it means something else than for every change
 * @returns `{ change }` with what the gateway has `seen`, or `{ problem }` in words, which is
 *   announced; null when the session is over
 */
export async function lookAt(target, { base, edits, reason }, said = () => null) {
  try {
    const seen = await ask("POST", `${target}/preview`, { base, edits, reason });
    return { change: { base, edits, reason, seen } };
  } catch (error) {
    if (error.status === 401) return null;
    const problem = said(error) ?? problemOf(error);
    announce(problem, true);
    return { problem };
  }
}

/** Turns eye and focus to what a look came to: the preview, else what is wrong. */
export function turnTo(place) {
  const panel = place.querySelector(".preview") ?? place.querySelector(".note.bad:not(:empty)");
  panel?.focus({ preventScroll: true });
  panel?.scrollIntoView({ block: "nearest" });
}
