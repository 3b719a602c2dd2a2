// Tocsin — Web: being reached on this device while no window of the client is open
// SPDX-License-Identifier: Apache-2.0

import { equal, fromBase64URL, sha256, toBase64URL, utf8 } from "./bytes.js";
import { done, read, Store, transact } from "./database.js";
import { tagOf } from "./pages.js";
import { signedFetch } from "./request.js";
import { startWorker, Worker } from "./workers.js";

/** Whether pushes reach this device. */
export const Reach = Object.freeze({
  /** Not known yet, or the gateway did not say. */
  unknown: "unknown",
  /** The site pushes to no browser. */
  none: "none",
  unsupported: "unsupported",
  /** An iPhone or iPad, and not opened from its Home Screen. */
  homeScreen: "homeScreen",
  /** Nobody was asked yet. */
  off: "off",
  turningOn: "turningOn",
  blocked: "blocked",
  /** The browser's push service gave no address. */
  failed: "failed",
  on: "on",
});

const KNOWN_KEY = "push";
/** How long a browser may take to get an address from its push service. */
const SUBSCRIBE_MS = 20000;

const within = (promise, ms) => Promise.race([
  promise,
  new Promise((_, reject) => { setTimeout(() => reject(new Error("no answer")), ms); }),
]);

/**
 * Has this browser's push service take pages for this device, and tells the gateway where. Looked
 * at with every start, since browsers lose and change subscriptions without a word.
 *
 * @param registration of the worker that takes the pushes
 * @param key the gateway's point, as base64url
 * @param isKnown whether the gateway has a subscription of this device
 */
export async function subscribe(identity, registration, key, isKnown) {
  const wanted = fromBase64URL(key);
  let subscription = await registration.pushManager.getSubscription();
  const used = subscription?.options.applicationServerKey;
  if (subscription && !(used && equal(new Uint8Array(used), wanted))) {
    await subscription.unsubscribe();
    subscription = null;
  }
  subscription ??= await within(
    registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: wanted }),
    SUBSCRIBE_MS);
  const { endpoint, keys } = subscription.toJSON();
  const mark = toBase64URL(await sha256(utf8(`${endpoint} ${keys.p256dh} ${keys.auth}`)));
  if (isKnown && (await read(Store.state, KNOWN_KEY)) === mark) return;
  const target = `/v1/devices/${identity.device}/push`;
  const response = await signedFetch(identity, "PUT", target, {
    body: utf8(JSON.stringify({ endpoint, keys })),
    headers: { "Content-Type": "application/json" },
  });
  if (!response.ok) throw new Error(`the subscription was refused with ${response.status}`);
  await transact([Store.state], (state) => done(state.put(mark, KNOWN_KEY)));
}

/** @returns `{ key, isSubscribed }`, or null where the site pushes to no browser */
export async function askPush(identity) {
  const response = await signedFetch(identity, "GET", `/v1/devices/${identity.device}/push`);
  if (response.status === 404) return null;
  if (!response.ok) throw new Error(`refused with ${response.status}`);
  return response.json();
}

/** Looks after the worker and its subscription while a window is open. */
export class Push {
  #identity;
  #changed;
  #registration = null;

  reach = Reach.unknown;

  /**
   * @param changed called when `reach` has changed
   * @param hears what the worker asks of a window: `taken` is called with the page that it took,
   *   `show` with the address to go to
   */
  constructor(identity, changed, hears) {
    this.#identity = identity;
    this.#changed = changed;
    navigator.serviceWorker?.addEventListener("message", ({ data }) => {
      if (typeof data?.taken === "string") hears.taken(data.taken);
      if (typeof data?.show === "string") hears.show(data.show);
    });
    navigator.serviceWorker?.startMessages();
  }

  /** Finds out, and mends a subscription that was lost. */
  async start() {
    if (this.#isMissing()) return;
    try {
      const site = await askPush(this.#identity);
      if (!site) return this.#set(Reach.none);
      this.#registration = await startWorker(Worker.pages);
      if (Notification.permission === "denied") return this.#set(Reach.blocked);
      if (Notification.permission !== "granted") return this.#set(Reach.off);
      await this.#subscribe(site);
    } catch {
      this.#set(this.#registration ? Reach.failed : Reach.unknown);
    }
  }

  /** Asks the person, who has just touched the screen for it. */
  async turnOn() {
    this.#set(Reach.turningOn);
    const permission = await Notification.requestPermission();
    if (permission !== "granted") {
      return this.#set(permission === "denied" ? Reach.blocked : Reach.off);
    }
    return this.start();
  }

  /** Takes the notification of a page away that asks nothing any more. */
  async settle(page) {
    const shown = await this.#registration?.getNotifications({ tag: tagOf(page) });
    shown?.forEach((one) => one.close());
  }

  async #subscribe(site) {
    const { active, installing, waiting } = this.#registration;
    if (!active) await activated(installing ?? waiting);
    await subscribe(this.#identity, this.#registration, site.key, site.isSubscribed);
    this.#set(Reach.on);
  }

  #isMissing() {
    const isThere = "serviceWorker" in navigator && "Notification" in globalThis
      && "PushManager" in globalThis;
    if (isThere) return false;
    this.#set(navigator.standalone === false ? Reach.homeScreen : Reach.unsupported);
    return true;
  }

  #set(reach) {
    if (this.reach === reach) return;
    this.reach = reach;
    this.#changed();
  }
}

const activated = (worker) => within(
  new Promise((resolve) => {
    worker.addEventListener("statechange", () => worker.state === "activated" && resolve());
    if (worker.state === "activated") resolve();
  }), SUBSCRIBE_MS);
