// Tocsin — Web: what a device asks of the gateway, as JSON
// SPDX-License-Identifier: Apache-2.0

import { utf8 } from "./bytes.js";
import { signedFetch } from "./request.js";
import { Refused } from "../session/api.js";

const JSON_TYPE = { "Content-Type": "application/json" };

/**
 * Asks in the name of this device.
 *
 * @returns a function of method, target and body, which gives the answer, null for none, or throws
 *   `Refused`
 */
export const asker = (identity) => async (method, target, body) => {
  const options = body === undefined ? {}
    : { body: utf8(JSON.stringify(body)), headers: JSON_TYPE };
  let response = null;
  try {
    response = await signedFetch(identity, method, target, options);
  } catch {
    throw new Refused(0);
  }
  const answer = await response.json().catch(() => null);
  if (!response.ok) throw new Refused(response.status, answer ?? {});
  return answer;
};
