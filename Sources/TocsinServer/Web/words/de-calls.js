// Tocsin — Web: the words of the switchboard, in German
// SPDX-License-Identifier: Apache-2.0

const plural = (count, one, many) => (count === 1 ? one : many);

const form = {
  title: "Rufen",
  what: "Was wird gebraucht?",
  find: "Tippen zum Suchen, Enter wählt",
  none: "Hier kann nichts gerufen werden",
  noneText: "Die Klinik hat noch kein Dokument der Rufe. Bis dahin das Team anrufen.",
  noMatch: "Kein Ruf heißt so.",
  change: "Anderer Ruf",
  place: "Wohin?",
  placeHint: "Station, Zimmer, Bett. Keine Namen.",
  words: "Worum geht es?",
  callBack: "Rückrufnummer",
  ward: "Station",
  test: "Als Test: auf jedem Ruf steht TEST",
  send: (title) => `Jetzt rufen: ${title}`,
  sending: "Wird gerufen …",
  keys: "Enter ruft, Esc geht zurück",
  again: "Neuer Ruf",
  manyTitle: (count) => `Das ruft ${count} Personen auf einmal`,
  manyText: "Noch wurde niemand gerufen.",
  manyGo: "Alle rufen",
  manyCancel: "Zurück",
  problem: {
    offline: "NICHT GESENDET: Tocsin antwortet nicht. Erneut versuchen und das Team anrufen.",
    notNow: "NICHT GESENDET: Tocsin kann es gerade nicht annehmen. Erneut versuchen und das Team "
      + "anrufen.",
    place: "Sagen Sie, wohin: eine Zeile, höchstens 120 Zeichen.",
    words: "Das ist zu lang. Höchstens 1000 Zeichen.",
    callBack: "Eine Nummer hat nur Ziffern, Leerzeichen und + - / ( ).",
    forbidden: "Für diese Station dürfen Sie nicht rufen.",
    other: "NICHT GESENDET. Angaben prüfen und erneut versuchen.",
  },
};

const roll = {
  title: "Wer kommt",
  nobody: "Kein Ruf ist offen",
  nobodyText: "Was Sie rufen, steht hier: wer es hat, wer geantwortet hat und wer der Nächste ist.",
  opened: "seit dem Ruf",
  test: "TEST",
  role: {
    responder: "Gerufene Person", leader: "Leitung", airway: "Atemweg", nurse: "Pflege",
    "ward-lead": "Stationsleitung", "privacy-officer": "Datenschutz",
  },
  waiting: (name) => `Warten auf ${name}`,
  waitingMany: (count) =>
    plural(count, `Warten auf ${count} Person`, `Warten auf ${count} Personen`),
  unanswered: "NIEMAND HAT GEANTWORTET",
  nobodyPaged: "NIEMAND KONNTE GERUFEN WERDEN",
  taken: (name) => `${name} kommt`,
  arrived: (name) => `${name} ist da`,
  byTelephone: (who) => `am Telefon, gehört von ${who}`,
  readBack: "wiederholt",
  notReadBack: "nicht wiederholt",
  over: "Vorbei",
  allTaken: "Alle Gebrauchten haben geantwortet",
  missing: (count) => plural(count, `${count} Antwort fehlt`, `${count} Antworten fehlen`),
  ending: {
    "stood-down": "Abbestellt", "by-caller": "Vorbei, sagt wer rief",
    "by-responder": "Vorbei, sagt wer kam", other: "Vorbei",
  },
  next: (names) => `dann ${names}`,
  nextNobody: "dann niemand: anrufen",
  again: (names) => `ruft ${names} erneut`,
  remind: "bis zur Erinnerung",
  person: {
    handed: "gerufen", delivered: "hat ihn", displayed: "hat ihn gesehen", declined: "lehnt ab",
    "wrong-person": "falsche Person", unreachable: "nicht erreichbar",
    "gave-back": "zurückgegeben", withdrawn: "nicht nötig", passed: "hat ihn, keine Antwort",
    noDevice: "kein Gerät: anrufen",
  },
  callMe: (name) => `${name} bittet um Anruf`,
  waits: "wartet",
  noNumber: "keine Nummer bekannt",
  rung: "Angerufen",
  callNext: "Jetzt den Nächsten",
  byTelephoneAct: "Am Telefon angenommen",
  reassign: "Jemand anderem geben",
  standDown: "Abbestellen",
  correct: "Berichtigen",
  resolve: "Es ist vorbei",
  ringBack: "Zurückrufen",
  updated: (role, text) => `${role}: ${text}`,
  stale: "Nicht aktuell: Tocsin antwortet nicht. Das Team anrufen.",
};

const queue = {
  title: "Braucht Sie",
  quiet: "Nichts braucht Sie",
  quietText: "Was niemand beantwortet, kommt vor der letzten Instanz hierher, und wer um Anruf "
    + "bittet, auch. Beides ist zu hören.",
  open: "Offene Rufe",
  bySource: (kind) => `Alarm: ${kind}`,
  cut: "Mehr Alarme sind offen, als diese Liste fasst. Auch auf die Übersicht sehen.",
  soundOff: "Der Ton ist aus. Eine Taste drücken oder einmal klicken, damit Sie hören, was Sie "
    + "braucht.",
  soundOn: "Ton einschalten",
  quietNow: "Still, bis sich etwas ändert",
  ward: (ward) => `Station ${ward}`,
  noWard: "Station unbekannt",
};

const act = {
  telephoneTitle: (role) => `${role}: am Telefon angenommen`,
  telephoneText: "Zählt als Antwort von geringerer Gewissheit und ist überall so bezeichnet.",
  who: "Wer hat geantwortet?",
  heard: "Die Person hat wiederholt, worum es geht",
  telephoneGo: "Eintragen",
  reassignTitle: (role) => `${role}: jemand anderem geben`,
  reassignText: "Die Person wird sofort gerufen. Wer es hat, behält es, bis sie annimmt.",
  to: "Wem?",
  onCall: (rota, name) => `${rota}: ${name}`,
  reassignGo: "Rufen",
  standDownTitle: "Alle abbestellen?",
  standDownText: "Alle Gerufenen erfahren, dass niemand mehr kommen muss.",
  standDownGo: "Abbestellen",
  resolveTitle: "Ist es vorbei?",
  resolveText: "Alle Gerufenen erfahren es.",
  resolveGo: "Es ist vorbei",
  correctTitle: "Den Ruf berichtigen",
  correctText: "Alle Gerufenen werden mit den neuen Angaben erneut gerufen.",
  correctWords: "Neue Worte, falls sie sich ändern",
  correctGo: "Allen sagen",
  cancel: "Zurück",
  problem: {
    taken: "Inzwischen hat jemand anderes etwas getan. Sehen Sie auf die Liste.",
    unusable: "Dort kann jetzt niemand gerufen werden. Jemand anderen wählen oder anrufen.",
    other: "Das wurde nicht getan. Erneut versuchen.",
  },
};

const rollCall = {
  title: "Letzte Appelle",
  complete: "jede Rolle hat geantwortet",
  missing: (roles) => `es fehlt: ${roles}`,
};

const sheet = {
  title: "Dienstplan der nächsten 48 Stunden",
  asOf: (when) => `Stand ${when}`,
  cut: (when, age) => `Tocsin ist nicht erreichbar. Dieser Plan ist von ${when}, ${age}. Rufen Sie `
    + "diese Nummern an; wer Dienst hat, kann sich seither geändert haben.",
  over: (when) => `Tocsin ist nicht erreichbar, und dieser Plan ist von ${when}: seine 48 Stunden `
    + "sind vorbei. Nehmen Sie den Plan auf Papier.",
  none: "Tocsin ist nicht erreichbar, und dieser Browser hat keinen Dienstplan aufbewahrt. Nehmen "
    + "Sie den auf Papier.",
  last: "Wenn niemand antwortet",
};

/** What the catalogue is completed with. */
export const calls = Object.freeze({
  calls: { bar: "Zentrale", form, roll, queue, act, rollCall, sheet },
});
