// Tocsin — Web: the integrations of the site, for those who look after them
// SPDX-License-Identifier: Apache-2.0

import { clock } from "../device/request.js";
import { ask } from "../session/api.js";
import { element, icon, replace } from "../view/element.js";
import { instant, moment } from "../view/time.js";
import { locale, words } from "../words/words.js";
import { hasRole } from "../office/welcome.js";
import { askWork, endWork } from "./work.js";

const TEXT = words.integrations;
const EVERY_MS = 10000;

/** The integrations whose refusals are unfolded; they stay so when the screen is drawn again. */
const opened = new Set();

const number = (value) => new Intl.NumberFormat(locale).format(value);

/** Says why a screen of messages is not shown. @returns whether the reason was known */
export function failed(error, office) {
  if (error.status === 401) return;
  if (error.status === 403) office.failed(TEXT.forbidden, TEXT.forbiddenText);
  else office.failed();
}

/** The integrations whose alarms page nobody while the intended use is not accepted. */
async function waiting() {
  const use = await ask("GET", "/v1/intended-use").catch(() => null);
  return new Set((use?.integrations ?? []).filter((one) => !one.isOn).map((one) => one.name));
}

/** Draws the integrations, and again every few seconds while they are on the screen. */
export async function showIntegrations(place, office) {
  let integrations = [];
  let off = new Set();
  try {
    [{ integrations }, off] = await Promise.all([ask("GET", "/v1/integrations"), waiting()]);
  } catch (error) {
    return failed(error, office);
  }
  if (location.pathname !== "/integrations" || document.querySelector("dialog[open]")) {
    return undefined;
  }
  const again = () => showIntegrations(place, office);
  const cards = integrations.map((one) => card(one, off.has(one.name), office, again));
  replace(
    place,
    element(
      "section", { class: "office wide", dataset: { screen: "integrations" } },
      element("h1", { tabindex: "-1" }, cards.length > 0 ? TEXT.title : TEXT.none),
      element("p", { class: "quiet" }, cards.length > 0 ? TEXT.lead : TEXT.noneText),
      element(
        "p", { class: "beside" }, office.link(
          "/intended-use", { class: "plain", dataset: { key: "intended-use" } },
          words.use.link)),
      element("ul", { class: "systems" }, cards)));
  const shown = place.firstElementChild;
  setTimeout(() => shown.isConnected && again(), EVERY_MS);
  return undefined;
}

function card(one, isOff, office, again) {
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
    isOff ? element("p", { class: "off" }, icon("warning"), element(
      "span", {}, words.use.off)) : null,
    troubles(one), work(one, office, again),
    element(
      "dl", { class: "figures" },
      count(TEXT.received, today.received), count(TEXT.mapped, today.mapped),
      count(TEXT.notForUs, today.notForUs), count(TEXT.refused, today.refused, "bad"),
      today.held > 0 ? count(TEXT.held, today.held) : null,
      count(TEXT.connections, one.connections), count(TEXT.pending, one.bytesPending)),
    refusals(one),
    element(
      "p", { class: "quiet" },
      last === null ? TEXT.never : `${TEXT.last}: ${moment(last, clock.now())}`),
    controls(one, name, office, again));
}

const mayPlan = (office) =>
  ["integration-engineer", "administrator"].some((role) => hasRole(office.me, role));

/** What can be done with an integration, by whom it may be. */
function controls(one, name, office, again) {
  const isEngineer = hasRole(office.me, "integration-engineer");
  return element(
    "div", { class: "buttons" },
    isEngineer ? office.link(
      `/messages#integration=${name}`,
      { class: "plain", dataset: { key: `messages-${one.name}` } }, TEXT.open) : null,
    isEngineer ? office.link(
      `/try#${name}`, { class: "plain", dataset: { key: `try-${one.name}` } }, TEXT.tryOut) : null,
    mayPlan(office) && !one.maintenance ? element("button", {
      type: "button", class: "plain", dataset: { key: `plan-${one.name}` },
      onclick: async () => await askWork(one) && again(),
    }, words.planning.plan) : null);
}

/** The work that is in force, and the way to end it. */
function work(one, office, again) {
  if (!one.maintenance) return null;
  const { until, owner, reason, id } = one.maintenance;
  const now = clock.now();
  return element(
    "div", { class: "notice", dataset: { work: one.name } }, icon("work"),
    element(
      "div", {},
      element("p", {}, element("strong", {}, words.board.workUntil(
        moment(instant(until) ?? now, now))), " · ", words.board.workOwner(owner)),
      element("p", {}, reason),
      mayPlan(office) ? element("button", {
        type: "button", class: "plain", dataset: { key: `end-${one.name}` },
        onclick: async () => {
          await endWork(id);
          return again();
        },
      }, words.planning.end) : null));
}

const TONES = { ok: ["good", "check"], trouble: ["bad", "warning"] };

function health(one) {
  const [tone, sign] = TONES[one.health] ?? ["calm", null];
  return element(
    "p", { class: `badge ${tone}`, dataset: { health: one.health } }, sign ? icon(sign) : null,
    TEXT.health[one.health] ?? one.health);
}

/** Requests that were not taken, by why; nothing of what they held. */
function refusals(one) {
  if (!one.refusals?.length) return null;
  const now = clock.now();
  return element(
    "details", {
      class: "refusals", open: opened.has(one.name),
      ontoggle: ({ target }) =>
        (target.open ? opened.add(one.name) : opened.delete(one.name)),
    },
    element("summary", { dataset: { key: `refusals-${one.name}` } }, TEXT.refusals),
    element(
      "ul", {}, one.refusals.map((refused) => element(
        "li", {}, element(
          "span", {},
          `${number(refused.count)} × ${TEXT.refusal[refused.reason] ?? refused.reason}`),
        element("span", { class: "quiet" }, TEXT.lastAt(
          moment(instant(refused.lastAt) ?? now, now)))))));
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
