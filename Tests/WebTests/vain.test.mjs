// Tocsin — WebTests: for how long a device has tried in vain
// SPDX-License-Identifier: Apache-2.0

import assert from "node:assert/strict";
import { test } from "node:test";

import { load } from "./client.mjs";

const { VainTime } = await load("device/vain.js");

/** Fails at these seconds after the gateway was heard last. */
const failing = (...seconds) => {
  const vain = new VainTime();
  for (const at of seconds) vain.failed(at * 1000, 0);
  return vain;
};

test("a loss is told from more than a minute on", () => {
  assert.equal(failing(40, 60).query, "");
  assert.equal(failing(40, 61).query, "?lost=61");
  assert.equal(failing(40, 60, 75, 110).query, "?lost=110");
});

test("a device that slept has tried nothing meanwhile", () => {
  assert.equal(failing(28800).query, "");
  assert.equal(failing(28800, 28830, 28870).query, "?lost=70");
  assert.equal(failing(40, 28800, 28815).query, "");
});

test("a clock that goes back counts nothing", () => {
  assert.equal(failing(40, 30, 50).query, "");
  assert.equal(failing(70, 10, 30).query, "?lost=90");
});

test("a loss is over with the link", () => {
  const vain = failing(40, 70);
  vain.ended();
  assert.equal(vain.query, "");
  vain.failed(200000, 190000);
  assert.equal(vain.query, "");
});
