// Tocsin — Web: building the page from text alone
// SPDX-License-Identifier: Apache-2.0

const SVG = "http://www.w3.org/2000/svg";

/** Marks that turn or nest the direction of writing (Unicode TR 9, section 2). */
const TURNING = /[\u202a-\u202e\u2066-\u2069]/g;

/**
 * A text as it may stand on a screen. A mark that turns the direction of what follows would have a
 * name turn the digits of the value behind it: it is shown as a sign of its own instead.
 */
export const upright = (text) =>
  (typeof text === "string" ? text.replace(TURNING, "\ufffd") : text);

function fill(node, properties, children) {
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "dataset") Object.assign(node.dataset, value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  const isThere = (child) => child !== null && child !== undefined;
  node.append(...children.flat().filter(isThere).map(upright));
  return node;
}

/**
 * An element with attributes, `on…` listeners and children; texts become text nodes, nothing is
 * ever read as markup.
 */
export const element = (tag, properties = {}, ...children) =>
  fill(document.createElement(tag), properties, children);

/** The same for a drawing (SVG). */
export const drawing = (tag, properties, ...children) =>
  fill(document.createElementNS(SVG, tag), properties, children);

const SHAPES = {
  // Each priority has an outline of its own, so that colour is never the only sign.
  1: "M7.5 1h9L23 7.5v9L16.5 23h-9L1 16.5v-9z",
  2: "M12 1.6 23.2 21.6H.8z",
  3: "M12 1 23 12 12 23 1 12z",
  4: "M12 2a10 10 0 1 1 0 20 10 10 0 0 1 0-20z",
};
const STROKES = {
  1: "M12 5.5v8M12 16.4v2.2",
  2: "M12 9v6M12 17.2v1.9",
  3: "M12 7v6M12 15.4v1.9",
  4: "M12 7v6M12 15.4v1.9",
};

/** The sign of a priority, 1 crash to 4 low; the word beside it says the same. */
export function prioritySign(level) {
  return drawing(
    "svg", { viewBox: "0 0 24 24", class: "sign", "aria-hidden": "true" },
    drawing("path", { d: SHAPES[level], class: "sign-shape" }),
    drawing("path", { d: STROKES[level], class: "sign-stroke" }));
}

const ICONS = {
  back: "M15 4 7 12l8 8",
  next: "M9 4l8 8-8 8",
  check: "M4 12.5 9.5 18 20 6.5",
  sound: "M4 9.5v5h3.5L12 18.5v-13L7.5 9.5zM15.5 8.5a5 5 0 0 1 0 7M18 6a8.5 8.5 0 0 1 0 12",
  phone: "M6 3.5h3l1.6 4.4-2.2 1.6a12 12 0 0 0 6.1 6.1l1.6-2.2 4.4 1.6v3c0 1.2-1 2-2.2 2"
    + "C10.7 20 4 13.3 4 5.7c0-1.2.8-2.2 2-2.2z",
  cross: "M6 6l12 12M18 6 6 18",
  clock: "M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18zM12 7v5.5l3.5 2",
  document: "M6.5 3.5h7l4.5 4.5v12.5h-11.5zM13.5 3.5v4.5h4.5M9 12.5h6M9 16h6",
  work: "M14.5 6.5a4.2 4.2 0 0 1 5-1.2l-2.7 2.7 1.6 1.6 2.7-2.7a4.2 4.2 0 0 1-5.6 5.2L8 19.5"
    + "a2 2 0 0 1-3-3l7.8-7.3a4.2 4.2 0 0 1 1.7-2.7z",
  list: "M9 6.5h11M9 12h11M9 17.5h11M4 6.5h.5M4 12h.5M4 17.5h.5",
  hold: "M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17zM9.8 9v6M14.2 9v6",
  lock: "M6 11h12v9.5H6zM8.5 11V7.5a3.5 3.5 0 0 1 7 0V11M12 14.5v2.5",
  unlock: "M6 11h12v9.5H6zM8.5 11V6.5a3.5 3.5 0 0 1 6.7-1.4M12 14.5v2.5",
  erase: "M9 5.5h11.5v13H9L3.5 12zM12 9.5l5 5M17 9.5l-5 5",
  warning: "M12 4 21 20H3zM12 10v4.5M12 17v.5",
};

/** A line drawing that stands beside a word. */
export const icon = (name) =>
  drawing(
    "svg", { viewBox: "0 0 24 24", class: "icon", "aria-hidden": "true" },
    drawing("path", { d: ICONS[name] }));

const keyed = (key) => `[data-key="${CSS.escape(key)}"]`;

/**
 * Replaces what a node holds. The focus stays on the control with the same `data-key`, and a panel
 * that somebody has opened stays open where its summary has the same one.
 */
export function replace(node, ...children) {
  const focused = node.contains(document.activeElement)
    ? document.activeElement.dataset.key : undefined;
  const open = [...node.querySelectorAll("details[open] > summary[data-key]")]
    .map((summary) => summary.dataset.key);
  node.replaceChildren(...children.flat().filter((child) => child));
  for (const key of open) {
    const panel = node.querySelector(`details > summary${keyed(key)}`)?.parentElement;
    if (panel) panel.open = true;
  }
  if (focused) node.querySelector(keyed(focused))?.focus();
}

/** Says something to screen readers; urgent words interrupt. */
export function announce(text, isUrgent = false) {
  const place = document.getElementById(isUrgent ? "announce-urgent" : "announce");
  place.textContent = "";
  requestAnimationFrame(() => {
    place.textContent = text;
  });
}
