// Tocsin — Web: opening HPKE base mode with the platform's own primitives
// SPDX-License-Identifier: Apache-2.0

import { bigEndian, concat, utf8 } from "./bytes.js";

// RFC 9180: DHKEM(X25519, HKDF-SHA256) 0x0020, HKDF-SHA256 0x0001, AES-256-GCM 0x0002.
const KEM_SUITE = concat(utf8("KEM"), bigEndian(0x0020, 2));
const HPKE_SUITE = concat(
  utf8("HPKE"), bigEndian(0x0020, 2), bigEndian(0x0001, 2), bigEndian(0x0002, 2));
const VERSION = utf8("HPKE-v1");
const NOTHING = new Uint8Array(0);
const HASH_BYTES = 32;

async function hmac(key, bytes) {
  // An empty HMAC key equals 32 zero bytes; the platform refuses to import an empty one.
  const raw = key.length === 0 ? new Uint8Array(HASH_BYTES) : key;
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const imported = await crypto.subtle.importKey("raw", raw, algorithm, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", imported, bytes));
}

const labeledExtract = (suite, salt, label, input) =>
  hmac(salt, concat(VERSION, suite, utf8(label), input));

/** One HMAC block is enough: nothing asked for here is longer than 32 bytes. */
async function labeledExpand(suite, secret, label, info, length) {
  const labeled = concat(bigEndian(length, 2), VERSION, suite, utf8(label), info);
  const block = await hmac(secret, concat(labeled, Uint8Array.of(1)));
  return block.slice(0, length);
}

/** RFC 9180 section 4.1, Decap. */
async function decapsulate(enc, privateKey, publicKey) {
  const sender = await crypto.subtle.importKey("raw", enc, { name: "X25519" }, true, []);
  const bits = await crypto.subtle.deriveBits(
    { name: "X25519", public: sender }, privateKey, HASH_BYTES * 8);
  const shared = new Uint8Array(bits);
  if (shared.every((byte) => byte === 0)) throw new Error("all-zero shared secret");
  const extracted = await labeledExtract(KEM_SUITE, NOTHING, "eae_prk", shared);
  return labeledExpand(
    KEM_SUITE, extracted, "shared_secret", concat(enc, publicKey), HASH_BYTES);
}

/**
 * Opens one message sealed in base mode; the envelopes of Tocsin leave the AAD empty.
 *
 * @param enc the encapsulated key, 32 bytes
 * @param privateKey an X25519 CryptoKey that may derive bits; it need not be extractable
 * @param publicKey its public key, 32 bytes
 * @throws when the key, the info or one bit of the ciphertext is not what was sealed
 */
export async function openBase({ enc, privateKey, publicKey, info, ciphertext, aad = NOTHING }) {
  const shared = await decapsulate(enc, privateKey, publicKey);
  const pskHash = await labeledExtract(HPKE_SUITE, NOTHING, "psk_id_hash", NOTHING);
  const infoHash = await labeledExtract(HPKE_SUITE, NOTHING, "info_hash", info);
  const context = concat(Uint8Array.of(0), pskHash, infoHash);
  const secret = await labeledExtract(HPKE_SUITE, shared, "secret", NOTHING);
  const raw = await labeledExpand(HPKE_SUITE, secret, "key", context, 32);
  const iv = await labeledExpand(HPKE_SUITE, secret, "base_nonce", context, 12);
  const key = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["decrypt"]);
  return new Uint8Array(await crypto.subtle.decrypt(
    { name: "AES-GCM", iv, additionalData: aad }, key, ciphertext));
}
