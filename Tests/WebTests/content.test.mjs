// Tocsin — WebTests: reading what a page says, whoever wrote it
// SPDX-License-Identifier: Apache-2.0

import assert from "node:assert/strict";
import { test } from "node:test";

import { LANGUAGES, load } from "./client.mjs";

const { finding, pairs } = await load("view/content.js");
const NOW = Date.parse("2026-11-26T02:07:00Z");

const FINDINGS = [
  ["Potassium 6.9 mmol/L (3.5-5.1)", "Potassium 6.9 mmol/L", "(3.5-5.1)", []],
  ["Hb 4.1 g/dL [7-9]\ncalled twice", "Hb 4.1 g/dL", "[7-9]", ["called twice"]],
  ["Na 101 mmol/L", "Na 101 mmol/L", "", []], ["(no name) 3", "(no name) 3", "", []],
  ["", "", "", []], ["a\n\nb", "a", "", ["", "b"]],
];
for (const [what, head, rest, lines] of FINDINGS) {
  test(`the finding ${JSON.stringify(what)} is parted and nothing of it is left out`, () => {
    assert.deepEqual(finding({ what }), { head, rest, lines });
  });
}

test("a finding that is no text is said all the same", () => {
  for (const content of [null, undefined, {}]) assert.equal(finding(content).head, "");
  assert.equal(finding({ what: 42 }).head, "42");
});

test("the test page at a start of duty names its rotas in the reader's words", async () => {
  const start = { lines: [{ title: "Medicine", line: "first" }, { title: "ICU", line: "second" }] };
  const heads = [];
  for (const language of LANGUAGES) {
    const content = await load("view/content.js", language);
    heads.push(content.finding({ what: "Start of duty", start }).head);
  }
  assert.equal(heads[0], "Start of duty: Medicine; ICU, second line");
  assert.equal(new Set(heads).size, 3);
  assert.ok(heads.every((head) => head.includes("Medicine; ICU, ")), heads.join(" | "));
  assert.equal(finding({ what: "x", start: { lines: [] } }).head, "x");
});

test("whom it concerns is read from an object and from a list, in order, without gaps", () => {
  const wanted = [["name", "BRAVO"], ["record", "990021"], ["sex", 0]];
  assert.deepEqual(pairs({ name: "BRAVO", born: "", record: "990021", sex: 0, x: null }), wanted);
  const list = wanted.map(([name, value]) => ({ name, value }));
  assert.deepEqual(pairs([...list, { name: "born", value: "" }]), wanted);
  assert.deepEqual(pairs([null, { value: 1 }]), [["", 1]]);
  for (const nothing of [null, undefined, "BRAVO", 7]) assert.deepEqual(pairs(nothing), []);
});

const FACTS = {
  rota: "Medicine", until: "2026-11-26T08:00:00+01:00", by: "Dr Brandt", length: "2 h", note: "ill",
};
for (const language of LANGUAGES) {
  const { reasonText } = await load("view/reasons.js", language);
  const { words } = await load("words/words.js", language);
  const codes = Object.entries(words.reasons).flatMap(([code, said]) =>
    (typeof said === "object" ? Object.keys(said).map((line) => ({ code, line })) : [{ code }]));

  test(`each reason is said in ${language} with its facts and its note`, () => {
    for (const one of codes) {
      const text = reasonText({ why: "WHY", reasons: [{ ...FACTS, ...one }] }, NOW);
      const word = words.reasons[one.code];
      const takes = (word[one.line] ?? word).length;
      assert.ok(!/undefined|WHY|\[object/.test(text), text);
      if (typeof (word[one.line] ?? word) === "function") {
        assert.ok(takes > 0 && text.endsWith(": ill"), `${one.code}: ${text}`);
        assert.ok(/Medicine|Dr Brandt|2 h/.test(text), text);
      }
    }
  });

  test(`an unknown reason leaves the sentence as it came, in ${language}`, () => {
    const known = { code: "by-telephone" };
    for (const code of ["later", "toString", "__proto__"]) {
      assert.equal(reasonText({ why: "WHY", reasons: [known, { code }] }, NOW), "WHY");
    }
    assert.equal(reasonText({ why: "WHY" }, NOW), "WHY");
    assert.equal(reasonText({}, NOW), "");
  });
}

test("two reasons are joined, and a time is said by the reader's clock", async () => {
  const { reasonText } = await load("view/reasons.js");
  const onCall = { code: "on-call", line: "first", ...FACTS, note: null };
  const reasons = [onCall, { code: "last-resort" }];
  assert.equal(
    reasonText({ reasons }, NOW), "on call for Medicine until 08:00, last resort of the policy");
});
