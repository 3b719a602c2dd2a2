// Tocsin — Web: the catalogue in the reader's language
// SPDX-License-Identifier: Apache-2.0

import { en } from "./en.js";

/** The catalogues, each with the same keys as `en`; another language is one more line here. */
const CATALOGUES = { en };

/** The first language of the reader's that there is a catalogue for. */
export const language =
  navigator.languages.map((tag) => tag.slice(0, 2).toLowerCase()).find((tag) => CATALOGUES[tag])
  ?? "en";

/** Every word that the client shows. */
export const words = CATALOGUES[language];
