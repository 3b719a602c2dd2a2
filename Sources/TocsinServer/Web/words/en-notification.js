// Tocsin — Web: the words of notifications, in English
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
