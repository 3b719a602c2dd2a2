// Tocsin — WebTests: envelopes taken apart, and answers put together, byte by byte
// SPDX-License-Identifier: Apache-2.0

import assert from "node:assert/strict";
import { test } from "node:test";

import { hex, load } from "./client.mjs";

const { parseEnvelope, EnvelopeRefused } = await load("device/envelope.js");
const { signAnswer, verifyReceipt, isReceipt } = await load("device/answer.js");
const { bigEndian, concat, equal, sha256, utf8, uuidBytes } = await load("device/bytes.js");

const SITE = "00112233-4455-6677-8899-aabbccddeeff";
const PAGE = "10111213-1415-1617-1819-1a1b1c1d1e1f";
const DEVICE = "20212223-2425-2627-2829-2a2b2c2d2e2f";
const fill = (length, byte) => new Uint8Array(length).fill(byte);
// device-protocol.md section 5, field by field.
const header = concat(
  utf8("TCN1"), Uint8Array.of(1, 2, 1, 3), uuidBytes(SITE), uuidBytes(PAGE), uuidBytes(DEVICE),
  fill(16, 0xaa), fill(16, 0xbb), bigEndian(7, 8), bigEndian(1764122820000, 8),
  bigEndian(1764126420000, 8), bigEndian(258, 2), bigEndian(3, 2), fill(16, 0), bigEndian(20, 4));
const whole = concat(header, fill(32, 0xcc), fill(20, 0xdd), fill(64, 0xee));
const refusal = (bytes) => {
  try {
    parseEnvelope(bytes);
    return null;
  } catch (error) {
    assert.ok(error instanceof EnvelopeRefused, String(error));
    return error.code;
  }
};
const put = (at, ...values) => {
  const out = whole.slice();
  out.set(values, at);
  return out;
};

test("every field of an envelope is read from its place", () => {
  const read = parseEnvelope(whole);
  assert.deepEqual(
    [read.type, read.priority, read.flags, read.site, read.page, read.device],
    [2, 1, 3, SITE, PAGE, DEVICE]);
  assert.deepEqual(
    [read.seq, read.issuedAt, read.expiresAt, read.step, read.attempt],
    [7, 1764122820000, 1764126420000, 258, 3]);
  assert.deepEqual([read.recipientKeyID, read.signerKeyID], [fill(16, 0xaa), fill(16, 0xbb)]);
  assert.deepEqual(
    [read.enc, read.ciphertext, read.signature],
    [fill(32, 0xcc), fill(20, 0xdd), fill(64, 0xee)]);
  assert.deepEqual(read.signedPart, whole.slice(0, -64));
});

const REFUSED = [
  ["another magic", put(0, 0x55), "magic"], ["another suite", put(4, 2), "suite"],
  ["a flag that is not in use", put(7, 8), "flags"],
  ["a length that is too small", put(135, 19), "length"],
  ["a length that is too large", put(135, 21), "length"],
  ["a length beyond all bounds", put(132, 0xff), "length"],
  ["a seq that no number holds exactly", put(88, 0xff), "number"],
  ["a byte too many", concat(whole, fill(1, 0)), "length"],
  ["nothing at all", new Uint8Array(0), "length"],
];
for (const [what, bytes, code] of REFUSED) {
  test(`an envelope with ${what} is refused for its ${code}`, () => {
    assert.equal(refusal(bytes), code);
  });
}

test("an envelope cut anywhere is refused for its length", () => {
  for (let length = 0; length < whole.length; length += 1) {
    assert.equal(refusal(whole.slice(0, length)), "length", `${length} bytes`);
  }
});

test("a type and a priority that this version does not know are read", () => {
  const read = parseEnvelope(put(5, 77, 99));
  assert.deepEqual([read.type, read.priority], [77, 99]);
});

const pair = await crypto.subtle.generateKey("Ed25519", false, ["sign", "verify"]);
const gateway = await crypto.subtle.generateKey("Ed25519", false, ["sign", "verify"]);
const identity = {
  site: SITE, device: DEVICE, acceptPrivate: pair.privateKey, acceptKeyID: fill(16, 0xaa),
  signer: gateway.publicKey, signerKeyID: fill(16, 0xbb),
};
const answer = {
  kind: 7, page: PAGE, hash: fill(32, 0x11), counter: 258, at: 1764122820000, argument: 10,
};

test("an answer has every field in its place, and the device's signature", async () => {
  const out = await signAnswer(identity, answer);
  const body = concat(
    utf8("TCA1"), Uint8Array.of(7, 1, 0, 0), uuidBytes(SITE), uuidBytes(PAGE), uuidBytes(DEVICE),
    fill(16, 0xaa), fill(32, 0x11), bigEndian(258, 8), bigEndian(1764122820000, 8),
    hex("0000"), hex("000a"));
  assert.equal(out.length, 188);
  assert.deepEqual(out.slice(0, 124), body);
  const signed = concat(utf8("tocsin/ack/v1\0"), body);
  assert.ok(await crypto.subtle.verify("Ed25519", pair.publicKey, out.slice(124), signed));
});

test("only what a device reports by itself is a receipt", () => {
  assert.deepEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11].filter(isReceipt), [1, 2]);
});

async function receiptFor(bytes, key = gateway.privateKey) {
  const body = concat(
    utf8("TCR1"), Uint8Array.of(3, 2, 0, 0), uuidBytes(SITE), uuidBytes(DEVICE),
    await sha256(bytes), bigEndian(1764122821000, 8), bigEndian(42, 8), fill(16, 0xbb));
  const signed = concat(utf8("tocsin/receipt/v1\0"), body);
  return concat(body, new Uint8Array(await crypto.subtle.sign("Ed25519", key, signed)));
}

test("a receipt of the gateway for this answer is believed", async () => {
  const bytes = await signAnswer(identity, answer);
  const wanted = { result: 3, phase: 2, serverTime: 1764122821000, trailIndex: 42 };
  assert.deepEqual(await verifyReceipt(identity, bytes, await receiptFor(bytes)), wanted);
});

test("a receipt with any one bit changed proves nothing", async () => {
  const bytes = await signAnswer(identity, answer);
  const receipt = await receiptFor(bytes);
  for (let at = 0; at < receipt.length * 8; at += 1) {
    const bent = receipt.slice();
    bent[at >> 3] ^= 1 << (at & 7);
    assert.equal(await verifyReceipt(identity, bytes, bent), null, `bit ${at}`);
  }
});

test("a receipt of another signer, answer or length proves nothing", async () => {
  const bytes = await signAnswer(identity, answer);
  const receipt = await receiptFor(bytes);
  const other = await signAnswer(identity, { ...answer, counter: 259 });
  assert.ok(!equal(bytes, other));
  const forged = await receiptFor(bytes, pair.privateKey);
  assert.equal(await verifyReceipt(identity, bytes, forged), null);
  assert.equal(await verifyReceipt(identity, other, receipt), null);
  assert.equal(await verifyReceipt(identity, bytes, concat(receipt, fill(1, 0))), null);
  assert.equal(await verifyReceipt(identity, bytes, receipt.slice(1)), null);
});
