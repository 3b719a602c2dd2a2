// Tocsin — Web: the words of what a person holds and hands over, in English
// SPDX-License-Identifier: Apache-2.0

const plural = (count, one, many) => (count === 1 ? one : many);

const mine = {
  title: "My duty",
  short: "My duty",
  nothing: "You are on call for nothing now.",
  until: (time) => `Until ${time}`,
  next: (names) => `Then: ${names}`,
  nobodyNext: "Then nobody: ask your rota manager.",
  awaitsTest: "Your test page is not accepted yet. Urgent pages go to whoever was here before, "
    + "too.",
  hand: "Hand over …",
  toWhom: "To whom? They accept on their own device; until then it stays with you.",
  keep: "Keep it",
  asked: (name) => `${name} is asked to take it.`,
  offered: (name) => `${name} hands you the duty`,
  comesAlong: (count) => (count === 0 ? "Nothing is open with it."
    : `${count} open ${plural(count, "alert comes", "alerts come")} along, page by page.`),
  take: "Take the duty",
  refuse: "Not me",
  taken: (title) => `You are on call now: ${title}.`,
  ended: "It is ended.",
  handovers: "Handovers",
  waits: (name) => `Offered to ${name}, who has not taken it yet.`,
  runs: (from, to) => `${to} has taken it from ${from}.`,
  takeBack: "Take the offer back",
  end: "End the handover",
  inHand: "In my hand",
  nothingInHand: "Nothing is open with you.",
  goesAlong: "Goes to whoever takes the duty, who accepts each page.",
  gone: "That has changed meanwhile: this is how it stands now.",
  cannot: "This person cannot take it: no valid account or no device.",
  failed: "Your duties could not be read",
  failedText: "Check the network and try again.",
};

export const duty = { mine };
