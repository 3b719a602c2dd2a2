// Tocsin — Web: takes what a push service brings, and serves the client from what was kept
// SPDX-License-Identifier: Apache-2.0

// Of a window's requests those for the client's own files pass through here, and no other. An
// envelope is verified, remembered and receipted
// exactly as a window does it, in the same database: whichever of the two comes first takes it, so
// that one page is one page (I2), and the seal of the push service is never trusted for anything.

import { AnswerKind } from "./answer.js";
import { fromBase64URL } from "./bytes.js";
import { read, Store } from "./database.js";
import { EnvelopeRefused, parseEnvelope } from "./envelope.js";
import { loadIdentity } from "./identity.js";
import { answerFetch, keepRelease } from "./keeping.js";
import { Mailbox } from "./mailbox.js";
import { noticeOf, outcomeOf, sending, unreadable } from "./notification.js";
import { Outgoing } from "./outgoing.js";
import { isMore, isWaiting, LANGUAGE_KEY } from "./pages.js";
import { askPush, subscribe } from "./push.js";
import { clock } from "./request.js";
import { Kept, recall } from "./standing.js";
import { catchUp } from "./stream.js";
import { notification as de } from "../words/de-notification.js";
import { notification as en } from "../words/en-notification.js";
import { notification as fr } from "../words/fr-notification.js";

const CATALOGUES = { de, en, fr };
/** How long a worker may go on sending: browsers end one that takes much longer. */
const SENDING_MS = 12000;

self.addEventListener("install", (event) => {
  self.skipWaiting();
  // Browsers that can do so ask the gateway's interface without starting this worker.
  const routed = event.addRoutes?.({
    condition: { urlPattern: new URLPattern({ pathname: "/v1/*" }) }, source: "network",
  });
  event.waitUntil(Promise.resolve(routed).catch(() => {}));
});
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", answerFetch);
self.addEventListener("message", (event) => {
  if (event.data?.keep === true) event.waitUntil(keep());
});
self.addEventListener("push", (event) => event.waitUntil(arrived(event.data)));
self.addEventListener("notificationclick", (event) => event.waitUntil(chosen(event)));
self.addEventListener("pushsubscriptionchange", (event) => event.waitUntil(subscribeAgain()));

async function words() {
  const asked = (await read(Store.state, LANGUAGE_KEY)) ?? navigator.language.slice(0, 2);
  return CATALOGUES[asked] ?? en;
}

const windows = () =>
  self.clients.matchAll({ type: "window", includeUncontrolled: true });

/** Keeps the client as it is now, and tells the windows when it is another one than theirs. */
async function keep() {
  const isNewer = await keepRelease().catch(() => false);
  if (isNewer) (await windows()).forEach((window) => window.postMessage({ isNewer }));
}

/** The number on the icon, while no window is there to show it. */
function badge(mailbox) {
  const count = mailbox.pages.filter((one) => !isMore(one) && isWaiting(one)).length;
  return navigator.setAppBadge?.(count).catch(() => {});
}

/** What a push message carries: an envelope, or nothing where none fitted. */
function envelopeOf(data) {
  try {
    const { envelope } = data.json();
    return typeof envelope === "string" ? fromBase64URL(envelope) : null;
  } catch {
    return null;
  }
}

async function arrived(data) {
  const text = await words();
  const identity = await loadIdentity();
  if (!identity) return show(unreadable(text));
  const mailbox = new Mailbox(identity, () => {});
  await mailbox.load();
  const pages = await takeAll(identity, mailbox, envelopeOf(data));
  if (pages === null) return show(unreadable(text));
  const open = await windows();
  for (const page of pages) open.forEach((window) => window.postMessage({ taken: page }));
  // A window that is looked at rings by itself, and browsers ask for nothing more there.
  const isSeen = open.some((window) => window.visibilityState === "visible");
  if (!isSeen) {
    const records = await Promise.all(pages.map((page) => mailbox.reread(page)));
    if (records.length === 0) await show(unreadable(text));
    const isLowQuiet = (await recall(Kept.isLowQuiet)) === true;
    for (const record of records) {
      await show(noticeOf(record, text, clock.now(), isLowQuiet));
    }
    await badge(mailbox);
  }
  return send(new Outgoing(identity, mailbox, () => {}));
}

/** @returns the ids of the pages that came; null when nothing could be believed or fetched */
async function takeAll(identity, mailbox, envelope) {
  const pages = [];
  const take = async (bytes) => {
    try {
      await mailbox.take(bytes);
      pages.push(parseEnvelope(bytes).page);
    } catch (error) {
      if (!(error instanceof EnvelopeRefused)) throw error;
    }
  };
  try {
    if (envelope) await take(envelope);
    else await catchUp(identity, await mailbox.cursor(), take);
  } catch {
    return null;
  }
  return pages.length > 0 || !envelope ? [...new Set(pages)] : null;
}

/** Sends the receipts, and what else waits. */
async function send(outgoing) {
  const stop = setTimeout(() => outgoing.stop(), SENDING_MS);
  await outgoing.drain();
  clearTimeout(stop);
}

const show = ({ title, options }) => self.registration.showNotification(title, options);

async function chosen({ action, notification }) {
  const { page } = notification.data ?? {};
  notification.close();
  if (action === "accept" && page) return accept(page);
  const target = page ? `/page#${page}` : "/";
  const [window] = await windows();
  if (!window) return self.clients.openWindow(target);
  await window.focus();
  return window.postMessage({ show: target });
}

/** Accepts from the notification: it says so only after the gateway's own receipt (S11). */
async function accept(page) {
  const text = await words();
  const identity = await loadIdentity();
  if (!identity) return show(unreadable(text));
  const mailbox = new Mailbox(identity, () => {});
  await mailbox.load();
  const outgoing = new Outgoing(identity, mailbox, () => {});
  await show(sending(page, text));
  await outgoing.answer(page, { kind: AnswerKind.accept });
  await send(outgoing);
  const record = mailbox.page(page);
  (await windows()).forEach((window) => window.postMessage({ taken: page }));
  return show(record ? outcomeOf(record, text) : unreadable(text));
}

async function subscribeAgain() {
  const identity = await loadIdentity();
  const site = identity && await askPush(identity);
  if (site) await subscribe(identity, self.registration, site.key, false);
}
