// Tocsin — Web: this browser's session, and the key that it is bound to
// SPDX-License-Identifier: Apache-2.0

import { concat, fromBase64URL, toBase64URL, utf8 } from "../device/bytes.js";
import { done } from "../device/database.js";

// A database of its own: enrolling a device erases the other one.
const NAME = "tocsin-session";
const STORE = "self";
const SELF = "session";

async function store(mode, work) {
  const request = indexedDB.open(NAME, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(STORE);
  const database = await done(request);
  try {
    return await done(work(database.transaction(STORE, mode).objectStore(STORE)));
  } finally {
    database.close();
  }
}

/** The session's key, `{ sessionKey }`, ready to sign with; null when this browser has none. */
export const loadSession = async () => (await store("readonly", (self) => self.get(SELF))) ?? null;

/** Forgets the key: the session can no longer be used, whoever has the cookie. */
export const forgetSession = () => store("readwrite", (self) => self.delete(SELF));

/**
 * Makes a key whose secret half no script can read, and the signature that binds it to a proof.
 *
 * @param proof the SHA-256 of the proof's token, base64url: the token itself is in a cookie that no
 *   script sees
 * @returns `{ session, body }`; `body` is what `POST /v1/session` takes
 */
export async function newSession(proof) {
  const pair = await crypto.subtle.generateKey({ name: "Ed25519" }, false, ["sign", "verify"]);
  const raw = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  const signed = concat(utf8("tocsin/session/v1\0"), fromBase64URL(proof), raw);
  const signature = await crypto.subtle.sign("Ed25519", pair.privateKey, signed);
  return {
    session: { sessionKey: pair.privateKey },
    body: { key: toBase64URL(raw), signature: toBase64URL(new Uint8Array(signature)) },
  };
}

/** Remembers the session once the gateway has begun it. */
export const keepSession = (session) => store("readwrite", (self) => self.put(session, SELF));
