// Tocsin — Web: the words of whoever is paged, in English
// SPDX-License-Identifier: Apache-2.0

import { card } from "./en-card.js";
import { documents } from "./en-documents.js";
import { lock } from "./en-lock.js";
import { reach } from "./en-reach.js";
import { why } from "./en-reasons.js";

const plural = (count, one, many) => (count === 1 ? one : many);
const number = (count) => count.toLocaleString("en-GB");

const common = {
  quoted: (text) => `“${text}”`,
  product: "Tocsin",
  language: "Language",
  back: "All pages",
  cancel: "Keep the page",
  tryAgain: "Try again",
  myPages: "My pages",
  onCall: "On call",
  testMark: "TEST",
  testText: "This is a test. No patient is waiting.",
};

const priority = {
  1: "Crash",
  2: "High",
  3: "Medium",
  4: "Low",
};

const time = {
  justNow: "just now",
  minutesAgo: (minutes) => `${minutes} min ago`,
  hoursAgo: (hours, minutes) =>
    minutes === 0 ? `${hours} h ago` : `${hours} h ${minutes} min ago`,
};

const connection = {
  connecting: "Connecting",
  open: "Connected",
  lost: "Not connected",
  ended: "This device has been ended",
  unknown: "This device is not known",
  endedTitle: "You are not paged on this device any more",
  endedText: "It has been ended. To be paged here again, ask your rota manager for a new link.",
  unknownTitle: "You are not paged on this device",
  unknownText: "The gateway does not know it. Ask your rota manager for a new link, and enrol.",
  unverified: "A message arrived that could not be verified and is not shown",
  unverifiedText: "If you expect a page, call the switchboard, and say what this device said.",
  clockOff: (minutes) =>
    `This device's clock is wrong by ${minutes} ${plural(minutes, "minute", "minutes")}. `
    + "The times shown here are the gateway's.",
};

const sound = {
  off: "Sound is off until you touch the screen",
  turnOn: "Turn sound on",
  test: "Test sound",
  quiet: "Quiet",
  quietText: "Stops the sound of this page until it sounds again",
};

const list = {
  waiting: (count) => `${count} ${plural(count, "page waits", "pages wait")} for you`,
  waitingShort: "Waiting for you",
  mine: "You accepted",
  earlier: "Earlier",
  quietTitle: "Nothing waits for you",
  quietText: "Keep Tocsin open while you are on duty. A closed window is not paged.",
  quietOpen: "Keep Tocsin open while you are on duty: it rings louder than a notification.",
  choose: "Choose a page on the left to read it.",
  none: "Pages open here as they come.",
  movesIn: (left) => `Moves on in ${left}`,
  moved: "Has moved on to the next person",
  device: (name) => `This device: ${name}`,
};

const more = {
  title: (count) => `${number(count)} more ${plural(count, "page", "pages")}`,
  parts: (medium, low) => [
    medium === 0 ? "" : `${number(medium)} medium`, low === 0 ? "" : `${number(low)} low`,
  ].filter((part) => part).join(", "),
  note: "Many came at once. Crash and high pages are never among them.",
  open: "Open the list",
  openNext: (count) => `Open the next ${count}`,
  opening: "Opening…",
  refused: "The list did not open. Check the network and try again.",
};

const state = {
  withdrawn: "No longer needed",
  stoodDown: "Stood down",
  resolved: "Resolved",
  ended: "Ended, not seen",
  retracted: "Retracted",
  unknown: "Needs attention",
  accepted: "Accepted",
  coming: "Coming",
  arrived: "There",
  declined: "Declined",
  wrongPerson: "Wrong person",
  givenBack: "Given back",
  seen: "Seen",
  sending: "Sending…",
  unconfirmed: "Not confirmed",
  stale: "Answer came too late",
  takenByAnother: "Taken by a colleague",
  noDuty: "Needs you no more",
  refused: "Answer refused",
};

const page = {
  title: (level) => `${level} page`,
  priorityOf: (level) => `${level} priority`,
  where: "Where",
  who: "Who",
  what: "What",
  since: "Since",
  why: "Why you",
  callBack: "Call back",
  noWords: "The content of this page cannot be read by this version. Treat it as urgent: accept it "
    + "and call the switchboard.",
  cut: "The source sent more text than a page holds. Ask it for the rest.",
  accept: "Accept",
  acceptRetraction: "Acknowledge the retraction",
  decline: "Decline",
  arrived: "I am there",
  comingTitle: "Take it and say when you are there:",
  comingAgain: "Say anew when you are there:",
  comingIn: (minutes) => `There in ${minutes} minutes`,
  giveBack: "Give it back",
  markSeen: "Mark as seen",
  acceptAgain: "Accept again",
  moves: (left) => `Moves on to the next person in ${left}`,
  moved: (at) => `Moved on to the next person at ${at}. You can still accept.`,
  stays: "Waits for your answer",
  late: (made) => `LATE. Made at ${made}; it may be handled already.`,
  arrivedLate: (minutes) =>
    `Arrived ${minutes} ${plural(minutes, "minute", "minutes")} after it was sent.`,
  attempt: (count) => `Sounded ${count} times`,
  keys: "Keys: A accept, D decline, Esc back",
  gone: "This page is not on this device",
  goneText: "It may have been sent to another device, or has ended long ago.",
};

const field = {
  name: "Name",
  born: "Born",
  birthdate: "Born",
  dateofbirth: "Born",
  sex: "Sex",
  record: "Record",
  recordnumber: "Record",
  mrn: "Record",
  number: "Number",
  id: "Record",
  identifier: "Record",
  visit: "Visit",
  case: "Case",
  specimen: "Specimen",
  value: "Value",
  unit: "Unit",
  range: "Range",
  previous: "Previous",
  collected: "Collected",
  comment: "Comment",
};

const outcome = {
  sending: ["Sending your answer", "Stay on this screen until it is confirmed."],
  unconfirmed: ["NOT CONFIRMED", "The gateway has not confirmed your answer. Tocsin keeps trying. "
    + "Until it is confirmed, the page moves on without you: call the switchboard."],
  accepted: (at) => [`Accepted at ${at}`, "The gateway has confirmed it. It is yours now, and "
    + "nobody else is paged for it."],
  retractionDone: (at) => [`Retraction acknowledged at ${at}`, "The gateway has confirmed it."],
  arrived: (at) => [`There since ${at}`, "The switchboard sees it."],
  coming: (minutes, due) => [`Coming in ${minutes} ${plural(minutes, "minute", "minutes")}`,
    `The gateway has confirmed it. It is yours; you are asked again at ${due}, and then the next `
      + "person is."],
  declined: (at) => [`Declined at ${at}`, "It went on to the next person at once."],
  wrongPerson: (at) => [`Marked wrong person at ${at}`, "It is routed again without you, and the "
    + "rota manager is told."],
  givenBack: (at) => [`Given back at ${at}`, "It went on to the next person at once."],
  seen: (at) => [`Marked as seen at ${at}`, "The gateway has confirmed it."],
  stale: ["Your answer came too late", "It did not stop the page. If you can still take it, accept "
    + "again."],
  takenByAnother: ["Taken by a colleague", "Someone else has accepted it. It asks nothing of you."],
  noDuty: ["It needs you no more", "The page had ended before your answer came."],
  refused: ["Your answer was refused", "The gateway could not take it from this device. Call the "
    + "switchboard if you mean to take this page."],
  withdrawn: ["No longer needed", "It was answered, by a colleague or on another of your devices, "
    + "or was sent again with new content."],
  stoodDown: (by) => ["Stood down: nobody has to come any more",
    by ? `${by} said so.` : "The call is over."],
  resolved: ["Resolved", "Whoever reported it says that it is over."],
  ended: ["ENDED, not seen", "The alarm ended at its source before anyone saw it. Look after the "
    + "patient if you think it needs it, and mark it as seen."],
  retracted: ["RETRACTED. Do not act on this", "The source has taken back what this page says. "
    + "Undo what was done because of it, and acknowledge."],
  unknown: ["This needs attention", "The gateway sent something that this version does not know. "
    + "Treat it as a page: read it, and call the switchboard if in doubt."],
};

const callMe = {
  ask: "Call me",
  sending: ["Asking the switchboard", "Stay on this screen until it is confirmed."],
  taken: (at) => [`You asked at ${at} to be called`, "The switchboard has it. Otherwise the page "
    + "stands as it stood."],
  unconfirmed: ["NOT CONFIRMED", "The gateway has not confirmed that you ask to be called. Tocsin "
    + "keeps trying: ring the switchboard if it is urgent."],
  failed: ["Nobody was asked to call you", "Ring the switchboard yourself."],
};

const notUseful = {
  say: "Not useful",
  text: "Was it not worth the sound? That is counted, and changes nothing.",
  sending: "Noting it…",
  taken: "Noted, thank you.",
  unconfirmed: "Not confirmed yet. Tocsin keeps trying.",
  failed: "It could not be noted.",
};

const decline = {
  title: "Decline this page?",
  text: "It goes to the next person at once. You are paged for it again only as the last resort.",
  emergency: "I am with another emergency",
  cannotCome: "I cannot come",
  wrongPerson: "I am the wrong person",
  wrongPersonText: "Not on call, or not my patient",
  giveBackTitle: "Give this page back?",
  giveBackText: "Someone else is paged at once. Do this only when you cannot look after it.",
  giveBackGo: "Give it back",
  giveBackCancel: "Keep it",
};

const rota = {
  title: "On call now",
  lead: (at) => `As of ${at}`,
  rota: "Rota",
  who: "On call",
  why: "Why",
  until: "Until",
  nobody: "Nobody is on call",
  nobodyText: "Pages pass this rota at once. Put someone on it.",
  lines: { second: "second line", trainee: "trainee" },
  empty: "There are no rotas yet",
  emptyText: "Import them with: tocsin import",
  forbidden: "This screen is for rota managers",
  forbiddenText: "Your account does not have that role.",
  failed: "The rotas could not be read",
  failedText: "Check the network and try again.",
};

const moved = {
  title: "Tocsin is open in another tab",
  text: "One tab at a time is paged, so that one page rings once.",
  here: "Use this tab",
};

const announcement = {
  arrived: (level, what) => `${level} page. ${what}`,
  again: (level, what) => `${level} page again. ${what}`,
  stoodDown: (what) => `Stood down: nobody has to come any more. ${what}`,
  withdrawn: "A page is no longer needed.",
  more: (count) => `${number(count)} more ${plural(count, "page", "pages")}.`,
  alertTitle: (level) => `${level.toUpperCase()} PAGE`,
};

/** The English catalogue of whoever is paged; `rest` has what other screens say. Other languages
 * have the same keys and the same parameters. */
export const en = Object.freeze({
  common, priority, time, connection, sound, list, more, state, page, field, outcome,
  callMe, notUseful, decline, rota, moved, announcement, documents, ...card, ...why, ...reach,
  lock,
});
