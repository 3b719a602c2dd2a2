// Tocsin — Web: calling for help from a device, and seeing who comes
// SPDX-License-Identifier: Apache-2.0

import { clock } from "../device/request.js";
import { ask, asker } from "../session/api.js";
import { CallForm } from "../switchboard/form.js";
import { drawRoll, summary, titleOf } from "../switchboard/roll.js";
import { announce, element, replace } from "../view/element.js";
import { countdown } from "../view/time.js";
import { words } from "../words/words.js";
import { failure } from "./shared.js";

const TEXT = words.help;
const TICK_MS = 500;
const CALLS_MAX = 4;
/** How long a call that is over stays to be read. */
const OVER_MS = 10 * 60000;

/** The calls of this window, the newest first, and what was last heard of each. */
const calls = [];
const rolls = new Map();
const told = new Map();
let drawn = "";

/** Draws the form once; what comes of the calls is read anew with every pass. */
export async function showHelp(place, app, isPass = false) {
  asker.device = app.identity;
  if (isPass && place.querySelector("[data-screen=help]")) return watch(place);
  let table = null;
  try {
    table = await ask("GET", "/v1/call-types");
  } catch {
    table = null;
  }
  if (document.body.dataset.screen !== "help") return undefined;
  if (!table) return replace(place, failure(TEXT.failed, TEXT.failedText, () => app.go()));
  const form = element("section", { class: "call-panel", "aria-label": words.calls.form.title });
  const watching = element("section", { class: "rolls", "aria-label": words.calls.roll.title });
  replace(place, element(
    "section", { class: "switchboard help", dataset: { screen: "help" } },
    element("h1", { class: "unseen", tabindex: "-1" }, TEXT.title), form,
    element("div", { class: "watch" }, watching)));
  const made = (alert) => {
    calls.unshift(alert);
    calls.splice(CALLS_MAX);
    return watch(place);
  };
  new CallForm(form, table, made).show(false);
  const ticking = setInterval(() => {
    if (form.isConnected) tick(watching);
    else clearInterval(ticking);
  }, TICK_MS);
  drawn = "";
  return watch(place);
}

async function watch(place) {
  await Promise.all(calls.map(async (alert) => {
    try {
      const roll = await ask("GET", `/v1/calls/${alert}`);
      rolls.set(alert, roll);
      say(roll);
    } catch {
      // What was heard last stays; the next pass asks again.
    }
  }));
  const watching = place.querySelector(".rolls");
  if (!watching) return;
  const shown = calls.map((alert) => rolls.get(alert)).filter((roll) => roll && !isOld(roll));
  const text = JSON.stringify(shown);
  if (text === drawn) return;
  drawn = text;
  const act = async (work) => {
    try {
      await work();
    } catch {
      announce(words.calls.act.problem.other, true);
    }
    await watch(place);
  };
  replace(watching, shown.map((roll) => drawRoll(roll, { isOperator: false, act })));
  tick(watching);
}

const isOld = (roll) =>
  roll.closedAt && clock.now() - (Date.parse(roll.closedAt) || 0) > OVER_MS;

function say(roll) {
  const text = `${titleOf(roll)}: ${summary(roll)}`;
  if (told.get(roll.alert) === text) return;
  told.set(roll.alert, text);
  announce(text);
}

function tick(place) {
  const now = clock.now();
  for (const node of place.querySelectorAll("[data-since]")) {
    node.textContent = countdown(now - Number(node.dataset.since));
  }
  for (const node of place.querySelectorAll("[data-until]")) {
    node.textContent = countdown(Number(node.dataset.until) - now);
  }
}
