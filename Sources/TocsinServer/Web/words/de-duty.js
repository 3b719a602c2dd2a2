// Tocsin — Web: the words of what a person holds and hands over, in German
// SPDX-License-Identifier: Apache-2.0

const plural = (count, one, many) => (count === 1 ? one : many);

const mine = {
  title: "Mein Dienst",
  short: "Dienst",
  nothing: "Sie haben jetzt keinen Dienst.",
  until: (time) => `Bis ${time}`,
  next: (names) => `Danach: ${names}`,
  nobodyNext: "Danach niemand: fragen Sie die Dienstplanung.",
  awaitsTest: "Ihr Testruf ist noch nicht angenommen. Dringende Rufe gehen auch an den "
    + "Dienst davor.",
  hand: "Übergeben …",
  toWhom: "An wen? Angenommen wird am eigenen Gerät; bis dahin bleibt der Dienst bei Ihnen.",
  keep: "Behalten",
  asked: (name) => `${name} wird gefragt.`,
  offered: (name) => `${name} übergibt Ihnen den Dienst`,
  comesAlong: (count) => (count === 0 ? "Dabei ist nichts offen."
    : `${count} ${plural(count, "offener Alarm kommt", "offene Alarme kommen")} mit, `
      + "Ruf für Ruf."),
  take: "Dienst übernehmen",
  refuse: "Nicht ich",
  taken: (title) => `Sie haben jetzt Dienst: ${title}.`,
  ended: "Beendet.",
  handovers: "Übergaben",
  waits: (name) => `${name} angeboten, noch nicht übernommen.`,
  runs: (from, to) => `${to} hat von ${from} übernommen.`,
  takeBack: "Angebot zurücknehmen",
  end: "Übergabe beenden",
  inHand: "In meiner Hand",
  nothingInHand: "Bei Ihnen ist nichts offen.",
  goesAlong: "Geht an die Person, die den Dienst übernimmt und jeden Ruf annimmt.",
  gone: "Das hat sich inzwischen geändert: so steht es jetzt.",
  cannot: "Diese Person kann nicht übernehmen: kein gültiges Konto oder kein Gerät.",
  failed: "Ihre Dienste konnten nicht gelesen werden",
  failedText: "Prüfen Sie das Netz und versuchen Sie es erneut.",
};

export const duty = { mine };
