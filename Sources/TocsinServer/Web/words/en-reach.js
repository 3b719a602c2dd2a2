// Tocsin — Web: the words of being reached outside the client, in English
// SPDX-License-Identifier: Apache-2.0

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
export const reach = { push, trouble };
