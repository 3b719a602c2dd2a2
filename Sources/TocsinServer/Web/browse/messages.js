// Tocsin — Web: what sources sent, searched and replayed
// SPDX-License-Identifier: Apache-2.0

import { clock } from "../device/request.js";
import { ask } from "../session/api.js";
import { element, icon, replace } from "../view/element.js";
import { instant, moment } from "../view/time.js";
import { words } from "../words/words.js";
import { failed } from "./integrations.js";
import { askReplay } from "./replay.js";
import { searchForm } from "./search.js";

const TEXT = words.messages;
const OUTCOME_ICONS = { accepted: "check", refused: "warning" };
const HOURS = { hour: 1, day: 24, week: 168 };

/** What became of a message, in words and with a tone. */
export const outcomeBadge = (outcome) => element(
  "span", { class: `badge outcome-${outcome}` },
  OUTCOME_ICONS[outcome] ? icon(OUTCOME_ICONS[outcome]) : null,
  TEXT.outcomes[outcome] ?? outcome);

/** The question that the address holds; a number that is looked for never stands there. */
function asked() {
  const parts = new URLSearchParams(location.hash.slice(1));
  return Object.fromEntries([...parts].filter(([, value]) => value));
}

/** The body of a search. */
function body(question, secret, before) {
  const { control, time, warnings, ...rest } = question;
  const sent = { ...rest, limit: 50 };
  if (control?.endsWith("*")) sent.prefix = control.slice(0, -1);
  else if (control) sent.controlID = control;
  if (HOURS[time]) sent.since = new Date(clock.now() - HOURS[time] * 3600000).toISOString();
  if (warnings) sent.warnings = true;
  if (secret?.value) Object.assign(sent, secret);
  if (before) sent.before = before;
  return sent;
}

/** Draws the list. `secret` is the number that is looked for, kept by this page alone. */
export async function showMessages(place, office, secret = null) {
  const question = asked();
  const [list, sources] = await Promise.all([
    ask("POST", "/v1/messages/search", body(question, secret)),
    ask("GET", "/v1/integrations").then(({ integrations }) => integrations, () => []),
  ]).catch((error) => [error]);
  if (!list.messages) return failed(list, office);
  if (location.pathname !== "/messages") return undefined;
  const search = (wanted, number) => {
    const target = `/messages#${new URLSearchParams(wanted)}`;
    history.pushState(null, "", target);
    return showMessages(place, office, number);
  };
  const isAsked = Object.keys(question).length > 0 || secret;
  const found = new Found(place, office, list, (before) => body(question, secret, before));
  replace(
    place,
    element(
      "section", { class: "office wide", dataset: { screen: "messages" } },
      office.link(
        "/integrations", { class: "plain", dataset: { key: "to-integrations" } }, icon("back"),
        TEXT.toList),
      element("h1", { tabindex: "-1" }, TEXT.title),
      element("p", { class: "quiet" }, TEXT.lead),
      searchForm(question, secret, sources, search),
      found.draw(isAsked ? TEXT.none : TEXT.noneYet)));
  return undefined;
}

/** The messages that were found so far, and those of them that are selected. */
class Found {
  #office;
  #next;
  #ask;
  #selected = new Set();
  #rows = element("tbody", {});
  #count = element("span", { role: "status" });
  #note = element("p", { class: "note", role: "status" });
  #actions;
  #all;
  #more = element("div", { class: "more" });
  #isEmpty = true;
  #redraw;

  constructor(place, office, list, question) {
    this.#office = office;
    this.#ask = question;
    this.#redraw = () => showMessages(place, office);
    this.#take(list);
  }

  #take({ messages, next }) {
    this.#next = next;
    this.#isEmpty = this.#isEmpty && messages.length === 0;
    this.#rows.append(...messages.map((one) => this.#row(one)));
  }

  draw(none) {
    this.#actions = element(
      "div", { class: "picked" }, this.#count,
      element("button", {
        type: "button", class: "plain", dataset: { key: "replay" },
        onclick: () => this.#replay(),
      }, TEXT.replay));
    this.#all = element("input", {
      type: "checkbox", "aria-label": TEXT.selectAll, dataset: { key: "select-all" },
      onchange: (event) => this.#selectAll(event.currentTarget.checked),
    });
    this.#tell();
    this.#drawMore(none);
    const heads = [TEXT.received, TEXT.from, TEXT.type, TEXT.outcome, TEXT.reason];
    return element(
      "div", { class: "found" }, this.#note,
      element(
        "table", { class: "people messages" },
        element(
          "thead", {},
          element(
            "tr", {},
            element("th", { scope: "col", class: "pick" }, element("label", {}, this.#all)),
            heads.map((head) => element("th", { scope: "col" }, head)))),
        this.#rows),
      this.#actions, this.#more);
  }

  #drawMore(none) {
    const text = this.#isEmpty ? none : TEXT.all;
    replace(
      this.#more,
      element(
        "p", { class: "quiet" },
        this.#next === null ? text : this.#isEmpty ? TEXT.searchedTo : ""),
      this.#next === null ? null : element("button", {
        type: "button", class: "plain", dataset: { key: "older" },
        onclick: async () => {
          try {
            this.#take(await ask("POST", "/v1/messages/search", this.#ask(this.#next)));
            this.#drawMore(none);
          } catch (error) {
            failed(error, this.#office);
          }
        },
      }, TEXT.older));
  }

  #row(one) {
    const at = instant(one.receivedAt);
    const warnings = one.warnings ? one.warnings.split("; ").length : 0;
    const source = [one.application, one.facility].filter((text) => text).join(" · ");
    const pick = element("input", {
      type: "checkbox", "aria-label": TEXT.select(one.id), value: String(one.id),
      dataset: { key: `pick-${one.id}` },
      onchange: (event) => this.#select(one.id, event.currentTarget.checked),
    });
    return element(
      "tr", { dataset: { message: one.id } },
      element("td", { class: "pick" }, element("label", {}, pick)),
      element(
        "th", { scope: "row" },
        this.#office.link(
          `/message#${one.id}`, { dataset: { key: `message-${one.id}` } },
          at === null ? String(one.id) : moment(at, clock.now())),
        element("span", { class: "quiet mono" }, one.controlID || `№ ${one.id}`)),
      element(
        "td", {}, one.integration, source ? element("span", { class: "quiet" }, source) : null),
      element("td", { class: "mono" }, one.type || TEXT.unreadable),
      element(
        "td", {}, outcomeBadge(one.outcome),
        warnings > 0 ? element("span", { class: "quiet" }, TEXT.warningCount(warnings)) : null),
      element("td", { class: "reason" }, one.reason));
  }

  #select(id, isSelected) {
    if (isSelected) this.#selected.add(id);
    else this.#selected.delete(id);
    this.#tell();
  }

  #selectAll(isSelected) {
    for (const box of this.#rows.querySelectorAll("[type=checkbox]")) {
      box.checked = isSelected;
      if (isSelected) this.#selected.add(Number(box.value));
    }
    if (!isSelected) this.#selected.clear();
    this.#tell();
  }

  #tell() {
    const count = this.#selected.size;
    this.#count.textContent = count > 0 ? TEXT.selected(count) : "";
    this.#actions.hidden = count === 0;
  }

  async #replay() {
    const replayed = await askReplay([...this.#selected].sort((a, b) => a - b));
    if (!replayed) return;
    await this.#redraw();
    const note = document.querySelector(".found .note");
    note?.classList.add("good");
    note?.replaceChildren(
      icon("check"), element("span", {}, words.replay.done(replayed.length)));
  }
}
