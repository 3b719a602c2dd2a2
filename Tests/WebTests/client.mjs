// Tocsin — WebTests: the client's modules, in a language, and samples for them
// SPDX-License-Identifier: Apache-2.0

/** The languages of the client. */
export const LANGUAGES = ["en", "fr", "de"];

const REGIONS = { en: "en-GB", fr: "fr-FR", de: "de-DE" };

let last = Promise.resolve();

/** A module of Sources/TocsinServer/Web, as a reader of `language` has it; one after the other,
 * since the browser's language is one for all. */
export function load(path, language = "en") {
  last = last.catch(() => {}).then(() => {
    globalThis.navigator.languages = [REGIONS[language]];
    return import(`../../Sources/TocsinServer/Web/${path}?${language}`);
  });
  return last;
}

/** The bytes of a text of hexadecimal digits. */
export const hex = (text) =>
  Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));

/** An envelope that has passed every check, as `merge` takes it. */
export const envelope = (more = {}) => ({
  page: "p", seq: 1, type: 1, priority: 2, flags: 1, attempt: 1, step: 0, issuedAt: 1000,
  expiresAt: 9000, hash: new Uint8Array(32), content: { what: "K 7.1 mmol/L" }, ...more,
});
