// Tocsin — Web: what a person sets on this device, and the way to what is beside the pages
// SPDX-License-Identifier: Apache-2.0

import { asker } from "../device/ask.js";
import { install, installing } from "../device/install.js";
import { Kept, recall, remember } from "../device/standing.js";
import { element, icon, replace } from "../view/element.js";
import { languageChoice } from "../view/language.js";
import { chooseTextSize, SIZES, textSize } from "../view/size.js";
import { span } from "../view/time.js";
import { words } from "../words/words.js";
import { isUsed, sheet } from "./shared.js";

const TEXT = words.settings;
const WAYS = ["/devices", "/contacts", "/history"];
/** After how many idle minutes a device may lock itself; its site has the last word. */
const IDLE_MINUTES = [2, 5, 15, 60, 240];
const LEVELS = { crash: 1, high: 2, medium: 3, low: 4 };

let ladder = null;

/** Draws at once; the ladder follows when the gateway has answered. */
export async function showSettings(place, app, isPass = false) {
  if (isPass && isUsed(place)) return;
  await draw(place, app);
  if (isPass && ladder) return;
  try {
    ({ priorities: ladder } = await asker(app.identity)("GET", "/v1/me/ladder"));
  } catch {
    ladder = ladder ?? [];
  }
  await draw(place, app);
}

async function draw(place, app) {
  const [isLowQuiet, lockAfter] = await Promise.all(
    [Kept.isLowQuiet, Kept.lockAfter].map((key) => recall(key)));
  if (document.body.dataset.screen !== "settings") return;
  replace(place, sheet(
    app, TEXT.title, null,
    element("ul", { class: "self-ways" }, WAYS.map((target) => element("li", {}, element("a", {
      href: target, dataset: { key: `to-${target}` },
      onclick: (event) => app.follow(event, target),
    }, TEXT[target.slice(1)], icon("next"))))),
    installation(),
    element(
      "section", { class: "self-card" }, languageChoice(),
      sizes(place, app), quiet(place, app, isLowQuiet === true), idle(place, app, lockAfter)),
    reach()));
}

function installation() {
  if (!installing.offer) return null;
  return element(
    "section", { class: "self-card" },
    element("button", {
      type: "button", class: "button go", dataset: { key: "install" }, onclick: () => install(),
    }, TEXT.install),
    element("p", { class: "quiet" }, TEXT.installText));
}

const sizes = (place, app) => element(
  "fieldset", { class: "self-sizes" }, element("legend", {}, TEXT.size),
  SIZES.map((size) => element("button", {
    type: "button", class: "button second", "aria-pressed": String(size === textSize()),
    dataset: { key: `size-${size}` },
    onclick: () => {
      chooseTextSize(size);
      draw(place, app);
    },
  }, TEXT.sizes[size])));

const quiet = (place, app, isLowQuiet) => element(
  "div", { class: "switch-line" },
  element("button", {
    type: "button", class: "switch", role: "switch", "aria-checked": String(isLowQuiet),
    "aria-labelledby": "quiet-label", dataset: { key: "quiet-low" },
    onclick: async () => {
      await remember(Kept.isLowQuiet, !isLowQuiet);
      draw(place, app);
    },
  }, element("span", { "aria-hidden": "true" })),
  element(
    "span", {}, element("strong", { id: "quiet-label" }, TEXT.quiet),
    element("span", { class: "quiet" }, ` ${TEXT.quietText}`)));

/** When the device locks itself: as its site says, or sooner. */
function idle(place, app, chosen) {
  if (!app.lock.exists) return null;
  const site = app.me?.lockAfter ?? app.identity.lock.idleMinutes;
  const current = Math.min(site, chosen ?? site);
  const choices = [...IDLE_MINUTES.filter((one) => one < site), site];
  return element(
    "fieldset", { class: "self-sizes" }, element("legend", {}, TEXT.lock),
    choices.map((minutes) => element("button", {
      type: "button", class: "button second", "aria-pressed": String(minutes === current),
      dataset: { key: `lock-after-${minutes}` },
      onclick: async () => {
        await remember(Kept.lockAfter, minutes);
        await app.reading?.setIdle(site);
        draw(place, app);
      },
    }, span(minutes * 60000))));
}

// How I am reached

function reach() {
  if (!ladder) return null;
  return element(
    "section", { class: "self-card", dataset: { part: "ladder" } },
    element("h2", {}, TEXT.ladder), element("p", { class: "quiet" }, TEXT.ladderText),
    ladder.length === 0 ? element("p", { class: "quiet" }, TEXT.ladderFailed) : element(
      "dl", { class: "self-ladder" }, ladder.map(({ priority, rungs }) => element(
        "div", {}, element("dt", {}, words.priority[LEVELS[priority]]),
        element("dd", {}, rungs.length === 0 ? TEXT.noLadder
          : element("ul", {}, rungs.map((rung) => element("li", {}, rungText(rung)))))))));
}

function rungText({ afterSeconds, untilAnswered, channels }) {
  const names = channels.map(
    ({ name, kind }) => `${name} (${TEXT.kinds[kind] ?? kind})`).join(", ");
  const when = afterSeconds === 0 ? TEXT.atOnce : TEXT.after(span(afterSeconds * 1000));
  return `${names}: ${when}${untilAnswered ? `, ${TEXT.untilAnswered}` : ""}`;
}
