// Tocsin — Web: the words of reports, in German
// SPDX-License-Identifier: Apache-2.0

const plural = (count, one, many) => (count === 1 ? one : many);

const reports = {
  bar: "Berichte",
  title: "Wie Alarme beantwortet wurden",
  lead: "Beendete Alarme, nach dem Tag ihrer Eröffnung. Nie nach Person, und nie für weniger als "
    + "fünf Personen.",
  by: "Wonach",
  groups: { team: "Team", ward: "Station", priority: "Priorität" },
  span: "Wie weit zurück",
  days: (count) => (count === 364 ? "1 Jahr" : count === 91 ? "13 Wochen" : `${count} Tage`),
  csv: "Als CSV sichern",
  others: "Andere zusammen",
  unknownWard: "Station unbekannt",
  withheld: "Einiges fehlt: Dafür antworten weniger als fünf Personen, auch zusammen.",
  empty: "Noch ist kein Alarm aus dieser Zeit beendet.",
  onlyWithheld: "Anderes gibt es nicht zu zeigen.",
  timesTitle: "Zeit bis zur Übernahme",
  timesText: "Von der Eröffnung, bis jemand übernahm, aufgerundet.",
  timesLabel: (count, half, most) =>
    `Verteilung von ${count} Übernahmen: die Hälfte in ${half}, neun von zehn in ${most}.`,
  half: "Hälfte in",
  most: "9 von 10 in",
  sharesTitle: "Was weiter ging als nötig",
  sharesText: "Von den Alarmen jeder Zeile.",
  escalated: "Weitergegangen",
  wrongPerson: "Falsche Person",
  unanswered: "Letzte Instanz erreicht",
  clocksTitle: "Die drei Uhren eines Rufs",
  clocksText: "Von der Entscheidung bis zum ersten Versuch, von da bis zu einem Gerät, von da bis "
    + "zur Antwort: neun von zehn Rufen jeder Zeile, aufgerundet.",
  clocks: {
    attempted: "Bis zum ersten Versuch", delivered: "Bis zu einem Gerät",
    answered: "Bis zur Antwort",
  },
  noise: {
    title: "Lärm, Regel für Regel",
    text: "Was jede Regel von Menschen verlangt hat, die meisten Rufe zuerst. Tests zählen nicht, "
      + "und wer einen Ruf nicht nützlich fand, steht nirgends.",
    empty: "Noch ist kein Alarm aus dieser Zeit beendet.",
    csv: "Lärm als CSV sichern",
    accepted: (part, all) => `${part} von ${all} Alarmen angenommen`,
    rest: (part) => `${part} nicht angenommen`,
    heads: {
      rule: "Regel", pages: "Rufe", alerts: "Alarme", accepted: "Angenommen",
      declined: "Abgelehnt", unanswered: "Vor einer Antwort beendet",
      unpaged: "Im Warten beendet", notUseful: "Nicht nützlich", hold: "Was Warten brächte",
    },
    byHand: "von Hand",
    gateway: "Tocsin selbst",
    never: "Wartet nie: Notfall und hoch rufen sofort.",
    advice: (length, removed, all) => `${length} zu warten hätte ${removed} von ${all} Alarmen `
      + "erspart und keinen angenommenen verloren. Alle anderen wären um so viel später gekommen.",
    few: (least) => `Weniger als ${least} Alarme: zu wenig für einen Rat.`,
    nothing: "Kein Warten hätte etwas erspart, ohne einen angenommenen zu verlieren.",
    tried: (length, removed, lost) =>
      (lost > 0 ? `${length}: ${removed}, davon ${lost} angenommen` : `${length}: ${removed}`),
    lost: "Verliert angenommene",
  },
  arrivals: {
    title: "Wo Rufe spät ankommen",
    text: "Vom Postfach, bis das Gerät sagte, dass es den Ruf hat: nach dem Netz, aus dem es zu "
      + "hören war, und nach der Station des Alarms. Ein Funkloch: mehr als einer von zwanzig "
      + "Rufen braucht über 10 s oder kommt nie an.",
    empty: "Noch ist kein Ruf aus dieser Zeit angekommen.",
    csv: "Ankünfte als CSV sichern",
    found: (count) => (count === 0
      ? "Kein Funkloch gefunden."
      : `${count} ${plural(count, "Funkloch", "Funklöcher")} gefunden.`),
    deadSpot: "Funkloch",
    networks: "Nach Netz",
    wards: "Nach der Station des Alarms",
    network: "Netz",
    other: "Andere Netze",
    pages: "Rufe",
    half: "Hälfte in",
    within: "19 von 20 in",
    undelivered: "Nie angekommen",
    lost: "Länger als 1 min ohne Verbindung",
    worst: "Langsamste Stunde",
    hour: (time, length) => `ab ${time}: ${length}`,
  },
  tableTitle: "Als Tabelle",
  alerts: "Alarme",
  acknowledged: "Übernommen",
  pagesPerHour: "Rufe je Stunde",
  uncovered: "Unbesetzt",
  seconds: (count) => `${count} s`,
  minutes: (count) => `${count} min`,
  longer: "über 2 h",
  none: "–",
  forbidden: "Berichte sind nicht für Ihre Rolle",
  forbiddenText: "Dienstplanung, Vermittlung und Prüfung sehen sie.",
};

const pageWay = {
  title: "Der Weg jedes Rufs",
  clocks: "Bis versiegelt · zugestellt · beantwortet",
  noDevice: "ohne Gerät",
  device: (number) => `Gerät ${number}`,
  at: {
    asked: "Entschieden", sealed: "Versiegelt", handedOver: "Übergeben", delivered: "Zugestellt",
    displayed: "Gezeigt", answered: "Beantwortet", ended: "Beendet",
  },
  states: {
    decided: "entschieden", sealed: "versiegelt", "handed-over": "übergeben",
    delivered: "zugestellt", displayed: "gezeigt", answered: "beantwortet",
    withdrawn: "zurückgezogen", expired: "abgelaufen", failed: "gescheitert",
    folded: "in der Liste",
  },
  handOver: {
    waiting: "wartet", begun: "unterwegs", "handed-over": "übergeben", failed: "gescheitert",
    moot: "nicht mehr nötig",
  },
};

const review = {
  title: "Gerechtigkeit und Güte",
  lead: "Die nächsten 13 Wochen, wie sie jetzt stehen.",
  score: (points) => `${points} von 100 Punkten`,
  good: "Nichts kostet Punkte.",
  points: (count) => `−${count}`,
  hours: (count) => `${count} h`,
  of: { minutes: "Alle Stunden", nights: "Nächte", weekends: "Wochenenden",
    holidays: "Feiertage" },
  lines: { first: "Erste Linie", second: "Zweite Linie", trainee: "In Ausbildung" },
  kinds: { all: "Stunden", nights: "Nachtstunden", weekends: "Wochenendstunden",
    holidays: "Feiertagsstunden" },
  reason: {
    uncovered: (times, hours) => `${times} ${plural(times, "Lücke", "Lücken")}, ${hours}`,
    unreachable: (name, hours) => `${name} hat kein Gerät, für ${hours}`,
    "rest-broken": (times) => `Zu wenig Ruhe nach einer Nacht: ${times}-mal`,
    imbalance: (name, hours, mean, kind) =>
      `${name} hat ${hours} ${kind}, im Mittel sind es ${mean}`,
    "double-booked": (times) => `Zweimal zugleich im Dienst: ${times}-mal`,
    "holidays-end": (day) => `Der Feiertagskalender endet am ${day}`,
  },
};

/** What the catalogue is completed with, for those who look back and ahead. */
export const figures = Object.freeze({ reports, review, pageWay });
