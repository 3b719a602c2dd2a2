// Tocsin — Web: the words of a duty and of the device on which it is held, in English
// SPDX-License-Identifier: Apache-2.0

const plural = (count, one, many) => (count === 1 ? one : many);

const nav = {
  duty: "My duty",
  call: "Call",
  more: "More",
  waits: (count) => `${count} ${plural(count, "question waits", "questions wait")} for you.`,
};

const onDuty = {
  title: "On duty",
  titleUntil: (time) => `On duty until ${time}`,
  offTitle: "You are on call for nothing now",
  line: (time, next) => `until ${time}, then ${next}`,
  lineAlone: (time) => `until ${time}, then nobody`,
  well: "This device works",
  poor: "Look at this device",
  heard: (time) => `Connected. The gateway was heard ${time}.`,
  notHeard: "Not connected. Pages do not come here.",
  soundTested: (time) => `Sound is on, tested at ${time}.`,
  soundUntested: "Sound is on, and was not tested today.",
  soundOff: "Sound is off until you touch the screen.",
  awake: "Screen stays on while you are on duty",
  awakeNow: "The screen stays on. It uses more battery: keep the device on its charger.",
  awakeLater: "It begins with your duty.",
  awakeRefused: "The browser does not allow it: the battery may be low.",
  page: "Page me now",
  paging: "Sending a test page…",
  paged: "A test page is on its way: it rings here and on your other devices.",
  arrived: (seconds) => `The test page came after ${seconds} s. Accept it.`,
  accepted: (time) => `Tested at ${time}: paged and accepted.`,
  late: "No test page has come yet. If none comes, call the switchboard: you may not be reached.",
  refused: "The test page was not sent. Check the network and try again.",
  awaitsTest: "Your test page is not accepted yet. Urgent pages go to whoever was here before, "
    + "too.",
};

const ownTest = {
  title: "Test page that you asked for",
  text: "Accept it: then this device works.",
  why: "You asked for it. Nobody else is paged.",
};

const away = {
  title: (since) => `You can NOT be paged here since ${since}`,
  call: (who) => `Call ${who} to say how you can be reached. Tocsin goes on trying to connect.`,
  nobody: "Tocsin goes on trying to connect. Check the network, and tell the switchboard how you "
    + "can be reached.",
  number: (number, name) => (name ? `${number} (${name})` : number),
  newer: "A new version of Tocsin is ready",
  newerText: "It begins when you start Tocsin again; touch the screen then, so that it sounds.",
  restart: "Start again",
  earlier: (count) => `All ${count} earlier pages`,
};

/** The part of the catalogue in this file. */
export const card = { nav, onDuty, ownTest, away };
