// Tocsin — Web: the words of reports, in English
// SPDX-License-Identifier: Apache-2.0

const plural = (count, one, many) => (count === 1 ? one : many);

const reports = {
  bar: "Reports",
  title: "How alerts were answered",
  lead: "Alerts that are over, by the day they were opened. Never by person, and never for fewer "
    + "than five people.",
  by: "By what",
  groups: { team: "Team", ward: "Ward", priority: "Priority" },
  span: "How far back",
  days: (count) => (count === 364 ? "1 year" : count === 91 ? "13 weeks" : `${count} days`),
  csv: "Save as CSV",
  others: "Others together",
  unknownWard: "Ward not known",
  withheld: "Some are left out: fewer than five people answer for them, even together.",
  empty: "No alert of that time is over yet.",
  onlyWithheld: "Nothing else can be shown.",
  timesTitle: "Time to acknowledgment",
  timesText: "From opening until somebody took it, rounded up.",
  timesLabel: (count, half, most) =>
    `Distribution of ${count} acknowledgments: half within ${half}, nine of ten within ${most}.`,
  half: "Half within",
  most: "9 of 10 within",
  sharesTitle: "What went further than it should",
  sharesText: "Of the alerts of each row.",
  escalated: "Escalated",
  wrongPerson: "Wrong person",
  unanswered: "Reached the last resort",
  clocksTitle: "The three clocks of a page",
  clocksText: "From the decision of a page to its first attempt, from there to a device, from "
    + "there to an answer: nine of ten pages of each row, rounded up.",
  clocks: {
    attempted: "To the first attempt", delivered: "To a device", answered: "To an answer",
  },
  noise: {
    title: "Noise, rule by rule",
    text: "What each rule asked of people, most pages first. Tests are left out, and who found a "
      + "page not useful is nowhere in it.",
    empty: "No alert of that time is over yet.",
    csv: "Save noise as CSV",
    accepted: (part, all) => `${part} of ${all} alerts accepted`,
    rest: (part) => `${part} not accepted`,
    heads: {
      rule: "Rule", pages: "Pages", alerts: "Alerts", accepted: "Accepted", declined: "Declined",
      unanswered: "Ended before an answer", unpaged: "Ended while held", notUseful: "Not useful",
      hold: "What a hold would do",
    },
    byHand: "by hand",
    gateway: "Tocsin itself",
    never: "Never held: crash and high page at once.",
    advice: (length, removed, all) => `A hold of ${length} would have kept ${removed} of ${all} `
      + "alerts from paging anybody, and lost none that was accepted. All others would have come "
      + "that much later.",
    few: (least) => `Fewer than ${least} alerts: too few to advise a hold.`,
    nothing: "No hold would have removed anything without losing an accepted one.",
    tried: (length, removed, lost) =>
      (lost > 0 ? `${length}: ${removed}, of them ${lost} accepted` : `${length}: ${removed}`),
    lost: "Loses accepted ones",
  },
  arrivals: {
    title: "Where pages arrive late",
    text: "From the mailbox until the device said that it has the page, by the network from which "
      + "it was heard and by the ward of the alert. A dead spot: more than one page in twenty "
      + "takes over 10 s, or never arrives.",
    empty: "No page of that time has arrived yet.",
    csv: "Save arrivals as CSV",
    found: (count) => (count === 0
      ? "No dead spot found." : `${count} dead ${plural(count, "spot", "spots")} found.`),
    deadSpot: "Dead spot",
    networks: "By network",
    wards: "By ward of the alert",
    network: "Network",
    other: "Other networks",
    pages: "Pages",
    half: "Half within",
    within: "19 of 20 within",
    undelivered: "Never arrived",
    lost: "Links lost for over 1 min",
    worst: "Slowest hour",
    hour: (time, length) => `from ${time}: ${length}`,
  },
  tableTitle: "As a table",
  alerts: "Alerts",
  acknowledged: "Acknowledged",
  pagesPerHour: "Pages per hour",
  uncovered: "Uncovered",
  seconds: (count) => `${count} s`,
  minutes: (count) => `${count} min`,
  longer: "over 2 h",
  none: "–",
  forbidden: "Reports are not for your role",
  forbiddenText: "Rota managers, the switchboard and auditors see them.",
};

const pageWay = {
  title: "The way of each page",
  clocks: "To sealed · delivered · answered",
  noDevice: "no device",
  device: (number) => `device ${number}`,
  at: {
    asked: "Decided", sealed: "Sealed", handedOver: "Handed over", delivered: "Delivered",
    displayed: "Shown", answered: "Answered", ended: "Ended",
  },
  states: {
    decided: "decided", sealed: "sealed", "handed-over": "handed over", delivered: "delivered",
    displayed: "shown", answered: "answered", withdrawn: "withdrawn", expired: "expired",
    failed: "failed", folded: "in the list",
  },
  handOver: {
    waiting: "waits", begun: "on its way", "handed-over": "handed over", failed: "failed",
    moot: "not needed any more",
  },
};

const review = {
  title: "Fairness and quality",
  lead: "The next 13 weeks as they stand now.",
  score: (points) => `${points} of 100 points`,
  good: "Nothing takes points.",
  points: (count) => `−${count}`,
  hours: (count) => `${count} h`,
  of: { minutes: "All hours", nights: "Nights", weekends: "Weekends", holidays: "Holidays" },
  lines: { first: "First line", second: "Second line", trainee: "Trainees" },
  kinds: { all: "hours", nights: "night hours", weekends: "weekend hours",
    holidays: "holiday hours" },
  reason: {
    uncovered: (times, hours) => `${times} ${plural(times, "gap", "gaps")}, ${hours}`,
    unreachable: (name, hours) => `${name} has no device, for ${hours}`,
    "rest-broken": (times) => `Too little rest after a night: ${times} times`,
    imbalance: (name, hours, mean, kind) =>
      `${name} has ${hours} of ${kind}, the mean is ${mean}`,
    "double-booked": (times) => `On call twice at once: ${times} times`,
    "holidays-end": (day) => `The calendar of holidays ends on ${day}`,
  },
};

/** What the catalogue is completed with, for those who look back and ahead. */
export const figures = Object.freeze({ reports, review, pageWay });
