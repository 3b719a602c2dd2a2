// Tocsin — Web: where pages arrive late, or not at all
// SPDX-License-Identifier: Apache-2.0

import { element, icon } from "../view/element.js";
import { locale, words } from "../words/words.js";
import { barRows, reportTable } from "./chart.js";

const TEXT = words.reports.arrivals;
/** More than two hours, as the gateway writes it. */
const LONGER = -1;
/** An hour with fewer pages says nothing. */
const HOUR_FROM = 5;

const whole = new Intl.NumberFormat(locale);
const percent = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 });
const clockOf = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit" });

const seconds = (count) => {
  if (count === null) return words.reports.none;
  return count === LONGER ? words.reports.longer : words.reports.seconds(whole.format(count));
};

const share = (part, all) => (all > 0 ? percent.format(part / all) : words.reports.none);

const nameOf = (place, other) =>
  [place.title || other, place.ward].filter((part) => part).join(" · ");

/** An hour of UTC as the reader's clock has it today. */
const hourText = (hour) => clockOf.format(new Date(new Date().setUTCHours(hour, 0, 0, 0)));

const lateness = (one) => (one.p95Seconds === LONGER ? Infinity : one.p95Seconds ?? 0);

/** The hour of the day in which pages took longest; null where no hour has enough of them. */
function worstHour(place) {
  const known = place.hours.filter((one) => one.pages >= HOUR_FROM);
  return known.sort((a, b) => lateness(b) - lateness(a))[0] ?? null;
}

function mark(place) {
  return place.isDeadSpot ? element(
    "span", { class: "badge bad" }, icon("warning"), TEXT.deadSpot) : null;
}

function bars(places, other) {
  const shown = places.slice(0, 10);
  const values = shown.map((one) => (one.p95Seconds === LONGER ? 7200 : one.p95Seconds ?? 0));
  const most = Math.max(10, ...values);
  return barRows(shown.map((place, at) => ({
    title: nameOf(place, other),
    parts: [{
      value: values[at], kind: place.isDeadSpot ? "hatched" : "solid",
      text: `${TEXT.within} ${seconds(place.p95Seconds)}`,
    }],
  })), most);
}

function table(places, other, head, hasLosses) {
  const heads = [
    head, TEXT.pages, TEXT.half, TEXT.within, TEXT.undelivered,
    ...(hasLosses ? [TEXT.lost] : []), TEXT.worst,
  ];
  const worst = (place) => {
    const hour = worstHour(place);
    return hour === null
      ? words.reports.none : TEXT.hour(hourText(hour.hour), seconds(hour.p95Seconds));
  };
  const cells = (place) => [
    whole.format(place.pages), seconds(place.p50Seconds), seconds(place.p95Seconds),
    `${share(place.undelivered, place.pages)} · ${whole.format(place.undelivered)}`,
    ...(hasLosses ? [whole.format(place.lost)] : []), worst(place),
  ];
  return reportTable(head, heads, places.map((place) => ({
    dataset: { place: place.name, dead: place.isDeadSpot ? "yes" : "no" },
    title: [nameOf(place, other), " ", mark(place)],
    cells: cells(place),
  })));
}

/**
 * The dead-spot finder as a card.
 *
 * @param report the answer of `GET /v1/reports/arrivals`
 * @param save the button that saves it as a table
 */
export function arrivals(report, save) {
  const spots = report.networks.filter((one) => one.isDeadSpot).length;
  const isEmpty = report.networks.length === 0 && report.wards.length === 0;
  return element(
    "section", { class: "card arrivals", dataset: { part: "arrivals" } },
    element("h2", {}, TEXT.title), element("p", { class: "quiet" }, TEXT.text),
    isEmpty ? element("p", {}, TEXT.empty) : [
      element("p", { class: spots > 0 ? "note" : null }, TEXT.found(spots)),
      element("h3", {}, TEXT.networks), bars(report.networks, TEXT.other),
      table(report.networks, TEXT.other, TEXT.network, true),
      report.wards.length === 0 ? null : [
        element("h3", {}, TEXT.wards), bars(report.wards, words.reports.unknownWard),
        table(report.wards, words.reports.unknownWard, words.reports.groups.ward, false),
      ],
      element("div", { class: "buttons" }, save),
    ].flat());
}
