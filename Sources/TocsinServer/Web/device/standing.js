// Tocsin — Web: what this device remembers beside its pages
// SPDX-License-Identifier: Apache-2.0

import { done, read, Store, transact } from "./database.js";
import { signedFetch } from "./request.js";

/** What lies in the state store, by its key there. */
export const Kept = Object.freeze({
  /** The profile, as `GET /v1/me` gave it last: whom to ring when the gateway is away. */
  me: "me",
  /** What the person held, as `GET /v1/duties` gave it last. */
  duties: "duties",
  /** When the gateway was heard last, to the minute. */
  heardAt: "heardAt",
  /** When the sound was tested last. */
  soundTestedAt: "soundTestedAt",
  /** Whether the screen is to stay on while the person is on duty. */
  isAwake: "isAwake",
  /** Whether low pages come without a sound. */
  isLowQuiet: "isLowQuiet",
  /** After how many idle minutes its person wants it to lock, where the site would wait longer. */
  lockAfter: "lockAfter",
});

/** What is remembered under a key of `Kept`; undefined for nothing. */
export const recall = (key) => read(Store.state, key).catch(() => undefined);

/** Remembers it; a browser that cannot goes on without. */
export const remember = (key, value) =>
  transact([Store.state], (state) => done(state.put(value, key))).catch(() => {});

/** Asks in the name of the device and remembers the answer; what was remembered where none came. */
export async function askAndKeep(identity, target, key) {
  try {
    const response = await signedFetch(identity, "GET", target);
    if (!response.ok) return await recall(key);
    const answer = await response.json();
    await remember(key, answer);
    return answer;
  } catch {
    return recall(key);
  }
}
