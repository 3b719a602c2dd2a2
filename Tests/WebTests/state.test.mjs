// Tocsin — WebTests: where a page stands, in words, and what of it leaves the client
// SPDX-License-Identifier: Apache-2.0

import assert from "node:assert/strict";
import { test } from "node:test";

import { envelope, LANGUAGES, load } from "./client.mjs";

const pages = await load("device/pages.js");
const { AnswerKind } = await load("device/answer.js");
const { EnvelopeType } = await load("device/envelope.js");
const { stateOf } = await load("page/state.js");
const { noticeOf, outcomeOf, sending, unreadable } = await load("device/notification.js");
const { AnswerStatus, tagOf } = pages;
const SECRET = {
  what: "K 7.1 mmol/L", where: "Ward 4", who: { name: "BRAVO" }, callBack: "5550142",
};
const page = (more, answer = null) =>
  ({ ...pages.merge(undefined, envelope({ content: SECRET, ...more }), 1000), answer });
const taken = (kind, more = {}) =>
  ({ kind, status: AnswerStatus.taken, serverTime: 1500, at: 1400, ...more });

test("an open page that nobody answered says nothing beside its content", () => {
  assert.equal(stateOf(page()), null);
});

const CLOSED = [
  ["withdrawn", "calm"], ["resolved", "calm"], ["stoodDown", "calm"], ["retracted", "bad"],
  ["ended", "busy"], ["rekey", "bad"],
];
for (const [type, tone] of CLOSED) {
  test(`a page of type ${type} says so, and its tone is ${tone}`, () => {
    const state = stateOf(page({ type: EnvelopeType[type] }));
    assert.equal(state.tone, tone);
    assert.ok(state.word && state.title && state.text);
  });
}

const SAID = [
  [AnswerKind.accept, "Accepted", "good"], [AnswerKind.decline, "Declined", "calm"],
  [AnswerKind.wrongPerson, "Wrong person", "calm"], [AnswerKind.giveBack, "Given back", "calm"],
  [AnswerKind.seen, "Seen", "calm"],
];
for (const [kind, word, tone] of SAID) {
  test(`a confirmed answer reads ${word}`, () => {
    const state = stateOf(page({}, taken(kind)));
    assert.deepEqual([state.word, state.tone], [word, tone]);
  });
}

for (const status of Object.values(AnswerStatus).filter((one) => one !== AnswerStatus.taken)) {
  test(`an acceptance that is ${status} is never called accepted`, () => {
    const state = stateOf(page({}, { kind: AnswerKind.accept, status, at: 1400 }));
    assert.notEqual(state.tone, "good");
    assert.notEqual(state.word, "Accepted");
    assert.ok(state.title && state.text);
  });
}

test("coming says when, by the gateway's clock, and 0 minutes is there", () => {
  const answer = taken(AnswerKind.comingIn, { argument: 10, serverTime: Date.now() });
  assert.equal(stateOf(page({}, answer)).title, "Coming in 10 minutes");
  assert.equal(stateOf(page({}, { ...answer, argument: 1 })).title, "Coming in 1 minute");
  assert.equal(stateOf(page({}, { ...answer, argument: 0 })).word, "There");
});

test("what closes a page outranks an acceptance, and not this person's own decline", () => {
  const withdrawn = { type: EnvelopeType.withdrawn };
  assert.equal(stateOf(page(withdrawn, taken(AnswerKind.accept))).word, "No longer needed");
  assert.equal(stateOf(page(withdrawn, taken(AnswerKind.decline))).word, "Declined");
  const unconfirmed = { kind: AnswerKind.decline, status: AnswerStatus.unconfirmed };
  assert.equal(stateOf(page(withdrawn, unconfirmed)).word, "No longer needed");
});

for (const language of LANGUAGES) {
  const { notification: text } = await load(`words/${language}-notification.js`, language);

  test(`no notification in ${language} says anything of a patient (S5)`, () => {
    const types = Object.values(EnvelopeType);
    const all = types.flatMap(
      (type) => [1, 2, 3, 4, 99].map((priority) => page({ type, priority })));
    const said = all.flatMap((one) => [noticeOf(one, text, 2000), outcomeOf(one, text)]);
    for (const { title, options } of [...said, unreadable(text), sending("p", text)]) {
      const whole = JSON.stringify([title, options]);
      assert.ok(title.trim().length > 0, whole);
      assert.ok(!/7\.1|mmol|Ward|BRAVO|5550142|undefined/.test(whole), whole);
    }
  });
}

const { notification: words } = await load("words/en-notification.js");
test("a high page sounds, stays on the screen and can be accepted there", () => {
  const { options } = noticeOf(page(), words, 2000);
  const { requireInteraction, silent, renotify } = options;
  assert.deepEqual([requireInteraction, silent, renotify], [true, false, true]);
  assert.deepEqual(options.actions.map((one) => one.action), ["accept", "open"]);
  assert.equal(noticeOf(page({ priority: 4 }), words, 2000).options.requireInteraction, false);
});

test("what ended takes the place of its page without a sound; a stand-down is heard", () => {
  const notice = (type) => noticeOf(page({ type: EnvelopeType[type] }), words, 2000).options;
  for (const type of ["withdrawn", "resolved"]) {
    assert.deepEqual([notice(type).silent, notice(type).actions], [true, undefined]);
  }
  assert.equal(notice("stoodDown").silent, false);
  assert.equal(notice("withdrawn").tag, tagOf("p"));
});

test("a page from the public line is titled by it, a test by TEST, a late one by LATE", () => {
  const content = { ...SECRET, public: { call: "Cardiac arrest", place: "Entrance" } };
  assert.equal(
    noticeOf(page({ content, priority: 1 }), words, 2000).title,
    "CRASH PAGE · Cardiac arrest, Entrance");
  assert.ok(noticeOf(page({ flags: 2 }), words, 2000).title.startsWith("TEST · "));
  assert.ok(noticeOf(page(), words, 1000 + 300001).options.body.startsWith("LATE"));
  assert.ok(!noticeOf(page(), words, 1000 + 300000).options.body.startsWith("LATE"));
});

test("an acceptance from a notification is called so only when it is confirmed", () => {
  assert.equal(outcomeOf(page({}, taken(AnswerKind.accept)), words).title, "Accepted");
  for (const status of ["sending", "unconfirmed", "stale", "refused"]) {
    const record = page({}, { kind: AnswerKind.accept, status });
    const { title, options } = outcomeOf(record, words);
    assert.deepEqual([title, options.silent], ["NOT CONFIRMED", false]);
  }
});
