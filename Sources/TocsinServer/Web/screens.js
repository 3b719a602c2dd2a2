// Tocsin — Web: the screens beside the pages, each loaded when it is opened
// SPDX-License-Identifier: Apache-2.0

import { element, replace } from "./view/element.js";
import { later } from "./view/later.js";
import { words } from "./words/words.js";

/**
 * By address: its `name`, `open`, which gives the function that draws it, and `everyMs`, after
 * which it is drawn anew. The function is called with the place, the client, and whether it was
 * only time that passed.
 */
const SCREENS = Object.freeze({
  "/duty": { name: "mine", everyMs: 10000, open: async () => (await later.mine()).showMine },
  "/rota": { name: "rota", everyMs: 60000, open: async () => (await later.rota()).showRotas },
  "/call": { name: "help", everyMs: 2000, open: async () => (await later.help()).showHelp },
  "/devices": {
    name: "devices", everyMs: 20000, open: async () => (await later.devices()).showDevices,
  },
  "/contacts": {
    name: "contacts", everyMs: 60000, open: async () => (await later.contacts()).showContacts,
  },
  "/history": { name: "past", everyMs: 20000, open: async () => (await later.past()).showPast },
  "/settings": {
    name: "settings", everyMs: 60000, open: async () => (await later.settings()).showSettings,
  },
});

/** The screen beside the pages that is open, if one is. */
export class Beside {
  #place;
  #app;
  #address = null;
  #show = null;
  #passing = null;

  constructor(place, app) {
    this.#place = place;
    this.#app = app;
  }

  isThere = (address) => Object.hasOwn(SCREENS, address);

  nameOf = (address) => SCREENS[address].name;

  close() {
    clearInterval(this.#passing);
    this.#address = null;
    this.#show = null;
  }

  /** Loads a screen where it is not loaded yet, and draws it. */
  async open(address) {
    this.close();
    this.#address = address;
    const { open, everyMs } = SCREENS[address];
    let show = null;
    try {
      show = await open();
    } catch (error) {
      // A part of the client did not come. The pages do not need it.
      if (!(error instanceof TypeError)) throw error;
      if (this.#address === address) replace(this.#place, this.#missing());
      return;
    }
    if (this.#address !== address) return;
    this.#show = show;
    this.#passing = setInterval(() => this.pass(), everyMs);
    replace(this.#place);
    scrollTo(0, 0);
    await show(this.#place, this.#app, false);
    const isFocused = this.#place.contains(document.activeElement);
    if (this.#address === address && !isFocused) {
      this.#place.querySelector("h1")?.focus({ preventScroll: true });
    }
  }

  /** Draws it again, because something else than the person asks for it. */
  pass() {
    this.#show?.(this.#place, this.#app, true);
  }

  /** Draws it again whoever is at work on it: what stands there may be seen no longer. */
  again() {
    this.#show?.(this.#place, this.#app, false);
  }

  #missing = () => element(
    "section", { class: "sheet" }, element("h1", { tabindex: "-1" }, words.connection.lost),
    element("button", {
      type: "button", class: "button second", dataset: { key: "again" },
      onclick: () => this.#app.go(),
    }, words.common.tryAgain));
}
