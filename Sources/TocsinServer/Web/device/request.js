// Tocsin — Web: requests that carry the signature of this device or session
// SPDX-License-Identifier: Apache-2.0

import { concat, sha256, toBase64URL, utf8 } from "./bytes.js";

/** Differences below these are the second that Date is rounded to, and the way here. */
const REFUSED_SLACK_MS = 1500;
const SLACK_MS = 5000;

/** How far this device's clock is from the gateway's, in milliseconds to add. */
export const clock = {
  skew: 0,
  /** The gateway's time as well as this device knows it, in milliseconds since 1970. */
  now: () => Date.now() + clock.skew,
};

/** What signs: a session by its own key beside its cookie, a device by its accept key alone. */
const signerOf = (identity) =>
  identity.sessionKey
    ? { head: "Tocsin-Session ", key: identity.sessionKey, credentials: "same-origin" }
    : {
      head: `Tocsin-Device id=${identity.device},`, key: identity.acceptPrivate,
      credentials: "omit",
    };

async function authorization(signer, method, target, body) {
  const at = Math.round(clock.now());
  const nonce = crypto.getRandomValues(new Uint8Array(16));
  const head = utf8(`tocsin/request/v1\0${method} ${target}\n${at}\n`);
  const signed = concat(head, nonce, await sha256(body));
  const signature = await crypto.subtle.sign("Ed25519", signer.key, signed);
  const fields = [
    `ms=${at}`, `nonce=${toBase64URL(nonce)}`, `sig=${toBase64URL(new Uint8Array(signature))}`,
  ];
  return signer.head + fields.join(",");
}

async function send(identity, method, target, options) {
  const signer = signerOf(identity);
  const body = options.body ?? new Uint8Array(0);
  const headers = { ...options.headers };
  headers.Authorization = await authorization(signer, method, target, body);
  return fetch(target, {
    method, headers, signal: options.signal, body: method === "GET" ? undefined : body,
    cache: "no-store", credentials: options.credentials ?? signer.credentials, redirect: "error",
  });
}

/** Takes the skew from an answer's Date header; false when that changes nothing. */
function learnSkew(response, slack) {
  const theirs = Date.parse(response.headers.get("Date") ?? "");
  if (Number.isNaN(theirs)) return false;
  const skew = theirs - Date.now();
  if (Math.abs(skew - clock.skew) < slack) return false;
  clock.skew = skew;
  return true;
}

/**
 * Sends one signed request. A 401 that tells another time is signed again once with that time.
 *
 * @param target the path with its query, byte for byte as it is to stand in the request
 * @param options `{ body, headers, signal, credentials }`
 */
export async function signedFetch(identity, method, target, options = {}) {
  const response = await send(identity, method, target, options);
  const isRefused = response.status === 401;
  if (!learnSkew(response, isRefused ? REFUSED_SLACK_MS : SLACK_MS) || !isRefused) {
    return response;
  }
  await response.body?.cancel();
  return send(identity, method, target, options);
}
