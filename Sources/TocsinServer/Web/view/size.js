// Tocsin — Web: the size of the text
// SPDX-License-Identifier: Apache-2.0

const CHOICE = "tocsin-text-size";

/** The steps, each a word of the root element's `data-text`. */
export const SIZES = Object.freeze(["normal", "large", "largest"]);

/** The step that this browser remembers. */
export function textSize() {
  try {
    const size = localStorage.getItem(CHOICE);
    return SIZES.includes(size) ? size : SIZES[0];
  } catch {
    return SIZES[0];
  }
}

/** Shows the text in the size that is remembered. */
export function applyTextSize() {
  document.documentElement.dataset.text = textSize();
}

/** Remembers a step and shows it at once. */
export function chooseTextSize(size) {
  try {
    localStorage.setItem(CHOICE, size);
  } catch {
    // A browser that remembers nothing shows it until it is closed.
  }
  document.documentElement.dataset.text = size;
}
