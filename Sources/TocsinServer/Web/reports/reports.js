// Tocsin — Web: how alerts were answered, in figures and charts
// SPDX-License-Identifier: Apache-2.0

import { clock } from "../device/request.js";
import { say } from "../office/dialog.js";
import { ask, askBytes } from "../session/api.js";
import { element, icon, replace } from "../view/element.js";
import { locale, words } from "../words/words.js";
import { arrivals } from "./arrivals.js";
import { barRows, histogram, reportTable } from "./chart.js";
import { noise } from "./noise.js";

const TEXT = words.reports;
const DAY = 86400000;
const SPANS = [7, 28, 91, 364];
const LEVELS = { crash: 1, high: 2, medium: 3, low: 4 };
/** More than two hours, as the gateway writes it. */
const LONGER = -1;

const chosen = { by: "team", days: 28 };

const whole = new Intl.NumberFormat(locale);
const percent = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 0 });
const hours = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 });
const dayOf = (at) => new Date(at).toISOString().slice(0, 10);

/** A time in the words of the screen. */
export function length(seconds) {
  if (seconds === null) return TEXT.none;
  if (seconds === LONGER) return TEXT.longer;
  if (seconds < 120) return TEXT.seconds(whole.format(seconds));
  return TEXT.minutes(hours.format(seconds / 60));
}

const share = (part, all) => (all > 0 ? percent.format(part / all) : TEXT.none);

function name(row, by) {
  if (row.key === null) return TEXT.others;
  if (by === "priority") return words.priority[LEVELS[row.key]];
  return row.title || TEXT.unknownWard;
}

/** Draws the reports. */
export async function showReports(place, office) {
  const until = Math.floor(clock.now() / DAY) * DAY + DAY;
  const span = `from=${dayOf(until - chosen.days * DAY)}&until=${dayOf(until)}`;
  const query = `${span}&by=${chosen.by}`;
  let report = null;
  let ledger = null;
  let places = null;
  try {
    [report, ledger, places] = await Promise.all([
      ask("GET", `/v1/reports?${query}`), ask("GET", `/v1/reports/noise?${span}`),
      ask("GET", `/v1/reports/arrivals?${span}`),
    ]);
  } catch (error) {
    if (error.status === 401) return undefined;
    if (error.status === 403) return office.failed(TEXT.forbidden, TEXT.forbiddenText);
    return office.failed();
  }
  if (location.pathname !== "/reports") return undefined;
  const again = () => showReports(place, office);
  const problem = element("p", { class: "note bad", role: "alert" });
  const save = (key, text, target, name) => saving(key, text, `/v1/reports${target}`, {
    name: `tocsin-${name}-${report.from}-${report.until}.csv`, problem,
  });
  replace(place, element(
    "section", { class: "office wide reports", dataset: { screen: "reports" } },
    element("h1", { tabindex: "-1" }, TEXT.title),
    element("p", { class: "quiet" }, TEXT.lead),
    tools(again, save("save-csv", TEXT.csv, `?${query}&form=csv`, report.by), problem),
    report.isWithheld ? element(
      "p", { class: "note busy" }, icon("warning"), element("span", {}, TEXT.withheld)) : null,
    report.total.alerts === 0
      ? element("p", { class: "card" }, report.isWithheld ? TEXT.onlyWithheld : TEXT.empty)
      : [times(report), clocks(report), shares(report), table(report)],
    noise(ledger, save("save-noise", TEXT.noise.csv, `/noise?${span}&form=csv`, "noise")),
    arrivals(places, save(
      "save-arrivals", TEXT.arrivals.csv, `/arrivals?${span}&form=csv`, "arrivals"))));
  return undefined;
}

/** A button that fetches a table and gives it to the browser as a file. */
function saving(key, text, target, { name, problem }) {
  const save = async () => {
    say(problem, "");
    try {
      const bytes = await askBytes(target);
      const link = element("a", {
        href: URL.createObjectURL(new Blob([bytes], { type: "text/csv" })), download: name,
      });
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 10000);
    } catch {
      say(problem, words.rotas.preview.failed);
    }
  };
  return element(
    "button", { type: "button", class: "plain", dataset: { key }, onclick: save }, text);
}

function tools(again, save, problem) {
  const choice = (key, value, text) => element("button", {
    type: "button", class: "plain", dataset: { key: `${key}-${value}` },
    "aria-pressed": String(chosen[key] === value),
    onclick: () => {
      chosen[key] = value;
      return again();
    },
  }, text);
  return element(
    "div", {},
    element(
      "div", { class: "rota-tools" },
      element("div", { role: "group", "aria-label": TEXT.by },
        ["team", "ward", "priority"].map((by) => choice("by", by, TEXT.groups[by]))),
      element("div", { role: "group", "aria-label": TEXT.span },
        SPANS.map((days) => choice("days", days, TEXT.days(days)))),
      save),
    problem);
}

const part = (seconds, text, kind, most) => ({
  value: seconds === LONGER ? most : seconds ?? 0, text: `${text} ${length(seconds)}`, kind,
});

/** How long it took: the distribution of all, then half and nine of ten of each row. */
function times(report) {
  const { total } = report;
  const bins = total.times.map((bin) => ({ title: length(bin.upTo), value: bin.count }));
  const place = (seconds) => total.times.findIndex((bin) => bin.upTo === seconds);
  const marks = [["p50Seconds", TEXT.half], ["p90Seconds", TEXT.most]]
    .filter(([key]) => total[key] !== null)
    .map(([key, text]) => ({ at: place(total[key]), text: `${text} ${length(total[key])}` }));
  const most = Math.max(1, ...report.rows.map((row) => row.p90Seconds ?? 0));
  const label = TEXT.timesLabel(
    whole.format(total.acknowledged), length(total.p50Seconds), length(total.p90Seconds));
  return element(
    "section", { class: "card" }, element("h2", {}, TEXT.timesTitle),
    element("p", { class: "quiet" }, TEXT.timesText),
    element("p", {}, label), bins.length > 0 ? histogram(bins, label, marks) : null,
    barRows(report.rows.map((row) => ({
      title: name(row, report.by),
      parts: [
        part(row.p50Seconds, TEXT.half, "solid", most),
        part(row.p90Seconds, TEXT.most, "hatched", most),
      ],
    })), most));
}

const STRETCHES = ["attempted", "delivered", "answered"];

/** The three clocks of pages: nine of ten of each row. */
function clocks(report) {
  const values = (key) => report.rows.map((row) => row.clocks[key].p90Seconds ?? 0);
  return element(
    "section", { class: "card", dataset: { part: "clocks" } },
    element("h2", {}, TEXT.clocksTitle), element("p", { class: "quiet" }, TEXT.clocksText),
    STRETCHES.flatMap((key) => [
      element("h3", {}, TEXT.clocks[key]),
      barRows(report.rows.map((row) => ({
        title: name(row, report.by),
        parts: [part(row.clocks[key].p90Seconds, TEXT.most, "solid", Math.max(1, ...values(key)))],
      })), Math.max(1, ...values(key))),
    ]));
}

/** Of a hundred alerts, how many went how. */
function shares(report) {
  const kinds = ["escalated", "wrongPerson", "unanswered"];
  return element(
    "section", { class: "card" }, element("h2", {}, TEXT.sharesTitle),
    element("p", { class: "quiet" }, TEXT.sharesText),
    kinds.flatMap((kind) => [
      element("h3", {}, TEXT[kind]),
      barRows(report.rows.map((row) => ({
        title: name(row, report.by),
        parts: [{
          value: row[kind], text: `${share(row[kind], row.alerts)} · ${whole.format(row[kind])}`,
          kind: kind === "unanswered" ? "hatched" : "solid",
        }],
      })).map((row, at) => scaled(row, report.rows[at].alerts)), 1),
    ]));
}

const scaled = (row, all) => ({
  ...row, parts: row.parts.map((part) => ({ ...part, value: all > 0 ? part.value / all : 0 })),
});

/** The same and more as numbers. */
function table(report) {
  const heads = [
    TEXT.groups[report.by], TEXT.alerts, TEXT.acknowledged, TEXT.half, TEXT.most, TEXT.escalated,
    TEXT.wrongPerson, TEXT.unanswered, TEXT.pagesPerHour,
    ...(report.by === "team" ? [TEXT.uncovered] : []),
  ];
  const cells = (row) => [
    whole.format(row.alerts), share(row.acknowledged, row.alerts), length(row.p50Seconds),
    length(row.p90Seconds), share(row.escalated, row.alerts), share(row.wrongPerson, row.alerts),
    share(row.unanswered, row.alerts), hours.format(row.pagesPerHour),
    ...(report.by === "team" ? [TEXT.minutes(whole.format(row.uncoveredMinutes))] : []),
  ];
  return element(
    "section", { class: "card" }, element("h2", {}, TEXT.tableTitle),
    reportTable(TEXT.tableTitle, heads, report.rows.map((row) => ({
      dataset: { row: row.key ?? "others" }, title: name(row, report.by), cells: cells(row),
    }))));
}
