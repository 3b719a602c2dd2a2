// Tocsin — Web: the line of answers to the gateway, kept until each is confirmed
// SPDX-License-Identifier: Apache-2.0

import { AnswerKind, isReceipt, signAnswer, verifyReceipt } from "./answer.js";
import { done, readAll, Store, transact } from "./database.js";
import { AnswerStatus, statusOfResult } from "./pages.js";
import { clock, signedFetch } from "./request.js";

const COUNTER_KEY = "counter";
const RETRY_MS = [500, 1000, 2000, 4000, 8000, 15000];
const TIMEOUT_MS = 8000;
/** Windows and the worker send in turn: the counter of answers rises in the order of arrival. */
const LOCK = "tocsin-outgoing";

/** What settles nothing stands apart from the answer. */
const SLOTS = new Map([
  [AnswerKind.callMe, "call"], [AnswerKind.notUseful, "mark"], [AnswerKind.readBack, "readBack"],
]);

/** Where a page keeps what was answered. */
const slotOf = (kind) => SLOTS.get(kind) ?? "answer";

/**
 * Sends answers one at a time, because their counter must rise in the order of arrival.
 *
 * What a person answered goes before receipts and keeps its signed bytes through every retry, so
 * that the gateway knows it again. A receipt is signed anew, and gives way.
 */
export class Outgoing {
  #identity;
  #mailbox;
  #endedDevice;
  #lock;
  #running = false;
  #failures = 0;
  #wake = null;
  #wokenEarly = false;
  #stopped = false;

  /**
   * @param endedDevice called with the status when the gateway refuses the device itself
   * @param lock the device's own where there is one that may be open: what was said while it was,
   *   is signed so
   */
  constructor(identity, mailbox, endedDevice, lock = null) {
    this.#identity = identity;
    this.#mailbox = mailbox;
    this.#endedDevice = endedDevice;
    this.#lock = lock;
  }

  /**
   * Answers a page: durable first, then sent. The page says `sending` until a receipt proves more.
   *
   * @param choice `{ kind, reason, argument }`
   */
  async answer(id, choice) {
    const record = this.#mailbox.page(id);
    if (!record) return;
    const at = clock.now();
    const outgoing = {
      kind: choice.kind, page: id, hash: record.hash, at,
      reason: choice.reason ?? 0, argument: choice.argument ?? 0,
      isUnlocked: this.#lock?.reader?.isUnlocked === true,
    };
    const answer = { ...choice, at, status: AnswerStatus.sending };
    const slot = slotOf(choice.kind);
    await this.#mailbox.change(id, (stored) => ({ ...stored, [slot]: answer }), outgoing);
    this.kick();
  }

  /** Sends now what waits, without the rest of a pause. */
  kick() {
    if (this.#stopped) return;
    this.#wokenEarly = true;
    this.#wake?.();
    if (!this.#running) this.drain();
  }

  /** Sends until nothing waits, or until it is stopped. */
  async drain() {
    this.#running = true;
    await navigator.locks.request(LOCK, () => this.#run());
  }

  /** Sends nothing more; what waits stays for the tab that takes over. */
  stop() {
    this.#stopped = true;
    this.#wake?.();
  }

  async #run() {
    try {
      for (let item = await this.#next(); item; item = await this.#next()) {
        if (this.#stopped) return;
        this.#wokenEarly = false;
        if (await this.#send(item)) this.#failures = 0;
        else if (!this.#wokenEarly) await this.#pause();
      }
    } finally {
      this.#running = false;
    }
  }

  async #next() {
    const items = await readAll(Store.outgoing);
    return items.find((item) => item.bytes) ?? items.find((item) => !isReceipt(item.kind))
      ?? items[0];
  }

  #pause() {
    const wait = RETRY_MS[Math.min(this.#failures, RETRY_MS.length - 1)];
    this.#failures += 1;
    return new Promise((resolve) => {
      this.#wake = resolve;
      setTimeout(resolve, wait);
    });
  }

  /** True when the item has left the line. */
  async #send(item) {
    const bytes = item.bytes ?? (await this.#sign(item));
    let response;
    try {
      response = await signedFetch(
        this.#identity, "POST", `/v1/devices/${this.#identity.device}/answers`, {
          body: bytes, headers: { "Content-Type": "application/octet-stream" },
          signal: AbortSignal.timeout(TIMEOUT_MS),
        });
      if (response.ok) {
        const receipt = new Uint8Array(await response.arrayBuffer());
        return await this.#settle(item, await verifyReceipt(this.#identity, bytes, receipt));
      }
    } catch {
      return this.#unconfirmed(item);
    }
    if (response.status === 401 || response.status === 403) this.#endedDevice(response.status);
    if (response.status === 400 || response.status === 422) return this.#refuse(item);
    return this.#unconfirmed(item);
  }

  async #sign(item) {
    const counter = await transact([Store.state], async (state) => {
      const next = ((await done(state.get(COUNTER_KEY))) ?? 0) + 1;
      await done(state.put(next, COUNTER_KEY));
      return next;
    });
    const at = item.at ?? clock.now();
    // What the worker sends, or was locked before it could be sent, is of the device alone.
    const signer = item.isUnlocked ? this.#lock?.reader : null;
    const bytes = await signAnswer(signer ?? this.#identity, { ...item, counter, at });
    if (!isReceipt(item.kind)) {
      await transact([Store.outgoing], (outgoing) => done(outgoing.put({ ...item, bytes })));
    }
    return bytes;
  }

  async #settle(item, receipt) {
    if (!receipt) return this.#unconfirmed(item);
    const status = statusOfResult(receipt.result);
    if (status === AnswerStatus.unconfirmed) return this.#unconfirmed(item);
    await this.#remove(item);
    const { serverTime, phase } = receipt;
    await this.#mark(item, { status, serverTime, phase });
    return true;
  }

  async #refuse(item) {
    await this.#remove(item);
    await this.#mark(item, { status: AnswerStatus.refused });
    return true;
  }

  async #unconfirmed(item) {
    await this.#mark(item, { status: AnswerStatus.unconfirmed });
    return false;
  }

  #remove(item) {
    return transact([Store.outgoing], (outgoing) => done(outgoing.delete(item.order)));
  }

  /** Only the person's answer that the page shows takes the outcome. */
  async #mark(item, outcome) {
    if (isReceipt(item.kind)) return;
    await this.#mailbox.change(item.page, (stored) => {
      const slot = slotOf(item.kind);
      const isShown = stored[slot]?.at === item.at && stored[slot]?.kind === item.kind;
      return isShown ? { ...stored, [slot]: { ...stored[slot], ...outcome } } : stored;
    });
  }
}
