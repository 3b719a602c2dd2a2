// Tocsin — Web: all rotas, who holds each and what is not covered
// SPDX-License-Identifier: Apache-2.0

import { hasRole } from "../office/welcome.js";
import { ask } from "../session/api.js";
import { element, icon, replace } from "../view/element.js";
import { instant, moment } from "../view/time.js";
import { words } from "../words/words.js";
import { clock } from "../device/request.js";
import { everyone, lineBadge } from "../rota/rota.js";
import { NEW, showNewRota } from "./new.js";
import { isUncovered, showRota } from "./rota.js";
import { swapsOf } from "./swaps.js";

const TEXT = words.rotas;
const EVERY_MS = 30000;

/** Draws the list, or the rota that the address names. */
export async function showRotaList(place, office) {
  const id = decodeURIComponent(location.hash.slice(1));
  if (id === NEW) return showNewRota(place, office);
  if (id) return showRota(place, office, id);
  let rotas = [];
  let troubles = [];
  try {
    ({ rotas, troubles } = await ask("GET", "/v1/rotas"));
  } catch (error) {
    if (error.status === 401) return undefined;
    if (error.status === 403) return office.failed(TEXT.forbidden, TEXT.forbiddenText);
    return office.failed();
  }
  if (location.pathname !== "/rotas" || location.hash.length > 1) return undefined;
  const isBad = (one) => (isUncovered(one) ? 0 : one.nextGap ? 1 : 2);
  rotas.sort((a, b) => isBad(a) - isBad(b) || a.title.localeCompare(b.title));
  replace(place, element(
    "section", { class: "office wide", dataset: { screen: "rotas" } },
    element("h1", { tabindex: "-1" }, rotas.length > 0 ? TEXT.title : TEXT.none),
    element("p", { class: "quiet" }, rotas.length > 0 ? TEXT.lead : TEXT.noneText),
    element("p", { class: "to-reports" }, office.link(
      "/reports", { class: "plain", dataset: { key: "reports" } }, words.reports.bar),
    hasRole(office.me, "rota-manager") ? office.link(
      `/rotas#${NEW}`, { class: "plain", dataset: { key: "new-rota" } }, TEXT.make.open) : null),
    notReached(troubles), swapsOf(office),
    element("ul", { class: "rota-list" }, rotas.map((one) => row(one, office)))));
  const shown = place.firstElementChild;
  setTimeout(() => shown.isConnected && showRotaList(place, office), EVERY_MS);
  return undefined;
}

/** Who was not reached on a channel when it was last tried. */
function notReached(troubles) {
  if (troubles.length === 0) return null;
  const text = words.trouble;
  return element(
    "section", { class: "not-reached" },
    element("h2", {}, icon("warning"), text.title), element("p", { class: "quiet" }, text.lead),
    element("ul", {}, troubles.map((one) => element(
      "li", {}, element("strong", {}, text.row(one.name, one.channel)), " ",
      element("span", {}, text.since(moment(instant(one.since), clock.now()))), " ",
      element("span", { class: "quiet" }, one.note)))));
}

function row(one, office) {
  const now = clock.now();
  const names = one.responders.map((person) => person.name).join(", ");
  const others = everyone(one).filter((person) => person.line);
  return element(
    "li", { class: "card rota-row", dataset: { rota: one.rota } },
    element(
      "h2", {}, office.link(
        `/rotas#${encodeURIComponent(one.rota)}`, { dataset: { key: `rota-${one.rota}` } },
        one.title)),
    element(
      "p", {}, element("strong", {}, names || TEXT.nobody), " ",
      element("span", { class: "quiet" }, TEXT.until(moment(instant(one.until), now)))),
    others.length > 0 ? element(
      "p", { class: "other-lines" }, others.map((person) => element(
        "span", {}, person.name, lineBadge(person.line)))) : null,
    cover(one, now));
}

/** Whether it is covered, with a sign and a word. */
function cover(one, now) {
  if (!one.nextGap) {
    return element("p", { class: "badge good" }, icon("check"), TEXT.covered);
  }
  const text = isUncovered(one)
    ? TEXT.uncoveredNow : TEXT.gapAt(moment(instant(one.nextGap.from), now));
  return element("p", { class: "badge bad" }, icon("warning"), text);
}
