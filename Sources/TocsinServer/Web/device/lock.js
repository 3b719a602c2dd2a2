// Tocsin — Web: the lock of this device, as far as it is needed while it is shut
// SPDX-License-Identifier: Apache-2.0

/**
 * Whether what pages say of patients can be read here. What opens it, holds it and forgets it in
 * time is loaded when somebody unlocks the device.
 */
export class Lock {
  #identity;
  #reading = null;

  /** Whether no PIN opens it any more, as far as is known. */
  isDead = false;

  constructor(identity) {
    this.#identity = identity;
  }

  /** Whether this device has one; without, what is sealed for it is open to this browser. */
  get exists() {
    return this.#identity.lock !== null;
  }

  /** Whether what pages say of patients cannot be read now. */
  get isShut() {
    return this.reader === null;
  }

  /** Whose keys read and sign for the person; null while it is shut. */
  get reader() {
    return this.exists ? this.#reading?.reader ?? null : this.#identity;
  }

  /** Whole minutes until it shuts by itself; null while it is shut, and without a lock. */
  get minutesLeft() {
    return this.#reading?.minutesLeft ?? null;
  }

  /** A page with what its detail says, where that is open; the page as it is otherwise. */
  full(record) {
    return this.#reading?.full(record) ?? record;
  }

  /** @param reading what holds the keys from now on, while there are any */
  heldBy(reading) {
    this.#reading = reading;
  }

  shut() {
    this.#reading?.shut();
  }
}
