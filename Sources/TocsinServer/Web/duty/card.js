// Tocsin — Web: what I hold now, and whether this device works
// SPDX-License-Identifier: Apache-2.0

import { Reach } from "../device/push.js";
import { clock } from "../device/request.js";
import { Link } from "../device/stream.js";
import { element, icon } from "../view/element.js";
import { later } from "../view/later.js";
import { ago, instant, moment } from "../view/time.js";
import { words } from "../words/words.js";
import { reachCard } from "./reach.js";

const TEXT = words.onDuty;
const DAY_MS = 24 * 60 * 60 * 1000;
const WELL = [undefined, Reach.unknown, Reach.none, Reach.on];

/** Lines that owe an answer. */
const held = (app) => (app.duties?.duties ?? [])
  .filter((one) => one.line !== "trainee" && (instant(one.until) ?? 0) > clock.now());

/** Whether the person is on call now, as far as this device knows. */
export const isOnDuty = (app) => held(app).length > 0;

/** The card below the pages. */
export function dutyCard(app) {
  const duties = held(app);
  return element(
    "section", { class: "on-duty", "aria-labelledby": "on-duty-title" },
    element("h2", { id: "on-duty-title" }, title(duties)),
    duties.length > 0
      ? element("ul", { class: "held" }, duties.map((one) => line(one))) : null,
    deviceChecks(app), test(app));
}

function title(duties) {
  if (duties.length === 0) return TEXT.offTitle;
  const ends = [...new Set(duties.map((one) => instant(one.until)))];
  return ends.length === 1 ? TEXT.titleUntil(moment(ends[0], clock.now())) : TEXT.title;
}

function line(duty) {
  const name = duty.line === "first" ? "" : ` · ${words.rota.lines[duty.line]}`;
  const time = moment(instant(duty.until), clock.now());
  const next = duty.next.map((one) => one.name).join(", ");
  return element(
    "li", { dataset: { rota: duty.rota } },
    element("strong", {}, duty.title + name),
    element("span", { class: "quiet" }, next ? TEXT.line(time, next) : TEXT.lineAlone(time)),
    duty.awaitsTest
      ? element("p", { class: "note" }, icon("warning"), words.onDuty.awaitsTest) : null);
}

/** One line when all is well, which opens; open by itself when something is not. */
function deviceChecks(app) {
  const isPoor = app.stream.state.link !== Link.open || !app.ringing.isReady
    || !WELL.includes(app.push?.reach);
  return element(
    "details", {
      class: `device-checks ${isPoor ? "poor" : "well"}`, open: isPoor,
      dataset: { device: isPoor ? "poor" : "well" },
    },
    element(
      "summary", { dataset: isPoor ? {} : { key: "device-checks" } },
      icon(isPoor ? "warning" : "check"), element("span", {}, isPoor ? TEXT.poor : TEXT.well)),
    element("ul", { class: "check-list" }, contact(app), sound(app), awake(app)), reachCard(app));
}

const check = (name, isWell, text, act = null) => element(
  "li", { class: isWell ? "well" : "poor", dataset: { check: name } },
  icon(isWell ? "check" : "warning"), element("span", {}, text), act);

function contact(app) {
  const isWell = app.stream.state.link === Link.open;
  return check("contact", isWell, isWell
    ? TEXT.heard(ago(clock.now() - app.stream.heardAt)) : TEXT.notHeard);
}

function sound(app) {
  const now = clock.now();
  const at = app.soundTestedAt;
  const isFresh = at && now - at < DAY_MS;
  const text = !app.ringing.isReady ? TEXT.soundOff
    : isFresh ? TEXT.soundTested(moment(at, now)) : TEXT.soundUntested;
  return check("sound", app.ringing.isReady, text, element("button", {
    class: "plain", type: "button", dataset: { key: "test-sound" }, onclick: () => app.testSound(),
  }, icon("sound"), words.sound.test));
}

function awake(app) {
  if (!app.awake.isThere) return null;
  const { isWanted, isOn, isRefused } = app.awake;
  const more = !isWanted ? null : isRefused ? TEXT.awakeRefused
    : isOn ? TEXT.awakeNow : isOnDuty(app) ? null : TEXT.awakeLater;
  return element(
    "li", { class: "switch-line", dataset: { check: "awake" } },
    element("button", {
      type: "button", class: "switch", role: "switch", "aria-checked": String(isWanted),
      "aria-labelledby": "awake-label", dataset: { key: "awake" },
      onclick: () => app.awake.want(!isWanted, isOnDuty(app)),
    }, element("span", { "aria-hidden": "true" })),
    element(
      "span", { id: "awake-label" }, TEXT.awake,
      more ? element("span", { class: "quiet" }, ` ${more}`) : null));
}

/** What has a test page sent; null before somebody wants one. */
let tester = null;

async function pageMe(app) {
  tester ??= await later.test();
  await tester.pageMe(app);
}

function test(app) {
  const outcome = tester?.outcomeOfTest(app);
  return element(
    "div", { class: "own-test" },
    element("button", {
      type: "button", class: "button second", dataset: { key: "page-me" },
      disabled: app.stream.state.link !== Link.open, onclick: () => pageMe(app),
    }, TEXT.page),
    element("p", {
      class: outcome ? `test-outcome ${outcome.tone}` : "test-outcome", role: "status",
      dataset: { test: outcome?.tone ?? "none" },
    }, outcome?.text ?? ""));
}
