// Tocsin — Web: opening the list behind an "N more" page
// SPDX-License-Identifier: Apache-2.0

import { signedFetch } from "./request.js";

/** Pages that one opening brings at most. */
export const LISTED_MAX = 64;

/**
 * Asks for the pages that were folded for this device, the most urgent and oldest first. They come
 * by the mailbox, sealed each for itself; opening answers none of them.
 *
 * @returns whether the gateway took it
 */
export async function openList(identity) {
  try {
    const response = await signedFetch(
      identity, "POST", `/v1/devices/${identity.device}/more?limit=${LISTED_MAX}`);
    return response.ok;
  } catch {
    return false;
  }
}
