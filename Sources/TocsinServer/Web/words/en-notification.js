// Tocsin — Web: the words outside the client, and of being reached there, in English
// SPDX-License-Identifier: Apache-2.0

/** What stands in notifications: all that a worker needs of the catalogue. */
export const notification = {
  code: "en",
  titles: { 1: "CRASH PAGE", 2: "URGENT PAGE", 3: "Page", 4: "Page, low priority" },
  testMark: "TEST",
  test: "This is a test. No patient is waiting.",
  late: "LATE: it may be handled already.",
  open: "Open Tocsin to read it.",
  show: "Open",
  accept: "Accept",
  sending: "Sending your answer…",
  sendingText: "It counts when the gateway has confirmed it.",
  accepted: "Accepted",
  acceptedText: "The gateway has confirmed it. Open Tocsin to read what it is about.",
  notConfirmed: "NOT CONFIRMED",
  notConfirmedText: "The page moves on without you. Open Tocsin, or call the switchboard.",
  withdrawn: "No longer needed",
  stoodDown: "STAND DOWN: nobody has to come",
  over: "It asks nothing of you any more.",
  more: (count) => `${count} more ${count === 1 ? "page" : "pages"}`,
  unreadable: "A page may be waiting",
};

const push = {
  title: "When Tocsin is closed",
  on: "Pages are pushed to this device",
  onText: "They show as notifications, also on the locked screen, without anything of a patient.",
  off: "Paged only while Tocsin is open",
  offText: "Pages can come as notifications too, also on the locked screen, without anything of "
    + "a patient.",
  turnOn: "Turn on notifications",
  turningOn: "Asking the browser…",
  blocked: "Notifications are blocked",
  blockedText: "This browser is told to show none from Tocsin: allow them in its settings for this "
    + "site, then open Tocsin again. Until then you are paged only while it is open.",
  homeScreen: "Add Tocsin to the Home Screen",
  homeScreenText: "An iPhone or iPad pushes only to what is on the Home Screen: share this page, "
    + "choose Add to Home Screen, open Tocsin from there and paste the link.",
  unsupported: "This browser takes no pushes",
  unsupportedText: "Keep Tocsin open while you are on duty.",
  failed: "The browser's push service did not answer",
  failedText: "You are paged only while Tocsin is open. Check the network and try again.",
  again: "Try again",
  muted: "A silent phone stays silent: leave its sound on while you are on duty.",
};

const trouble = {
  banner: (channel, since) => `You were not reached by ${channel} since ${since}`,
  bannerText: (note) => `It said: ${note}. Is the number or the address still yours? Tell your `
    + "rota manager; until then, keep Tocsin open.",
  title: "Not reached",
  lead: "These people were not reached on a channel when they were last tried. Ask them, and mend "
    + "it in channels.yaml; it goes from here by itself when the channel works again.",
  row: (name, channel) => `${name}, by ${channel}`,
  since: (time) => `since ${time}`,
};

/** The part of the catalogue in this file. */
export const reach = { notification, push, trouble };
