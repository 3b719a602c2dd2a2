// Tocsin — Web: making this browser a device, with keys of its own
// SPDX-License-Identifier: Apache-2.0

import { concat, fromBase64URL, sha256, toBase64URL, utf8 } from "./bytes.js";
import { keepIdentity } from "./identity.js";

async function newKey(algorithm, usages) {
  const pair = await crypto.subtle.generateKey({ name: algorithm }, false, usages);
  const raw = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  return { secret: pair.privateKey, raw };
}

/** Four key pairs whose secret halves no script can read. */
async function newKeys() {
  return {
    notify: await newKey("X25519", ["deriveBits"]),
    accept: await newKey("Ed25519", ["sign", "verify"]),
    detail: await newKey("X25519", ["deriveBits"]),
    unlocked: await newKey("Ed25519", ["sign", "verify"]),
  };
}

/** What the accept key signs: the token as it stands in the link, and the four public keys. */
async function enrolmentProof(token, keys) {
  const signed = concat(
    utf8("tocsin/enrol/v1\0"), await sha256(utf8(token)),
    keys.notify.raw, keys.accept.raw, keys.detail.raw, keys.unlocked.raw);
  return new Uint8Array(await crypto.subtle.sign("Ed25519", keys.accept.secret, signed));
}

/** A refused enrolment: `code` is `spent`, `expired`, `offline` or `refused`. */
export class EnrolmentRefused extends Error {
  constructor(code) {
    super(`enrolment refused: ${code}`);
    this.code = code;
  }
}

function refusal(status) {
  if (status === 409) return "spent";
  if (status === 410) return "expired";
  return status >= 500 ? "offline" : "refused";
}

async function post(body) {
  let response;
  try {
    response = await fetch("/v1/devices", {
      method: "POST", headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body), cache: "no-store", credentials: "omit", redirect: "error",
    });
  } catch {
    throw new EnrolmentRefused("offline");
  }
  if (response.status !== 201) throw new EnrolmentRefused(refusal(response.status));
  return response.json();
}

/**
 * Makes new keys, enrols them with the token of a link, and remembers what came back.
 *
 * What this browser knew of an earlier enrolment is erased: its ids no longer match.
 *
 * @throws EnrolmentRefused
 */
export async function enrol(token, name) {
  const keys = await newKeys();
  const proof = await enrolmentProof(token, keys);
  const named = Object.entries(keys).map(([role, key]) => [role, toBase64URL(key.raw)]);
  const answer = await post({
    token, name, keys: Object.fromEntries(named), proof: toBase64URL(proof),
  });
  const self = {
    device: answer.device.toLowerCase(), responder: answer.responder,
    site: answer.site.toLowerCase(), signer: fromBase64URL(answer.signer), name, keys,
  };
  return keepIdentity(self);
}
