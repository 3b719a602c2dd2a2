// Tocsin — Web: the on-call sheet that the switchboard keeps for when the gateway is down
// SPDX-License-Identifier: Apache-2.0

import { clock } from "../device/request.js";
import { ask } from "../session/api.js";
import { element, icon, replace } from "../view/element.js";
import { ago, instant, moment } from "../view/time.js";
import { words } from "../words/words.js";

const TEXT = words.calls.sheet;
/**
 * What is kept names people on duty and their numbers, and no patient. It goes when the person
 * signs out, when they may not read it any more, and when it has become too old. It stays when a
 * session only runs out: an outage may come in the same night, and the desk has the same sheet on
 * paper.
 */
const KEPT = "tocsin-on-call-sheet";
const KEPT_FOR_MS = 14 * 86400000;
const EVERY_MS = 15 * 60000;
const AGAIN_MS = 60000;

/** Removes the sheet from this browser. */
export const forgetSheet = () => localStorage.removeItem(KEPT);

function kept() {
  try {
    const sheet = JSON.parse(localStorage.getItem(KEPT));
    if (sheet && clock.now() - instant(sheet.at) < KEPT_FOR_MS) return sheet;
    forgetSheet();
  } catch {
    // What cannot be read is not there.
  }
  return null;
}

/** Whether this browser keeps a sheet. */
export const hasSheet = () => kept() !== null;

/** A place that keeps the next 48 hours and says how old they are, loudly while cut off. */
export class Sheet {
  node = element("section", { class: "on-call-sheet", "aria-label": TEXT.title });
  #sheet = kept();
  #isCut = false;
  #timer = null;
  #readAt = 0;

  begin() {
    this.#read();
    this.#timer = setInterval(() => this.#tick(), AGAIN_MS);
  }

  end() {
    clearInterval(this.#timer);
  }

  /** Says whether the gateway is reached; what cannot be reached has no newer sheet. */
  reached(isReached) {
    if (this.#isCut !== isReached) return;
    this.#isCut = !isReached;
    this.draw();
  }

  #tick() {
    const isDue = performance.now() - this.#readAt >= EVERY_MS;
    return isDue || this.#isCut ? this.#read() : this.draw();
  }

  async #read() {
    try {
      this.#sheet = await ask("GET", "/v1/on-call-sheet");
      this.#readAt = performance.now();
      this.#isCut = false;
      localStorage.setItem(KEPT, JSON.stringify(this.#sheet));
    } catch (error) {
      if (error.status === 401) return undefined;
      if (error.status === 403) return this.#refused();
      this.#isCut = true;
    }
    return this.draw();
  }

  #refused() {
    forgetSheet();
    this.#sheet = null;
    replace(this.node);
  }

  /** Draws it anew: it grows older. */
  draw() {
    const now = clock.now();
    if (!this.#sheet) {
      return replace(this.node, this.#isCut ? element(
        "p", { class: "banner bad" }, icon("warning"), element("span", {}, TEXT.none)) : null);
    }
    const at = instant(this.#sheet.at);
    const isOver = now > instant(this.#sheet.until);
    const isOpen = this.#isCut || this.node.querySelector("details")?.open === true;
    return replace(
      this.node,
      this.#isCut ? element(
        "p", { class: "banner bad", role: "alert", dataset: { banner: "sheet" } }, icon("warning"),
        element("span", {}, isOver
          ? TEXT.over(moment(at, now)) : TEXT.cut(moment(at, now), ago(now - at)))) : null,
      element(
        "details", { open: isOpen },
        element("summary", { dataset: { key: "sheet" } }, TEXT.title,
          element("span", { class: "quiet" }, ` ${TEXT.asOf(moment(at, now))}`)),
        element(
          "div", { class: "sheet-parts" }, this.#sheet.parts.map((part) => table(
            part.title, part.rows)),
          this.#sheet.lastResort.length > 0 ? table(TEXT.last, this.#sheet.lastResort) : null)));
  }
}

function table(title, rows) {
  return element(
    "section", {}, element("h2", {}, title),
    element("ul", { class: "lines" }, rows.map((row) => element(
      "li", { class: row.isGap ? "line hole" : "line" },
      element(
        "span", { class: "line-text" },
        row.from ? element("span", { class: "quiet" }, `${row.from} \u2013 ${row.until}`) : null,
        element("strong", {}, row.isGap ? icon("warning") : null, row.who)),
      row.telephone ? element(
        "a", { class: "plain", href: `tel:${row.telephone.replaceAll(/[^+0-9]/g, "")}` },
        icon("phone"), row.telephone) : null))));
}
