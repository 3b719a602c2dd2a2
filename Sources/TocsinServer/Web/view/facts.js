// Tocsin — Web: the facts of a page, each beside its label
// SPDX-License-Identifier: Apache-2.0

import { pairs } from "./content.js";
import { element, icon } from "./element.js";
import { words } from "../words/words.js";

/** One line of a page's facts: a label and its value. */
export const fact = (name, label, ...value) =>
  element("div", { class: `fact ${name}` }, element("dt", {}, label), element("dd", {}, ...value));

const label = (name) => words.field[name.toLowerCase().replace(/[^a-z]/g, "")] ?? name;

/** Whom it concerns: the first value large, the others with their labels. */
export function who(value) {
  const known = pairs(value);
  if (known.length === 0) return null;
  const [[, first], ...rest] = known;
  return fact(
    "who", words.page.who, element("span", { class: "who-name" }, String(first)),
    rest.map(([name, one]) => element(
      "span", { class: "who-field" }, element("span", { class: "quiet" }, label(name)), " ",
      String(one))));
}

/** A number to ring, as a link that dials. */
export function callBack(number) {
  return number ? fact("call", words.page.callBack, callNumber(number)) : null;
}

/** The same by itself; null for no number. */
export function callNumber(number) {
  if (!number) return null;
  const dial = String(number).replace(/[^0-9+*#]/g, "");
  return element("a", { class: "dial", href: `tel:${dial}` }, icon("phone"), String(number));
}
