// Tocsin — Web: the way of each page of an alert, by person and device
// SPDX-License-Identifier: Apache-2.0

import { ask } from "../session/api.js";
import { element } from "../view/element.js";
import { instant, moment, span } from "../view/time.js";
import { locale, words } from "../words/words.js";

const TEXT = words.pageWay;
const EXACT = new Intl.DateTimeFormat(locale, {
  hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23",
});
/** The moments of a page, in the order of its way. */
const STATES = ["asked", "sealed", "handedOver", "delivered", "displayed", "answered", "ended"];

/** What the gateway says of the pages of an alert; null for who may not ask. */
export async function pagesOf(alert) {
  try {
    return await ask("GET", `/v1/alerts/${encodeURIComponent(alert)}/progress`);
  } catch (error) {
    if (error.status === 401) throw error;
    return null;
  }
}

/** Pages by person, each with a row a device, and below them the other channels. */
export function wayOfPages(progress, now) {
  if (progress === null || progress.pages.length === 0) return null;
  const numbers = new Map();
  for (const { responder, device } of progress.pages) {
    const known = numbers.get(responder) ?? [];
    if (device !== null && !known.includes(device)) known.push(device);
    numbers.set(responder, known);
  }
  const title = (page) => {
    if (page.device === null) return `${page.responder}, ${TEXT.noDevice}`;
    const devices = numbers.get(page.responder);
    return devices.length < 2 ? page.responder
      : `${page.responder}, ${TEXT.device(devices.indexOf(page.device) + 1)}`;
  };
  return element(
    "section", { class: "page-ways", "aria-labelledby": "way", dataset: { part: "way" } },
    element("h2", { id: "way" }, TEXT.title),
    element("ul", {}, progress.pages.map((page) => element(
      "li", { dataset: { page: page.page, device: page.device ?? "" } },
      element(
        "h3", {}, title(page), " ",
        element("span", { class: "quiet" }, TEXT.states[page.state] ?? page.state)),
      element("ol", { class: "page-way" }, STATES
        .filter((state) => instant(page[`${state}At`]) !== null)
        .map((state) => step(state, instant(page[`${state}At`]), now))),
      clocks(page)))),
    progress.handOvers.length > 0 ? channels(progress.handOvers, now) : null);
}

const step = (state, at, now) => element(
  "li", {}, element("span", { class: "quiet" }, TEXT.at[state]), " ",
  element("time", { datetime: new Date(at).toISOString(), title: moment(at, now) },
    EXACT.format(at)));

/** The three stretches, once the page has come through the first. */
function clocks(page) {
  const at = (name) => instant(page[`${name}At`]);
  const stretches = [["asked", "sealed"], ["sealed", "delivered"], ["delivered", "answered"]]
    .map(([from, until]) => (at(from) === null || at(until) === null
      ? null : span(Math.max(0, at(until) - at(from)))));
  if (stretches.every((one) => one === null)) return null;
  return element(
    "p", { class: "quiet" }, `${TEXT.clocks}: ${stretches.map((one) => one ?? "–").join(" · ")}`);
}

const channels = (handOvers, now) => element(
  "ul", { class: "plain-list" }, handOvers.map((one) => element(
    "li", {}, `${one.responder}, ${one.channel}: ${TEXT.handOver[one.state] ?? one.state}, `,
    moment(instant(one.changedAt) ?? now, now))));
