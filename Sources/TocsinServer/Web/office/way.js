// Tocsin — Web: the way of each page of an alert, by person and device
// SPDX-License-Identifier: Apache-2.0

import { ask } from "../session/api.js";
import { element } from "../view/element.js";
import { instant, moment, span } from "../view/time.js";
import { locale, words } from "../words/words.js";

const TEXT = words.way;
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
    "section", { class: "way", "aria-labelledby": "way", dataset: { part: "way" } },
    element("h2", { id: "way" }, TEXT.title),
    element(
      "div", { class: "table-scroll", tabindex: "0", role: "region", "aria-labelledby": "way" },
      element(
        "table", { class: "report-table" },
        element("thead", {}, element(
          "tr", {}, [TEXT.who, TEXT.state, ...STATES.map((state) => TEXT.at[state]), TEXT.clocks]
            .map((head) => element("th", { scope: "col" }, head)))),
        element("tbody", {}, progress.pages.map((page) => element(
          "tr", { dataset: { page: page.page, device: page.device ?? "" } },
          element("th", { scope: "row" }, title(page)),
          element("td", {}, TEXT.states[page.state] ?? page.state),
          STATES.map((state) => time(instant(page[`${state}At`]), now)),
          element("td", {}, clocks(page))))))),
    progress.handOvers.length > 0 ? channels(progress.handOvers, now) : null);
}

function time(at, now) {
  if (at === null) return element("td", {}, "–");
  return element("td", {}, element(
    "time", { datetime: new Date(at).toISOString(), title: moment(at, now) }, EXACT.format(at)));
}

/** The three stretches, as far as the page has come. */
function clocks(page) {
  const at = (name) => instant(page[`${name}At`]);
  const stretches = [["asked", "sealed"], ["sealed", "delivered"], ["delivered", "answered"]];
  return stretches.map(([from, until]) => (at(from) === null || at(until) === null
    ? "–" : span(Math.max(0, at(until) - at(from))))).join(" · ");
}

const channels = (handOvers, now) => element(
  "ul", { class: "plain-list" }, handOvers.map((one) => element(
    "li", {}, `${one.responder}, ${one.channel}: ${TEXT.handOver[one.state] ?? one.state}, `,
    moment(instant(one.changedAt) ?? now, now))));
