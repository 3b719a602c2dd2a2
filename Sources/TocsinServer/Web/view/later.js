// Tocsin — Web: screens that are loaded when somebody goes there, with their words and styles
// SPDX-License-Identifier: Apache-2.0

import { learnRest } from "../words/words.js";

/** The order of all styles that are not there from the start. */
const SHEETS = [
  "duty/mine", "rota/rota", "office/office", "browse/browse", "switchboard/switchboard",
  "rotas/rotas", "policies/policies", "reports/reports",
];

/** A sheet of styles; a screen without one is better than none. */
const wear = (name) => new Promise((resolve) => {
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = `/web/${name}.css`;
  link.onload = resolve;
  link.onerror = resolve;
  document.head.append(link);
});

let dressed = null;

/** Everything that the screens below have in common. */
function dress() {
  dressed ??= Promise.all([learnRest(), ...SHEETS.map(wear)]);
  dressed.catch(() => { dressed = null; });
  return dressed;
}

/**
 * The screens, each as a function that gives its module. Whoever is paged waits for none of them.
 *
 * @throws TypeError while the gateway does not answer
 */
export const later = {
  mine: () => dress().then(() => import("../duty/mine.js")),
  rota: () => dress().then(() => import("../rota/rota.js")),
  office: () => dress().then(() => import("../office/office.js")),
};
