// Tocsin — WebTests: opening HPKE against the vectors of RFC 9180
// SPDX-License-Identifier: Apache-2.0

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

import { hex, load } from "./client.mjs";

const { openBase } = await load("device/hpke.js");
const vector = JSON.parse(await readFile(new URL("hpke.json", import.meta.url), "utf8"));
const X25519 = { name: "X25519" };
// PKCS#8 of a raw X25519 secret: RFC 8410.
const pkcs8 = hex(`302e020100300506032b656e04220420${vector.secretKey}`);
const privateKey = await crypto.subtle.importKey("pkcs8", pkcs8, X25519, false, ["deriveBits"]);
const sealed = {
  privateKey, publicKey: hex(vector.publicKey), enc: hex(vector.enc), info: hex(vector.info),
  ciphertext: hex(vector.ciphertext), aad: hex(vector.aad),
};

test("the vector of RFC 9180 opens", async () => {
  assert.deepEqual(await openBase(sealed), hex(vector.plaintext));
});

for (const part of ["publicKey", "enc", "info", "ciphertext", "aad"]) {
  test(`the vector opens with no bit changed in its ${part}`, async () => {
    for (let at = 0; at < sealed[part].length * 8; at += 1) {
      const bent = sealed[part].slice();
      bent[at >> 3] ^= 1 << (at & 7);
      // X25519 has the top bit of a point ignored (RFC 7748 section 5); its text is in the key.
      await assert.rejects(openBase({ ...sealed, [part]: bent }), `bit ${at}`);
    }
  });
}

test("a point of small order is refused", async () => {
  for (const text of ["00".repeat(32), `01${"00".repeat(31)}`]) {
    await assert.rejects(openBase({ ...sealed, enc: hex(text) }));
  }
});
