// Tocsin — Web: calling by hand, by keyboard or by touch
// SPDX-License-Identifier: Apache-2.0

import { ask } from "../session/api.js";
import { askIn, say } from "../office/dialog.js";
import { element, icon, prioritySign, replace } from "../view/element.js";
import { levelOf } from "../view/level.js";
import { language, words } from "../words/words.js";

const TEXT = words.calls.form;
const FIELDS = { "place": "place", "words": "words", "call-back": "callBack" };

/** Where there is a keyboard it is ready at once; a touch screen does not open one unasked. */
const hasKeyboard = () => matchMedia("(hover: hover)").matches;

const plain = (text) =>
  text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/**
 * The form of a call: choose what, say where, Enter. A crash call is two taps and one field.
 *
 * A call that may not have arrived is sent again under the same key, so that it is made once.
 */
export class CallForm {
  #place;
  #types;
  #wards;
  #sent;
  #chosen = null;
  #key = null;
  #content = null;

  /** @param sent called with an alert's id and its call once it is made */
  constructor(place, { types, wards }, sent) {
    this.#place = place;
    this.#types = types;
    this.#wards = wards;
    this.#sent = sent;
    this.show();
  }

  /** Shows the choice, and takes the focus where there is a keyboard. */
  show(focus = hasKeyboard()) {
    this.#chosen = null;
    if (this.#types.length === 0) {
      return replace(
        this.#place, element("h2", {}, TEXT.none), element("p", { class: "quiet" }, TEXT.noneText));
    }
    const list = element("ul", { class: "call-types" });
    const find = element("input", {
      type: "text", class: "call-find", name: "find", autocomplete: "off", spellcheck: "false",
      placeholder: TEXT.find, "aria-label": TEXT.what, dataset: { key: "find-call" },
      oninput: () => this.#fill(list, find.value),
      onkeydown: (event) => this.#pick(event, find.value),
    });
    this.#fill(list, "");
    replace(this.#place, element("h2", {}, TEXT.what), find, list);
    if (focus) find.focus();
    return undefined;
  }

  #matching(text) {
    const wanted = plain(text.trim());
    return this.#types.filter((type) =>
      plain(`${type.titles[language]} ${type.name}`).split(/[\s-]+/)
        .some((word) => word.startsWith(wanted)) || plain(type.titles[language]).includes(wanted));
  }

  #fill(list, text) {
    const found = this.#matching(text);
    const rows = found.map((type) => {
      const level = levelOf(type.priority);
      return element(
        "li", {},
        element(
          "button", {
            type: "button", class: `call-type level-${level}`,
            dataset: { key: `call-${type.name}` },
            onclick: () => this.#choose(type),
          },
          prioritySign(level),
          element(
            "span", { class: "call-type-text" },
            element("span", { class: "call-type-title" }, type.titles[language]),
            element("span", { class: "call-type-level" }, words.priority[level]))));
    });
    list.replaceChildren(
      ...(rows.length > 0 ? rows : [element("li", { class: "quiet" }, TEXT.noMatch)]));
  }

  #pick(event, text) {
    if (event.key !== "Enter") return;
    event.preventDefault();
    const [first] = this.#matching(text);
    if (first && text.trim()) this.#choose(first);
  }

  #choose(type) {
    this.#chosen = type;
    const level = levelOf(type.priority);
    const problem = element("p", { class: "note bad", role: "alert" });
    const button = element(
      "button", { type: "submit", class: "button call-send", dataset: { key: "send-call" } },
      icon("phone"), element("span", {}, TEXT.send(type.titles[language])));
    const form = element(
      "form", {
        class: `call-form level-${level}`,
        onkeydown: (event) => {
          if (event.key === "Escape") this.show();
        },
        onsubmit: (event) => {
          event.preventDefault();
          this.#send(new FormData(event.currentTarget), button, problem);
        },
      },
      element(
        "div", { class: "call-head" }, prioritySign(level),
        element("h2", {}, type.titles[language]),
        element("button", {
          type: "button", class: "plain", dataset: { key: "other-call" },
          onclick: () => this.show(),
        }, TEXT.change)),
      this.#wards.length > 1 ? this.#wardChoice() : null,
      type.fields.map((field) => this.#field(field)),
      element(
        "label", { class: "call-test" },
        element("input", { type: "checkbox", name: "test", dataset: { key: "call-test" } }),
        element("span", {}, TEXT.test)),
      problem, button, element("p", { class: "quiet call-keys" }, TEXT.keys));
    replace(this.#place, form);
    form.querySelector("[name=place]").focus();
  }

  #field(field) {
    const name = FIELDS[field];
    const properties = {
      id: `call-${name}`, name, dataset: { key: `call-${name}` }, autocomplete: "off",
      required: name === "place", maxlength: { place: 120, words: 1000, callBack: 40 }[name],
    };
    const hint = name === "place" ? TEXT.placeHint : null;
    return element(
      "div", { class: "field" }, element("label", { for: properties.id }, TEXT[name]),
      element("input", {
        ...properties, type: name === "callBack" ? "tel" : "text", spellcheck: "false",
        "aria-describedby": hint ? `${properties.id}-hint` : null,
      }),
      hint ? element("p", { class: "quiet", id: `${properties.id}-hint` }, hint) : null);
  }

  #wardChoice() {
    return element(
      "div", { class: "field" }, element("label", { for: "call-ward" }, TEXT.ward),
      element(
        "select", { id: "call-ward", name: "ward", dataset: { key: "call-ward" } },
        this.#wards.map((ward) => element("option", { value: ward }, ward))));
  }

  async #send(values, button, problem, isForMany = false) {
    const type = this.#chosen;
    const body = { type: type.name, place: String(values.get("place") ?? "").trim() };
    for (const name of ["words", "callBack", "ward"]) {
      const value = String(values.get(name) ?? "").trim();
      if (value) body[name] = value;
    }
    if (values.get("test")) body.test = true;
    // The same call keeps its key until it is known to have arrived; another call gets another.
    const content = JSON.stringify(body);
    if (this.#content !== content) this.#key = crypto.randomUUID();
    this.#content = content;
    if (isForMany) body.forMany = true;
    say(problem, "");
    const label = button.lastElementChild;
    label.textContent = TEXT.sending;
    button.disabled = true;
    try {
      const made = await ask("POST", "/v1/calls", body, { "Idempotency-Key": this.#key });
      this.#content = null;
      this.show();
      this.#sent(made.alert);
    } catch (error) {
      label.textContent = TEXT.send(type.titles[language]);
      button.disabled = false;
      if (error.code === "taken" && error.field === "forMany") {
        return this.#askMany(error, values, button, problem);
      }
      if (error.status !== 401) say(problem, problemWords(error));
      button.closest("form")?.querySelector(`[name=${error.field ?? "place"}]`)?.focus();
    }
    return undefined;
  }

  /** A second tap, not a refusal. */
  #askMany(error, values, button, problem) {
    const count = Number(/\d+/.exec(error.detail ?? "")?.[0] ?? 0);
    return askIn({
      title: TEXT.manyTitle(count), text: TEXT.manyText, go: TEXT.manyGo,
      cancel: TEXT.manyCancel,
      act: async () => {
        await this.#send(values, button, problem, true);
        return null;
      },
    });
  }
}

function problemWords(error) {
  if (error.code === "offline") return TEXT.problem.offline;
  if (error.status === 503) return TEXT.problem.notNow;
  if (error.status === 403) return TEXT.problem.forbidden;
  return TEXT.problem[error.field] ?? TEXT.problem.other;
}
