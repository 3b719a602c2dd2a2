// Tocsin — Web: the words of notifications, in German
// SPDX-License-Identifier: Apache-2.0

/** What stands in notifications: all that a worker needs of the catalogue. */
export const notification = {
  code: "de",
  titles: { 1: "NOTFALLRUF", 2: "DRINGENDER RUF", 3: "Ruf", 4: "Ruf, niedrige Priorität" },
  testMark: "TEST",
  test: "Das ist ein Test. Kein Patient wartet.",
  late: "VERSPÄTET: vielleicht ist er schon erledigt.",
  open: "Zum Lesen Tocsin öffnen.",
  show: "Öffnen",
  accept: "Annehmen",
  sending: "Ihre Antwort wird gesendet…",
  sendingText: "Sie zählt, wenn Tocsin sie bestätigt hat.",
  accepted: "Angenommen",
  acceptedText: "Tocsin hat es bestätigt. Öffnen Sie es und lesen Sie, worum es geht.",
  notConfirmed: "NICHT BESTÄTIGT",
  notConfirmedText: "Der Ruf geht ohne Sie weiter. Öffnen Sie Tocsin oder rufen Sie die Zentrale "
    + "an.",
  withdrawn: "Nicht mehr nötig",
  stoodDown: "ENTWARNUNG: niemand muss kommen",
  over: "Von Ihnen wird nichts mehr gebraucht.",
  more: (count) => (count === 1 ? "1 weiterer Ruf" : `${count} weitere Rufe`),
  unreadable: "Vielleicht wartet ein Ruf",
};
