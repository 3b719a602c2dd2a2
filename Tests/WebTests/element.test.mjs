// Tocsin — WebTests: text as it may stand on a screen
// SPDX-License-Identifier: Apache-2.0

import assert from "node:assert/strict";
import { test } from "node:test";

import { load } from "./client.mjs";

const { upright } = await load("view/element.js");

test("no mark of a text turns the digits of what follows it", () => {
  for (const code of [0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066, 0x2067, 0x2068, 0x2069]) {
    const mark = String.fromCodePoint(code);
    assert.equal(upright(`Potassium${mark} 7.1`), "Potassium\ufffd 7.1", code.toString(16));
  }
});

test("every other text stays as it is, those that are written from the right too", () => {
  for (const text of ["", "Kalium 7,1 mmol/L", "\u05d0\u05e9\u05dc\u05d2\u05df", "Zo\u00eb 👩‍⚕️"]) {
    assert.equal(upright(text), text);
  }
  const node = {};
  assert.equal(upright(node), node);
});
