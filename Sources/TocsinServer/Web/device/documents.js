// Tocsin — Web: which documents came with the pages that were looked at
// SPDX-License-Identifier: Apache-2.0

import { signedFetch } from "./request.js";

const RETRY_MS = 20000;

/** The documents of a page, without their bytes; null when they cannot be asked for now. */
async function listAttachments(reader, page) {
  try {
    const target = `/v1/devices/${reader.device}/pages/${page}/attachments`;
    const response = await signedFetch(reader, "GET", target);
    if (response.status === 404) return [];
    return response.ok ? (await response.json()).attachments : null;
  } catch {
    return null;
  }
}

/**
 * Remembers in memory what the gateway listed, and asks once for each content of a page that is
 * looked at; a list that could not be had is asked for again later. A locked device knows of none.
 */
export class DocumentLists {
  #lock;
  #changed;
  #lists = new Map();

  /** @param changed called when a list has come */
  constructor(lock, changed) {
    this.#lock = lock;
    this.#changed = changed;
  }

  /** The documents of a page; empty while nothing is known. */
  of(record) {
    if (!this.#lock.reader) return [];
    const known = this.#lists.get(record.page);
    const isOld = known?.seq !== record.seq || Date.now() > known.retryAt;
    if (isOld) this.#ask(record, known?.all ?? []);
    return this.#lists.get(record.page).all;
  }

  /** Forgets what they are called. */
  forget() {
    this.#lists.clear();
  }

  async #ask({ page, seq }, before) {
    this.#lists.set(page, { seq, all: before, retryAt: Infinity });
    const { reader } = this.#lock;
    const all = await listAttachments(reader, page);
    // It may have been locked meanwhile.
    if (this.#lock.reader !== reader) return;
    const retryAt = all === null ? Date.now() + RETRY_MS : Infinity;
    this.#lists.set(page, { seq, all: all ?? before, retryAt });
    if (all !== null && (all.length > 0 || before.length > 0)) this.#changed();
  }
}
