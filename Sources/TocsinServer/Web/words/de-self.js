// Tocsin — Web: the words of a person's own devices and settings, in German
// SPDX-License-Identifier: Apache-2.0

const devices = {
  title: "Meine Geräte",
  lead: "Jedes wird gerufen. Ist eines verloren oder verkauft: sofort beenden.",
  thisOne: "Dieses Gerät",
  enrolled: (time) => `Angemeldet ${time}`,
  contact: (time) => `Kontakt ${time}`,
  never: "Noch nie Kontakt",
  noLock: "Es hat keine PIN: wer es zerlegt, liest seine Rufe. Beenden Sie es und melden Sie es "
    + "neu an.",
  lost: "Verloren",
  endThis: "Dieses Gerät beenden",
  lostTitle: (name) => `${name} beenden?`,
  lostText: "Es wird ab jetzt nicht mehr gerufen und vergisst Schlüssel und Rufe beim nächsten "
    + "Kontakt. Um es wieder zu benutzen, melden Sie es neu an.",
  lastText: "Es ist Ihr letztes Gerät: Ihre offenen Rufe gehen an die nächste Person.",
  go: "Jetzt beenden",
  keep: "Behalten",
  ended: "Es ist beendet.",
  add: "Gerät hinzufügen",
  addLocked: "Entsperren Sie zuerst dieses Gerät: das andere wird Ihre Rufe lesen.",
  unlock: "Dieses Gerät entsperren",
  addLead: "Lesen Sie das mit der Kamera des anderen Geräts, oder öffnen Sie dort den Link.",
  link: "Link für das andere Gerät",
  addUntil: (time) => `Gut für ein Gerät, bis ${time}.`,
  copy: "Link kopieren",
  copied: "Der Link ist kopiert.",
  share: "Link senden",
  code: "QR-Code des Links",
  failed: "Ihre Geräte waren nicht zu lesen",
  failedText: "Prüfen Sie das Netz und versuchen Sie es noch einmal.",
  refused: "Das ging nicht. Prüfen Sie das Netz und versuchen Sie es noch einmal.",
  iPhone: "Auf iPhone oder iPad: den Link in Safari öffnen, Tocsin zum Home-Bildschirm hinzufügen "
    + "und dort den Link einfügen. In Safari selbst läutet nichts, solange es geschlossen ist.",
};

const contacts = {
  title: "Wer hat Dienst",
  find: "Name oder Dienst suchen",
  nobody: "Niemand hat Dienst",
  noNumber: "keine Nummer bekannt",
  last: "Letzter Ausweg",
  site: "Zentrale",
  none: "Nichts gefunden",
  failed: "Die Kontakte waren nicht zu lesen",
  failedText: "Prüfen Sie das Netz und versuchen Sie es noch einmal.",
};

const past = {
  title: "Meine Rufe und Antworten",
  lead: "Was dieses Gerät bekommen hat. Es vergisst einen Ruf einen Tag nach dessen Ende.",
  none: "Dieses Gerät hat noch keine Rufe bekommen.",
  unanswered: "Hier nicht beantwortet",
};

const settings = {
  title: "Mehr",
  devices: "Meine Geräte",
  contacts: "Wer hat Dienst",
  history: "Meine Rufe und Antworten",
  size: "Schriftgröße",
  sizes: { normal: "Normal", large: "Groß", largest: "Sehr groß" },
  quiet: "Kein Ton bei niedriger Dringlichkeit",
  quietText: "Niedrige Rufe kommen auf diesem Gerät dann ohne Ton.",
  lock: "Dieses Gerät sperren, wenn niemand es berührt hat seit",
  install: "Tocsin installieren",
  installText: "Es startet schneller, hat einen eigenen Platz und zeigt, wie viele Rufe warten.",
  ladder: "Wie ich erreicht werde",
  ladderText: "Zuerst, sofort, Ihre Geräte. Was folgt, beginnt, wenn kein Gerät den Ruf hat, oder "
    + "wo es dabeisteht.",
  noLadder: "nur Ihre Geräte",
  atOnce: "sofort",
  after: (time) => `nach ${time}`,
  untilAnswered: "bis Sie antworten",
  kinds: {
    "web-push": "Mitteilung", ntfy: "ntfy", mail: "E-Mail", http: "SMS oder Anruf",
    snpp: "Pager", tap: "Pager", wctp: "Pager", espa: "Pager",
  },
  ladderFailed: "Es war jetzt nicht zu lesen.",
};

const help = {
  title: "Hilfe rufen",
  failed: "Was Sie rufen dürfen, war nicht zu lesen",
  failedText: "Prüfen Sie das Netz, oder rufen Sie die Zentrale an.",
  again: "Etwas anderes rufen",
};

/** The part of the catalogue in this file. */
export const self = { devices, contacts, past, settings, help };
