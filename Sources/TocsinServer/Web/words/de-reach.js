// Tocsin — Web: the words of being reached outside the client, in German
// SPDX-License-Identifier: Apache-2.0

const push = {
  title: "Wenn Tocsin geschlossen ist",
  on: "Rufe kommen auf dieses Gerät, auch wenn Tocsin zu ist",
  onText: "Als Mitteilung, auch auf dem Sperrbildschirm, ohne etwas von einem Patienten.",
  off: "Nur gerufen, solange Tocsin offen ist",
  offText: "Rufe können auch als Mitteilung kommen, auch auf dem Sperrbildschirm, ohne etwas von "
    + "einem Patienten.",
  turnOn: "Mitteilungen einschalten",
  turningOn: "Der Browser wird gefragt…",
  blocked: "Mitteilungen sind gesperrt",
  blockedText: "Dieser Browser soll keine von Tocsin zeigen: erlauben Sie sie in seinen "
    + "Einstellungen für diese Seite und öffnen Sie Tocsin neu. Bis dahin werden Sie nur gerufen, "
    + "solange es offen ist.",
  homeScreen: "Tocsin zum Home-Bildschirm hinzufügen",
  homeScreenText: "Ein iPhone oder iPad bekommt nur Mitteilungen von dem, was auf dem "
    + "Home-Bildschirm ist: Seite teilen, Zum Home-Bildschirm wählen, Tocsin von dort öffnen und "
    + "den Link einfügen.",
  unsupported: "Dieser Browser kennt keine Mitteilungen dieser Art",
  unsupportedText: "Lassen Sie Tocsin im Dienst offen.",
  failed: "Der Mitteilungsdienst des Browsers hat nicht geantwortet",
  failedText: "Sie werden nur gerufen, solange Tocsin offen ist. Netz prüfen und neu versuchen.",
  again: "Neu versuchen",
  muted: "Ein stummes Telefon bleibt stumm: lassen Sie den Ton im Dienst an.",
};

const trouble = {
  banner: (channel, since) => `Über ${channel} waren Sie seit ${since} nicht zu erreichen`,
  bannerText: (note) => `Die Antwort war: ${note}. Stimmt die Nummer oder Adresse noch? Sagen Sie `
    + "es Ihrer Dienstplanung, und lassen Sie Tocsin bis dahin offen.",
  title: "Nicht erreicht",
  lead: "Diese Personen waren beim letzten Versuch auf einem Weg nicht zu erreichen. Fragen Sie "
    + "nach und ändern Sie channels.yaml; es verschwindet von selbst, wenn der Weg wieder geht.",
  row: (name, channel) => `${name}, über ${channel}`,
  since: (time) => `seit ${time}`,
};

/** The part of the catalogue in this file. */
export const reach = { push, trouble };
