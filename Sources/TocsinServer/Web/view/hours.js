// Tocsin — Web: hours of the week in the reader's words
// SPDX-License-Identifier: Apache-2.0

import { locale, words } from "../words/words.js";

const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
/** Monday of some week, for the names of days. */
const MONDAY = Date.UTC(2026, 0, 5, 12);
const WEEKDAY = new Intl.DateTimeFormat(locale, { weekday: "short", timeZone: "UTC" });
const PHRASE = /\b(?:mon|tue|wed|thu|fri|sat|sun|every day|but holidays|holidays)\b/g;

/** `mon-fri but holidays 07:00-20:00 (Europe/Paris)` as the reader says it. */
export const hoursText = (text) => text.replace(PHRASE, (phrase) => (DAYS.includes(phrase)
  ? WEEKDAY.format(MONDAY + DAYS.indexOf(phrase) * 86400000) : words.hours[phrase]));
