// Tocsin — WebTests: a rota's own clocks, and what differs between two texts
// SPDX-License-Identifier: Apache-2.0

import assert from "node:assert/strict";
import { test } from "node:test";

import { load } from "./client.mjs";

const { DAY, HOUR, Zone } = await load("rotas/zone.js");
const { difference } = await load("browse/diff.js");
const paris = new Zone("Europe/Paris");

const CLOCKS = [
  ["2026-11-26T02:07:00Z", "2026-11-26T03:07"], ["2026-07-01T22:30:00Z", "2026-07-02T00:30"],
  ["2026-03-29T00:59:00Z", "2026-03-29T01:59"], ["2026-03-29T01:00:00Z", "2026-03-29T03:00"],
  ["2026-10-25T00:30:00Z", "2026-10-25T02:30"], ["2026-10-25T01:30:00Z", "2026-10-25T02:30"],
];
for (const [at, wall] of CLOCKS) {
  test(`at ${at} the clocks of Paris show ${wall}`, () => {
    assert.equal(paris.field(Date.parse(at)), wall);
  });
}

test("what a field says comes back to it on every hour of the year but the doubled one", () => {
  for (let at = Date.UTC(2026, 0, 1); at < Date.UTC(2027, 0, 1); at += HOUR) {
    const back = paris.fromField(paris.field(at));
    const isDoubled = paris.field(at) === "2026-10-25T02:00";
    assert.ok(back === at || isDoubled, `${new Date(at).toISOString()} comes back as ${back}`);
  }
});

test("a time that clocks skip is read an hour on or back, and never as none", () => {
  const at = paris.fromField("2026-03-29T02:30");
  assert.ok(["2026-03-29T01:30", "2026-03-29T03:30"].includes(paris.field(at)), paris.field(at));
  for (const none of ["", "soon", "2026-13-01T00:00"]) assert.equal(paris.fromField(none), null);
});

test("the two odd days of a year have 23 and 25 hours", () => {
  const hours = (day) => {
    const at = paris.midnight(Date.parse(`${day}T12:00:00Z`));
    return (paris.midnight(at, 1) - at) / HOUR;
  };
  assert.deepEqual(
    ["2026-03-28", "2026-03-29", "2026-10-25", "2026-10-26"].map(hours), [24, 23, 25, 24]);
});

test("a week begins on Monday at midnight by the rota's clocks", () => {
  for (let at = Date.UTC(2026, 9, 19); at < Date.UTC(2026, 10, 2); at += 5 * HOUR) {
    const monday = paris.monday(at);
    assert.ok(monday <= at && at - monday < 7 * DAY + HOUR);
    assert.match(paris.field(monday), /^2026-\d\d-\d\dT00:00$/);
    assert.equal(new Date(paris.wall(monday)).getUTCDay(), 1);
  }
});

test("a zone that nobody knows leaves the browser's own clocks", () => {
  const at = Date.parse("2026-11-26T02:07:00Z");
  assert.equal(new Zone("Nowhere/None").field(at), "2026-11-26T03:07");
});

const marks = (first, second) => difference(first, second).map((one) => one.slice(0, 2).join(""));
const DIFFERENCES = [
  ["a", "a", [" a"]], ["a\nb\nc", "a\nc", [" a", "-b", " c"]],
  ["a\nc", "a\nb\nc", [" a", "+b", " c"]],
  ["a\nb", "a\nx", [" a", "-b", "+x"]], ["", "a", ["-", "+a"]], ["a\na", "a", [" a", "-a"]],
  ["a\nb\nc\nd", "b\nd\ne", ["-a", " b", "-c", " d", "+e"]],
];
for (const [first, second, wanted] of DIFFERENCES) {
  test(`from ${JSON.stringify(first)} to ${JSON.stringify(second)} is ${wanted.join(" ")}`, () => {
    assert.deepEqual(marks(first, second), wanted);
  });
}

test("a difference holds both texts whole, each line with its number", () => {
  const words = ["a", "b", "c"];
  const all = [[]];
  for (const part of all) if (part.length < 4) all.push(...words.map((one) => [...part, one]));
  for (const before of all.slice(1, 60)) {
    for (const after of all.slice(1, 60)) {
      const lines = difference(before.join("\n"), after.join("\n"));
      const side = (mark) => lines.filter(([one]) => one !== mark);
      assert.deepEqual(side("+").map((one) => one[1]), before);
      assert.deepEqual(side("-").map((one) => one[1]), after);
      assert.deepEqual(side("-").map((one) => one[2]), after.map((_, at) => at + 1));
    }
  }
});
