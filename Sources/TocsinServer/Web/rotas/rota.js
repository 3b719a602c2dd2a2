// Tocsin — Web: one rota, looked at and changed
// SPDX-License-Identifier: Apache-2.0

import { clock } from "../device/request.js";
import { hasRole } from "../office/welcome.js";
import { ask } from "../session/api.js";
import { announce, element, icon, replace } from "../view/element.js";
import { instant } from "../view/time.js";
import { words } from "../words/words.js";
import { drawWeeks, MODES, timed } from "./calendar.js";
import { lookAt, turnTo } from "./fields.js";
import { drawForm } from "./form.js";
import { drawHistory, drawOverrides, drawText, revisionsOf } from "./history.js";
import { drawImport } from "./import.js";
import { drawLayerForm } from "./layer.js";
import { drawLinks } from "./link.js";
import { drawPreview, holidaysNote } from "./preview.js";
import { drawReview } from "./review.js";
import { Zone } from "./zone.js";

const TEXT = words.rotas;
const MODE = "tocsin-rota-mode";

/** The part of a rota that the screen draws from, and where it stands. */
class RotaScreen {
  mode = sessionStorage.getItem(MODE) ?? "month";
  from = clock.now();
  rota = null;
  zone = null;
  revisions = [];
  chosen = null;
  change = null;
  said = null;
  /** What was written into the form and into the document and is not saved. */
  given = null;
  written = null;

  constructor(place, office, id) {
    this.place = place;
    this.office = office;
    this.id = id;
    this.target = `/v1/rotas/${encodeURIComponent(id)}`;
    this.mayChange = hasRole(office.me, "rota-manager");
  }

  name(id) {
    return this.rota.names.get(id) ?? id;
  }

  get isHere() {
    return location.pathname === "/rotas" && location.hash.slice(1) === encodeURIComponent(this.id);
  }

  async load() {
    const zone = this.zone ?? new Zone("UTC");
    const [from, until] = [
      zone.monday(this.from), zone.monday(this.from, MODES[this.mode])];
    const query = `from=${new Date(from).toISOString()}&until=${new Date(until).toISOString()}`;
    const [rota, revisions] = await Promise.all([
      ask("GET", `${this.target}?${query}`), revisionsOf(this.target)]);
    const isNewZone = !this.zone || this.zone.name !== rota.zone;
    rota.shifts = timed(rota.shifts);
    rota.gaps = timed(rota.gaps);
    rota.overrides = timed(rota.overrides);
    for (const layer of rota.layers) layer.shifts = timed(layer.shifts);
    rota.names = new Map(rota.people.map((one) => [one.id, one.name]));
    const named = new Set([
      ...rota.layers.flatMap((layer) => layer.members),
      ...rota.overrides.flatMap((one) => one.responders),
      ...rota.shifts.flatMap((one) => one.responders)]);
    rota.members = [...named].map((id) => ({ id, name: rota.names.get(id) ?? id }));
    this.rota = rota;
    this.revisions = revisions;
    if (!isNewZone) return undefined;
    this.zone = new Zone(rota.zone);
    this.zone.name = rota.zone;
    return this.load();
  }

  /** Reads the rota again and draws it; says why where it cannot be read. */
  async show() {
    try {
      await this.load();
    } catch (error) {
      if (error.status === 401) return undefined;
      if (error.status === 403) return this.office.failed(TEXT.forbidden, TEXT.forbiddenText);
      if (error.status === 404) return this.office.failed(TEXT.unknown, TEXT.unknownText);
      return this.office.failed();
    }
    return this.isHere ? this.draw() : undefined;
  }

  draw() {
    const propose = (edits, reason) => this.propose(edits, reason);
    replace(this.place, element(
      "section", { class: "office wide rota-screen", dataset: { screen: "rota" } },
      this.office.link(
        "/rotas", { class: "plain back-to", dataset: { key: "all-rotas" } }, icon("back"),
        TEXT.all),
      element("h1", { tabindex: "-1" }, this.rota.title), this.#now(), this.#said(),
      holidaysNote(this.rota.holidaysEnd, this.zone), this.#tools(),
      drawWeeks(this, (from, until) => this.choose({ from, until })),
      element(
        "div", { class: "rota-parts" },
        element("div", { class: "rota-change" }, this.change ? drawPreview(this, this.change, {
          done: (made) => this.done(made), again: (text) => this.again(text),
          giveUp: () => this.giveUp(),
        }) : [
          this.#form(propose), this.mayChange ? drawLayerForm(this, propose) : null,
          this.mayChange ? drawImport(this, propose) : null]),
        element(
          "div", { class: "rota-known" }, drawOverrides(this, propose),
          drawHistory(this, this.revisions, propose))),
      drawReview(this), drawLinks(this),
      drawText(this, propose)));
  }

  /** Who is on call now, in words; where nobody is, with a sign. */
  #now() {
    const now = clock.now();
    const at = this.rota.shifts.find((one) => one.from <= now && now < one.until);
    const zone = element("span", { class: "quiet" }, TEXT.zone(this.rota.zone));
    if (!at) return element("p", { class: "rota-now" }, zone);
    const hole = this.rota.gaps.find((one) => one.from <= now && now < one.until);
    const names = at.responders.map((id) => this.name(id)).join(", ");
    return element(
      "p", { class: hole ? "rota-now bad" : "rota-now" }, hole ? icon("warning") : null,
      element("strong", {}, names ? TEXT.holds(names) : TEXT.uncoveredNow), " ",
      TEXT.until(this.zone.moment.format(at.until)), " ", zone);
  }

  #said() {
    return this.said ? element(
      "p", { class: `note ${this.said.tone}`, role: "status" },
      icon(this.said.tone === "good" ? "check" : "warning"),
      element("span", {}, this.said.text)) : null;
  }

  #tools() {
    const button = (key, text, act, pressed = null) => element("button", {
      type: "button", class: "plain", dataset: { key }, onclick: act,
      "aria-pressed": pressed === null ? null : String(pressed),
    }, text);
    const go = (weeks) => this.go(this.zone.monday(this.from, weeks));
    const step = MODES[this.mode] === 1 ? 1 : MODES[this.mode] - 1;
    const until = this.zone.monday(this.from, MODES[this.mode]) - 1;
    return element(
      "div", { class: "rota-tools" },
      element(
        "div", { class: "modes", role: "group", "aria-label": TEXT.modes.label },
        Object.keys(MODES).map((mode) => button(`mode-${mode}`, TEXT.modes[mode], () => {
          this.mode = mode;
          sessionStorage.setItem(MODE, mode);
          return this.show();
        }, mode === this.mode))),
      element(
        "div", { class: "steps" },
        button("earlier", TEXT.earlier, () => go(-step)),
        button("today", TEXT.today, () => this.go(clock.now())),
        button("later", TEXT.later, () => go(step))),
      element(
        "p", { class: "quiet" },
        [this.zone.monday(this.from), until].map((at) => this.zone.date.format(at)).join(" – ")));
  }

  #form(propose) {
    if (!this.mayChange) return element(
      "section", { class: "card" }, element("p", { class: "quiet" }, TEXT.onlyManagers));
    return element(
      "section", { class: "card change" }, element("h2", {}, TEXT.form.title),
      element("p", { class: "quiet" }, TEXT.form.lead), drawForm(this, this.chosen, propose));
  }

  go(from) {
    this.from = from;
    return this.show();
  }

  /** Puts a stretch of the calendar into the form. */
  choose(span) {
    if (!this.mayChange) return;
    this.chosen = span;
    this.change = null;
    this.given = null;
    this.draw();
    const who = this.place.querySelector("#field-who");
    who?.focus({ preventScroll: true });
    who?.closest(".card").scrollIntoView({ block: "nearest" });
  }

  /** Asks what edits would do, and shows it in the place of the form. */
  async propose(edits, reason, base = this.rota.revision) {
    const found = await lookAt(this.target, { base, edits, reason });
    if (!found) return undefined;
    this.change = found.change ?? this.change;
    this.said = found.problem ? { tone: "bad", text: found.problem } : null;
    this.draw();
    return turnTo(this.place);
  }

  async done(made) {
    this.change = null;
    this.chosen = null;
    this.given = null;
    this.written = null;
    this.said = { tone: "good", text: TEXT.done(made.revision) };
    await this.show();
    announce(this.said.text);
  }

  /** Somebody or something has changed meanwhile: the same edits are looked at anew. */
  async again(text) {
    const { base, edits, reason } = this.change;
    await this.load().catch(() => {});
    await this.propose(edits, reason, base);
    this.said = { tone: "bad", text };
    announce(text, true);
    this.draw();
  }

  async giveUp() {
    this.change = null;
    await this.show();
  }
}

/** Shows one rota. */
export const showRota = (place, office, id) => new RotaScreen(place, office, id).show();

/** Whether a row of the list is uncovered now. */
export const isUncovered = (row) =>
  row.nextGap !== null && instant(row.nextGap.from) <= clock.now();
