// Tocsin — Web: times by the clocks of a rota's own zone
// SPDX-License-Identifier: Apache-2.0

import { locale } from "../words/words.js";

export const HOUR = 3600000;
export const DAY = 24 * HOUR;
const FIELD = /^\d{4}-\d\d-\d\dT\d\d:\d\d$/;

/** The clocks of one IANA zone; where the browser does not know it, those of the browser. */
export class Zone {
  #parts;

  constructor(name) {
    const form = {
      year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit",
      second: "2-digit", hourCycle: "h23",
    };
    let timeZone;
    try {
      this.#parts = new Intl.DateTimeFormat("en-GB", { ...form, timeZone: name });
      timeZone = name;
    } catch {
      this.#parts = new Intl.DateTimeFormat("en-GB", form);
    }
    const make = (options) => new Intl.DateTimeFormat(locale, { ...options, timeZone });
    const clock = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
    this.weekday = make({ weekday: "short" });
    this.day = make({ day: "numeric" });
    this.month = make({ month: "long", year: "numeric" });
    this.date = make({ weekday: "short", day: "numeric", month: "short" });
    this.written = make({ day: "numeric", month: "long", year: "numeric" });
    this.clock = make(clock);
    this.moment = make({ weekday: "short", day: "numeric", month: "short", ...clock });
  }

  /** What clocks show at an instant, as if it were UTC. */
  wall(at) {
    const read = {};
    for (const { type, value } of this.#parts.formatToParts(at)) read[type] = Number(value);
    return Date.UTC(
      read.year, read.month - 1, read.day, read.hour, read.minute, read.second)
      + (((at % 1000) + 1000) % 1000);
  }

  /** The instant at which clocks show that; one that they skip is shifted by what they skip. */
  instant(wall) {
    const near = wall - (this.wall(wall) - wall);
    return near - (this.wall(near) - wall);
  }

  /** The instant of midnight at the begin of the day that holds `at`, some days later. */
  midnight(at, days = 0) {
    const wall = this.wall(at);
    return this.instant(wall - (((wall % DAY) + DAY) % DAY) + days * DAY);
  }

  /** Midnight of the Monday of the week that holds `at`, some weeks later. */
  monday(at, weeks = 0) {
    const weekday = (new Date(this.wall(at)).getUTCDay() + 6) % 7;
    return this.midnight(at, weeks * 7 - weekday);
  }

  /** `2026-11-25T08:00`, as a field for a time takes it. */
  field(at) {
    return new Date(this.wall(at)).toISOString().slice(0, 16);
  }

  /** The instant of a field's text; null for anything else. */
  fromField(text) {
    const wall = FIELD.test(text) ? Date.parse(`${text}:00Z`) : NaN;
    return Number.isNaN(wall) ? null : this.instant(wall);
  }

  /** `Mon 30 Nov 08:00 – 20:00`, or with both days. */
  span(from, until) {
    const isShort = until - from <= DAY && this.midnight(from) === this.midnight(until - 1);
    const end = isShort ? this.clock.format(until) : this.moment.format(until);
    return `${this.moment.format(from)} – ${end}`;
  }
}
