// Tocsin — WebTests: signed requests, the clock, and the stream of events
// SPDX-License-Identifier: Apache-2.0

import assert from "node:assert/strict";
import { afterEach, test } from "node:test";

import { load } from "./client.mjs";

const { clock, signedFetch } = await load("device/request.js");
const { EventParser } = await load("device/stream.js");
const { concat, fromBase64URL, sha256, utf8 } = await load("device/bytes.js");

const pair = await crypto.subtle.generateKey("Ed25519", false, ["sign", "verify"]);
const device = "20212223-2425-2627-2829-2a2b2c2d2e2f";
const identity = { device, acceptPrivate: pair.privateKey };
const MINUTE = 60000;
let asked = [];

/** Has `fetch` answer with these, one after the other; `ahead` is the gateway's clock. */
function answer(...statuses) {
  const date = (ahead) => ({ Date: new Date(Date.now() + ahead).toUTCString() });
  const answers = statuses.map(([status, ahead]) =>
    new Response("", { status, headers: ahead === undefined ? {} : date(ahead) }));
  globalThis.fetch = async (target, options) => {
    asked.push({ target, ...options });
    return answers.shift();
  };
}

afterEach(() => {
  asked = [];
  clock.skew = 0;
});

const FORM = /^Tocsin-Device id=([0-9a-f-]{36}),ms=(\d+),nonce=([\w-]{22}),sig=([\w-]{86})$/;

test("a request carries the device's signature over method, target, time and body", async () => {
  answer([200, 0]);
  const body = utf8("{}");
  await signedFetch(identity, "POST", "/v1/x?a=1", { body, headers: { "Content-Type": "a/b" } });
  const [{ target, method, headers, credentials, redirect }] = asked;
  assert.deepEqual([target, method, headers["Content-Type"]], ["/v1/x?a=1", "POST", "a/b"]);
  assert.deepEqual([credentials, redirect], ["omit", "error"]);
  const [, id, ms, nonce, signature] = FORM.exec(headers.Authorization);
  assert.equal(id, device);
  const signed = concat(
    utf8(`tocsin/request/v1\0POST /v1/x?a=1\n${ms}\n`), fromBase64URL(nonce), await sha256(body));
  const isGood = await crypto.subtle.verify(
    "Ed25519", pair.publicKey, fromBase64URL(signature), signed);
  assert.equal(isGood, true);
});

test("a request that only reads sends no body, and no two have the same nonce", async () => {
  answer([200, 0], [200, 0]);
  await signedFetch(identity, "GET", "/v1/me");
  await signedFetch(identity, "GET", "/v1/me");
  assert.equal(asked[0].body, undefined);
  const nonces = asked.map((one) => FORM.exec(one.headers.Authorization)[3]);
  assert.notEqual(nonces[0], nonces[1]);
});

test("a refused time is corrected by the gateway's, and signed again once", async () => {
  answer([401, 20 * MINUTE], [200, 20 * MINUTE]);
  const response = await signedFetch(identity, "GET", "/v1/me");
  assert.equal(response.status, 200);
  const [first, second] = asked.map((one) => Number(FORM.exec(one.headers.Authorization)[2]));
  const moved = second - first - 20 * MINUTE;
  assert.ok(Math.abs(moved) < 3000, `${moved} ms from the gateway's clock`);
});

for (const [what, ahead] of [["tells no time", undefined], ["tells this device's time", 0]]) {
  test(`a refusal that ${what} is the last word`, async () => {
    answer([401, ahead]);
    assert.equal((await signedFetch(identity, "GET", "/v1/me")).status, 401);
    assert.equal(asked.length, 1);
  });
}

test("a second refusal is not asked a third time", async () => {
  answer([401, 20 * MINUTE], [401, 40 * MINUTE]);
  assert.equal((await signedFetch(identity, "GET", "/v1/me")).status, 401);
  assert.equal(asked.length, 2);
});

test("a good answer corrects a clock that is far off, and leaves one that is near", async () => {
  answer([200, 3000], [200, -10 * MINUTE]);
  await signedFetch(identity, "GET", "/v1/me");
  assert.equal(clock.skew, 0);
  await signedFetch(identity, "GET", "/v1/me");
  assert.ok(Math.abs(clock.skew + 10 * MINUTE) < 2000, `${clock.skew}`);
  assert.ok(Math.abs(clock.now() - Date.now() - clock.skew) < 1000);
});

const STREAM = ": hello\n\nevent: envelope\nid: 7\ndata: abc\n\ndata:x\ndata: y\n\nid: 9\n\n"
  + "event: envelope\r\nid: 8\r\ndata: d:e f\r\n\r\nevent: half\ndata: no";
const EVENTS = [
  ["envelope", "7", "abc"], ["message", null, "x\ny"], ["envelope", "8", "d:e f"],
];
for (const size of [1, 2, 3, 7, STREAM.length]) {
  test(`events are found in parts of ${size} characters, and none before it is whole`, () => {
    const parser = new EventParser();
    const found = [];
    for (let at = 0; at < STREAM.length; at += size) {
      found.push(...parser.feed(STREAM.slice(at, at + size)));
    }
    assert.deepEqual(found.map((one) => [one.event, one.id, one.data]), EVENTS);
  });
}
