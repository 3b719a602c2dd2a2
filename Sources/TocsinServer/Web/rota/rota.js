// Tocsin — Web: who is on call, for rota managers
// SPDX-License-Identifier: Apache-2.0

import { clock, signedFetch } from "../device/request.js";
import { element, icon, replace } from "../view/element.js";
import { reasonText } from "../view/reasons.js";
import { instant, moment } from "../view/time.js";
import { words } from "../words/words.js";

const TEXT = words.rota;

/** Reads the rotas and draws them; draws what to do when they cannot be read. */
export async function showRotas(place, app) {
  let answer = null;
  try {
    const response = await signedFetch(app.identity, "GET", "/v1/on-call");
    if (response.status === 403) return say(place, TEXT.forbidden, TEXT.forbiddenText);
    if (response.ok) answer = await response.json();
  } catch {
    // Said below, where every failure to read is.
  }
  if (!answer) return say(place, TEXT.failed, TEXT.failedText, app);
  if (answer.rotas.length === 0) return say(place, TEXT.empty, TEXT.emptyText);
  return draw(place, answer.rotas);
}

function say(place, title, text, app = null) {
  const again = app ? element("button", {
    type: "button", class: "button second", dataset: { key: "again" },
    onclick: () => showRotas(place, app),
  }, words.common.tryAgain) : null;
  replace(place, element(
    "section", { class: "sheet" }, element("h1", {}, title),
    element("p", { class: "lead" }, text), again));
}

function draw(place, rotas) {
  const now = clock.now();
  const at = instant(rotas[0].at) ?? now;
  const heads = [TEXT.rota, TEXT.who, TEXT.why, TEXT.until];
  replace(place, element(
    "section", { class: "rotas" },
    element(
      "header", { class: "rotas-head" }, element("h1", {}, TEXT.title),
      element("p", { class: "quiet" }, TEXT.lead(moment(at, now)))),
    element(
      "table", {},
      element("thead", {}, element(
        "tr", {}, heads.map((head) => element("th", { scope: "col" }, head)))),
      element("tbody", {}, rotas.flatMap((rota) => rows(rota, now))))));
}

/** Who holds any line of a rota, the first before the others, each with its line. */
export function everyone(rota) {
  const of = (people, line) => (people ?? []).map((one) => ({ ...one, line }));
  return [
    ...rota.responders, ...of(rota.second, "second"), ...of(rota.trainees, "trainee"),
  ];
}

/** The name of a line beside a person; nothing for the first. */
export const lineBadge = (line) =>
  (line ? [" ", element("span", { class: "line-name" }, TEXT.lines[line])] : null);

function rows(rota, now) {
  const until = instant(rota.until);
  const cell = (label, ...content) => element("td", { "data-label": label }, ...content);
  const people = everyone(rota);
  const gap = rota.responders.length === 0 ? [element(
    "tr", { class: "hole" }, element("th", { scope: "row" }, rota.title),
    cell(TEXT.who, element("strong", {}, icon("warning"), TEXT.nobody)),
    cell(TEXT.why, TEXT.nobodyText), cell(TEXT.until, until ? moment(until, now) : ""))] : [];
  return [...gap, ...people.map((one, index) => element(
    "tr", {}, index === 0
      ? element("th", { scope: "rowgroup", rowspan: people.length }, rota.title) : null,
    cell(TEXT.who, element("strong", {}, one.name), lineBadge(one.line)),
    element("td", { class: "why" }, reasonText(one, now)),
    cell(TEXT.until, until ? moment(until, now) : "")))];
}
