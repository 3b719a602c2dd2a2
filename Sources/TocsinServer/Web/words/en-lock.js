// Tocsin — Web: the lock of the device, in English
// SPDX-License-Identifier: Apache-2.0

/** What a locked device says on every screen. */
export const lock = {
  shut: "Locked",
  shutLong: "Locked. Unlock to read",
  minutes: (minutes) => `${minutes} min`,
  openLong: (minutes) => `Unlocked for ${minutes} min. Lock now`,
  lockNow: "Lock now",
  unlock: "Unlock to read",
  preview: "You can accept and decline without unlocking. Whom it concerns and what was found open "
    + "with your PIN.",
  fetching: "Opening what it says…",
  dead: "This device cannot be unlocked any more",
};
