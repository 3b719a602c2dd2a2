// Tocsin — Web: the words of the switchboard, in English
// SPDX-License-Identifier: Apache-2.0

const plural = (count, one, many) => (count === 1 ? one : many);

const form = {
  title: "Call",
  what: "What is needed?",
  find: "Type to find, Enter to choose",
  none: "Nothing can be called for here",
  noneText: "The site has no document of calls yet. Until it has, ring the team.",
  noMatch: "No call has that name.",
  change: "Another call",
  place: "Where?",
  placeHint: "Ward, room, bed. No names.",
  words: "What is it about?",
  callBack: "Number to ring back",
  ward: "Ward",
  test: "As a test: every page says TEST",
  send: (title) => `Call now: ${title}`,
  sending: "Calling…",
  keys: "Enter calls, Esc goes back",
  again: "Call again",
  manyTitle: (count) => `This pages ${count} people at once`,
  manyText: "Nobody has been paged yet.",
  manyGo: "Page them all",
  manyCancel: "Go back",
  problem: {
    offline: "NOT SENT: Tocsin did not answer. Try again, and ring the team meanwhile.",
    notNow: "NOT SENT: Tocsin cannot take it right now. Try again, and ring the team meanwhile.",
    place: "Say where to come, on one line of at most 120 characters.",
    words: "That is too long. At most 1000 characters.",
    callBack: "A number has digits, spaces and + - / ( ) alone.",
    forbidden: "You may not call for that ward.",
    other: "NOT SENT. Check what you gave and try again.",
  },
};

const roll = {
  title: "Who is coming",
  nobody: "No call is open",
  nobodyText: "What you call for is shown here: who has it, who answered, and who is next.",
  opened: "since the call",
  test: "TEST",
  role: {
    responder: "Responder", leader: "Leader", airway: "Airway", nurse: "Nurse",
    "ward-lead": "Ward lead", "privacy-officer": "Privacy officer",
  },
  waiting: (name) => `Waiting for ${name}`,
  waitingMany: (count) =>
    plural(count, `Waiting for ${count} person`, `Waiting for ${count} people`),
  unanswered: "NOBODY HAS ANSWERED",
  nobodyPaged: "NOBODY COULD BE PAGED",
  taken: (name) => `${name} is coming`,
  arrived: (name) => `${name} is there`,
  byTelephone: (who) => `by telephone, heard by ${who}`,
  readBack: "read back",
  notReadBack: "not read back",
  over: "Over",
  allTaken: "Everyone needed has answered",
  missing: (count) => plural(count, `${count} answer missing`, `${count} answers missing`),
  ending: {
    "stood-down": "Stood down", "by-caller": "Over, said by the caller",
    "by-responder": "Over, said by who came", other: "Over",
  },
  next: (names) => `then ${names}`,
  nextNobody: "then nobody: ring somebody",
  again: (names) => `rings ${names} again`,
  remind: "until the reminder",
  person: {
    handed: "paged", delivered: "has it", displayed: "has seen it", declined: "declined",
    "wrong-person": "wrong person", unreachable: "cannot be reached", "gave-back": "gave it back",
    withdrawn: "not needed", passed: "has it, no answer", noDevice: "no device: ring",
  },
  callMe: (name) => `${name} asks to be called`,
  waits: "waiting",
  noNumber: "no number known",
  rung: "I rang them",
  callNext: "Call next now",
  byTelephoneAct: "Accepted by telephone",
  reassign: "Give to another",
  standDown: "Stand down",
  correct: "Correct",
  resolve: "It is over",
  ringBack: "Ring the caller",
  updated: (role, text) => `${role}: ${text}`,
  stale: "Not up to date: Tocsin does not answer. Ring the team.",
};

const queue = {
  title: "Needs you",
  quiet: "Nothing needs you",
  quietText: "Alerts that nobody answers come here before the last resort, and so does whoever "
    + "asks to be called. Both sound.",
  open: "Open calls",
  bySource: (kind) => `Alert: ${kind}`,
  cut: "More alerts are open than this list can hold. Look at the board as well.",
  soundOff: "Sound is off. Press any key or click once, so that you hear what needs you.",
  soundOn: "Turn sound on",
  quietNow: "Quiet until something changes",
  ward: (ward) => `Ward ${ward}`,
  noWard: "No ward known",
};

const act = {
  telephoneTitle: (role) => `${role}: accepted by telephone`,
  telephoneText: "Counts as an answer of lower assurance, and is marked as such everywhere.",
  who: "Who answered?",
  heard: "They repeated what it is about",
  telephoneGo: "Take it",
  reassignTitle: (role) => `${role}: give to another`,
  reassignText: "They are paged at once. Who has it keeps it until the other accepts.",
  to: "To whom?",
  onCall: (rota, name) => `${rota}: ${name}`,
  reassignGo: "Page them",
  standDownTitle: "Stand everyone down?",
  standDownText: "Everyone who was paged is told that nobody has to come any more.",
  standDownGo: "Stand down",
  resolveTitle: "Is it over?",
  resolveText: "Everyone who was paged is told.",
  resolveGo: "It is over",
  correctTitle: "Correct the call",
  correctText: "Everyone who was paged is paged again with the new words.",
  correctWords: "New words, if they change",
  correctGo: "Tell everyone",
  cancel: "Go back",
  problem: {
    taken: "Somebody else has done something meanwhile. Look at the roll.",
    unusable: "That is nobody who can be paged now. Choose another, or ring them.",
    other: "That was not done. Try again.",
  },
};

const rollCall = {
  title: "Last roll-calls",
  complete: "every role answered",
  missing: (roles) => `missing: ${roles}`,
};

const sheet = {
  title: "On-call sheet, next 48 hours",
  asOf: (when) => `as of ${when}`,
  cut: (when, age) => `The gateway is not reached. This sheet is of ${when}, ${age}. Ring these `
    + "numbers; who is on call may have changed since.",
  over: (when) => `The gateway is not reached, and this sheet is of ${when}: its 48 hours are `
    + "over. Take the sheet on paper.",
  none: "The gateway is not reached, and this browser has kept no on-call sheet. Take the one on "
    + "paper.",
  last: "If nobody answers",
};

/** What the catalogue is completed with. */
export const calls = Object.freeze({
  calls: { bar: "Switchboard", form, roll, queue, act, rollCall, sheet },
});
