// Tocsin — Web: the integrations of the site, for those who look after them
// SPDX-License-Identifier: Apache-2.0

import { clock } from "../device/request.js";
import { ask } from "../session/api.js";
import { element, icon, replace } from "../view/element.js";
import { instant, moment } from "../view/time.js";
import { locale, words } from "../words/words.js";

const TEXT = words.integrations;
const EVERY_MS = 10000;

const number = (value) => new Intl.NumberFormat(locale).format(value);

/** Says why a screen of messages is not shown. @returns whether the reason was known */
export function failed(error, office) {
  if (error.status === 401) return;
  if (error.status === 403) office.failed(TEXT.forbidden, TEXT.forbiddenText);
  else office.failed();
}

/** Draws the integrations, and again every few seconds while they are on the screen. */
export async function showIntegrations(place, office) {
  let integrations = [];
  try {
    ({ integrations } = await ask("GET", "/v1/integrations"));
  } catch (error) {
    return failed(error, office);
  }
  if (location.pathname !== "/integrations") return undefined;
  const cards = integrations.map((one) => card(one, office));
  replace(
    place,
    element(
      "section", { class: "office wide", dataset: { screen: "integrations" } },
      element("h1", { tabindex: "-1" }, cards.length > 0 ? TEXT.title : TEXT.none),
      element("p", { class: "quiet" }, cards.length > 0 ? TEXT.lead : TEXT.noneText),
      element("ul", { class: "systems" }, cards)));
  const shown = place.firstElementChild;
  setTimeout(() => shown.isConnected && showIntegrations(place, office), EVERY_MS);
  return undefined;
}

function card(one, office) {
  const last = instant(one.heardAt);
  const count = (label, value, tone = null) => (typeof value !== "number" ? null : element(
    "div", { class: tone && value > 0 ? `figure ${tone}` : "figure" },
    element("dt", {}, label), element("dd", {}, number(value))));
  const name = encodeURIComponent(one.name);
  const { today } = one;
  return element(
    "li", { class: "card system", dataset: { integration: one.name } },
    element(
      "div", { class: "system-head" },
      element(
        "div", {}, element("h2", {}, one.title || one.name),
        element("p", { class: "quiet" }, one.name)),
      health(one)),
    troubles(one),
    element(
      "dl", { class: "figures" },
      count(TEXT.received, today.received), count(TEXT.mapped, today.mapped),
      count(TEXT.notForUs, today.notForUs), count(TEXT.refused, today.refused, "bad"),
      count(TEXT.connections, one.connections), count(TEXT.pending, one.bytesPending)),
    element(
      "p", { class: "quiet" },
      last === null ? TEXT.never : `${TEXT.last}: ${moment(last, clock.now())}`),
    element(
      "div", { class: "buttons" },
      office.link(
        `/messages#integration=${name}`,
        { class: "plain", dataset: { key: `messages-${one.name}` } }, TEXT.open),
      office.link(
        `/try#${name}`, { class: "plain", dataset: { key: `try-${one.name}` } }, TEXT.tryOut)));
}

const TONES = { ok: ["good", "check"], trouble: ["bad", "warning"] };

function health(one) {
  const [tone, sign] = TONES[one.health] ?? ["calm", null];
  return element(
    "p", { class: `badge ${tone}`, dataset: { health: one.health } }, sign ? icon(sign) : null,
    TEXT.health[one.health] ?? one.health);
}

/** What is wrong, each with since when. */
function troubles(one) {
  if (one.troubles.length === 0) return null;
  const now = clock.now();
  return element(
    "ul", { class: "troubles" }, one.troubles.map((trouble) => element(
      "li", {}, element("strong", {}, TEXT.trouble[trouble.kind] ?? trouble.text),
      element(
        "span", { class: "quiet" }, TEXT.since(moment(instant(trouble.since) ?? now, now))))));
}
