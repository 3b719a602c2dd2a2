// Tocsin — WebTests: the lock of a device, what is open of a page, and values that are read back
// SPDX-License-Identifier: Apache-2.0

import assert from "node:assert/strict";
import { test } from "node:test";

import { envelope, hex, load } from "./client.mjs";

const { pinFault, pinSecret, proofOf, unwrapKeys, wrapKeys } = await load("device/unlocking.js");
const { Details } = await load("device/details.js");
const { Lock } = await load("device/lock.js");
const { Opened } = await load("device/opened.js");
const { isPreview, merge } = await load("device/pages.js");
const { isSameValue, valueOf } = await load("page/readback.js");

const PINS = [
  [null, "271828", "900127", "314159265358"],
  ["form", "27182", "2718281828459", "27182a", ""],
  ["guessable", "000000", "123456", "876543", "890123", "121212", "507507"],
];
for (const [fault, ...pins] of PINS) {
  test(`a PIN like ${pins[0]} is ${fault ?? "taken"}`, () => {
    for (const pin of pins) assert.equal(pinFault(pin), fault, pin);
  });
}

const secretOf = (pin) => pinSecret(pin, new Uint8Array(16));
const DEVICE = "20212223-2425-2627-2829-2a2b2c2d2e2f";

test("a PIN comes to the proof that the Python client finds", async () => {
  const proof = "55984664d8645ba1396d7432e5cfc79619fb446cd8b3c7bc8e5209a32cc4f420";
  assert.deepEqual(await proofOf(await secretOf("271828")), hex(proof));
});

test("wrapped keys open for the same PIN, share and device alone", async () => {
  const made = async (name, usages) =>
    (await crypto.subtle.generateKey({ name }, true, usages)).privateKey;
  const secrets = {
    detail: await made("X25519", ["deriveBits"]),
    unlocked: await made("Ed25519", ["sign", "verify"]),
  };
  const halves = {
    secret: await secretOf("271828"), share: new Uint8Array(32), device: DEVICE,
  };
  const wrapped = await wrapKeys(secrets, halves);
  const opened = await unwrapKeys(wrapped, halves);
  assert.deepEqual([opened.detail.extractable, opened.unlocked.extractable], [false, false]);
  const others = [
    { ...halves, share: new Uint8Array(32).fill(1) },
    { ...halves, device: DEVICE.replace("2f", "2e") },
    { ...halves, secret: await secretOf("271829") },
  ];
  for (const other of others) await assert.rejects(unwrapKeys(wrapped, other));
  const swapped = { detail: wrapped.unlocked, unlocked: wrapped.detail };
  await assert.rejects(unwrapKeys(swapped, halves));
});

test("a page without an open detail stays the preview that it is", () => {
  const content = { locked: true, what: "", where: "W7", who: {} };
  const record = merge(undefined, envelope({ content }), 1000);
  const details = new Details({ reader: null }, () => {});
  assert.equal(details.full(record), record);
  assert.equal(isPreview(record), true);
  assert.equal(isPreview(merge(undefined, envelope(), 1000)), false);
});

const identity = (lock) => ({
  device: DEVICE, lock, detailPublic: new Uint8Array(32), unlockedPublic: new Uint8Array(32),
});
const KEYS = { detail: "detail", unlocked: "unlocked" };

test("a device without a lock reads with its own keys, and one with a lock with none", () => {
  const plain = identity(null);
  assert.equal(new Lock(plain).reader, plain);
  assert.equal(new Lock(plain).isShut, false);
  const lock = new Lock(identity({ idleMinutes: 15 }));
  assert.deepEqual([lock.exists, lock.isShut, lock.reader], [true, true, null]);
});

test("opened keys are forgotten when nobody has touched the device for its minutes", async (t) => {
  t.mock.timers.enable({ apis: ["Date"], now: 1_000_000 });
  let changes = 0;
  const opened = new Opened(identity({ idleMinutes: 15 }), () => { changes += 1; });
  await opened.hold(KEYS);
  assert.deepEqual([opened.reader.acceptPrivate, opened.minutesLeft], ["unlocked", 15]);
  t.mock.timers.setTime(1_000_000 + 14 * 60_000);
  opened.touch();
  t.mock.timers.setTime(1_000_000 + 28 * 60_000);
  opened.check();
  assert.equal(opened.minutesLeft, 1);
  t.mock.timers.setTime(1_000_000 + 29 * 60_000);
  opened.check();
  assert.deepEqual([opened.reader, opened.minutesLeft, changes], [null, null, 2]);
});

test("a touch after that opens nothing, also when the device slept meanwhile", async (t) => {
  t.mock.timers.enable({ apis: ["Date"], now: 1_000_000 });
  const opened = new Opened(identity({ idleMinutes: 15 }), () => {});
  await opened.hold(KEYS);
  t.mock.timers.setTime(1_000_000 + 60 * 60_000);
  opened.touch();
  assert.equal(opened.reader, null);
});

test("keys are forgotten after twelve hours, however often the device is touched", async (t) => {
  t.mock.timers.enable({ apis: ["Date"], now: 1_000_000 });
  const opened = new Opened(identity({ idleMinutes: 720 }), () => {});
  await opened.hold(KEYS);
  t.mock.timers.setTime(1_000_000 + 11 * 3_600_000);
  opened.touch();
  t.mock.timers.setTime(1_000_000 + 12 * 3_600_000);
  opened.check();
  assert.equal(opened.reader, null);
});

const VALUES = [
  ["Potassium 7.1 mmol/L (3.5-5.1)", { name: "Potassium", value: "7.1", unit: "mmol/L" }],
  ["Platelets 12 10*9/L (150-400)", { name: "Platelets", value: "12", unit: "10*9/L" }],
  ["25 OH vitamin D 8 ng/mL", { name: "25 OH vitamin D", value: "8", unit: "ng/mL" }],
  ["INR 9,2", { name: "INR", value: "9,2", unit: "" }],
  ["Blood culture positive", null],
];
for (const [what, value] of VALUES) {
  test(`of "${what}" ${value ? `${value.value} is` : "nothing is"} read back`, () => {
    assert.deepEqual(valueOf({ what }), value);
  });
}

test("a value is the same however it is written, and no other", () => {
  for (const [typed, value] of [["7.1", "7.1"], ["7,1", "7.1"], [" 7.10", "7.1"], ["<5", "<5"]]) {
    assert.equal(isSameValue(typed, value), true, typed);
  }
  for (const [typed, value] of [
    ["71", "7.1"], ["7", "7.1"], ["", "7.1"], ["5", "<5"], ["7.1x", "7.1"], ["1.7", "7.1"],
  ]) {
    assert.equal(isSameValue(typed, value), false, typed);
  }
});
