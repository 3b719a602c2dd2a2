// Tocsin — WebTests: what an envelope does to a page, and which page comes first
// SPDX-License-Identifier: Apache-2.0

import assert from "node:assert/strict";
import { test } from "node:test";

import { envelope, load } from "./client.mjs";

const pages = await load("device/pages.js");
const { AnswerKind, AnswerResult } = await load("device/answer.js");
const { EnvelopeType } = await load("device/envelope.js");
const { AnswerStatus, PageStatus } = pages;
const page = (more, answer = null) => ({ ...pages.merge(undefined, envelope(more), 1000), answer });
const taken = (kind, more = {}) =>
  ({ kind, status: AnswerStatus.taken, serverTime: 1500, ...more });

const TYPES = [
  ["preview", PageStatus.open, true, true], ["detail", PageStatus.open, true, true],
  ["drill", PageStatus.open, true, true], ["withdrawn", PageStatus.withdrawn, false, false],
  ["retracted", PageStatus.retracted, true, true], ["ended", PageStatus.ended, true, false],
  ["resolved", PageStatus.resolved, false, false],
  ["stoodDown", PageStatus.stoodDown, false, false],
];
for (const [type, status, isWaiting, isRinging] of TYPES) {
  test(`a high page of type ${type} is ${status}`, () => {
    const record = page({ type: EnvelopeType[type] });
    assert.equal(record.status, status);
    assert.equal(pages.isWaiting(record), isWaiting, "waits");
    assert.equal(pages.isRinging(record), isRinging, "rings");
  });
}

const RINGING = [[1, true], [2, true], [3, false], [4, false], [0, true], [9, true]];
for (const [priority, rings] of RINGING) {
  test(`an open page of priority ${priority} ${rings ? "rings" : "does not ring"}`, () => {
    assert.equal(pages.isRinging(page({ priority })), rings);
  });
}

const ANSWERS = [
  ["sending", true, false], ["unconfirmed", true, false], ["taken", false, false],
  ["stale", true, true], ["takenByAnother", false, false], ["noDuty", false, false],
  ["refused", true, false],
];
for (const [status, isWaiting, isRinging] of ANSWERS) {
  test(`a page whose answer is ${status} ${isWaiting ? "still waits" : "waits no more"}`, () => {
    const record = page({}, { kind: AnswerKind.accept, status });
    assert.equal(pages.isWaiting(record), isWaiting, "waits");
    assert.equal(pages.isRinging(record), isRinging, "rings");
    assert.equal(pages.isMine(record), status === "taken", "mine");
  });
}

test("only a result that this version knows confirms an answer", () => {
  const all = Object.values(AnswerResult).map(pages.statusOfResult);
  assert.deepEqual(all, ["taken", "taken", "stale", "takenByAnother", "noDuty"]);
  for (const unknown of [5, 255, undefined]) {
    assert.equal(pages.statusOfResult(unknown), AnswerStatus.unconfirmed);
  }
});

test("the most urgent comes first, and of the same urgency the one that waits longest", () => {
  const at = (second) => ({ content: { since: `2026-11-26T03:00:0${second}Z` } });
  const all = [
    page({ page: "low", priority: 4, ...at(0) }), page({ page: "new", priority: 2, ...at(9) }),
    page({ page: "old", priority: 2, ...at(1) }), page({ page: "crash", priority: 1, ...at(9) }),
    page({ page: "unknown", priority: 77, ...at(5) }),
  ];
  const order = all.sort(pages.byUrgency).map((one) => one.page);
  assert.deepEqual(order, ["crash", "old", "unknown", "new", "low"]);
});

test("a page without a time of its own waits since it was made", () => {
  const all = [page({ page: "b", issuedAt: 2000 }), page({ page: "a", issuedAt: 1000 }),
    page({ page: "c", issuedAt: 3000, content: { since: "rubbish" } })];
  assert.deepEqual(all.sort(pages.byUrgency).map((one) => one.page), ["a", "b", "c"]);
});

test("what was answered longest ago comes last", () => {
  const all = [1000, 3000, 2000].map((receivedAt) => ({ receivedAt }));
  assert.deepEqual(all.sort(pages.byRecency).map((one) => one.receivedAt), [3000, 2000, 1000]);
});

test("a seq is taken once, late by up to 63, and not later", () => {
  const window = { highest: 0, seen: [] };
  const take = (seq) => pages.takeSeq(window, seq);
  assert.deepEqual([take(1), take(1), take(100)], [true, false, true]);
  assert.deepEqual([take(100 - 63), take(100 - 63), take(100 - 64)], [true, false, false]);
  assert.equal(window.highest, 100);
  assert.equal(window.seen.every((seq) => seq > 36), true);
});

test("what ends a page leaves readable what it said", () => {
  const first = page({ content: { what: "K 7.1", where: "4W", why: "on call", reasons: [1] } });
  const empty = { what: "", where: null, who: {} };
  const gone = pages.merge(first, envelope({ seq: 2, type: 4, content: empty }), 2000);
  assert.deepEqual([gone.content.what, gone.content.where], ["K 7.1", "4W"]);
  const other = { what: "K 7.2", why: "named by the policy" };
  const taken = pages.merge(first, envelope({ seq: 3, type: 7, content: other }), 2000);
  assert.deepEqual([taken.content.why, taken.content.reasons], ["named by the policy", null]);
  const fresh = pages.merge(first, envelope({ seq: 4, content: { what: "K 5" } }), 2000);
  assert.deepEqual(fresh.content, { what: "K 5" });
});

test("a page that cannot be read any more stays readable", () => {
  const again = pages.merge(page(), envelope({ seq: 2, content: null }), 2000);
  assert.equal(again.isReadable, true);
  assert.equal(again.content.what, "K 7.1 mmol/L");
  assert.equal(page({ content: null }).isReadable, false);
});

test("an answer outlives what was issued before it was settled", () => {
  const answered = page({}, taken(AnswerKind.accept));
  const merge = (issuedAt) => pages.merge(answered, envelope({ seq: 2, issuedAt }), 3000).answer;
  assert.equal(merge(1500)?.kind, AnswerKind.accept);
  assert.equal(merge(1501), null);
});

test("somebody has arrived who said that it is 0 minutes, of a page that is theirs", () => {
  const coming = (argument) => page({}, taken(AnswerKind.comingIn, { argument }));
  assert.deepEqual([0, 5].map((minutes) => pages.hasArrived(coming(minutes))), [true, false]);
  assert.equal(pages.isMine(page({}, taken(AnswerKind.decline))), false);
  assert.equal(pages.hasArrived(page({}, taken(AnswerKind.accept, { argument: 0 }))), false);
});

test("a locked screen has words of the site's tables or nothing", () => {
  const line = (said) => pages.publicLine(page({ content: { what: "K 7.1", public: said } }));
  assert.equal(line({ call: "Critical result", place: "Ward 4" }), "Critical result, Ward 4");
  assert.equal(line({ call: "", place: 7 }), "");
  assert.equal(line(undefined), "");
});

test("whether it was useful is asked once nothing is asked any more, or the page is theirs", () => {
  const real = (more, answer) => page({ flags: 0, ...more }, answer);
  assert.equal(pages.mayMark(real({})), false);
  assert.equal(pages.mayMark(real({ type: EnvelopeType.ended })), false);
  for (const type of ["withdrawn", "resolved", "stoodDown"]) {
    assert.equal(pages.mayMark(real({ type: EnvelopeType[type] })), true, type);
  }
  for (const kind of [AnswerKind.accept, AnswerKind.decline]) {
    assert.equal(pages.mayMark(real({}, taken(kind))), true);
  }
  const sending = { kind: AnswerKind.accept, status: AnswerStatus.sending };
  assert.equal(pages.mayMark(real({}, sending)), false, "before it is confirmed");
  assert.equal(pages.mayMark({ ...real({}, taken(AnswerKind.accept)), isTest: true }), false);
  assert.equal(pages.mayMark(real({ type: EnvelopeType.more })), false);
});

test("what was said of a page stays with it, whatever comes", () => {
  const mark = { kind: AnswerKind.notUseful, status: AnswerStatus.taken };
  const marked = { ...page({}), mark };
  const after = pages.merge(
    marked, envelope({ seq: 2, type: EnvelopeType.withdrawn, issuedAt: 2000 }), 3000);
  assert.deepEqual(after.mark, mark);
});
