// Tocsin — Web: what each rule asked of people, and what a hold would have removed
// SPDX-License-Identifier: Apache-2.0

import { element } from "../view/element.js";
import { locale, words } from "../words/words.js";
import { barRows, reportTable } from "./chart.js";

const TEXT = words.reports.noise;
const LEVELS = { crash: 1, high: 2, medium: 3, low: 4 };
/** As many rules have bars and advice; the table has all of them. */
const SHOWN = 10;
/** Of fewer alerts the gateway advises nothing. */
const ADVISED_FROM = 10;
/** The integrations under which alerts stand that no source reports. */
const OWN = { switchboard: TEXT.byHand, tocsin: TEXT.gateway };

const whole = new Intl.NumberFormat(locale);

const name = (rule) => [
  rule.kind, OWN[rule.integration] ?? rule.integration, words.priority[LEVELS[rule.priority]],
].join(" · ");

const seconds = (count) => words.reports.seconds(whole.format(count));

/** What a hold would have done, in one sentence. */
function advice(rule) {
  if (!rule.mayWait) return TEXT.never;
  if (rule.alerts < ADVISED_FROM) return TEXT.few(whole.format(ADVISED_FROM));
  const hold = rule.holds.find((one) => one.seconds === rule.advisedHoldSeconds);
  if (!hold) return TEXT.nothing;
  return TEXT.advice(
    seconds(hold.seconds), whole.format(hold.removed), whole.format(rule.alerts));
}

/** Each hold that was tried; one that loses an accepted alert is marked in words and by a line. */
const tried = (rule) => (rule.mayWait ? rule.holds.map((hold) => element(
  "span", {
    class: hold.lost > 0 ? "hold lost" : "hold",
    title: hold.lost > 0 ? TEXT.lost : null,
  }, TEXT.tried(seconds(hold.seconds), whole.format(hold.removed), whole.format(hold.lost))))
  : [words.reports.none]);

/**
 * The ledger of noise as a card.
 *
 * @param report the answer of `GET /v1/reports/noise`
 * @param save the button that saves it as a table
 */
export function noise(report, save) {
  const shown = report.rules.slice(0, SHOWN);
  const most = Math.max(1, ...report.rules.map((rule) => rule.alerts));
  return element(
    "section", { class: "card noise", dataset: { part: "noise" } },
    element("h2", {}, TEXT.title), element("p", { class: "quiet" }, TEXT.text),
    report.rules.length === 0 ? element("p", {}, TEXT.empty) : [
      barRows(shown.map((rule) => ({
        title: name(rule),
        parts: [
          {
            value: rule.accepted, kind: "solid",
            text: TEXT.accepted(whole.format(rule.accepted), whole.format(rule.alerts)),
          },
          {
            value: rule.alerts - rule.accepted, kind: "hatched",
            text: TEXT.rest(whole.format(rule.alerts - rule.accepted)),
          },
        ],
      })), most),
      element("h3", {}, TEXT.heads.hold),
      element("ul", { class: "advices" }, shown.map((rule) => element(
        "li", { dataset: { advised: String(rule.advisedHoldSeconds ?? "none") } },
        element("strong", {}, name(rule)), element("span", {}, advice(rule))))),
      table(report.rules), element("div", { class: "buttons" }, save),
    ]);
}

function table(rules) {
  const heads = [
    TEXT.heads.rule, TEXT.heads.pages, TEXT.heads.alerts, TEXT.heads.accepted,
    TEXT.heads.declined, TEXT.heads.unanswered, TEXT.heads.unpaged, TEXT.heads.notUseful,
    TEXT.heads.hold,
  ];
  return reportTable(TEXT.title, heads, rules.map((rule) => ({
    dataset: { rule: `${rule.integration} ${rule.kind} ${rule.priority}` },
    title: name(rule),
    cells: [
      ...[rule.pages, rule.alerts, rule.accepted, rule.declined, rule.endedUnanswered,
        rule.endedUnpaged, rule.notUseful].map((count) => whole.format(count)),
      element("td", { class: "holds" }, tried(rule)),
    ],
  })));
}
