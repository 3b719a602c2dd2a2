// Tocsin — Web: what a device that was ended leaves behind
// SPDX-License-Identifier: Apache-2.0

import { erase } from "./database.js";
import { signedFetch } from "./request.js";

const CLEAR = "Clear-Site-Data";

/**
 * Has the browser forget the keys and pages of a device that was ended. Deleting a record leaves
 * its bytes on the disk for a while; the header with which the gateway refuses such a device does
 * not, and browsers heed it only where a request may carry cookies. An account that is only not
 * valid now brings no such header, and its device keeps its keys.
 *
 * @returns whether the device was ended for good
 */
export async function leave(identity) {
  try {
    const told = await signedFetch(identity, "GET", "/v1/me");
    if (told.status !== 403 || !told.headers.has(CLEAR)) return false;
    await erase().catch(() => {});
    await signedFetch(identity, "GET", "/v1/me", { credentials: "same-origin" });
    return true;
  } catch {
    return false;
  }
}
