// Tocsin — Web: the pages on this device, durable before they are shown
// SPDX-License-Identifier: Apache-2.0

import { AnswerKind } from "./answer.js";
import { done, readAll, Store, transact, read } from "./database.js";
import { EnvelopeRefused, openEnvelope } from "./envelope.js";
import { detailKey, isWaiting, merge, takeSeq, wantsReceipt } from "./pages.js";
import { clock } from "./request.js";

const WINDOW_KEY = "window";
const KEPT_MS = 24 * 60 * 60 * 1000;

/** Holds the pages in memory as they stand in the database, and tells when they change. */
export class Mailbox {
  #identity;
  #changed;
  #lock;
  #pages = new Map();

  /**
   * @param changed called with the page after each change that is durable
   * @param lock what is open of pages beyond their previews, where a window may know it
   */
  constructor(identity, changed, lock = null) {
    this.#identity = identity;
    this.#changed = changed;
    this.#lock = lock;
  }

  /** Reads what is remembered; drops what ended long ago. */
  async load() {
    const now = clock.now();
    for (const record of await readAll(Store.pages)) {
      const isOver = record.expiresAt + KEPT_MS < now && !isWaiting(record);
      if (isOver) {
        await transact([Store.pages, Store.state], (pages, state) => {
          pages.delete(record.page);
          state.delete(detailKey(record.page));
        });
      } else this.#pages.set(record.page, record);
    }
  }

  get pages() {
    return [...this.#pages.values()].map((record) => this.#full(record));
  }

  page(id) {
    const record = this.#pages.get(id);
    return record && this.#full(record);
  }

  /** As far as it is open; what is remembered is the preview alone. */
  #full(record) {
    return this.#lock?.full(record) ?? record;
  }

  /** The seq after which the gateway is to go on. */
  async cursor() {
    return (await read(Store.state, WINDOW_KEY))?.highest ?? 0;
  }

  /**
   * Takes one envelope: verifies, opens, remembers, and puts "received" into the outgoing line, in
   * one transaction.
   *
   * @returns the page, or null for an envelope that was taken before
   * @throws EnvelopeRefused when it cannot be believed
   */
  async take(bytes) {
    const envelope = await openEnvelope(bytes, this.#identity);
    const now = clock.now();
    const record = await transact(
      [Store.state, Store.pages, Store.outgoing],
      async (state, pages, outgoing) => {
        const window = (await done(state.get(WINDOW_KEY))) ?? { highest: 0, seen: [] };
        if (!takeSeq(window, envelope.seq)) return null;
        const merged = merge(await done(pages.get(envelope.page)), envelope, now);
        await done(state.put(window, WINDOW_KEY));
        await done(pages.put(merged));
        if (wantsReceipt(envelope.type)) await done(outgoing.add(receiptFor(envelope)));
        return merged;
      });
    return record && this.#show(record);
  }

  /** Reads a page anew that the worker, or another part of the client, has changed. */
  async reread(id) {
    const record = await read(Store.pages, id);
    return record ? this.#show(record) : null;
  }

  /** Changes what is remembered of a page, with an answer to send where one is given. */
  async change(id, alter, outgoingAnswer = null) {
    const record = await transact([Store.pages, Store.outgoing], async (pages, outgoing) => {
      const stored = await done(pages.get(id));
      if (!stored) return null;
      const altered = alter(stored);
      await done(pages.put(altered));
      if (outgoingAnswer) await done(outgoing.add(outgoingAnswer));
      return altered;
    });
    return record && this.#show(record);
  }

  /** Notes that a page stood on the screen, once for each envelope of it; and once more when it is
   * open, since nobody has read a preview for what it is about (S14). */
  async markDisplayed(id) {
    const record = this.page(id);
    if (!record) return false;
    const isUnlocked = record.isOpened === true;
    const slot = isUnlocked ? "openedSeq" : "displayedSeq";
    if (record[slot] === record.seq) return false;
    const { page, hash, seq } = record;
    const answer = wantsReceipt(record.type)
      ? { kind: AnswerKind.displayed, page, hash, isUnlocked } : null;
    await this.change(id, (stored) => ({ ...stored, displayedSeq: seq, [slot]: seq }), answer);
    return answer !== null;
  }

  #show(record) {
    this.#pages.set(record.page, record);
    const shown = this.#full(record);
    this.#changed(shown);
    return shown;
  }
}

const receiptFor = ({ page, hash }) => ({ kind: AnswerKind.received, page, hash });

export { EnvelopeRefused };
