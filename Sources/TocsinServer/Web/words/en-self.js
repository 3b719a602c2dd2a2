// Tocsin — Web: the words of a person's own devices and settings, in English
// SPDX-License-Identifier: Apache-2.0

const devices = {
  title: "My devices",
  lead: "Each is paged. A device that is lost or sold: end it at once.",
  thisOne: "This device",
  enrolled: (time) => `Enrolled ${time}`,
  contact: (time) => `In contact ${time}`,
  never: "Never in contact",
  noLock: "It has no PIN: whoever takes it apart reads its pages. End it, and enrol it anew.",
  lost: "Lost",
  endThis: "End this device",
  lostTitle: (name) => `End ${name}?`,
  lostText: "It is not paged any more from now on, and forgets its keys and pages when it is "
    + "next in contact. To use it again, enrol it anew.",
  lastText: "It is your last device: your open pages go on to the next person.",
  go: "End it now",
  keep: "Keep it",
  ended: "It is ended.",
  add: "Add a device",
  addLocked: "Unlock this device first: the other one will read your pages.",
  unlock: "Unlock this device",
  addLead: "Scan this with the camera of the other device, or open the link there.",
  link: "Link for the other device",
  addUntil: (time) => `Good for one device, until ${time}.`,
  copy: "Copy the link",
  copied: "The link is copied.",
  share: "Send the link",
  code: "QR code of the link",
  failed: "Your devices could not be read",
  failedText: "Check the network and try again.",
  refused: "That did not work. Check the network and try again.",
  iPhone: "On an iPhone or iPad: open the link in Safari, add Tocsin to the Home Screen, and paste "
    + "the link there. In Safari itself nothing rings while it is closed.",
};

const contacts = {
  title: "Who is on call",
  find: "Find a name or a service",
  nobody: "Nobody is on call",
  noNumber: "no number known",
  last: "Last resort",
  site: "Switchboard",
  none: "Nothing found",
  failed: "The contacts could not be read",
  failedText: "Check the network and try again.",
};

const past = {
  title: "My pages and answers",
  lead: "What this device has had. It forgets a page a day after its time is over.",
  none: "This device has had no pages yet.",
  unanswered: "Not answered here",
};

const settings = {
  title: "More",
  devices: "My devices",
  contacts: "Who is on call",
  history: "My pages and answers",
  size: "Text size",
  sizes: { normal: "Normal", large: "Large", largest: "Largest" },
  quiet: "No sound for low priority",
  quietText: "On this device, low pages then come without a sound.",
  lock: "Lock this device when nobody has touched it for",
  install: "Install Tocsin",
  installText: "It starts faster, has a place of its own, and shows how many pages wait.",
  ladder: "How I am reached",
  ladderText: "Your devices first, at once. What follows begins when no device has the page, or "
    + "where it says so.",
  noLadder: "your devices only",
  atOnce: "at once",
  after: (time) => `after ${time}`,
  untilAnswered: "until you answer",
  kinds: {
    "web-push": "notification", ntfy: "ntfy", mail: "mail", http: "text or call", snpp: "pager",
    tap: "pager", wctp: "pager", espa: "pager",
  },
  ladderFailed: "It could not be read now.",
};

const help = {
  title: "Call for help",
  failed: "What you may call for could not be read",
  failedText: "Check the network, or ring the switchboard.",
  again: "Call for something else",
};

/** The part of the catalogue in this file. */
export const self = { devices, contacts, past, settings, help };
