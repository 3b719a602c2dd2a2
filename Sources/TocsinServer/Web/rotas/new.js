// Tocsin — Web: a rota that is not there yet
// SPDX-License-Identifier: Apache-2.0

import { field, say } from "../office/dialog.js";
import { ask } from "../session/api.js";
import { announce, element, icon, replace } from "../view/element.js";
import { words } from "../words/words.js";
import { blank, drawFields, quoted } from "./layer.js";
import { lookAt, turnTo } from "./fields.js";
import { drawPreview } from "./preview.js";
import { Zone } from "./zone.js";

const TEXT = words.rotas.make;
/** In the address, where others have the id of a rota: no id begins so. */
export const NEW = "+";
const ID = "[a-z0-9][a-z0-9._\\-]{0,63}";

/** A short name out of a title: `Night cover` becomes `night-cover`. */
const idOf = (title) => title.normalize("NFD").toLowerCase().replace(/[^a-z0-9]+/g, "-")
  .replace(/^-+|-+$/g, "").slice(0, 64);

/** The document of a rota with one layer, which is written already. */
const written = (title, zone, layer) => [
  `title: ${quoted(title)}`, `zone: ${zone}`, "needs: 1", "layers:",
  ...layer.trimEnd().split("\n").map((line, at) => `${at === 0 ? "  - " : "    "}${line}`), "",
].join("\n");

/** Where a new rota stands: what was written, or what it would do. */
class NewRota {
  rota = null;
  zone = null;
  change = null;

  constructor(place, office) {
    this.place = place;
    this.office = office;
    this.problem = element("p", { class: "note bad", role: "alert" });
  }

  name(id) {
    return this.rota.names.get(id) ?? id;
  }

  /** The zone is that of the rotas that there are, or of this browser for the first one. */
  async show() {
    try {
      const { rotas, people } = await ask("GET", "/v1/rotas?people=all");
      const zone = rotas.length > 0
        ? (await ask("GET", `/v1/rotas/${encodeURIComponent(rotas[0].rota)}`)).zone
        : Intl.DateTimeFormat().resolvedOptions().timeZone;
      this.rota = {
        people, layers: [], holidays: null,
        names: new Map(people.map((one) => [one.id, one.name])),
      };
      this.zone = new Zone(zone);
      this.zone.name = zone;
    } catch (error) {
      return error.status === 401 ? undefined : this.office.failed();
    }
    this.title = field(TEXT.name, {
      name: "title", required: true, maxlength: 100, autocomplete: "off",
      oninput: (event) => this.#suggest(event.currentTarget.value),
    });
    this.id = field(TEXT.id, {
      name: "id", required: true, pattern: ID, maxlength: 64, autocomplete: "off",
    }, TEXT.idHint);
    this.where = field(TEXT.zone, {
      name: "zone", required: true, value: this.zone.name, autocomplete: "off",
    });
    this.form = drawFields(this, blank(this), ([edit]) => this.propose(edit));
    return this.draw();
  }

  #suggest(title) {
    this.#input("id").value = idOf(title);
  }

  #input = (name) => this[{ zone: "where" }[name] ?? name].querySelector("input");

  draw() {
    const shown = this.change ? drawPreview(this, this.change, {
      done: () => this.office.follow(`/rotas#${encodeURIComponent(this.wanted)}`),
      again: (text) => {
        this.refuse(text);
        announce(text, true);
      }, giveUp: () => this.back(),
    }) : element(
      "section", { class: "card" },
      element("div", { class: "form" }, this.problem, this.title, this.id, this.where),
      element("h2", { class: "next-part" }, TEXT.layer),
      element("p", { class: "quiet" }, TEXT.layerHint), this.form);
    replace(this.place, element(
      "section", { class: "office rota-screen", dataset: { screen: "new-rota" } },
      this.office.link(
        "/rotas", { class: "plain back-to", dataset: { key: "all-rotas" } }, icon("back"),
        words.rotas.all),
      element("h1", { tabindex: "-1" }, TEXT.title),
      element("p", { class: "quiet" }, TEXT.lead), shown));
  }

  back() {
    this.change = null;
    this.draw();
  }

  refuse(text) {
    this.back();
    say(this.problem, text);
    turnTo(this.place);
  }

  /** Asks what the rota would do, and shows it in the place of the form. */
  async propose(edit) {
    const inputs = ["title", "id", "zone"].map((name) => this.#input(name));
    if (!inputs.every((one) => one.reportValidity())) return undefined;
    const [title, id, zone] = inputs.map((one) => one.value.trim());
    this.wanted = id;
    this.target = `/v1/rotas/${encodeURIComponent(id)}`;
    const edits = [{ do: "replace", text: written(title, zone, edit.text) }];
    const found = await lookAt(
      this.target, { base: 0, edits, reason: "" },
      (error) => (error.status === 409 ? TEXT.taken : null));
    if (!found) return undefined;
    if (found.problem) return this.refuse(found.problem);
    say(this.problem, "");
    this.change = found.change;
    this.draw();
    return turnTo(this.place);
  }
}

/** Shows the form of a new rota. */
export const showNewRota = (place, office) => new NewRota(place, office).show();
