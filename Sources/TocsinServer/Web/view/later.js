// Tocsin — Web: screens that are loaded when somebody goes there, with their words and styles
// SPDX-License-Identifier: Apache-2.0

import { announce } from "./element.js";
import { learnPin, learnRest, words } from "../words/words.js";

/** The order of all styles that are not there from the start. */
const SHEETS = [
  "enrol/enrol", "duty/mine", "rota/rota", "office/office", "browse/browse",
  "switchboard/switchboard", "rotas/rotas", "policies/policies", "reports/reports", "self/self",
];
/** Those that only screens of signed-in people need; no device keeps them. */
const OFFICE_ONLY = ["browse/browse", "policies/policies", "reports/reports"];

const worn = new Map();

/** A sheet of styles, once; a screen without one is better than none. */
function wear(name) {
  if (!worn.has(name)) {
    worn.set(name, new Promise((resolve) => {
      const link = document.createElement("link");
      link.rel = "stylesheet";
      link.href = `/web/${name}.css`;
      link.onload = resolve;
      link.onerror = resolve;
      document.head.append(link);
    }));
  }
  return worn.get(name);
}

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
  reading: () => import("../page/reading.js"),
  test: () => import("../duty/test.js"),
};

/** Has the browser forget a device that was ended. */
export async function leave(identity) {
  const leaving = await import("../device/leaving.js");
  return leaving.leave(identity);
}

/** Asks for the PIN of a locked device. */
export async function askPin(app) {
  try {
    const [pad] = await Promise.all([
      import("../page/pad.js"), later.reading(), learnPin(), wear("page/pad"),
    ]);
    return pad.askPin(app);
  } catch (error) {
    // Without the gateway it could not be unlocked either.
    if (!(error instanceof TypeError)) throw error;
    return announce(words.connection.lost, true);
  }
}

/** What few pages have. */
const PARTS = {
  documents: () => import("./documents.js"),
  readBack: async () => {
    await Promise.all([learnPin(), wear("page/readback")]);
    return import("../page/readback.js");
  },
};
const parts = new Map();

/** The module of such a part; null until it is loaded, when the page is drawn again. */
export function part(name, app) {
  if (!parts.has(name)) {
    parts.set(name, null);
    PARTS[name]().then((module) => {
      parts.set(name, module);
      app.draw();
    }, () => parts.delete(name));
  }
  return parts.get(name);
}
