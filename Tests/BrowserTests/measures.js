// Tocsin — BrowserTests: what must hold at every size of a window, and for every finger
// SPDX-License-Identifier: Apache-2.0

({ dialogs, touch }) => {
  const findings = [];
  const root = document.documentElement;
  const say = (node) => {
    const name = node.getAttribute("aria-label") ?? node.textContent.trim().slice(0, 30);
    return `${node.localName}.${String(node.className?.baseVal ?? node.className)} "${name}"`;
  };
  const shown = (node) => node.checkVisibility({ visibilityProperty: true });
  const all = (selector) => [...document.querySelectorAll(selector)].filter(shown);
  // Whether the person can bring it into sight by scrolling something sideways: tables and code.
  const scrolls = (node) => {
    for (let up = node; up && up !== document.body; up = up.parentElement) {
      if (/auto|scroll/.test(getComputedStyle(up).overflowX)) return true;
    }
    return false;
  };
  const wide = root.scrollWidth - root.clientWidth;
  if (wide > 0) findings.push(`scrolls sideways by ${wide} px`);
  for (const node of all("main *, #bar *, #banners *, dialog *")) {
    const box = node.getBoundingClientRect();
    const isOut = box.width > 0 && (box.right > root.clientWidth + 1 || box.left < -1);
    const isDrawn = node.closest("svg, .unseen") !== null;
    if (isOut && !isDrawn && !scrolls(node)) {
      findings.push(`out of sight by ${Math.round(box.right - root.clientWidth)} px: ${say(node)}`);
    }
  }
  if (touch) {
    for (const node of all("button, a.button, a.row, a.back, a.dial, nav a, input, select")) {
      const box = (node.closest("label") ?? node).getBoundingClientRect();
      if (Math.min(box.width, box.height) < 43.5) {
        findings.push(`${Math.round(box.width)}x${Math.round(box.height)} px small: ${say(node)}`);
      }
    }
  }
  for (const node of all(`.actions button${dialogs ? ", dialog button" : ""}`)) {
    const box = node.getBoundingClientRect();
    const isOut = box.top < -1 || box.bottom > innerHeight + 1;
    if (isOut) findings.push(`below the edge: ${say(node)}`);
    if (node.scrollWidth > node.clientWidth) findings.push(`text over the edge: ${say(node)}`);
  }
  const [title, actions] = [document.querySelector(".page h1"), document.querySelector(".actions")];
  if (title && actions) {
    const room = actions.getBoundingClientRect().top - title.closest("article").offsetTop;
    if (room < 90) findings.push(`${Math.round(room)} px are left for what it is about`);
  }
  return findings.slice(0, 6);
}
