// Tocsin — Web: the catalogue in the reader's language
// SPDX-License-Identifier: Apache-2.0

/** The catalogues, each with the same keys as `en`; another language is one more line here. Only
 * the reader's is loaded. */
const CATALOGUES = {
  en: async () => (await import("./en.js")).en,
  fr: async () => (await import("./fr.js")).fr,
  de: async () => (await import("./de.js")).de,
};
/** The words of the screens that are loaded later, in the same languages. */
const RESTS = {
  en: () => import("./en-rest.js"), fr: () => import("./fr-rest.js"),
  de: () => import("./de-rest.js"),
};

/** The languages that there are, each by its own name. */
export const LANGUAGES = Object.freeze({ en: "English", fr: "Français", de: "Deutsch" });

const REGIONS = { en: "en-GB", fr: "fr-FR", de: "de-DE" };
const CHOICE = "tocsin-language";

const languageOf = (tag) => tag.slice(0, 2).toLowerCase();

/** What the reader has chosen in this browser; null when nothing, or when nothing is remembered. */
function chosen() {
  try {
    const choice = localStorage.getItem(CHOICE);
    return Object.hasOwn(CATALOGUES, choice) ? choice : null;
  } catch {
    return null;
  }
}

function tag() {
  const choice = chosen();
  const isKnown = (one) =>
    choice ? languageOf(one) === choice : Object.hasOwn(CATALOGUES, languageOf(one));
  return navigator.languages.find(isKnown) ?? REGIONS[choice ?? "en"];
}

/** The reader's first tag that there is a catalogue for, such as `en-GB`: it forms dates. */
export const locale = tag();

/** Its language: a key of the catalogues. */
export const language = languageOf(locale);

/** Every word that the client shows; those of `rest` once they were learnt. */
export const words = { ...await CATALOGUES[language]() };

/** Learns the words of the screens that are loaded later, before these are. */
export async function learnRest() {
  Object.assign(words, (await RESTS[language]()).rest);
}

/** Learns the words of the PIN and of reading back, before they are shown. */
export async function learnPin() {
  Object.assign(words, (await import(`./${language}-pin.js`)).pinning);
}

/** Remembers a language in this browser; it holds from the next start of the client on. */
export function chooseLanguage(choice) {
  try {
    localStorage.setItem(CHOICE, choice);
  } catch {
    // A browser that remembers nothing keeps the language that it asks for.
  }
}
