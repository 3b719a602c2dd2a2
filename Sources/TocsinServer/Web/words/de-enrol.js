// Tocsin — Web: the words of making a browser a device, in German
// SPDX-License-Identifier: Apache-2.0

const enrol = {
  title: "Auf diesem Gerät gerufen werden",
  lead: "Dieser Link macht diesen Browser zu einem Ihrer Geräte. Ihre Rufe kommen dann hier an.",
  facts: [
    ["Er gehört Ihnen allein", "Der Link gilt einmal, für eine Person, 10 Minuten lang. Nicht für "
      + "Sie bestimmt? Schließen Sie dieses Fenster."],
    ["Für dieses Gerät versiegelt", "Dieser Browser erzeugt eigene Schlüssel. Nur er kann Ihre "
      + "Rufe öffnen und Ihre Antworten unterschreiben."],
    ["Lassen Sie Tocsin im Dienst offen", "Ein geschlossenes Fenster wird nicht gerufen. Lassen "
      + "Sie den Ton an."],
  ],
  nameLabel: "Name dieses Geräts",
  nameHint: "Sie und die Dienstplanung sehen ihn in Listen.",
  phone: "Mein Telefon",
  computer: "Mein Computer",
  go: "Dieses Gerät anmelden",
  working: "Wird angemeldet…",
  replaces: "Dieser Browser ist schon angemeldet. Eine neue Anmeldung löscht seine Rufe.",
  doneTitle: "Dieses Gerät ist angemeldet",
  doneText: (name) => `Rufe für ${name} kommen hier an, solange Tocsin offen ist.`,
  doneCheck: "Das sind nicht Sie? Schließen Sie dieses Fenster und sagen Sie es sofort der "
    + "Dienstplanung.",
  toPages: "Zu meinen Rufen",
  toRota: "Zeigen, wer Dienst hat",
  paste: "Anmeldelink einfügen",
  pasteGo: "Link öffnen",
  signIn: "Stattdessen anmelden",
  none: {
    title: "Dieser Browser ist nicht angemeldet",
    text: "Tocsin ruft nur angemeldete Geräte. Bitten Sie die Dienstplanung um einen Link und "
      + "öffnen Sie ihn in diesem Browser.",
  },
  problem: {
    spent: ["Dieser Link wurde schon benutzt", "Ein Link meldet ein Gerät an, einmal. Bitten Sie "
      + "die Dienstplanung um einen neuen. Wenn nicht Sie ihn benutzt haben, sagen Sie es: "
      + "vielleicht wurde ein Gerät in Ihrem Namen angemeldet."],
    expired: ["Dieser Link ist abgelaufen", "Ein Link gilt 10 Minuten. Bitten Sie die "
      + "Dienstplanung um einen neuen und öffnen Sie ihn gleich."],
    offline: ["Tocsin hat nicht geantwortet", "Es wurde nichts angemeldet. Prüfen Sie das Netz und "
      + "versuchen Sie es erneut; der Link gilt noch für den Rest seiner 10 Minuten."],
    refused: ["Tocsin hat diesen Link abgelehnt", "Vielleicht ist er abgeschnitten oder falsch "
      + "abgetippt. Öffnen Sie ihn so, wie er gesendet wurde, oder bitten Sie die Dienstplanung um "
      + "einen neuen."],
    insecure: ["Diese Adresse ist nicht sicher", "Ein Browser erzeugt Schlüssel nur auf einer "
      + "Adresse, die mit https beginnt. Fragen Sie den Betreiber von Tocsin nach ihr."],
    unsupported: ["Dieser Browser ist zu alt", "Er kann die Schlüssel nicht erzeugen, für die Rufe "
      + "versiegelt werden. Aktualisieren Sie ihn, oder nehmen Sie ein aktuelles Chrome, Edge, "
      + "Firefox oder Safari außerhalb des privaten Modus."],
    missing: ["Dieser Link ist unvollständig", "Der Teil nach # fehlt. Öffnen Sie den Link so, wie "
      + "er gesendet wurde, oder bitten Sie die Dienstplanung um einen neuen."],
  },
};

/** The part of the catalogue in this file. */
export const enrolment = { enrol };
