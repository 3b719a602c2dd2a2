// Tocsin — Web: the switchboard: call, watch who comes, answer what nobody answers
// SPDX-License-Identifier: Apache-2.0

import { clock } from "../device/request.js";
import { hasRole } from "../office/welcome.js";
import { ask } from "../session/api.js";
import { Ringing } from "../sound/ringing.js";
import { announce, element, icon, replace } from "../view/element.js";
import { levelOf } from "../view/level.js";
import { countdown, instant } from "../view/time.js";
import { words } from "../words/words.js";
import { CallForm } from "./form.js";
import { showRollCalls } from "./rollcalls.js";
import { drawRoll, roleName, stateOf, summary } from "./roll.js";
import { Sheet } from "./sheet.js";
import { keepShell } from "./shell.js";

const TEXT = words.calls;
const EVERY_MS = 1000;
const TICK_MS = 200;
const ROLL_CALLS_EVERY_MS = 60000;
const SOON_MS = 10000;
/** The calls that this tab has made, so that a reload still watches them. */
const MINE = "tocsin-calls";
const MINE_MAX = 8;
/** How long a call that is over stays to be read. */
const OVER_MS = 10 * 60000;

/** One for the whole life of the page: a browser lets it be heard after the first touch or key. */
let ringing = null;
let changed = () => {};

function mine() {
  try {
    return JSON.parse(sessionStorage.getItem(MINE) ?? "[]");
  } catch {
    return [];
  }
}

/** The parts of the screen, and what they are drawn from. */
class Switchboard {
  #office;
  #isOperator;
  #parts;
  #rolls = [];
  #drawn = "";
  #said = new Map();
  #isStale = false;
  #isCut = false;
  #timers = [];
  #sheet = new Sheet();

  constructor(place, office, table) {
    this.#office = office;
    this.#isOperator = hasRole(office.me, "switchboard");
    this.#parts = {
      sound: element("div", { class: "sound-place" }),
      form: element("section", { class: "call-panel", "aria-label": TEXT.form.title }),
      stale: element("div", { role: "alert" }),
      loud: element("section", { class: "queue", "aria-label": TEXT.queue.title }),
      rolls: element("section", { class: "rolls", "aria-label": TEXT.roll.title }),
      rollCalls: element("section", { "aria-label": TEXT.rollCall.title }),
    };
    const { sound, form, stale, loud, rolls, rollCalls } = this.#parts;
    replace(
      place,
      element(
        "section", { class: "switchboard", dataset: { screen: "switchboard" } },
        element("h1", { class: "unseen", tabindex: "-1" }, TEXT.bar),
        form, element(
          "div", { class: "watch" }, sound, stale, loud, rolls, this.#sheet.node, rollCalls)));
    this.#types = table.types;
    this.#form = new CallForm(form, table, (alert) => this.#watch(alert));
    if (this.#isOperator) {
      ringing ??= new Ringing(() => changed());
      changed = () => this.#drawSound();
    }
  }

  #form;
  #types;

  get isShown() {
    return this.#parts.form.isConnected;
  }

  begin() {
    this.#drawSound();
    this.#poll();
    const lookBack = () =>
      this.#isOperator && showRollCalls(this.#parts.rollCalls, this.#types);
    lookBack();
    this.#timers = [
      setInterval(() => this.#tick(), TICK_MS), setInterval(lookBack, ROLL_CALLS_EVERY_MS)];
    if (this.#isOperator) {
      this.#sheet.begin();
      keepShell();
    }
    // Drawn before it stood on the screen: only now can it take the focus.
    this.#form.show();
  }

  #end() {
    for (const timer of this.#timers) clearInterval(timer);
    this.#sheet.end();
    ringing?.ring(null);
    changed = () => {};
  }

  #watch(alert) {
    const list = [alert, ...mine().filter((one) => one !== alert)].slice(0, MINE_MAX);
    sessionStorage.setItem(MINE, JSON.stringify(list));
    return this.#read();
  }

  async #poll() {
    if (!this.isShown) return this.#end();
    await this.#read();
    if (this.isShown) setTimeout(() => this.#poll(), EVERY_MS);
    return undefined;
  }

  async #read() {
    try {
      const { rolls, isCut } = this.#isOperator
        ? await ask("GET", "/v1/switchboard") : { rolls: [], isCut: false };
      const known = new Set(rolls.map((roll) => roll.alert));
      const others = await Promise.all(mine().filter((one) => !known.has(one))
        .map((one) => this.#readOne(one)));
      this.#rolls = [...rolls, ...others.filter((roll) => roll)];
      this.#isStale = false;
      this.#isCut = isCut;
    } catch (error) {
      if (error.status === 401) return;
      this.#isStale = true;
    }
    if (this.#isOperator) this.#sheet.reached(!this.#isStale);
    if (this.isShown) this.#draw();
  }

  /** A call of this tab that is in no queue: it is a test, somebody else's, or over. */
  async #readOne(alert) {
    try {
      const roll = await ask("GET", `/v1/calls/${encodeURIComponent(alert)}`);
      const closed = instant(roll.closedAt);
      return closed !== null && clock.now() - closed > OVER_MS ? null : roll;
    } catch (error) {
      if (error.status === 403 || error.status === 404) return null;
      throw error;
    }
  }

  // What is on the screen

  #draw() {
    // What is the same stays, so that nothing moves under a finger.
    const drawn = [this.#isStale, this.#isCut, this.#rolls];
    const now = JSON.stringify(drawn, (key, value) => (key === "at" ? undefined : value));
    if (now === this.#drawn) return this.#tick();
    this.#drawn = now;
    const { stale, loud, rolls } = this.#parts;
    const banner = (name, text) => element(
      "p", { class: "banner bad", dataset: { banner: name } }, icon("warning"), text);
    replace(
      stale, this.#isStale ? banner("stale", TEXT.roll.stale) : null,
      this.#isCut ? banner("cut", TEXT.queue.cut) : null);
    const needing = this.#rolls.filter((roll) => roll.isLoud);
    const others = this.#rolls.filter((roll) => !roll.isLoud)
      .sort((a, b) => Number(a.closedAt !== null) - Number(b.closedAt !== null)
        || Number(b.openedAt > a.openedAt) - Number(b.openedAt < a.openedAt));
    const desk = { isOperator: this.#isOperator, act: (work) => this.#act(work) };
    if (this.#isOperator) replace(loud, this.#queue(needing, desk));
    const shown = this.#isOperator ? others : [...needing, ...others];
    replace(rolls, this.#open(shown, desk));
    this.#ring(needing);
    this.#tell();
    return this.#tick();
  }

  #queue(needing, desk) {
    if (needing.length === 0) {
      return [
        element("h2", { class: "queue-calm" }, icon("check"), TEXT.queue.quiet),
        element("p", { class: "quiet" }, TEXT.queue.quietText)];
    }
    return [
      element(
        "div", { class: "queue-head" },
        element("h2", {}, icon("warning"), `${TEXT.queue.title} (${needing.length})`),
        element("button", {
          type: "button", class: "plain", dataset: { key: "quiet-now" },
          onclick: () => ringing?.quiet(ringing.playing),
        }, icon("sound"), TEXT.queue.quietNow)),
      ...needing.map((roll) => drawRoll(roll, desk))];
  }

  #open(shown, desk) {
    if (shown.length === 0) {
      return this.#rolls.length > 0 ? [] : [
        element("h2", {}, TEXT.roll.nobody),
        element("p", { class: "quiet" }, TEXT.roll.nobodyText)];
    }
    return [element("h2", {}, TEXT.roll.title), ...shown.map((roll) => drawRoll(roll, desk))];
  }

  /** Rings for what needs the operator; anything new in it rings anew. */
  #ring(needing) {
    if (!ringing || !this.#isOperator) return;
    const key = needing.map((roll) => [
      roll.alert, ...roll.roles.map((role) => role.phase), ...roll.callMe.map((one) => one.id),
    ].join(" ")).join(";");
    const level = Math.min(3, ...needing.map((roll) => levelOf(roll.priority)));
    ringing.ring(needing.length > 0 ? key : null, level);
  }

  #drawSound() {
    const isNeeded = this.#isOperator && ringing && !ringing.isReady;
    replace(this.#parts.sound, isNeeded ? element(
      "div", { class: "banner busy", dataset: { banner: "sound" } }, icon("sound"),
      element("p", {}, TEXT.queue.soundOff),
      element("button", {
        type: "button", class: "plain", dataset: { key: "sound-on" },
        onclick: () => ringing.unlock(),
      }, TEXT.queue.soundOn)) : null);
  }

  /** Says to screen readers what has changed: each role once a state. */
  #tell() {
    for (const roll of this.#rolls) {
      for (const role of roll.roles) {
        const key = `${roll.alert} ${role.role}`;
        const text = stateOf(role).text;
        if (this.#said.has(key) && this.#said.get(key) !== text) {
          announce(TEXT.roll.updated(roleName(role.role), text), role.phase === "exhausted");
        }
        this.#said.set(key, text);
      }
      for (const one of roll.callMe) {
        const key = `${roll.alert} ${one.id} ${one.callMeSince}`;
        if (!this.#said.has(key)) announce(TEXT.roll.callMe(one.name), true);
        this.#said.set(key, true);
      }
      if (!this.#said.has(roll.alert)) announce(summary(roll));
      this.#said.set(roll.alert, true);
    }
  }

  #tick() {
    if (!this.isShown) return this.#end();
    const now = clock.now();
    for (const node of document.querySelectorAll("[data-until]")) {
      const left = Number(node.dataset.until) - now;
      node.textContent = countdown(left);
      node.classList.toggle("soon", left < SOON_MS);
    }
    for (const node of document.querySelectorAll("[data-since]")) {
      node.textContent = countdown(now - Number(node.dataset.since));
    }
    return undefined;
  }

  async #act(work) {
    try {
      await work();
    } catch (error) {
      if (error.status !== 401) announce(TEXT.act.problem.other, true);
    }
    await this.#read();
  }
}

/** Draws the switchboard; ward staff have the same screen without the queue. */
export async function showSwitchboard(place, office) {
  let table = null;
  try {
    table = await ask("GET", "/v1/call-types");
  } catch (error) {
    if (error.status !== 401) office.failed();
    return;
  }
  if (location.pathname !== "/switchboard") return;
  new Switchboard(place, office, table).begin();
}
