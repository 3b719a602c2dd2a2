// Tocsin — Web: what a PIN comes to, and the keys that it opens
// SPDX-License-Identifier: Apache-2.0

import { concat, fromBase64URL, toBase64URL, utf8, uuidBytes } from "./bytes.js";
import { signedFetch } from "./request.js";

// The detail key and the unlocked key lie in the database wrapped by two halves: what the person
// types, and a share that the gateway gives for the proof that it was typed. In the clear they are
// in memory alone, and no script can read them there.

/** How often the PIN is hashed before it is used (PBKDF2, RFC 8018). */
const ROUNDS = 600000;

/** The keys that are wrapped: how each is made again, and for what. */
const WRAPPED = Object.freeze({
  detail: ["X25519", ["deriveBits"]], unlocked: ["Ed25519", ["sign"]],
});

/** Why a PIN is no PIN: `form`, `guessable`; null for a good one. */
export function pinFault(pin) {
  if (!/^[0-9]{6,12}$/.test(pin)) return "form";
  const steps = [...pin].slice(1).map((digit, at) => (digit - pin[at] + 10) % 10);
  const isRun = [0, 1, 9].some((step) => steps.every((one) => one === step));
  const isRepeat = [2, 3].some((length) => [...pin].every((one, at) => one === pin[at % length]));
  return isRun || isRepeat ? "guessable" : null;
}

/** What a PIN comes to on this device, 32 bytes. */
export async function pinSecret(pin, salt) {
  const key = await crypto.subtle.importKey("raw", utf8(pin), "PBKDF2", false, ["deriveBits"]);
  const algorithm = { name: "PBKDF2", hash: "SHA-256", salt, iterations: ROUNDS };
  return new Uint8Array(await crypto.subtle.deriveBits(algorithm, key, 256));
}

const hkdf = (info) => ({ name: "HKDF", hash: "SHA-256", salt: new Uint8Array(0), info });

const importHKDF = (secret, usage) =>
  crypto.subtle.importKey("raw", secret, "HKDF", false, [usage]);

/** What is shown to the gateway, 32 bytes. */
export async function proofOf(secret) {
  const key = await importHKDF(secret, "deriveBits");
  return new Uint8Array(await crypto.subtle.deriveBits(hkdf(utf8("tocsin/proof/v1\0")), key, 256));
}

async function wrappingKey(secret, share, device) {
  const key = await importHKDF(concat(secret, share), "deriveKey");
  const info = concat(utf8("tocsin/unlock/v1\0"), uuidBytes(device));
  const form = { name: "AES-GCM", length: 256 };
  return crypto.subtle.deriveKey(hkdf(info), key, form, false, ["wrapKey", "unwrapKey"]);
}

const sealing = (name, iv) => ({ name: "AES-GCM", iv, additionalData: utf8(name) });

/**
 * Wraps the keys of a new device.
 *
 * @param secrets the private keys by their names, which may be exported
 * @returns by their names `{ iv, bytes }`, which may be kept
 */
export async function wrapKeys(secrets, { secret, share, device }) {
  const key = await wrappingKey(secret, share, device);
  const wrapped = await Promise.all(Object.keys(WRAPPED).map(async (name) => {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const bytes = await crypto.subtle.wrapKey("pkcs8", secrets[name], key, sealing(name, iv));
    return [name, { iv, bytes: new Uint8Array(bytes) }];
  }));
  return Object.fromEntries(wrapped);
}

/** The keys again, by their names; no script can export them. @throws for another PIN or share */
export async function unwrapKeys(wrapped, { secret, share, device }) {
  const key = await wrappingKey(secret, share, device);
  const opened = await Promise.all(Object.entries(WRAPPED).map(async ([name, [kind, usages]]) => {
    const { iv, bytes } = wrapped[name];
    return [name, await crypto.subtle.unwrapKey(
      "pkcs8", bytes, key, sealing(name, iv), { name: kind }, false, usages)];
  }));
  return Object.fromEntries(opened);
}

/** What came of a try: `opened`, `wrong` with `left`, `dead`, `ended`, `offline`. */
export const Unlocking = Object.freeze({
  opened: "opened", wrong: "wrong", dead: "dead", ended: "ended", offline: "offline",
});

/**
 * Tries a PIN.
 *
 * @returns `{ outcome, left, keys }`: the outcome one of `Unlocking`, the keys where it opened
 */
export async function tryPin(identity, pin) {
  const { device, lock } = identity;
  const secret = await pinSecret(pin, lock.salt);
  const { share, ...refused } = await askShare(identity, await proofOf(secret));
  if (!share) return refused;
  try {
    const keys = await unwrapKeys(lock.wrapped, { secret, share, device });
    return { outcome: Unlocking.opened, keys };
  } catch {
    // The share is of another enrolment than the keys that lie here: they are lost.
    return { outcome: Unlocking.dead };
  }
}

async function askShare(identity, proof) {
  try {
    const response = await signedFetch(
      identity, "POST", `/v1/devices/${identity.device}/unlock`, {
        body: utf8(JSON.stringify({ proof: toBase64URL(proof) })),
        headers: { "Content-Type": "application/json" },
      });
    const { share, triesLeft } = await response.json();
    if (response.ok) return { share: fromBase64URL(share) };
    if (triesLeft === 0) return { outcome: Unlocking.dead };
    if (Number.isInteger(triesLeft)) return { outcome: Unlocking.wrong, left: triesLeft };
    const isEnded = response.status === 401 || response.status === 403;
    return { outcome: isEnded ? Unlocking.ended : Unlocking.offline };
  } catch {
    return { outcome: Unlocking.offline };
  }
}
