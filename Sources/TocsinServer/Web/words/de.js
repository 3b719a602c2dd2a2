// Tocsin — Web: the words of whoever is paged, in German
// SPDX-License-Identifier: Apache-2.0

import { card } from "./de-card.js";
import { documents } from "./de-documents.js";
import { lock } from "./de-lock.js";
import { reach } from "./de-reach.js";
import { why } from "./de-reasons.js";

const plural = (count, one, many) => (count === 1 ? one : many);
const number = (count) => count.toLocaleString("de-DE");

const common = {
  quoted: (text) => `„${text}“`,
  product: "Tocsin",
  language: "Sprache",
  back: "Alle Rufe",
  cancel: "Ruf behalten",
  tryAgain: "Erneut versuchen",
  myPages: "Meine Rufe",
  onCall: "Im Dienst",
  testMark: "TEST",
  testText: "Das ist ein Test. Kein Patient wartet.",
};

const priority = {
  1: "Notfall",
  2: "Hoch",
  3: "Mittel",
  4: "Niedrig",
};

const time = {
  justNow: "gerade eben",
  minutesAgo: (minutes) => `vor ${minutes} min`,
  hoursAgo: (hours, minutes) =>
    minutes === 0 ? `vor ${hours} h` : `vor ${hours} h ${minutes} min`,
};

const connection = {
  connecting: "Verbindung wird aufgebaut",
  open: "Verbunden",
  lost: "Nicht verbunden",
  ended: "Dieses Gerät wurde abgemeldet",
  unknown: "Dieses Gerät ist nicht bekannt",
  endedTitle: "Sie werden auf diesem Gerät nicht mehr gerufen",
  endedText: "Es wurde abgemeldet. Um hier wieder gerufen zu werden, bitten Sie die Dienstplanung "
    + "um einen neuen Link.",
  unknownTitle: "Sie werden auf diesem Gerät nicht gerufen",
  unknownText: "Tocsin kennt es nicht. Bitten Sie die Dienstplanung um einen neuen Link und melden "
    + "Sie das Gerät an.",
  unverified: "Eine Nachricht konnte nicht geprüft werden und wird nicht gezeigt",
  unverifiedText: "Wenn Sie einen Ruf erwarten, rufen Sie die Zentrale an und sagen Sie, was "
    + "dieses Gerät gemeldet hat.",
  clockOff: (minutes) =>
    `Die Uhr dieses Geräts geht um ${minutes} ${plural(minutes, "Minute", "Minuten")} falsch. `
    + "Die Zeiten hier sind die von Tocsin.",
};

const sound = {
  off: "Der Ton ist aus, bis Sie den Bildschirm berühren",
  turnOn: "Ton einschalten",
  test: "Ton testen",
  quiet: "Stumm",
  quietText: "Schaltet den Ton dieses Rufs ab, bis er wieder läutet",
};

const list = {
  waiting: (count) => `${count} ${plural(count, "Ruf wartet", "Rufe warten")} auf Sie`,
  waitingShort: "Warten auf Sie",
  mine: "Von Ihnen angenommen",
  earlier: "Früher",
  quietTitle: "Nichts wartet auf Sie",
  quietText: "Lassen Sie Tocsin im Dienst offen. Ein geschlossenes Fenster wird nicht gerufen.",
  quietOpen: "Lassen Sie Tocsin im Dienst offen: es läutet lauter als eine Mitteilung.",
  choose: "Wählen Sie links einen Ruf, um ihn zu lesen.",
  none: "Rufe öffnen sich hier, sobald sie kommen.",
  movesIn: (left) => `Geht weiter in ${left}`,
  moved: "Ist zur nächsten Person weitergegangen",
  device: (name) => `Dieses Gerät: ${name}`,
};

const more = {
  title: (count) => `${number(count)} ${plural(count, "weiterer Ruf", "weitere Rufe")}`,
  parts: (medium, low) => [
    medium === 0 ? "" : `${number(medium)} mittel`, low === 0 ? "" : `${number(low)} niedrig`,
  ].filter((part) => part).join(", "),
  note: "Viele kamen auf einmal. Notfälle und Rufe hoher Priorität sind nie dabei.",
  open: "Liste öffnen",
  openNext: (count) => `Die nächsten ${count} öffnen`,
  opening: "Wird geöffnet…",
  refused: "Die Liste ging nicht auf. Prüfen Sie das Netz und versuchen Sie es erneut.",
};

const state = {
  withdrawn: "Nicht mehr nötig",
  stoodDown: "Abbestellt",
  resolved: "Erledigt",
  ended: "Beendet, nicht gesehen",
  retracted: "Zurückgezogen",
  unknown: "Braucht Aufmerksamkeit",
  accepted: "Angenommen",
  coming: "Unterwegs",
  arrived: "Vor Ort",
  declined: "Abgelehnt",
  wrongPerson: "Falsche Person",
  givenBack: "Zurückgegeben",
  seen: "Gesehen",
  sending: "Wird gesendet…",
  unconfirmed: "Nicht bestätigt",
  stale: "Antwort kam zu spät",
  takenByAnother: "Von anderen übernommen",
  noDuty: "Braucht Sie nicht mehr",
  refused: "Antwort nicht angenommen",
};

const page = {
  title: (level) => `Ruf, Priorität: ${level}`,
  priorityOf: (level) => `Priorität: ${level}`,
  where: "Wo",
  who: "Wer",
  what: "Was",
  since: "Seit",
  why: "Warum Sie",
  callBack: "Rückruf",
  noWords: "Diese Version kann den Inhalt dieses Rufs nicht lesen. Behandeln Sie ihn als dringend: "
    + "nehmen Sie ihn an und rufen Sie die Zentrale an.",
  cut: "Die Quelle hat mehr Text gesendet, als ein Ruf fasst. Fragen Sie dort nach dem Rest.",
  accept: "Annehmen",
  acceptRetraction: "Rücknahme bestätigen",
  decline: "Ablehnen",
  arrived: "Ich bin da",
  comingTitle: "Annehmen und sagen, wann Sie da sind:",
  comingAgain: "Neu sagen, wann Sie da sind:",
  comingIn: (minutes) => `In ${minutes} Minuten da`,
  giveBack: "Zurückgeben",
  markSeen: "Als gesehen markieren",
  acceptAgain: "Erneut annehmen",
  moves: (left) => `Geht zur nächsten Person in ${left}`,
  moved: (at) => `Um ${at} zur nächsten Person gegangen. Sie können noch annehmen.`,
  stays: "Wartet auf Ihre Antwort",
  late: (made) => `VERSPÄTET. Entstanden um ${made}; vielleicht ist es schon erledigt.`,
  arrivedLate: (minutes) =>
    `Kam ${minutes} ${plural(minutes, "Minute", "Minuten")} nach dem Absenden an.`,
  attempt: (count) => `Hat ${count}-mal geläutet`,
  keys: "Tasten: A annehmen, D ablehnen, Esc zurück",
  gone: "Dieser Ruf ist nicht auf diesem Gerät",
  goneText: "Vielleicht ging er an ein anderes Gerät, oder er ist lange vorbei.",
};

const field = {
  name: "Name",
  born: "Geboren",
  birthdate: "Geboren",
  dateofbirth: "Geboren",
  sex: "Geschlecht",
  record: "Akte",
  recordnumber: "Akte",
  mrn: "Akte",
  number: "Nummer",
  id: "Akte",
  identifier: "Akte",
  visit: "Fall",
  case: "Fall",
  specimen: "Probe",
  value: "Wert",
  unit: "Einheit",
  range: "Referenz",
  previous: "Vorwert",
  collected: "Entnommen",
  comment: "Bemerkung",
};

const outcome = {
  sending: ["Ihre Antwort wird gesendet", "Bleiben Sie auf diesem Bildschirm, bis sie bestätigt "
    + "ist."],
  unconfirmed: ["NICHT BESTÄTIGT", "Tocsin hat Ihre Antwort nicht bestätigt und versucht es "
    + "weiter. Bis dahin geht der Ruf ohne Sie weiter: rufen Sie die Zentrale an."],
  accepted: (at) => [`Angenommen um ${at}`, "Tocsin hat es bestätigt. Der Ruf gehört jetzt Ihnen; "
    + "niemand sonst wird dafür gerufen."],
  retractionDone: (at) => [`Rücknahme bestätigt um ${at}`, "Tocsin hat es bestätigt."],
  arrived: (at) => [`Vor Ort seit ${at}`, "Die Zentrale sieht es."],
  coming: (minutes, due) => [`In ${minutes} ${plural(minutes, "Minute", "Minuten")} da`,
    `Tocsin hat es bestätigt. Der Ruf gehört Ihnen; um ${due} wird nachgefragt, danach die `
      + "nächste Person gerufen."],
  declined: (at) => [`Abgelehnt um ${at}`, "Der Ruf ging sofort an die nächste Person."],
  wrongPerson: (at) => [`Als falsche Person gemeldet um ${at}`, "Der Ruf wird ohne Sie neu "
    + "geleitet, und die Dienstplanung erfährt davon."],
  givenBack: (at) => [`Zurückgegeben um ${at}`, "Der Ruf ging sofort an die nächste Person."],
  seen: (at) => [`Als gesehen markiert um ${at}`, "Tocsin hat es bestätigt."],
  stale: ["Ihre Antwort kam zu spät", "Sie hat den Ruf nicht angehalten. Wenn Sie ihn noch "
    + "übernehmen können, nehmen Sie ihn erneut an."],
  takenByAnother: ["Von anderen übernommen", "Jemand anderes hat ihn angenommen. Er verlangt "
    + "nichts von Ihnen."],
  noDuty: ["Braucht Sie nicht mehr", "Der Ruf war vorbei, bevor Ihre Antwort kam."],
  refused: ["Ihre Antwort wurde nicht angenommen", "Tocsin konnte sie von diesem Gerät nicht "
    + "annehmen. Rufen Sie die Zentrale an, wenn Sie diesen Ruf übernehmen wollen."],
  withdrawn: ["Nicht mehr nötig", "Jemand hat geantwortet, vielleicht Sie auf einem anderen Gerät, "
    + "oder der Ruf wurde mit neuem Inhalt wieder gesendet."],
  stoodDown: (by) => ["Abbestellt: niemand muss mehr kommen",
    by ? `Das sagt ${by}.` : "Der Ruf ist vorbei."],
  resolved: ["Erledigt", "Wer es gemeldet hat, sagt, dass es vorbei ist."],
  ended: ["BEENDET, nicht gesehen", "Der Alarm endete an seiner Quelle, bevor ihn jemand sah. "
    + "Sehen Sie nach dem Patienten, wenn Sie es für nötig halten, und markieren Sie ihn als "
    + "gesehen."],
  retracted: ["ZURÜCKGEZOGEN. Nicht danach handeln", "Die Quelle hat zurückgenommen, was dieser "
    + "Ruf sagt. Machen Sie rückgängig, was seinetwegen geschah, und bestätigen Sie."],
  unknown: ["Das braucht Aufmerksamkeit", "Tocsin hat etwas gesendet, das diese Version nicht "
    + "kennt. Behandeln Sie es als Ruf: lesen Sie es und fragen Sie im Zweifel die Zentrale."],
};

const callMe = {
  ask: "Anruf erbeten",
  sending: ["Die Zentrale wird gefragt", "Bleiben Sie hier, bis es bestätigt ist."],
  taken: (at) => [`Um ${at} um Anruf gebeten`, "Die Zentrale hat es. Sonst steht der Ruf, wie er "
    + "stand."],
  unconfirmed: ["NICHT BESTÄTIGT", "Tocsin hat nicht bestätigt, dass Sie um Anruf bitten, und "
    + "versucht es weiter: rufen Sie die Zentrale an, wenn es eilt."],
  failed: ["Niemand wurde gebeten, Sie anzurufen", "Rufen Sie selbst die Zentrale an."],
};

const notUseful = {
  say: "Nicht nützlich",
  text: "War er seinen Ton nicht wert? Das wird gezählt und ändert sonst nichts.",
  sending: "Wird notiert …",
  taken: "Notiert, danke.",
  unconfirmed: "Noch nicht bestätigt. Tocsin versucht es weiter.",
  failed: "Es ließ sich nicht notieren.",
};

const decline = {
  title: "Diesen Ruf ablehnen?",
  text: "Er geht sofort an die nächste Person. Sie werden dafür nur als letzte Möglichkeit wieder "
    + "gerufen.",
  emergency: "Ich bin bei einem anderen Notfall",
  cannotCome: "Ich kann nicht kommen",
  wrongPerson: "Ich bin die falsche Person",
  wrongPersonText: "Nicht im Dienst oder nicht mein Patient",
  giveBackTitle: "Diesen Ruf zurückgeben?",
  giveBackText: "Sofort wird jemand anderes gerufen. Tun Sie das nur, wenn Sie sich nicht darum "
    + "kümmern können.",
  giveBackGo: "Zurückgeben",
  giveBackCancel: "Behalten",
};

const rota = {
  title: "Jetzt im Dienst",
  lead: (at) => `Stand ${at}`,
  rota: "Dienst",
  who: "Im Dienst",
  why: "Warum",
  until: "Bis",
  nobody: "Niemand hat Dienst",
  nobodyText: "Rufe gehen sofort daran vorbei. Setzen Sie jemanden ein.",
  lines: { second: "zweite Linie", trainee: "in Ausbildung" },
  empty: "Es gibt noch keine Dienste",
  emptyText: "Einlesen mit: tocsin import",
  forbidden: "Dieser Bildschirm ist für die Dienstplanung",
  forbiddenText: "Ihr Konto hat diese Rolle nicht.",
  failed: "Die Dienste konnten nicht gelesen werden",
  failedText: "Prüfen Sie das Netz und versuchen Sie es erneut.",
};

const moved = {
  title: "Tocsin ist in einem anderen Tab offen",
  text: "Nur ein Tab wird gerufen, damit ein Ruf nur einmal läutet.",
  here: "Diesen Tab benutzen",
};

const announcement = {
  arrived: (level, what) => `Ruf, Priorität ${level}. ${what}`,
  again: (level, what) => `Erneuter Ruf, Priorität ${level}. ${what}`,
  stoodDown: (what) => `Abbestellt: niemand muss mehr kommen. ${what}`,
  withdrawn: "Ein Ruf ist nicht mehr nötig.",
  more: (count) => `${number(count)} ${plural(count, "weiterer Ruf", "weitere Rufe")}.`,
  alertTitle: (level) => `RUF: ${level.toUpperCase()}`,
};

/** The German catalogue: the keys and parameters of the English one. */
export const de = Object.freeze({
  common, priority, time, connection, sound, list, more, state, page, field, outcome,
  callMe, notUseful, decline, rota, moved, announcement, documents, ...card, ...why, ...reach,
  lock,
});
