// Tocsin — Web: asking in a dialog
// SPDX-License-Identifier: Apache-2.0

import { element, icon } from "../view/element.js";

/**
 * Opens a dialog over the screen; Esc and its second button give it up.
 *
 * @param content `{ title, text, body, go, goKind, cancel, act }`; `act` is called with the form's
 *   values and may say a problem's text, which keeps the dialog open
 * @returns true when it was done, false when it was given up
 */
export function askIn({ title, text, body = [], go, goKind = "go", cancel, act }) {
  return new Promise((resolve) => {
    let isDone = false;
    const problem = element("p", { class: "note bad", role: "alert" });
    const button = go ? element(
      "button", { type: "submit", class: `button ${goKind}`, dataset: { key: "dialog-go" } }, go)
      : null;
    const dialog = element(
      "dialog",
      {
        class: "asking", "aria-labelledby": "dialog-title",
        onclose: () => {
          dialog.remove();
          resolve(isDone);
        },
      },
      element(
        "form", {
          class: "form",
          onsubmit: async (event) => {
            event.preventDefault();
            const values = Object.fromEntries(new FormData(event.currentTarget));
            if (button) button.disabled = true;
            const said = await act(values, event.submitter?.dataset.key ?? null);
            if (button) button.disabled = false;
            if (said) return say(problem, said);
            isDone = true;
            return dialog.close();
          },
        },
        element("h2", { id: "dialog-title" }, title), text ? element("p", {}, text) : null,
        body, problem,
        element("div", { class: "buttons" }, button, element("button", {
          type: "button", class: "button second", dataset: { key: "dialog-cancel" },
          onclick: () => dialog.close(),
        }, cancel))));
    document.body.append(dialog);
    dialog.showModal();
  });
}

/** Says what is wrong beside its sign; nothing takes it away. */
export function say(place, text) {
  place.replaceChildren(...(text ? [icon("warning"), element("span", {}, text)] : []));
}

/** A labelled field. `properties` are the input's; `hint` stands below it. */
export function field(label, properties, hint = null) {
  const id = `field-${properties.name}`;
  return element(
    "div", { class: "field" }, element("label", { for: id }, label),
    element("input", {
      id, "aria-describedby": hint ? `${id}-hint` : null, dataset: { key: id }, ...properties,
    }),
    hint ? element("p", { class: "quiet", id: `${id}-hint` }, hint) : null);
}
