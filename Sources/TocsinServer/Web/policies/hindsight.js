// Tocsin — Web: what an edit would have changed in the last 90 days
// SPDX-License-Identifier: Apache-2.0

import { say } from "../office/dialog.js";
import { ask } from "../session/api.js";
import { announce, element, icon, replace } from "../view/element.js";
import { instant, span } from "../view/time.js";
import { locale, words } from "../words/words.js";

const TEXT = words.hindsight;
const KINDS = ["sooner", "later", "onlyFallback", "noLongerFallback", "others"];
/** Alerts of one kind that are listed; the others are counted. */
const LINES_MAX = 10;

const moment = new Intl.DateTimeFormat(locale, {
  day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23",
});

/**
 * A place that replays the past when it is asked to.
 *
 * @param target the route
 * @param body gives what to send
 */
export function drawHindsight(target, body) {
  const answer = element("div", { "aria-live": "polite" });
  const problem = element("p", { class: "note bad", role: "alert" });
  const replay = async (event) => {
    const button = event.currentTarget;
    button.disabled = true;
    say(problem, "");
    replace(answer, element("p", { class: "quiet" }, TEXT.working));
    try {
      const told = await ask("POST", target, body());
      replace(answer, drawAnswer(told));
      announce(TEXT.done(told.count));
    } catch (error) {
      replace(answer, element("span", {}));
      if (error.status === 503) say(problem, TEXT.busy);
      else if (error.status === 422) say(problem, TEXT.refused(error.detail ?? ""));
      else if (error.status !== 401) say(problem, TEXT.failed);
    }
    button.disabled = false;
  };
  return element(
    "div", { class: "hindsight" },
    element("button", {
      type: "button", class: "button second", dataset: { key: "hindsight" }, onclick: replay,
    }, TEXT.go),
    problem, answer);
}

function drawAnswer(told) {
  const changed = KINDS.filter((kind) => told[kind].count > 0);
  return element(
    "section", { class: "part calm hindsight-answer", "aria-label": TEXT.title },
    element("h3", {}, told.isSample ? TEXT.sample(told.count) : TEXT.all(told.count)),
    changed.length === 0 ? element("p", {}, TEXT.nothing) : changed.map((kind) => part(
      kind, told[kind])),
    element("p", { class: "quiet" }, TEXT.assumed));
}

function part(kind, { count, alerts }) {
  const isWorse = kind === "later" || kind === "onlyFallback";
  const rest = count - Math.min(alerts.length, LINES_MAX);
  return element(
    "details", { class: isWorse ? "changes worse" : "changes", open: kind === "onlyFallback" },
    element(
      "summary", { dataset: { key: `hindsight-${kind}` } },
      isWorse ? icon("warning") : null, TEXT.kinds[kind](count)),
    element(
      "ul", { class: "spans" }, alerts.slice(0, LINES_MAX).map((one) => element(
        "li", {}, element("strong", {}, moment.format(instant(one.openedAt))), " ",
        element("span", {}, `${reach(one.before)} \u2192 ${reach(one.after)}`))),
      rest > 0 ? element("li", {}, words.rotas.preview.more(rest)) : null));
}

function reach(one) {
  const length = span(one.seconds * 1000);
  if (one.name === null) return TEXT.nobody(length);
  return one.isFallback ? TEXT.fallback(one.name, length) : TEXT.person(one.name, length);
}
