// Tocsin — WebTests: the catalogues say the same in every language
// SPDX-License-Identifier: Apache-2.0

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

import { LANGUAGES, load } from "./client.mjs";

const WORDS = new URL("../../Sources/TocsinServer/Web/words/", import.meta.url);

/** Every word of a catalogue by its path, such as `time.minutesAgo`. */
const leaves = (value, path = "") =>
  value !== null && typeof value === "object"
    ? Object.keys(value).flatMap((key) => leaves(value[key], path ? `${path}.${key}` : key))
    : [[path, value]];

/** What a word becomes with its parameters marked, and with one of a thing where that differs; a
 * function may give a pair of texts. */
const filled = (word) => {
  if (typeof word !== "function") return [String(word)];
  const marks = Array.from({ length: word.length }, (_, at) => `M${at}`);
  const one = /plural\(/.test(String(word)) ? word(...marks.map(() => 1)) : [];
  return [word(...marks), one].flat().map(String);
};
const marksIn = (word) =>
  [...new Set(filled(word).join(" ").toUpperCase().match(/M\d\b/g) ?? [])].sort().join(" ");

const catalogue = async (language) => new Map(leaves({
  ...(await load(`words/${language}.js`))[language],
  ...(await load(`words/${language}-rest.js`)).rest,
  ...(await load(`words/${language}-notification.js`)),
}));
const english = await catalogue("en");

test("the English catalogue has words", () => {
  assert.ok(english.size > 500, `${english.size} words`);
});

/** What catalogues say that are put together: one name of two would hide the other's words. */
test("no two catalogues of the English one have a name in common", async () => {
  const source = await readFile(new URL("en-rest.js", WORDS), "utf8");
  const parts = [...source.matchAll(/import \{ (\w+)[^}]*\} from "\.\/(en-[\w-]+\.js)"/g)];
  assert.ok(parts.length > 5, `${parts.length} catalogues`);
  const names = [];
  for (const [, , file] of parts) {
    for (const part of Object.values(await load(`words/${file}`))) names.push(...Object.keys(part));
  }
  names.push(...Object.keys((await load("words/en.js")).en));
  assert.deepEqual(names.filter((name, at) => names.indexOf(name) !== at), []);
});

for (const language of ["fr", "de"]) {
  const other = await catalogue(language);
  const both = [...english.keys()].filter((key) => other.has(key));
  const words = (key) => [english.get(key), other.get(key)];

  test(`the catalogue ${language} has the keys of the English one`, () => {
    assert.deepEqual([...other.keys()].sort(), [...english.keys()].sort());
  });

  test(`the catalogue ${language} takes and shows the same parameters`, () => {
    assert.deepEqual(both.filter((key) => {
      const [a, b] = words(key);
      return typeof a !== typeof b || (typeof a === "function" && a.length !== b.length)
        || marksIn(a) !== marksIn(b);
    }), []);
  });

  test(`the catalogue ${language} leaves no word out`, () => {
    assert.deepEqual(
      both.filter((key) => filled(other.get(key)).some((text) => text.trim() === "")), []);
  });

  test(`the catalogue ${language} is translated`, () => {
    assert.deepEqual(both.filter((key) => {
      const [a, b] = words(key).map((word) => filled(word)[0]);
      return a.length > 24 && a === b;
    }), []);
  });
}

test("each language can be chosen by its own name", async () => {
  const { LANGUAGES: names } = await load("words/words.js");
  assert.deepEqual(Object.keys(names).sort(), [...LANGUAGES].sort());
});

const CHOICES = [
  [["de-CH", "en"], "de", "de-CH"], [["it-IT", "fr-BE"], "fr", "fr-BE"], [["EN-us"], "en", "EN-us"],
  [["it", "pl"], "en", "en-GB"], [[], "en", "en-GB"],
];
for (const [tags, language, locale] of CHOICES) {
  test(`a browser that asks for ${JSON.stringify(tags)} gets ${locale}`, async () => {
    globalThis.navigator.languages = tags;
    const at = new URL("../../Sources/TocsinServer/Web/words/words.js", import.meta.url);
    const found = await import(`${at}?${encodeURIComponent(tags.join())}`);
    assert.deepEqual([found.language, found.locale], [language, locale]);
  });
}
