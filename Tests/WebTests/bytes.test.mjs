// Tocsin — WebTests: byte strings, base64url, UUIDs and numbers
// SPDX-License-Identifier: Apache-2.0

import assert from "node:assert/strict";
import { test } from "node:test";

import { hex, load } from "./client.mjs";

const bytes = await load("device/bytes.js");
const every = Uint8Array.from({ length: 256 }, (_, at) => at);

test("base64url is what node writes, for every byte and every length of a rest", () => {
  for (const length of [0, 1, 2, 3, 4, 255, 256]) {
    const part = every.slice(256 - length);
    const text = bytes.toBase64URL(part);
    assert.equal(text, Buffer.from(part).toString("base64url"));
    assert.deepEqual(bytes.fromBase64URL(text), part);
  }
});

for (const text of ["ab==", "a+b/", "a b", "a\n", "é", "a"]) {
  test(`base64url refuses ${JSON.stringify(text)}`, () => {
    assert.throws(() => bytes.fromBase64URL(text));
  });
}

test("a UUID is written in small letters and read in either", () => {
  const raw = hex("00112233445566778899aabbccddeeff");
  const text = "00112233-4455-6677-8899-aabbccddeeff";
  assert.equal(bytes.uuidText(raw), text);
  assert.deepEqual(bytes.uuidBytes(text), raw);
  assert.deepEqual(bytes.uuidBytes(text.toUpperCase()), raw);
});

for (const text of ["", "00112233", "0011223344556677 8899aabbccddeef", "zz".repeat(16)]) {
  test(`a UUID is not read from ${JSON.stringify(text)}`, () => {
    assert.throws(() => bytes.uuidBytes(text), /not a UUID/);
  });
}

test("numbers are big-endian, up to the largest exact one", () => {
  assert.deepEqual(bytes.bigEndian(0x010203, 4), hex("00010203"));
  assert.equal(bytes.readNumber(hex("ff00010203"), 1, 4), 0x010203);
  const most = Number.MAX_SAFE_INTEGER;
  assert.equal(bytes.readNumber(bytes.bigEndian(most, 8), 0, 8), most);
  assert.throws(() => bytes.readNumber(hex("0020000000000000"), 0, 8), /out of range/);
});

test("byte strings are joined in order and compared whole", () => {
  const joined = bytes.concat(hex("01"), new Uint8Array(0), hex("0203"));
  assert.deepEqual(joined, hex("010203"));
  assert.equal(bytes.equal(joined, hex("010203")), true);
  assert.equal(bytes.equal(joined, hex("010204")), false);
  assert.equal(bytes.equal(joined, hex("0102")), false);
});

test("the id of a key is the first half of its SHA-256", async () => {
  const abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  assert.deepEqual(await bytes.sha256(bytes.utf8("abc")), hex(abc));
  assert.deepEqual(await bytes.keyID(bytes.utf8("abc")), hex(abc.slice(0, 32)));
});
