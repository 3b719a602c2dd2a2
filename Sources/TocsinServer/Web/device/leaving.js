// Tocsin — Web: what a device that was ended leaves behind
// SPDX-License-Identifier: Apache-2.0

import { signedFetch } from "./request.js";

/**
 * Has the browser forget the keys and pages of a device that was ended. Deleting a record leaves
 * its bytes on the disk for a while; `Clear-Site-Data`, with which the gateway refuses such a
 * device, does not. Browsers heed it only where a request may carry cookies, so that this one may,
 * and show it to no script. An account that is only not valid now brings no such header, and its
 * device keeps its keys.
 */
export async function leave(identity) {
  try {
    await signedFetch(identity, "GET", "/v1/me", { credentials: "same-origin" });
  } catch {
    // Nothing was heard: the next start asks again, and is refused again.
  }
}
