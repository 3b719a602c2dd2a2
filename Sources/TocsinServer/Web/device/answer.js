// Tocsin — Web: TCA1 answers and TCR1 receipts
// SPDX-License-Identifier: Apache-2.0

import {
  bigEndian, concat, equal, readNumber, sha256, utf8, uuidBytes, uuidText,
} from "./bytes.js";

/** What a device reports or a person answers; the byte at offset 4 of TCA1. */
export const AnswerKind = Object.freeze({
  received: 1, displayed: 2, accept: 3, decline: 4, resolved: 5, wrongPerson: 6, comingIn: 7,
  callMe: 8, giveBack: 9, readBack: 10, seen: 11, notUseful: 12,
});

/** The reasons of a decline, at offset 120 of TCA1. */
export const DeclineReason = Object.freeze({ none: 0, emergency: 1, cannotCome: 2 });

/** What became of an answer; the byte at offset 4 of TCR1. */
export const AnswerResult = Object.freeze({
  taken: 0, repeated: 1, stale: 2, takenByAnother: 3, noDuty: 4,
});

const RECEIPT_BYTES = 168;
const DEVICE_ASSURANCE = 1;
const UNLOCKED_ASSURANCE = 2;

/** Whether a kind is evidence about the page and not the act of a person. */
export const isReceipt = (kind) => kind === AnswerKind.received || kind === AnswerKind.displayed;

/**
 * Builds and signs one TCA1, 188 bytes: by the unlocked key of an identity that says that it is
 * unlocked.
 *
 * @param answer `{ kind, page, hash, counter, at, reason, argument }`; `hash` is the SHA-256 of the
 *   whole envelope, `at` milliseconds since 1970
 */
export async function signAnswer(identity, answer) {
  const body = concat(
    utf8("TCA1"),
    Uint8Array.of(
      answer.kind, identity.isUnlocked ? UNLOCKED_ASSURANCE : DEVICE_ASSURANCE, 0, 0),
    uuidBytes(identity.site), uuidBytes(answer.page), uuidBytes(identity.device),
    identity.acceptKeyID, answer.hash,
    bigEndian(answer.counter, 8), bigEndian(answer.at, 8),
    bigEndian(answer.reason ?? 0, 2), bigEndian(answer.argument ?? 0, 2));
  const signed = concat(utf8("tocsin/ack/v1\0"), body);
  const signature = await crypto.subtle.sign("Ed25519", identity.acceptPrivate, signed);
  return concat(body, new Uint8Array(signature));
}

/**
 * Reads a TCR1 and believes it only when the pinned signer made it for exactly these bytes.
 *
 * @returns `{ result, phase, serverTime, trailIndex }`, or null when it proves nothing
 */
export async function verifyReceipt(identity, answerBytes, receipt) {
  if (receipt.length !== RECEIPT_BYTES) return null;
  if (!equal(receipt.slice(0, 4), utf8("TCR1"))) return null;
  if (uuidText(receipt.slice(8, 24)) !== identity.site) return null;
  if (uuidText(receipt.slice(24, 40)) !== identity.device) return null;
  if (!equal(receipt.slice(40, 72), await sha256(answerBytes))) return null;
  if (!equal(receipt.slice(88, 104), identity.signerKeyID)) return null;
  const signed = concat(utf8("tocsin/receipt/v1\0"), receipt.slice(0, 104));
  const good = await crypto.subtle.verify(
    "Ed25519", identity.signer, receipt.slice(104), signed);
  if (!good) return null;
  return {
    result: receipt[4],
    phase: receipt[5],
    serverTime: readNumber(receipt, 72, 8),
    trailIndex: readNumber(receipt, 80, 8),
  };
}
