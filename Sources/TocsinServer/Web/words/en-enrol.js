// Tocsin — Web: the words of making a browser a device, in English
// SPDX-License-Identifier: Apache-2.0

const enrol = {
  title: "Be paged on this device",
  lead: "This link makes this browser one of your devices. Your pages then come here.",
  facts: [
    ["It is yours alone", "The link works once, for one person, within 10 minutes. Not made for "
      + "you? Close this window."],
    ["Sealed for this device", "This browser makes its own keys. Only it can open your pages and "
      + "sign your answers."],
    ["Keep Tocsin open on duty", "A closed window is not paged. Leave the sound on."],
  ],
  nameLabel: "Name of this device",
  nameHint: "You and your rota manager will see it in lists.",
  phone: "My phone",
  computer: "My computer",
  go: "Enrol this device",
  working: "Enrolling…",
  replaces: "This browser is enrolled already. Enrolling again forgets its pages.",
  doneTitle: "This device is enrolled",
  doneText: (name) => `Pages for ${name} arrive here while Tocsin is open.`,
  doneCheck: "Not you? Close this window and tell your rota manager at once.",
  toPages: "Go to my pages",
  toRota: "See who is on call",
  paste: "Paste an enrolment link",
  pasteGo: "Open the link",
  signIn: "Sign in instead",
  none: {
    title: "This browser is not enrolled",
    text: "Tocsin pages enrolled devices only. Ask your rota manager for a link and open it "
      + "in this browser.",
  },
  problem: {
    spent: ["This link has been used", "A link enrols one device, once. Ask your rota manager for "
      + "a new one. If it was not you who used it, say so: a device may have been enrolled in "
      + "your name."],
    expired: ["This link has expired", "A link is good for 10 minutes. Ask your rota manager for "
      + "a new one, and open it right away."],
    offline: ["The gateway did not answer", "Nothing has been enrolled. Check the network and try "
      + "again; the link is still good for the rest of its 10 minutes."],
    refused: ["The gateway refused this link", "It may be cut off or mistyped. Open it again as "
      + "it was sent, or ask your rota manager for a new one."],
    insecure: ["This address is not secure", "A browser makes keys only on an address that begins "
      + "with https. Ask the operator of Tocsin for that address."],
    unsupported: ["This browser is too old", "It cannot make the keys that pages are sealed for. "
      + "Update it, or use a current Chrome, Edge, Firefox or Safari outside private browsing."],
    missing: ["This link is incomplete", "The part after # is missing. Open the link again as it "
      + "was sent, or ask your rota manager for a new one."],
  },
};

/** The part of the catalogue in this file. */
export const enrolment = { enrol };
