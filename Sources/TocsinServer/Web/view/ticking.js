// Tocsin — Web: what changes on the screen with every second
// SPDX-License-Identifier: Apache-2.0

import { clock } from "../device/request.js";
import { ago, countdown, moment } from "./time.js";
import { words } from "../words/words.js";

const SOON_MS = 30000;

function countdownText(form, left, at, now) {
  if (form === "list") {
    return left > 0 ? words.list.movesIn(countdown(left)) : words.list.moved;
  }
  return left > 0 ? words.page.moves(countdown(left)) : words.page.moved(moment(at, now));
}

function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** Brings countdowns, ages, the burning line and the window's title up to the present second. */
export function tick() {
  const now = clock.now();
  for (const node of document.querySelectorAll("[data-countdown]")) {
    const at = Number(node.dataset.countdown);
    const left = at - now;
    node.classList.toggle("soon", left > 0 && left < SOON_MS);
    setText(node, countdownText(node.dataset.form, left, at, now));
  }
  for (const node of document.querySelectorAll("[data-ago]")) {
    setText(node, ago(now - Number(node.dataset.ago)));
  }
  for (const node of document.querySelectorAll("[data-fuse]")) {
    const from = Number(node.dataset.from);
    const whole = Math.max(1, Number(node.dataset.fuse) - from);
    const part = Math.min(1, Math.max(0, (Number(node.dataset.fuse) - now) / whole));
    node.style.transform = `scaleX(${part})`;
  }
  const { alert } = document.body.dataset;
  const isOn = alert && Math.floor(now / 1000) % 2 === 0;
  document.title = isOn ? `${alert} — ${words.common.product}` : words.common.product;
}
