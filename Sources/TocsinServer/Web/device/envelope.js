// Tocsin — Web: reading, verifying and opening TCN1 envelopes
// SPDX-License-Identifier: Apache-2.0

import { concat, equal, readNumber, sha256, utf8, uuidText } from "./bytes.js";
import { openBase } from "./hpke.js";

/** What an envelope is for; the byte at offset 5. */
export const EnvelopeType = Object.freeze({
  preview: 1, detail: 2, note: 3, withdrawn: 4, rekey: 5, drill: 6, retracted: 7, ended: 8,
  resolved: 9, more: 10, stoodDown: 11,
});

/** The bits at offset 7. */
export const EnvelopeFlag = Object.freeze({ responseRequired: 1, test: 2, breakGlassCopy: 4 });

const HEADER_BYTES = 136;
const KEY_BYTES = 32;
const SIGNATURE_BYTES = 64;
const TAG_BYTES = 16;
const KNOWN_FLAGS = 7;

/** Why an envelope was refused: `code` names the first check that failed. */
export class EnvelopeRefused extends Error {
  constructor(code) {
    super(`envelope refused: ${code}`);
    this.code = code;
  }
}

function require(condition, code) {
  if (!condition) throw new EnvelopeRefused(code);
}

/**
 * Splits an envelope and reads its header. Nothing is verified yet when it returns.
 *
 * Unknown types and priorities are read, so that they can be shown safely and are never silent;
 * unknown suites, unused flags and trailing bytes are refused.
 */
export function parseEnvelope(bytes) {
  const frame = HEADER_BYTES + KEY_BYTES + SIGNATURE_BYTES;
  require(bytes.length > frame + TAG_BYTES, "length");
  require(equal(bytes.slice(0, 4), utf8("TCN1")), "magic");
  require(bytes[4] === 1, "suite");
  require((bytes[7] & ~KNOWN_FLAGS) === 0, "flags");
  const length = readNumber(bytes, 132, 4);
  require(bytes.length === frame + length, "length");
  const sealedAt = HEADER_BYTES + KEY_BYTES;
  let header;
  try {
    header = readHeader(bytes);
  } catch {
    throw new EnvelopeRefused("number");
  }
  return {
    ...header,
    headerBytes: bytes.slice(0, HEADER_BYTES),
    enc: bytes.slice(HEADER_BYTES, sealedAt),
    ciphertext: bytes.slice(sealedAt, sealedAt + length),
    signature: bytes.slice(sealedAt + length),
    signedPart: bytes.slice(0, sealedAt + length),
  };
}

function readHeader(bytes) {
  return {
    type: bytes[5],
    priority: bytes[6],
    flags: bytes[7],
    site: uuidText(bytes.slice(8, 24)),
    page: uuidText(bytes.slice(24, 40)),
    device: uuidText(bytes.slice(40, 56)),
    recipientKeyID: bytes.slice(56, 72),
    signerKeyID: bytes.slice(72, 88),
    seq: readNumber(bytes, 88, 8),
    issuedAt: readNumber(bytes, 96, 8),
    expiresAt: readNumber(bytes, 104, 8),
    step: readNumber(bytes, 112, 2),
    attempt: readNumber(bytes, 114, 2),
  };
}

/** The signer's Ed25519 public key, 32 bytes, ready to verify with. */
export const importSigner = (raw) =>
  crypto.subtle.importKey("raw", raw, { name: "Ed25519" }, true, ["verify"]);

async function verifySignature(envelope, signerKey) {
  const signed = concat(utf8("tocsin/envelope/v1\0"), envelope.signedPart);
  const good = await crypto.subtle.verify("Ed25519", signerKey, envelope.signature, signed);
  require(good, "signature");
}

/** Takes the padding off: a 16-bit length, the content, zeros. */
function unpad(padded) {
  require(padded.length >= 2, "padding");
  const length = readNumber(padded, 0, 2);
  require(padded.length >= 2 + length, "padding");
  require(padded.slice(2 + length).every((byte) => byte === 0), "padding");
  return padded.slice(2, 2 + length);
}

/** JSON, or null for content that this version cannot read: the page is then shown without it. */
function readContent(bytes) {
  try {
    const value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    return value !== null && typeof value === "object" && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}

/**
 * Verifies and opens one envelope, in the order that device-protocol.md prescribes: form, signer,
 * signature, recipient, seal. Replay and display are the caller's.
 *
 * @param recipient `{ site, device, signer, signerKeyID, notifyKeyID, notifyPublic,
 *   notifyPrivate }`
 * @returns the envelope, and what was under the seal as `plain`
 * @throws EnvelopeRefused with the first check that failed
 */
export async function openSealed(bytes, recipient) {
  const envelope = parseEnvelope(bytes);
  require(equal(envelope.signerKeyID, recipient.signerKeyID), "signer");
  await verifySignature(envelope, recipient.signer);
  require(envelope.site === recipient.site, "site");
  require(envelope.device === recipient.device, "device");
  require(equal(envelope.recipientKeyID, recipient.notifyKeyID), "recipient key");
  try {
    const plain = await openBase({
      enc: envelope.enc,
      privateKey: recipient.notifyPrivate,
      publicKey: recipient.notifyPublic,
      info: concat(utf8("tocsin/hpke/v1\0"), envelope.headerBytes),
      ciphertext: envelope.ciphertext,
    });
    return { ...envelope, plain };
  } catch {
    throw new EnvelopeRefused("seal");
  }
}

/** Verifies and opens the envelope of a page, and reads its content. @throws EnvelopeRefused */
export async function openEnvelope(bytes, recipient) {
  const { plain, ...envelope } = await openSealed(bytes, recipient);
  return { ...envelope, content: readContent(unpad(plain)), hash: await sha256(bytes) };
}
