// Tocsin — Web: the switchboard's screen while the gateway is away: the sheet that was kept
// SPDX-License-Identifier: Apache-2.0

import { element, replace } from "../view/element.js";
import { words } from "../words/words.js";
import { Sheet } from "./sheet.js";

const AGAIN_MS = 5000;

/** Whether the gateway answers at all, to anybody. */
export async function isReached() {
  try {
    const told = await fetch("/healthz", { cache: "no-store", credentials: "omit" });
    return told.ok;
  } catch {
    return false;
  }
}

/** Shows the kept sheet with its age, and the screen itself once the gateway answers. */
export function showKeptSheet(place, office) {
  const sheet = new Sheet();
  sheet.reached(false);
  replace(
    place,
    element(
      "section", { class: "switchboard alone", dataset: { screen: "kept-sheet" } },
      element("h1", { tabindex: "-1" }, words.calls.bar),
      element("div", { class: "watch" }, sheet.node)));
  const again = setInterval(async () => {
    if (!sheet.node.isConnected) return clearInterval(again);
    sheet.draw();
    if (!await isReached() || !sheet.node.isConnected) return undefined;
    clearInterval(again);
    return office.go();
  }, AGAIN_MS);
}
