// Tocsin — BrowserTests: what every screen owes to keyboards and screen readers
// SPDX-License-Identifier: Apache-2.0

() => {
  const findings = [];
  const shown = (node) => node.checkVisibility();
  const name = (node) => {
    const by = node.getAttribute("aria-labelledby");
    return node.getAttribute("aria-label") || (by && document.getElementById(by)?.textContent)
      || [...(node.labels ?? [])].map((label) => label.textContent).join(" ")
      || node.textContent;
  };
  const all = (selector) => [...document.querySelectorAll(selector)].filter(shown);
  for (const node of all("button, a, input, select, textarea, summary, dialog, section[id]")) {
    if (!name(node)?.trim()) findings.push(`no name: ${node.outerHTML.slice(0, 90)}`);
  }
  if (all("h1").length !== 1) findings.push(`${all("h1").length} first headings`);
  if (!document.documentElement.lang) findings.push("no language");
  const dialog = document.querySelector("dialog[open]");
  if (dialog && !dialog.contains(document.activeElement)) findings.push("focus is not inside");
  const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  if (wide > 0) findings.push(`wider than the window by ${wide} px`);
  for (const node of all("button, a.button, a.plain, input, select, summary, nav a")) {
    const box = (node.closest("label") ?? node).getBoundingClientRect();
    if (box.height < 44) findings.push(`${Math.round(box.height)} px high: ${name(node)}`);
  }
  return findings;
}
