// Tocsin — Web: the PIN, and reading a value back, in English
// SPDX-License-Identifier: Apache-2.0

/** The keys on which the PIN is typed. */
const pad = {
  title: "Your PIN",
  typed: (count) => (count === 1 ? "1 digit typed" : `${count} digits typed`),
  erase: "Delete the last digit",
  go: "Unlock",
  working: "Checking…",
  notNow: "Not now",
  wrong: (left) =>
    (left === 1 ? "Wrong PIN. 1 try is left." : `Wrong PIN. ${left} tries are left.`),
  dead: "The PIN was wrong too often. The device still "
    + "rings and accepts. To read pages here again, ask your rota manager for a new link.",
  offline: "The gateway did not answer. Check the network and try again.",
  ended: "This device has been ended.",
};

/** The step of enrolment in which a PIN is chosen. */
const pin = {
  next: "Go on",
  title: "Choose a PIN",
  lead: "It opens what your pages say of a patient. Being paged and accepting need no PIN.",
  label: "PIN, 6 to 12 digits",
  again: "The same PIN once more",
  hint: "After 8 wrong tries in a row the device has to be enrolled again. Nobody can read out "
    + "your PIN for you.",
  fault: {
    form: "A PIN has 6 to 12 digits.",
    guessable: "This PIN is guessed too easily. Avoid rows and repeats.",
    different: "The two PINs are not the same.",
  },
};

/** A value that is read back after a page was accepted. */
const readBack = {
  title: (due) => `Read the value back by ${due}`,
  text: "Ring whoever reported it, say what you read, and type the value here.",
  locked: "Unlock this device to read the value back.",
  go: "Read back",
  goPlain: "I have read it back",
  wrong: "Not the same value",
  both: (typed, value) => `You typed ${typed}; the page says ${value}.`,
  again: "Look again, and type the value once more.",
  call: "Call the sender before you act on it. The switchboard has been asked to call you, too.",
  done: (at) => [`Read back at ${at}`, "The gateway has confirmed it."],
};

export const pinning = Object.freeze({ pad, pin, readBack });
