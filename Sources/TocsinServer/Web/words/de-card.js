// Tocsin — Web: the words of a duty and of the device on which it is held, in German
// SPDX-License-Identifier: Apache-2.0

const plural = (count, one, many) => (count === 1 ? one : many);

const nav = {
  duty: "Dienst",
  call: "Rufen",
  more: "Mehr",
  waits: (count) => `${count} ${plural(count, "Frage wartet", "Fragen warten")} auf Sie.`,
};

const onDuty = {
  title: "Im Dienst",
  titleUntil: (time) => `Im Dienst bis ${time}`,
  offTitle: "Sie haben jetzt keinen Dienst",
  line: (time, next) => `bis ${time}, dann ${next}`,
  lineAlone: (time) => `bis ${time}, dann niemand`,
  well: "Dieses Gerät funktioniert",
  poor: "Dieses Gerät prüfen",
  heard: (time) => `Verbunden. Vom Gateway gehört: ${time}.`,
  notHeard: "Nicht verbunden. Rufe kommen hier nicht an.",
  soundTested: (time) => `Der Ton ist an, geprüft um ${time}.`,
  soundUntested: "Der Ton ist an und heute noch nicht geprüft.",
  soundOff: "Der Ton ist aus, bis Sie den Bildschirm berühren.",
  awake: "Bildschirm bleibt im Dienst an",
  awakeNow: "Der Bildschirm bleibt an. Das braucht mehr Strom: Gerät ans Ladekabel.",
  awakeLater: "Es beginnt mit Ihrem Dienst.",
  awakeRefused: "Der Browser lässt es nicht zu: vielleicht ist der Akku schwach.",
  page: "Jetzt mich rufen",
  paging: "Ein Testruf wird gesendet…",
  paged: "Ein Testruf ist unterwegs: er läutet hier und auf Ihren anderen Geräten.",
  arrived: (seconds) => `Der Testruf kam nach ${seconds} s. Nehmen Sie ihn an.`,
  accepted: (time) => `Geprüft um ${time}: gerufen und angenommen.`,
  late: "Noch ist kein Testruf gekommen. Kommt keiner, rufen Sie die Zentrale an: vielleicht sind "
    + "Sie nicht erreichbar.",
  refused: "Der Testruf wurde nicht gesendet. Prüfen Sie das Netz und versuchen Sie es noch "
    + "einmal.",
  awaitsTest: "Ihr Testruf ist noch nicht angenommen. Dringende Rufe gehen auch an den "
    + "Dienst davor.",
};

const ownTest = {
  title: "Testruf, den Sie verlangt haben",
  text: "Nehmen Sie ihn an: dann funktioniert dieses Gerät.",
  why: "Sie haben ihn verlangt. Niemand sonst wird gerufen.",
};

const away = {
  title: (since) => `Sie sind hier seit ${since} NICHT erreichbar`,
  call: (who) => `Rufen Sie ${who} an und sagen Sie, wie Sie erreichbar sind. Tocsin versucht `
    + "weiter, sich zu verbinden.",
  nobody: "Tocsin versucht weiter, sich zu verbinden. Prüfen Sie das Netz und sagen Sie der "
    + "Zentrale, wie Sie erreichbar sind.",
  number: (number, name) => (name ? `${number} (${name})` : number),
  newer: "Eine neue Version von Tocsin ist bereit",
  newerText: "Sie beginnt, wenn Sie Tocsin neu starten; berühren Sie dann den Bildschirm, damit "
    + "es läutet.",
  restart: "Neu starten",
  earlier: (count) => `Alle ${count} früheren Rufe`,
};

/** The part of the catalogue in this file. */
export const card = { nav, onDuty, ownTest, away };
