// Tocsin — Web: for how long a device has tried in vain
// SPDX-License-Identifier: Apache-2.0

/** A device that slept for longer than an attempt may take has tried nothing meanwhile. */
const ATTEMPT_MAX_MS = 75000;
/** What is told of a loss has to be longer, in seconds. */
const TOLD_FROM_S = 60;

/** Adds up the time without a link in which this device was awake and tried to have one. */
export class VainTime {
  #length = 0;
  #since = null;

  /**
   * An attempt has failed, or the link that was there has broken.
   *
   * @param heardAt when the gateway was heard last, in milliseconds since 1970
   */
  failed(now, heardAt) {
    const length = now - (this.#since ?? heardAt);
    if (length > 0 && length <= ATTEMPT_MAX_MS) this.#length += length;
    this.#since = now;
  }

  /** The link is there: what comes later is another loss. */
  ended() {
    this.#length = 0;
    this.#since = null;
  }

  /** What a stream is asked for with: nothing for a short loss. */
  get query() {
    const seconds = Math.floor(this.#length / 1000);
    return seconds > TOLD_FROM_S ? `?lost=${seconds}` : "";
  }
}
