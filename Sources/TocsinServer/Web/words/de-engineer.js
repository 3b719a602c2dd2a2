// Tocsin — Web: the words of activation, planned work and the intended use, in German
// SPDX-License-Identifier: Apache-2.0

const plural = (count, one, many) => (count === 1 ? one : many);

const activation = {
  title: (revision) => `Was sich im Dokument ändert, gegenüber Fassung ${revision}`,
  counts: (added, removed) => `${added} ${plural(added, "Zeile", "Zeilen")} neu, `
    + `${removed} ${plural(removed, "Zeile", "Zeilen")} entfernt`,
  reason: "Warum es sich ändert",
  reasonHint: "5 bis 200 Zeichen, ohne Patientendaten. Es steht bei der Fassung.",
  go: (revision) => `Als Fassung ${revision} in Kraft setzen`,
  done: (revision) => `Fassung ${revision} gilt. Jede Nachricht, die kommt, wird danach gelesen.`,
  stale: "Jemand anderes hat das Dokument inzwischen geändert. Ihr Text ist noch da: Erproben Sie "
    + "ihn noch einmal, und sehen Sie nach, was er zurücknähme.",
  taken: (revision) =>
    `Der Text der Fassung ${revision} steht im Feld. Erproben Sie ihn und setzen Sie ihn in Kraft.`,
  same: "Derselbe Text gilt schon.",
  reasonRefused: "Geben Sie einen Grund von 5 bis 200 Zeichen in einer Zeile an.",
  refused: "Das Dokument passt nicht zu den anderen des Hauses. Nichts wurde geändert.",
  forbidden: "Ihr Konto darf nicht ändern, was gilt. Nichts wurde geändert.",
  failed: "Das ging nicht. Prüfen Sie das Netz und versuchen Sie es noch einmal.",
  revisions: "Fassungen",
  revision: (number) => `Fassung ${number}`,
  holds: "Gilt",
  take: "In das Feld übernehmen",
  unknown: "Verfasser unbekannt",
};

const planning = {
  plan: "Arbeiten planen",
  title: (name) => `Arbeiten planen: ${name}`,
  text: "Bis zum Ende gilt die Quelle nicht als gestört, wenn sie still ist oder Fehler macht, und "
    + "mittlere und niedrige Alarme warten. Hohe Alarme und Notfallrufe rufen wie immer. Alle "
    + "sehen es in der Übersicht.",
  length: "Wie lange, ab jetzt",
  lengths: { 30: "30 Minuten", 60: "1 Stunde", 120: "2 Stunden", 240: "4 Stunden",
    480: "8 Stunden", 1440: "24 Stunden" },
  reason: "Was getan wird",
  reasonHint: "5 bis 200 Zeichen, ohne Patientendaten. Es steht in der Übersicht.",
  go: "Beginnen",
  cancel: "Abbrechen",
  refused: "Das wurde nicht angenommen. Geben Sie 5 bis 200 Zeichen in einer Zeile an.",
  failed: "Das ging nicht. Prüfen Sie das Netz und versuchen Sie es noch einmal.",
  end: "Jetzt beenden",
  ended: "Die Arbeiten sind beendet, und was auf ihr Ende gewartet hat, wird gerufen.",
};

const use = {
  title: "Zweckbestimmung",
  link: "Zweckbestimmung",
  lead: "Wozu Tocsin da ist, und ob dieses Haus dem zugestimmt hat.",
  accepted: (name, when) => `Angenommen von ${name}, ${when}`,
  open: "Von diesem Haus nicht angenommen",
  openText: "Alarme von Geräten am Bett werden aufbewahrt und rufen niemanden, bis es das ist.",
  on: "Ihre Alarme rufen",
  off: "Ihre Alarme rufen niemanden: die Zweckbestimmung ist nicht angenommen",
  others: (count) =>
    `${count} ${plural(count, "andere braucht", "andere brauchen")} keine Annahme.`,
  integrations: "Schnittstellen",
  form: "Für das Haus annehmen",
  formText: "Sie stehen mit Ihrem Namen dafür. Es kommt mit dem Text, wie er hier steht, ins "
    + "Protokoll; ein anderer Text ist neu anzunehmen.",
  reason: "Worauf es beruht",
  reasonHint: "Etwa der Beschluss der Leitung. 5 bis 200 Zeichen, versiegelt im Protokoll.",
  go: "Annehmen",
  byAdministrator: "Ein Administrator nimmt sie für das Haus an.",
  text: "Der Wortlaut (englisch)",
  digest: (text) => `SHA-256: ${text}`,
  stale: "Der Text ist inzwischen ein anderer. Lesen Sie ihn noch einmal.",
  refused: "Das wurde nicht angenommen. Geben Sie 5 bis 200 Zeichen in einer Zeile an.",
  failed: "Das ging nicht. Prüfen Sie das Netz und versuchen Sie es noch einmal.",
  forbidden: "Diese Seite ist nicht für Ihre Rolle",
  forbiddenText: "Schnittstellentechnik, Administratoren, Zentrale und Betrieb sehen sie.",
};

/** What the catalogue is completed with, for those who look after sources. */
export const engineer = Object.freeze({ activation, planning, use });
