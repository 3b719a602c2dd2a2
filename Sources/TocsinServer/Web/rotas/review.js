// Tocsin — Web: how the duty of a rota is shared, and how good the rota is
// SPDX-License-Identifier: Apache-2.0

import { barRows } from "../reports/chart.js";
import { ask } from "../session/api.js";
import { element, icon, replace } from "../view/element.js";
import { locale, words } from "../words/words.js";

const TEXT = words.review;
const KINDS = ["minutes", "nights", "weekends", "holidays"];

const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
const hours = (minutes) => TEXT.hours(number.format(minutes / 60));

/** What takes points, in words. */
function reason(one) {
  const text = TEXT.reason[one.reason];
  const subject = one.person?.name ?? one.times ?? one.day;
  return text ? text(subject, hours(one.minutes ?? 0), hours(one.mean ?? 0), TEXT.kinds[one.hours])
    : one.reason;
}

function quality(found) {
  const isGood = found.findings.length === 0;
  return element(
    "div", {},
    element(
      "p", { class: `badge ${found.score >= 80 ? "good" : "bad"}` },
      icon(found.score >= 80 ? "check" : "warning"), TEXT.score(found.score)),
    isGood ? element("p", { class: "quiet" }, TEXT.good) : element(
      "ul", { class: "spans" }, found.findings.map((one) => element(
        "li", {}, element("strong", {}, TEXT.points(one.points)), " ", reason(one)))));
}

/** Each kind of hours that anybody has, a bar for each person. */
function shares(list) {
  const kinds = KINDS.filter((kind) => list.some((one) => one[kind] > 0));
  return kinds.flatMap((kind) => {
    const most = Math.max(...list.map((one) => one[kind]));
    const sorted = [...list].sort((a, b) => b[kind] - a[kind]);
    return [
      element("h4", {}, TEXT.of[kind]),
      barRows(sorted.map((one) => ({
        title: one.person.name,
        parts: [{ value: one[kind], text: hours(one[kind]), kind: "solid" }],
      })), most),
    ];
  });
}

/** A place that shows the review of a rota once it is asked for. */
export function drawReview(screen) {
  const place = element("div", { "aria-live": "polite" });
  const read = async (event) => {
    if (!event.currentTarget.open || place.childElementCount > 0) return undefined;
    try {
      const found = await ask("GET", `${screen.target}/review`);
      const lines = Object.entries(found.shares);
      return replace(place, element(
        "div", {}, element("p", { class: "quiet" }, TEXT.lead), quality(found),
        lines.flatMap(([line, list]) => [
          element("h3", {}, TEXT.lines[line]), ...shares(list)])));
    } catch (error) {
      if (error.status === 401) return undefined;
      return replace(place, element("p", { class: "note bad" }, words.rotas.preview.failed));
    }
  };
  return element(
    "details", { class: "card review", ontoggle: read },
    element("summary", { dataset: { key: "review" } }, TEXT.title), place);
}
