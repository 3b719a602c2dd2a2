// Tocsin — Web: what pages say, beyond the preview that a locked device has
// SPDX-License-Identifier: Apache-2.0

import { done, read, Store, transact } from "./database.js";
import { EnvelopeRefused, EnvelopeType, openEnvelope } from "./envelope.js";
import { detailKey, isMine, isMore, isPreview, isWaiting } from "./pages.js";
import { signedFetch } from "./request.js";

const RETRY_MS = 10000;
const TIMEOUT_MS = 8000;
/** What a preview does not say; of all else the newest envelope of a page has the last word. */
const DETAIL = ["who", "where", "what", "cut", "callBack"];

/** Whether what the mailbox has of a page is a preview, whatever is open of it. */
const hasDetail = (record) => typeof record.content?.locked === "boolean" && !isMore(record);

/**
 * Fetches the details of pages while the device is unlocked. They are kept as they came, sealed for
 * the key that is wrapped, so that a page that was delivered opens again while the gateway is away;
 * what is open is in memory alone, and gone when the device locks.
 */
export class Details {
  #opened;
  #changed;
  #open = new Map();
  #asking = new Map();

  /**
   * @param opened the keys to read with, while they are not forgotten
   * @param changed called when a detail has been opened
   */
  constructor(opened, changed) {
    this.#opened = opened;
    this.#changed = changed;
  }

  /** A page with what its detail says, where that is open; the page as it is otherwise. */
  full(record) {
    const detail = this.#open.get(record.page);
    if (!isPreview(record) || !detail) return record;
    const said = DETAIL.filter((name) => name in detail.content);
    const opened = Object.fromEntries(said.map((name) => [name, detail.content[name]]));
    return { ...record, content: { ...record.content, ...opened, locked: false }, isOpened: true };
  }

  /** Forgets everything that is open. */
  forget() {
    this.#open.clear();
  }

  /** Opens what is kept of these pages, then asks for what is missing or older than its page. */
  async openAll(records) {
    const wanted = records.filter(hasDetail);
    await Promise.all(wanted.map((record) => this.#openKept(record.page)));
    const asked = wanted.filter((record) => isWaiting(record) || isMine(record));
    await Promise.all(asked.map((record) => this.fetch(record)));
  }

  /** Asks for the detail of a page that is known here, once for each envelope of it. */
  async fetch(record) {
    if (!record) return;
    const { page, seq } = record;
    const reader = this.#opened.reader;
    const isKnown = (this.#open.get(page)?.seq ?? -1) >= seq;
    const asked = this.#asking.get(page);
    const isAsked = asked?.seq === seq && Date.now() < asked.until;
    if (!reader || !hasDetail(record) || isKnown || isAsked) return;
    this.#asking.set(page, { seq, until: Date.now() + RETRY_MS });
    try {
      const target = `/v1/devices/${reader.device}/pages/${page}/detail`;
      const response = await signedFetch(
        reader, "GET", target, { signal: AbortSignal.timeout(TIMEOUT_MS) });
      if (response.ok) await this.#take(new Uint8Array(await response.arrayBuffer()), page, true);
    } catch (error) {
      if (error instanceof EnvelopeRefused) throw error;
      // Without a connection it is asked for again.
    }
  }

  async #openKept(page) {
    const kept = await read(Store.state, detailKey(page));
    if (!kept || this.#open.has(page)) return;
    try {
      await this.#take(kept, page, false);
    } catch {
      // Of another enrolment, or damaged: the gateway has it.
    }
  }

  async #take(bytes, page, isNew) {
    const reader = this.#opened.reader;
    if (!reader) return;
    const envelope = await openEnvelope(bytes, reader);
    const isIt = envelope.type === EnvelopeType.detail && envelope.page === page;
    if (!isIt || !envelope.content) throw new EnvelopeRefused("other detail");
    if (isNew) await transact([Store.state], (state) => done(state.put(bytes, detailKey(page))));
    // It may have been locked meanwhile.
    if (this.#opened.reader !== reader) return;
    const known = this.#open.get(page);
    if (known && known.seq > envelope.seq) return;
    this.#open.set(page, { seq: envelope.seq, content: envelope.content });
    this.#changed();
  }
}
