// Tocsin — Web: one alert with its content, and the glass before it
// SPDX-License-Identifier: Apache-2.0

import { clock } from "../device/request.js";
import { ask, askBytes } from "../session/api.js";
import { passedOver, routeSentence } from "../policies/route.js";
import { finding } from "../view/content.js";
import { documentList } from "../view/documents.js";
import { element, icon, prioritySign, replace } from "../view/element.js";
import { levelOf } from "../view/level.js";
import { callBack, fact, who } from "../view/facts.js";
import { instant, moment, readable } from "../view/time.js";
import { words } from "../words/words.js";
import { phaseWords, testStrip } from "./board.js";
import { say } from "./dialog.js";
import { pagesOf, wayOfPages } from "./way.js";

const TEXT = words.breakGlass;
const REASON_MIN = 10;

/** Draws the alert that the address names; who it is not for is told so, and offered the glass. */
export async function showAlert(place, office) {
  const id = location.hash.slice(1);
  try {
    const alert = await ask("GET", `/v1/alerts/${encodeURIComponent(id)}`);
    return draw(place, alert, await pagesOf(alert.id), office);
  } catch (error) {
    if (error.status === 403) return showGlass(place, id, office);
    if (error.status === 404) return office.failed(TEXT.gone, TEXT.goneText);
    return error.status === 401 ? undefined : office.failed();
  }
}

const back = (office) =>
  office.hasBoard()
    ? office.link("/board", { class: "plain", dataset: { key: "to-board" } }, icon("back"),
      TEXT.toBoard) : null;

function draw(place, alert, progress, office) {
  const level = levelOf(alert.priority);
  const now = clock.now();
  const { head, rest, lines } = finding(alert);
  replace(
    place,
    element(
      "article", { class: `page office-page level-${level}`, "aria-labelledby": "what" },
      alert.breakGlass ? banner(alert) : null,
      element(
        "header", { class: "band" }, prioritySign(level),
        element("span", { class: "band-word" }, words.page.priorityOf(words.priority[level])),
        element("span", { class: "band-note" }, phaseWords(alert))),
      alert.world === "test" ? testStrip() : null,
      element(
        "div", { class: "page-scroll" },
        alert.isStale ? element(
          "p", { class: "note" }, icon("warning"), words.board.stale) : null,
        element(
          "div", { class: "what" },
          element(
            "h1", { id: "what", tabindex: "-1" }, head || words.page.title(words.priority[level]),
            rest ? element("span", { class: "what-rest" }, " ", readable(rest, now)) : null),
          lines.map((line) => element("p", {}, readable(line, now)))),
        element(
          "dl", { class: "facts" },
          alert.where ? fact("where", words.page.where, alert.where) : null, who(alert.who),
          fact("since", words.page.since, moment(
            instant(alert.conditionSince) ?? instant(alert.since) ?? now, now)),
          alert.specimen
            ? fact("specimen", words.field.specimen, readable(alert.specimen, now)) : null,
          alert.before ? fact("before", words.field.previous, alert.before) : null,
          callBack(alert.callBack),
          alert.route ? fact(
            "route", words.policies.whyRoute, routeSentence(alert.route),
            passedOver(alert.route)) : null),
        documentList(alert.attachments, (number) => askBytes(
          `/v1/alerts/${encodeURIComponent(alert.id)}/attachments/${number}`)),
        wayOfPages(progress, now),
        element("p", { class: "quiet" }, TEXT.viewed), back(office))));
}

/** Red, in words and with a sign: nobody reads this without knowing what they did. */
function banner(alert) {
  const until = instant(alert.until);
  return element(
    "div", { class: "glass-banner", role: "alert", dataset: { banner: "break-glass" } },
    icon("warning"),
    element(
      "p", {}, element("strong", {}, TEXT.banner), " ",
      until === null ? TEXT.bannerText : TEXT.bannerUntil(moment(until, clock.now()))));
}

function showGlass(place, id, office) {
  const problem = element("p", { class: "note bad", role: "alert" });
  const open = async (event) => {
    event.preventDefault();
    const reason = new FormData(event.currentTarget).get("reason").trim();
    const control = event.submitter;
    control.disabled = true;
    try {
      await ask("POST", "/v1/break-glass", { alert: id, reason });
      return showAlert(place, office);
    } catch (error) {
      control.disabled = false;
      const forbidden = error.code === "forbidden" ? TEXT.forbidden : TEXT.refused;
      return say(problem, error.code === "step-up-needed" ? words.stepUp.needed : forbidden);
    }
  };
  replace(
    place,
    element(
      "section", { class: "office glass" }, element("h1", { tabindex: "-1" }, TEXT.closedTitle),
      element("p", { class: "lead" }, TEXT.closedText),
      element(
        "form", { class: "form card danger", onsubmit: open },
        element("h2", {}, icon("warning"), TEXT.title), element("p", {}, TEXT.text), problem,
        element(
          "div", { class: "field" }, element("label", { for: "reason" }, TEXT.reason),
          element("textarea", {
            id: "reason", name: "reason", rows: 3, required: true, minlength: REASON_MIN,
            maxlength: 400, "aria-describedby": "reason-hint", dataset: { key: "reason" },
          }),
          element("p", { class: "quiet", id: "reason-hint" }, TEXT.reasonHint)),
        element("button", {
          type: "submit", class: "button danger", dataset: { key: "break-glass" },
        }, TEXT.go)),
      back(office)));
}
