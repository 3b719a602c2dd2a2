// Tocsin — Web: asking once more before a page is passed on
// SPDX-License-Identifier: Apache-2.0

import { AnswerKind, DeclineReason } from "../device/answer.js";
import { element } from "../view/element.js";
import { words } from "../words/words.js";

function ask(title, text, options, cancelWord) {
  document.querySelector("dialog")?.remove();
  const close = () => dialog.close();
  const choose = (act) => () => {
    close();
    act();
  };
  const dialog = element(
    "dialog",
    { class: "asking", "aria-labelledby": "asking-title", onclose: () => dialog.remove() },
    element("h2", { id: "asking-title" }, title),
    element("p", {}, text),
    element(
      "div", { class: "asking-options" },
      options.map(({ key, label, note, act }) => element(
        "button", { type: "button", class: "option", dataset: { key }, onclick: choose(act) },
        element("span", {}, label),
        note ? element("span", { class: "quiet" }, note) : null))),
    element("button", {
      type: "button", class: "button second", autofocus: true, dataset: { key: "cancel" },
      onclick: close,
    }, cancelWord));
  document.body.append(dialog);
  dialog.showModal();
}

/** Asks why, in one tap; keeping the page is what Enter and Esc do. */
export function askDecline(record, app) {
  const decline = (reason) => () => app.say(record, AnswerKind.decline, { reason });
  ask(words.decline.title, words.decline.text, [
    {
      key: "emergency", label: words.decline.emergency, act: decline(DeclineReason.emergency),
    },
    {
      key: "cannot-come", label: words.decline.cannotCome, act: decline(DeclineReason.cannotCome),
    },
    {
      key: "wrong-person", label: words.decline.wrongPerson, note: words.decline.wrongPersonText,
      act: () => app.say(record, AnswerKind.wrongPerson),
    },
  ], words.common.cancel);
}

/** Asks before an accepted page is released. */
export function askGiveBack(record, app) {
  ask(words.decline.giveBackTitle, words.decline.giveBackText, [
    {
      key: "give-back-go", label: words.decline.giveBackGo,
      act: () => app.say(record, AnswerKind.giveBack),
    },
  ], words.decline.giveBackCancel);
}
