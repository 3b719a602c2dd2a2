// Tocsin — Web: parts of a screen, one at a time
// SPDX-License-Identifier: Apache-2.0

import { element } from "../view/element.js";

/**
 * Tabs as the ARIA practices have them: the arrow keys go from one to the next, and each is drawn
 * when it is first shown.
 *
 * @param parts triples of key, text and a function that gives what is shown
 */
export function drawTabs(label, parts, first) {
  const panel = element("div", {
    class: "panel", role: "tabpanel", id: "panel", tabindex: "0", "aria-labelledby": "tab-0",
  });
  const tabs = parts.map(([key, text], index) => element("button", {
    type: "button", role: "tab", id: `tab-${index}`, "aria-controls": "panel",
    dataset: { key: `tab-${key}` }, onclick: () => show(index),
  }, text));
  const show = (index) => {
    tabs.forEach((tab, at) => {
      tab.setAttribute("aria-selected", String(at === index));
      tab.tabIndex = at === index ? 0 : -1;
    });
    panel.setAttribute("aria-labelledby", `tab-${index}`);
    panel.replaceChildren(...parts[index][2]().flat(3).filter((one) => one));
  };
  const step = (event) => {
    const at = tabs.indexOf(document.activeElement);
    const to = {
      ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1,
    }[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    const index = (to + tabs.length) % tabs.length;
    show(index);
    tabs[index].focus();
  };
  show(Math.max(0, parts.findIndex(([key]) => key === first)));
  return element(
    "div", { class: "tabs" },
    element("div", { role: "tablist", "aria-label": label, onkeydown: step }, tabs), panel);
}
