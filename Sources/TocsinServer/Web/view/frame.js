// Tocsin — Web: the bar and the banners above every screen
// SPDX-License-Identifier: Apache-2.0

import { clock } from "../device/request.js";
import { Link } from "../device/stream.js";
import { isRinging } from "../device/pages.js";
import { element, icon, replace } from "./element.js";
import { askPin } from "./later.js";
import { moment } from "./time.js";
import { words } from "../words/words.js";

const CLOCK_OFF_MS = 60000;
/** Screens that stand below another in the bar. */
const BELOW = { "/devices": "/settings", "/contacts": "/settings", "/history": "/settings" };
const CALLERS = ["caller", "switchboard"];

/** Draws the bar: the way back or the name, the screens of this person, the connection. */
export function showBar(app) {
  const isPage = location.pathname === "/page" && app.mailbox;
  const back = element("a", {
    href: "/", class: "back", dataset: { key: "back" },
    onclick: (event) => app.follow(event, "/"),
  }, icon("back"), words.common.back);
  replace(
    document.getElementById("bar"),
    element("span", { class: "product" }, words.common.product),
    isPage ? back : null, screens(app), connection(app));
}

function screens(app) {
  if (!app.mailbox || !app.me) return null;
  const here = BELOW[location.pathname] ?? location.pathname;
  const link = (target, text, count = 0) => element("a", {
    href: target, dataset: { key: `nav-${target}` },
    "aria-current": here === target || (target === "/" && here === "/page") ? "page" : null,
    "aria-label": count > 0 ? `${text}: ${words.nav.waits(count)}` : null,
    onclick: (event) => app.follow(event, target),
  }, text, count > 0 ? element("span", { class: "nav-count" }, String(count)) : null);
  return element(
    "nav", {}, link("/", words.common.myPages), link("/duty", words.nav.duty, app.me.asks ?? 0),
    CALLERS.some((role) => app.me.roles.includes(role)) ? link("/call", words.nav.call) : null,
    app.me.roles.includes("rota-manager") ? link("/rota", words.common.onCall) : null,
    link("/settings", words.nav.more));
}

function connection(app) {
  if (!app.stream) return null;
  const { link } = app.stream.state;
  return element(
    "span", { class: "bar-end" }, lockSign(app),
    app.me ? element("span", { class: "me" }, app.me.name) : null,
    element(
      "span", { class: `link ${link}`, title: words.connection[link], dataset: { link } },
      element("span", { class: "dot", "aria-hidden": "true" }),
      element("span", {}, words.connection[link])));
}

/** Whether the device is locked, and the way out of either. */
function lockSign(app) {
  const { lock } = app;
  if (!lock?.exists) return null;
  const { isShut, minutesLeft } = lock;
  const short = isShut ? words.lock.shut : words.lock.minutes(minutesLeft);
  return element("button", {
    type: "button", class: "lock-sign", dataset: { key: "lock", lock: isShut ? "shut" : "open" },
    "aria-label": isShut ? words.lock.shutLong : words.lock.openLong(minutesLeft),
    title: isShut ? words.lock.unlock : words.lock.lockNow,
    onclick: () => (isShut ? askPin(app) : lock.shut()),
  }, icon(isShut ? "lock" : "unlock"), element("span", {}, short));
}

/** Draws what stands between this device and its next page. */
export function showBanners(app) {
  const now = clock.now();
  const said = [linkBanner(app, now)];
  if (app.unverified > 0) {
    said.push(banner("bad", words.connection.unverified, words.connection.unverifiedText));
  }
  const minutes = Math.round(Math.abs(clock.skew) / 60000);
  if (Math.abs(clock.skew) > CLOCK_OFF_MS) {
    said.push(banner("busy", null, words.connection.clockOff(minutes)));
  }
  for (const one of app.me?.troubles ?? []) {
    const since = moment(Date.parse(one.since), now);
    said.push(banner(
      "busy", words.trouble.banner(one.channel, since), words.trouble.bannerText(one.note),
      "trouble"));
  }
  if (!app.ringing.isReady) said.push(soundBanner(app));
  if (app.isNewer) said.push(newerBanner());
  const place = document.getElementById("banners");
  const shown = said.filter((one) => one);
  const isSame = shown.length === place.children.length
    && shown.every((one, at) => one.isEqualNode(place.children[at]));
  // What stands there already stays, so that a screen reader says it once.
  if (!isSame) replace(place, shown);
}

function linkBanner(app, now) {
  const { link, since } = app.stream.state;
  const text = words.connection;
  if (link === Link.lost) {
    return banner("bad", words.away.title(moment(since, now)), whomToCall(app), "lost");
  }
  if (link === Link.ended) return banner("bad", text.endedTitle, text.endedText, "ended");
  if (link === Link.unknown) return banner("bad", text.unknownTitle, text.unknownText, "unknown");
  return null;
}

/** The number to ring, as the gateway named it when it was heard last. */
function whomToCall(app) {
  const [first] = app.me?.lastResort ?? [];
  if (!first) return words.away.nobody;
  return words.away.call(words.away.number(first.telephone, first.name));
}

function newerBanner() {
  return element(
    "div", { class: "banner busy", dataset: { banner: "newer" } }, icon("check"),
    element("p", {}, element("strong", {}, words.away.newer), " ", words.away.newerText),
    element("button", {
      type: "button", class: "plain", dataset: { key: "restart" },
      onclick: () => location.reload(),
    }, words.away.restart));
}

function soundBanner(app) {
  const isUrgent = app.mailbox.pages.some(isRinging);
  return element(
    "div", {
      class: `banner ${isUrgent ? "bad" : "busy"}`, role: "status", dataset: { banner: "sound" },
    },
    icon("sound"), element("p", {}, words.sound.off),
    element("button", {
      type: "button", class: "plain", dataset: { key: "sound-on" },
      onclick: () => app.ringing.unlock(),
    }, words.sound.turnOn));
}

const banner = (tone, title, text, name = "") =>
  element(
    "div", {
      class: `banner ${tone}`, role: tone === "bad" ? "alert" : "status", dataset: { banner: name },
    },
    icon("warning"),
    element("p", {}, title ? element("strong", {}, title) : null, title ? " " : null, text));
