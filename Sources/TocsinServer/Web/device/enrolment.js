// Tocsin — Web: making this browser a device, with keys of its own
// SPDX-License-Identifier: Apache-2.0

import { concat, fromBase64URL, sha256, toBase64URL, utf8 } from "./bytes.js";
import { keepIdentity } from "./identity.js";
import { pinSecret, proofOf, unwrapKeys, wrapKeys } from "./unlocking.js";

async function newKey(algorithm, usages, isWrapped = false) {
  const pair = await crypto.subtle.generateKey({ name: algorithm }, isWrapped, usages);
  const raw = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  return { secret: pair.privateKey, raw };
}

/** Four key pairs: two whose secret halves no script can read, and two that are to be wrapped. */
async function newKeys() {
  return {
    notify: await newKey("X25519", ["deriveBits"]),
    accept: await newKey("Ed25519", ["sign", "verify"]),
    detail: await newKey("X25519", ["deriveBits"], true),
    unlocked: await newKey("Ed25519", ["sign", "verify"], true),
  };
}

/** What the accept key signs: the token as it stands in the link, the four public keys, and what
 * will unlock the device. */
async function enrolmentProof(token, keys, lockProof) {
  const signed = concat(
    utf8("tocsin/enrol/v1\0"), await sha256(utf8(token)),
    keys.notify.raw, keys.accept.raw, keys.detail.raw, keys.unlocked.raw, lockProof);
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
 * @param pin what will unlock the device
 * @returns `{ identity, keys }`, the keys those that are open until it is locked
 * @throws EnrolmentRefused
 */
export async function enrol(token, name, pin) {
  const keys = await newKeys();
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const secret = await pinSecret(pin, salt);
  const lockProof = await proofOf(secret);
  const proof = await enrolmentProof(token, keys, lockProof);
  const named = Object.entries(keys).map(([role, key]) => [role, toBase64URL(key.raw)]);
  const answer = await post({
    token, name, keys: Object.fromEntries(named), proof: toBase64URL(proof),
    lock: { proof: toBase64URL(lockProof) },
  });
  const device = answer.device.toLowerCase();
  const halves = { secret, share: fromBase64URL(answer.share), device };
  const made = { detail: keys.detail.secret, unlocked: keys.unlocked.secret };
  const wrapped = await wrapKeys(made, halves);
  const identity = await keepIdentity({
    device, responder: answer.responder, site: answer.site.toLowerCase(),
    signer: fromBase64URL(answer.signer), name,
    keys: {
      notify: keys.notify, accept: keys.accept,
      detail: { raw: keys.detail.raw }, unlocked: { raw: keys.unlocked.raw },
    },
    lock: { salt, wrapped, idleMinutes: answer.lockAfter },
  });
  return { identity, keys: await unwrapKeys(wrapped, halves) };
}
