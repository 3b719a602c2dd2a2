// Tocsin — Web: what the screens of a person's own device have in common
// SPDX-License-Identifier: Apache-2.0

import { element, icon } from "../view/element.js";
import { words } from "../words/words.js";

/** The screen as a whole, with the way back to the one above where there is one. */
export const sheet = (app, title, above, ...children) => element(
  "section", { class: "self" },
  above ? element("a", {
    href: above, class: "plain", dataset: { key: "above" },
    onclick: (event) => app.follow(event, above),
  }, icon("back"), words.nav.more) : null,
  element("h1", { tabindex: "-1" }, title), ...children);

/** Says that something could not be read, and lets it be tried again. */
export const failure = (title, text, again) => element(
  "section", { class: "sheet" }, element("h1", { tabindex: "-1" }, title),
  element("p", { class: "lead" }, text),
  element("button", {
    type: "button", class: "button second", dataset: { key: "again" }, onclick: again,
  }, words.common.tryAgain));

/** Whether somebody is at work on the screen, which is not to change under their finger. */
export const isUsed = (place) => place.contains(document.activeElement)
  && !["H1", "MAIN", "BODY"].includes(document.activeElement.tagName);
