// Tocsin — Web: the keys on which a PIN is typed
// SPDX-License-Identifier: Apache-2.0

import { tryPin, Unlocking } from "../device/unlocking.js";
import { element, icon, replace } from "../view/element.js";
import { words } from "../words/words.js";

const DIGITS_MIN = 6;
const DIGITS_MAX = 12;

/** Asks for the PIN: large keys at the foot of the screen, for one thumb and in the dark. */
export function askPin(app) {
  document.querySelector("dialog")?.remove();
  const pad = new Pad(app);
  document.body.append(pad.dialog);
  pad.dialog.showModal();
}

class Pad {
  #app;
  #typed = "";
  #isBusy = false;
  #said = "";

  constructor(app) {
    this.#app = app;
    this.dialog = element("dialog", {
      class: "asking pad", tabindex: "-1", "aria-labelledby": "pad-title",
      onclose: () => this.dialog.remove(), onkeydown: (event) => this.#key(event),
    });
    this.#draw();
  }

  #draw() {
    const close = element("button", {
      type: "button", class: "button second", dataset: { key: "cancel" },
      onclick: () => this.dialog.close(),
    }, words.pad.notNow);
    if (this.#app.lock.isDead) {
      replace(
        this.dialog, element("h2", { id: "pad-title" }, words.lock.dead),
        element("p", {}, words.pad.dead), close);
      return;
    }
    replace(
      this.dialog, element("h2", { id: "pad-title" }, words.pad.title), this.#line(),
      element("div", { class: "pad-keys" }, this.#keys()), close);
    // A key that is off cannot hold the focus, and what is typed goes on.
    if (this.dialog.open && !this.dialog.contains(document.activeElement)) this.dialog.focus();
  }

  /** What is typed, as dots, and what came of the last try. */
  #line() {
    const count = this.#typed.length;
    const said = this.#isBusy ? words.pad.working : this.#said;
    return [
      element(
        "p", { class: "pad-dots", role: "img", "aria-label": words.pad.typed(count) },
        Array.from({ length: Math.max(DIGITS_MIN, count) }, (_, at) => element(
          "span", { class: at < count ? "dot typed" : "dot", "aria-hidden": "true" }))),
      element("p", { class: "pad-said", role: "status", dataset: { said: "pin" } }, said),
    ];
  }

  #keys() {
    const key = (name, label, content, isOff, act) => element("button", {
      type: "button", class: name === "go" ? "button go" : "button second",
      disabled: isOff || this.#isBusy, dataset: { key: `pin-${name}` }, "aria-label": label,
      onclick: act,
    }, content);
    const count = this.#typed.length;
    const digit = (one) => key(one, one, one, count >= DIGITS_MAX, () => this.#type(one));
    return [
      ..."123456789".split("").map(digit),
      key("erase", words.pad.erase, icon("erase"), count === 0, () => this.#erase()),
      digit("0"),
      key("go", words.pad.go, icon("check"), count < DIGITS_MIN, () => this.#try()),
    ];
  }

  #key(event) {
    if (this.#isBusy || this.#app.lock.isDead) return;
    if (/^[0-9]$/.test(event.key)) this.#type(event.key);
    else if (event.key === "Backspace") this.#erase();
    else if (event.key === "Enter" && this.#typed.length >= DIGITS_MIN) this.#try();
    else return;
    event.preventDefault();
  }

  #type(digit) {
    if (this.#typed.length < DIGITS_MAX) this.#typed += digit;
    this.#said = "";
    this.#draw();
  }

  #erase() {
    this.#typed = this.#typed.slice(0, -1);
    this.#draw();
  }

  async #try() {
    const pin = this.#typed;
    this.#isBusy = true;
    this.#draw();
    const { outcome, left, keys } = await tryPin(this.#app.identity, pin);
    this.#typed = "";
    this.#isBusy = false;
    if (outcome === Unlocking.opened) {
      await this.#app.unlocked(keys);
      return this.dialog.close();
    }
    if (outcome === Unlocking.dead) this.#app.lock.isDead = true;
    this.#said = outcome === Unlocking.wrong ? words.pad.wrong(left) : words.pad[outcome] ?? "";
    this.#draw();
    return this.dialog.querySelector("button:not(:disabled)")?.focus();
  }
}
