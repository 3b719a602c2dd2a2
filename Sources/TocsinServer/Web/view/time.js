// Tocsin — Web: times and durations in the reader's words
// SPDX-License-Identifier: Apache-2.0

import { locale, words } from "../words/words.js";

const CLOCK = new Intl.DateTimeFormat(
  locale, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const DAY = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short" });
const DATE = new Intl.DateTimeFormat(
  locale, { day: "numeric", month: "short", year: "numeric" });
const STRETCH = new Intl.DateTimeFormat(locale, {
  weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit",
  hourCycle: "h23",
});
/** What `Date.parse` reads beyond it is a guess: "Bed 3" is a day in March to it. */
const RFC_3339 = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)$/i;
const DATE_AND_TIME = /(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?) ?(Z|[+-]\d\d:\d\d)/g;

/** `03:07`, or `26 Nov 03:07` when that is another day than `now`. */
export function moment(at, now) {
  const isToday = new Date(at).toDateString() === new Date(now).toDateString();
  return isToday ? CLOCK.format(at) : `${DAY.format(at)} ${CLOCK.format(at)}`;
}

/** `Thu, 26 Nov, 08:00–20:00`; both days where they are two. */
export const stretch = (from, until) => STRETCH.formatRange(from, until);

/** `26 Nov 2026`. */
export const date = (at) => DATE.format(at);

/** Times with an offset within a text, shown as the reader's clock has them. */
export const readable = (text, now) =>
  text.replace(DATE_AND_TIME, (whole, day, time, offset) => {
    const at = instant(`${day}T${time}${offset}`);
    return at === null ? whole : moment(at, now);
  });

/** The milliseconds of an RFC 3339 text; null for anything else. */
export function instant(text) {
  const value = RFC_3339.test(text ?? "") ? Date.parse(text) : NaN;
  return Number.isNaN(value) ? null : value;
}

/** `1:42`, or `1:02:03` from an hour on; never negative. */
export function countdown(milliseconds) {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  const two = (number) => String(number).padStart(2, "0");
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const rest = two(seconds % 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${rest}` : `${minutes}:${rest}`;
}

/** `40 s`, `4 min`, `2 h 10 min`: the units are the same in every language here. */
export function span(milliseconds) {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 120) return `${seconds}\u00a0s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 120) return `${minutes}\u00a0min`;
  return `${Math.floor(minutes / 60)}\u00a0h ${minutes % 60}\u00a0min`;
}

/** `just now`, `4 min ago`, `2 h 10 min ago`. */
export function ago(milliseconds) {
  const minutes = Math.floor(milliseconds / 60000);
  if (minutes < 1) return words.time.justNow;
  if (minutes < 60) return words.time.minutesAgo(minutes);
  return words.time.hoursAgo(Math.floor(minutes / 60), minutes % 60);
}
