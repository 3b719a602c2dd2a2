// Tocsin — Web: the keys of an unlocked device, and when they are forgotten
// SPDX-License-Identifier: Apache-2.0

import { keyID } from "./bytes.js";

/** Unlocked for so long at most, whatever is done with it. */
const OPEN_MS_MAX = 12 * 60 * 60 * 1000;
const MINUTE_MS = 60000;
const IDLE_MINUTES = 15;

/** Holds the keys of an unlocked device in memory, and forgets them in time. */
export class Opened {
  #identity;
  #changed;
  #idleMS;
  #touchedAt = 0;
  #openedAt = 0;

  /** Whose keys read and sign for the person; null once they are forgotten. */
  reader = null;

  /** @param changed called when keys have come, or are forgotten */
  constructor(identity, changed) {
    this.#identity = identity;
    this.#changed = changed;
    this.#idleMS = (identity.lock?.idleMinutes ?? IDLE_MINUTES) * MINUTE_MS;
  }

  /** Whole minutes until they are forgotten; null once they are. */
  get minutesLeft() {
    if (!this.reader) return null;
    return Math.max(0, Math.ceil((this.#endsAt - Date.now()) / MINUTE_MS));
  }

  get #endsAt() {
    return Math.min(this.#touchedAt + this.#idleMS, this.#openedAt + OPEN_MS_MAX);
  }

  /** The site's own minutes. */
  setIdle(minutes) {
    if (Number.isInteger(minutes) && minutes > 0) this.#idleMS = minutes * MINUTE_MS;
  }

  /** Takes keys that were opened. */
  async hold({ detail, unlocked }) {
    const { detailPublic, unlockedPublic } = this.#identity;
    this.reader = {
      ...this.#identity, isUnlocked: true,
      acceptPrivate: unlocked, acceptKeyID: await keyID(unlockedPublic),
      notifyPrivate: detail, notifyPublic: detailPublic, notifyKeyID: await keyID(detailPublic),
    };
    this.#openedAt = this.#touchedAt = Date.now();
    this.#changed();
  }

  /** Somebody is there; a touch of the morning after opens nothing. */
  touch() {
    this.check();
    if (this.reader) this.#touchedAt = Date.now();
  }

  /** Forgets them where their time is over, also when the device slept over that. */
  check() {
    if (this.reader && Date.now() >= this.#endsAt) this.shut();
  }

  shut() {
    if (!this.reader) return;
    this.reader = null;
    this.#changed();
  }
}
