// Tocsin — WebTests: times and durations in the reader's words
// SPDX-License-Identifier: Apache-2.0

import assert from "node:assert/strict";
import { test } from "node:test";

import { LANGUAGES, load } from "./client.mjs";

const readers = [];
for (const language of LANGUAGES) readers.push(await load("view/time.js", language));
const [english, french, german] = readers;
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const NIGHT = Date.parse("2026-11-26T02:07:00Z");

const COUNTDOWNS = [
  [-5 * SECOND, "0:00"], [0, "0:00"], [1, "0:01"], [59 * SECOND, "0:59"], [59001, "1:00"],
  [102 * SECOND, "1:42"], [HOUR - 1, "1:00:00"], [HOUR + 2 * MINUTE + 3000, "1:02:03"],
];
for (const [left, text] of COUNTDOWNS) {
  test(`a countdown of ${left} ms is ${text}`, () => {
    assert.equal(english.countdown(left), text);
  });
}

const SPANS = [
  [-1, "0 s"], [40 * SECOND, "40 s"], [119 * SECOND, "119 s"], [2 * MINUTE, "2 min"],
  [119 * MINUTE, "119 min"], [2 * HOUR, "2 h 0 min"], [130 * MINUTE, "2 h 10 min"],
];
for (const [length, text] of SPANS) {
  test(`a length of ${length} ms is ${text}`, () => {
    assert.equal(english.span(length).replaceAll("\u00a0", " "), text);
  });
}

const AGES = [
  [0, "just now", "à l’instant", "gerade eben"],
  [MINUTE - 1, "just now", "à l’instant", "gerade eben"],
  [4 * MINUTE, "4 min ago", "il y a 4 min", "vor 4 min"],
  [HOUR, "1 h ago", "il y a 1 h", "vor 1 h"],
  [130 * MINUTE, "2 h 10 min ago", "il y a 2 h 10 min", "vor 2 h 10 min"],
];
for (const [age, ...texts] of AGES) {
  test(`an age of ${age} ms is said in each language`, () => {
    const plain = (text) => text.replace(/[\u00a0\u202f]/g, " ").replaceAll("'", "’");
    const said = [english, french, german].map((one) => plain(one.ago(age)));
    assert.deepEqual(said, texts);
  });
}

test("a moment of today is its clock, of another day its date as well", () => {
  assert.equal(english.moment(NIGHT, NIGHT + HOUR), "03:07");
  assert.equal(english.moment(NIGHT, NIGHT + 24 * HOUR), "26 Nov 03:07");
  assert.equal(german.moment(NIGHT, NIGHT + 24 * HOUR), "26. Nov. 03:07");
  assert.equal(french.moment(NIGHT, NIGHT + 24 * HOUR), "26 nov. 03:07");
});

test("the day is the reader's, not the one of Greenwich", () => {
  const justBefore = Date.parse("2026-11-25T22:59:00Z");
  assert.equal(english.moment(justBefore, justBefore + 2 * MINUTE), "25 Nov 23:59");
});

test("midnight is 00:00 and not 24:00", () => {
  const midnight = Date.parse("2026-11-25T23:00:00Z");
  for (const one of [english, french, german]) {
    assert.equal(one.moment(midnight, midnight), "00:00");
  }
});

test("times with an offset within a text are said by the reader's clock", () => {
  const readable = (text) => english.readable(text, NIGHT);
  assert.equal(readable("K 7.1 (2026-11-26T01:58:00+00:00)"), "K 7.1 (02:58)");
  assert.equal(readable("drawn 2026-11-26 02:58 +01:00."), "drawn 02:58.");
  assert.equal(readable("from 2026-11-25T08:00:00.123Z on"), "from 25 Nov 09:00 on");
});

test("a text without such a time stays as it is, to the letter", () => {
  for (const text of ["", "lot 2026-11-26", "2026-99-99T99:99:00Z", "02:58", "2026-11-26T02:58"]) {
    assert.equal(english.readable(text, NIGHT), text);
  }
});

test("an instant is read from RFC 3339 and from nothing that is none", () => {
  assert.equal(english.instant("2026-11-26T03:07:00+01:00"), NIGHT);
  const others = [
    null, undefined, "", "soon", "Bed 3", "2026-11-26", "2026-11-26T03:07", "26/11/2026",
  ];
  for (const text of others) assert.equal(english.instant(text), null, text);
});
