// Tocsin — Web: the catalogue in the reader's language
// SPDX-License-Identifier: Apache-2.0

import { en } from "./en.js";

/** The catalogues, each with the same keys as `en`; another language is one more line here. */
const CATALOGUES = { en };

const languageOf = (tag) => tag.slice(0, 2).toLowerCase();

/** The reader's first tag that there is a catalogue for, such as `en-GB`: it forms dates. */
export const locale = navigator.languages.find((tag) => CATALOGUES[languageOf(tag)]) ?? "en-GB";

/** Its language: a key of the catalogues. */
export const language = languageOf(locale);

/** Every word that the client shows. */
export const words = CATALOGUES[language];
