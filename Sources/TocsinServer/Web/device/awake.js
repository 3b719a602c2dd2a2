// Tocsin — Web: the screen that stays on while its person is on duty
// SPDX-License-Identifier: Apache-2.0

import { Kept, recall, remember } from "./standing.js";

/**
 * Holds the screen wake lock (W3C Screen Wake Lock) while three things are so: the person wants it,
 * is on duty, and looks at the window. A browser gives it back by itself when the window is hidden.
 */
export class Awake {
  #lock = null;
  #isAsking = false;
  #changed;

  /** Whether this browser can do it at all. */
  isThere = "wakeLock" in navigator;
  isWanted = false;
  /** The browser refused it last, as with a low battery. */
  isRefused = false;

  /** @param changed called when it begins, ends or is refused */
  constructor(changed) {
    this.#changed = changed;
  }

  get isOn() {
    return this.#lock !== null;
  }

  async load() {
    this.isWanted = (await recall(Kept.isAwake)) === true;
  }

  async want(isWanted, isOnDuty) {
    this.isWanted = isWanted;
    await remember(Kept.isAwake, isWanted);
    await this.look(isOnDuty);
    this.#changed();
  }

  /** Takes or gives back the lock, as it is now. */
  async look(isOnDuty) {
    if (!this.isThere) return;
    const isDue = this.isWanted && isOnDuty && document.visibilityState === "visible";
    if (!isDue) {
      await this.#lock?.release();
      this.#lock = null;
      return;
    }
    if (this.#lock || this.#isAsking) return;
    this.#isAsking = true;
    try {
      const lock = await navigator.wakeLock.request("screen");
      this.#lock = lock;
      this.isRefused = false;
      lock.addEventListener("release", () => {
        if (this.#lock === lock) this.#lock = null;
        this.#changed();
      });
    } catch {
      this.isRefused = true;
    }
    this.#isAsking = false;
    this.#changed();
  }
}
