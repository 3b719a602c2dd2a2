// Tocsin — Web: whether this device is paged while no window of the client is open
// SPDX-License-Identifier: Apache-2.0

import { Reach } from "../device/push.js";
import { element, icon } from "../view/element.js";
import { words } from "../words/words.js";

/** What is said for each state: whether it is well, a title, a text, and what can be done. */
function said(text, reach) {
  switch (reach) {
    case Reach.on: return { isWell: true, title: text.on, text: `${text.onText} ${text.muted}` };
    case Reach.off: return { title: text.off, text: text.offText, act: text.turnOn };
    case Reach.turningOn: return { title: text.off, text: text.turningOn };
    case Reach.blocked: return { title: text.blocked, text: text.blockedText };
    case Reach.homeScreen: return { title: text.homeScreen, text: text.homeScreenText };
    case Reach.unsupported: return { title: text.unsupported, text: text.unsupportedText };
    case Reach.failed: return { title: text.failed, text: text.failedText, act: text.again };
    default: return null;
  }
}

/** The card below the list; nothing where the site pushes to no browser. */
export function reachCard(app) {
  const reach = app.push?.reach;
  const card = said(words.push, reach);
  if (!card) return null;
  return element(
    "section", { class: `reach ${card.isWell ? "well" : "poor"}`, dataset: { reach } },
    icon(card.isWell ? "check" : "warning"),
    element(
      "div", {},
      element("h2", {}, card.title), element("p", {}, card.text),
      card.act ? element("button", {
        type: "button", class: "button go", dataset: { key: "turn-on" },
        onclick: () => app.push.turnOn(),
      }, card.act) : null));
}
