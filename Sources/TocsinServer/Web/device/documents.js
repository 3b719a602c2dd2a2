// Tocsin — Web: which documents came with the pages that were looked at
// SPDX-License-Identifier: Apache-2.0

import { listAttachments } from "./attachments.js";

const RETRY_MS = 20000;

/**
 * Remembers in memory what the gateway listed, and asks once for each content of a page that is
 * looked at; a list that could not be had is asked for again later.
 */
export class DocumentLists {
  #identity;
  #changed;
  #lists = new Map();

  /** @param changed called when a list has come */
  constructor(identity, changed) {
    this.#identity = identity;
    this.#changed = changed;
  }

  /** The documents of a page; empty while nothing is known. */
  of(record) {
    const known = this.#lists.get(record.page);
    const isOld = known?.seq !== record.seq || Date.now() > known.retryAt;
    if (isOld) this.#ask(record, known?.all ?? []);
    return this.#lists.get(record.page).all;
  }

  async #ask({ page, seq }, before) {
    this.#lists.set(page, { seq, all: before, retryAt: Infinity });
    const all = await listAttachments(this.#identity, page);
    const retryAt = all === null ? Date.now() + RETRY_MS : Infinity;
    this.#lists.set(page, { seq, all: all ?? before, retryAt });
    if (all !== null && (all.length > 0 || before.length > 0)) this.#changed();
  }
}
