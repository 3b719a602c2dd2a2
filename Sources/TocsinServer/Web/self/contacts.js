// Tocsin — Web: who is on call, with the numbers to ring
// SPDX-License-Identifier: Apache-2.0

import { asker } from "../device/ask.js";
import { element, replace } from "../view/element.js";
import { callNumber } from "../view/facts.js";
import { words } from "../words/words.js";
import { failure, isUsed, sheet } from "./shared.js";

const TEXT = words.contacts;

let wanted = "";

/** Reads and draws. The numbers are the site's, and never the telephone's own. */
export async function showContacts(place, app, isPass = false) {
  if (isPass && isUsed(place)) return;
  let found = null;
  try {
    found = await asker(app.identity)("GET", "/v1/contacts");
  } catch {
    found = null;
  }
  if (document.body.dataset.screen !== "contacts") return;
  if (found) draw(place, app, found);
  else if (!isPass) replace(place, failure(TEXT.failed, TEXT.failedText, () => app.go()));
}

const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

function draw(place, app, { rotas, lastResort }) {
  const list = element("div", { class: "self-list" });
  const fill = () => replace(list, ...parts(rotas, lastResort));
  replace(place, sheet(
    app, TEXT.title, "/settings",
    element("input", {
      type: "search", class: "self-find", placeholder: TEXT.find, "aria-label": TEXT.find,
      value: wanted, autocomplete: "off", dataset: { key: "find" },
      oninput: (event) => {
        wanted = event.currentTarget.value;
        fill();
      },
    }), list));
  fill();
}

function parts(rotas, lastResort) {
  const isWanted = (...texts) => texts.some((one) => plain(one).includes(plain(wanted.trim())));
  const last = lastResort.map((one) => ({ ...one, name: one.name || TEXT.site }));
  const services = rotas.map((rota) => ({
    ...rota,
    shown: rota.people.filter((one) => isWanted(rota.title, one.name)),
  })).filter((rota) => rota.shown.length > 0 || isWanted(rota.title));
  const rest = last.filter((one) => isWanted(one.name, TEXT.last));
  const sections = services.map((rota) => section(rota.title, rota.shown, rota.rota));
  if (rest.length > 0) sections.unshift(section(TEXT.last, rest, ""));
  return sections.length > 0 ? sections : [element("p", { class: "quiet" }, TEXT.none)];
}

const section = (title, people, rota) => element(
  "section", { class: "self-card", dataset: { rota } }, element("h2", {}, title),
  people.length === 0 ? element("p", { class: "quiet" }, TEXT.nobody) : element(
    "ul", { class: "self-people" }, people.map((one) => element(
      "li", {},
      element(
        "span", {}, one.name,
        one.line && one.line !== "first"
          ? element("span", { class: "quiet" }, ` · ${words.rota.lines[one.line]}`) : null),
      callNumber(one.telephone) ?? element("span", { class: "quiet" }, TEXT.noNumber)))));
