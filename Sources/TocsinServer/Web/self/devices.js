// Tocsin — Web: the devices of a person: all of them, a lost one, one more
// SPDX-License-Identifier: Apache-2.0

import { asker } from "../device/ask.js";
import { clock } from "../device/request.js";
import { announce, element, icon, replace } from "../view/element.js";
import { askPin } from "../view/later.js";
import { squares } from "../view/squares.js";
import { ago, date, instant, moment } from "../view/time.js";
import { words } from "../words/words.js";
import { failure, isUsed, sheet } from "./shared.js";

const TEXT = words.devices;

/** The device that is about to be ended, and the link that was made in this window last. */
let ending = null;
let made = null;
let said = null;

/** Reads and draws. */
export async function showDevices(place, app, isPass = false) {
  if (isPass && (ending || isUsed(place))) return;
  const ask = asker(app.identity);
  let list = null;
  try {
    ({ devices: list } = await ask("GET", "/v1/me/devices"));
  } catch {
    list = null;
  }
  if (document.body.dataset.screen !== "devices") return;
  if (list) draw(place, { app, ask, list, place });
  else if (!isPass) replace(place, failure(TEXT.failed, TEXT.failedText, () => app.go()));
}

function draw(place, screen) {
  const own = screen.list.filter((one) => one.isThis);
  const others = screen.list.filter((one) => !one.isThis);
  replace(place, sheet(
    screen.app, TEXT.title, "/settings",
    element("p", { class: "quiet" }, TEXT.lead),
    said ? element(
      "p", { class: `note ${said.tone}`, role: "status" },
      icon(said.tone === "good" ? "check" : "warning"), said.text) : null,
    element("ul", { class: "self-rows" }, [...own, ...others].map((one) => row(one, screen))),
    addition(screen)));
}

function row(device, screen) {
  const now = clock.now();
  const contact = instant(device.lastContact);
  return element(
    "li", { class: "self-row", dataset: { device: device.id, own: String(device.isThis) } },
    element(
      "div", { class: "self-row-text" },
      element("h2", {}, device.name),
      device.isThis ? element("p", { class: "chip" }, TEXT.thisOne) : null,
      element("p", { class: "quiet" }, contact === null
        ? TEXT.never : TEXT.contact(device.isThis ? words.time.justNow : ago(now - contact))),
      element("p", { class: "quiet" }, TEXT.enrolled(date(instant(device.enrolledAt)))),
      device.hasLock ? null : element(
        "p", { class: "note", dataset: { note: "no-lock" } }, icon("warning"), TEXT.noLock)),
    ending === device.id ? question(device, screen) : element("button", {
      type: "button", class: "button second danger",
      dataset: { key: `lost-${device.id}`, act: "lost" },
      onclick: () => {
        ending = device.id;
        said = null;
        draw(screen.place, screen);
        screen.place.querySelector("[data-key=end-keep]")?.focus();
      },
    }, device.isThis ? TEXT.endThis : TEXT.lost));
}

function question(device, screen) {
  const isLast = screen.list.length === 1;
  return element(
    "div", { class: "self-question", role: "group", "aria-label": TEXT.lostTitle(device.name) },
    element("p", {}, element("strong", {}, TEXT.lostTitle(device.name)), " ", TEXT.lostText,
      isLast ? ` ${TEXT.lastText}` : ""),
    element(
      "div", { class: "buttons" },
      element("button", {
        type: "button", class: "button danger", dataset: { key: "end-go" },
        onclick: () => end(device, screen),
      }, TEXT.go),
      element("button", {
        type: "button", class: "button second", dataset: { key: "end-keep" },
        onclick: () => {
          ending = null;
          draw(screen.place, screen);
        },
      }, TEXT.keep)));
}

async function end(device, screen) {
  try {
    await screen.ask("POST", `/v1/me/devices/${device.id}/end`);
    said = { tone: "good", text: TEXT.ended };
  } catch {
    said = { tone: "bad", text: TEXT.refused };
  }
  ending = null;
  announce(said.text, said.tone === "bad");
  if (device.isThis && said.tone === "good") {
    // The gateway has closed the stream of this device: the list says that it is not paged.
    history.pushState(null, "", "/");
    return screen.app.go();
  }
  document.activeElement?.blur();
  return showDevices(screen.place, screen.app);
}

// One more device

function addition(screen) {
  const isGood = made && (instant(made.expiresAt) ?? 0) > clock.now();
  return element(
    "section", { class: "self-card", "aria-labelledby": "add-title" },
    element("h2", { id: "add-title" }, TEXT.add),
    isGood ? enrolment(screen) : adding(screen));
}

/** A device that is shut makes none that reads. */
function adding(screen) {
  const { lock } = screen.app;
  if (!lock.isShut) {
    return element("button", {
      type: "button", class: "button go", dataset: { key: "add-device" },
      onclick: () => link(screen),
    }, TEXT.add);
  }
  return [
    element("p", { class: "quiet" }, TEXT.addLocked),
    element("button", {
      type: "button", class: "button second", dataset: { key: "unlock" },
      onclick: () => askPin(screen.app),
    }, lock.isDead ? words.lock.dead : TEXT.unlock),
  ];
}

async function link(screen) {
  try {
    made = await asker(screen.app.lock.reader)("POST", "/v1/me/device-link");
    made.link = new URL(made.link, location.origin).href;
    said = null;
  } catch {
    said = { tone: "bad", text: TEXT.refused };
  }
  draw(screen.place, screen);
  screen.place.querySelector(made ? ".self-link" : "h1")?.scrollIntoView({ block: "nearest" });
}

/** The link as squares to scan, and as text to send. */
function enrolment(screen) {
  const { link: target, qr, expiresAt } = made;
  const act = (key, text, onclick) => element(
    "button", { type: "button", class: "button second", dataset: { key }, onclick }, text);
  const copy = async () => {
    await navigator.clipboard?.writeText(target).catch(() => {});
    announce(TEXT.copied);
  };
  return element(
    "div", { class: "self-link" },
    element("p", { class: "quiet" }, TEXT.addLead),
    qr ? squares(qr, TEXT.code) : null,
    element("label", { class: "self-text" }, element("span", {}, TEXT.link),
      element("input", {
        type: "text", readonly: true, value: target, dataset: { key: "device-link" },
        onfocus: (event) => event.currentTarget.select(),
      })),
    element(
      "div", { class: "buttons" }, act("copy-link", TEXT.copy, copy),
      navigator.share ? act("share-link", TEXT.share, () => navigator.share({ url: target })
        .catch(() => {})) : null),
    element("p", { class: "quiet" }, TEXT.addUntil(moment(instant(expiresAt), clock.now()))),
    element("p", { class: "quiet" }, TEXT.iPhone));
}
