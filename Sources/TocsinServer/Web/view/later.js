// Tocsin — Web: screens that are loaded when somebody goes there, with their words and styles
// SPDX-License-Identifier: Apache-2.0

import { learnRest } from "../words/words.js";

/** The order of all styles that are not there from the start. */
const SHEETS = [
  "enrol/enrol", "duty/mine", "rota/rota", "office/office", "browse/browse",
  "switchboard/switchboard", "rotas/rotas", "policies/policies", "reports/reports", "self/self",
];
/** Those that only screens of signed-in people need; no device keeps them. */
const OFFICE_ONLY = ["browse/browse", "policies/policies", "reports/reports"];

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

/** Everything that the screens below have in common. A window shows those of a device or those of
 * signed-in people, and never both. */
function dress(sheets) {
  dressed ??= Promise.all([learnRest(), ...sheets.map(wear)]);
  dressed.catch(() => { dressed = null; });
  return dressed;
}

const beside = () => dress(SHEETS.filter((name) => !OFFICE_ONLY.includes(name)));

/**
 * The screens, each as a function that gives its module. Whoever is paged waits for none of them.
 *
 * @throws TypeError while the gateway does not answer
 */
export const later = {
  enrol: () => beside().then(() => import("../enrol/enrol.js")),
  mine: () => beside().then(() => import("../duty/mine.js")),
  rota: () => beside().then(() => import("../rota/rota.js")),
  help: () => beside().then(() => import("../self/help.js")),
  devices: () => beside().then(() => import("../self/devices.js")),
  contacts: () => beside().then(() => import("../self/contacts.js")),
  past: () => beside().then(() => import("../self/past.js")),
  settings: () => beside().then(() => import("../self/settings.js")),
  office: () => dress(SHEETS).then(() => import("../office/office.js")),
};
