// Tocsin — Web: overrides of a rota, its revisions, and its text
// SPDX-License-Identifier: Apache-2.0

import { clock } from "../device/request.js";
import { authorWords } from "../browse/activate.js";
import { ask } from "../session/api.js";
import { element, icon } from "../view/element.js";
import { instant } from "../view/time.js";
import { words } from "../words/words.js";

const TEXT = words.rotas;
const SHOWN = 8;
/** What the gateway writes itself where somebody is absent. */
const ABSENT = "absent, offered to others";
const reasonOf = (one) => (one.reason === ABSENT ? TEXT.absentReason : one.reason);

/** The edit that takes an override away. */
export const removal = (one) => ({
  do: "remove-override", from: new Date(one.from).toISOString(),
  until: new Date(one.until).toISOString(), responders: one.responders,
  replaces: one.replaces, reason: one.reason, line: one.line,
});

/** Overrides that are not over, the next one first, each with the way to take it back. */
export function drawOverrides(screen, propose) {
  const now = clock.now();
  const coming = screen.rota.overrides.filter((one) => now < one.until)
    .sort((a, b) => a.from - b.from);
  if (coming.length === 0) return null;
  const remove = (one) => propose([removal(one)], "");
  return element(
    "section", { class: "card" }, element("h2", {}, TEXT.overrides),
    element(
      "ul", { class: "lines" }, coming.map((one) => {
        const who = one.responders.map((id) => screen.name(id)).join(", ") || TEXT.nobody;
        return element(
          "li", { class: "line", dataset: { override: one.from } },
          element(
            "span", { class: "line-text" },
            element("span", { class: "line-title" }, one.replaces
              ? TEXT.insteadOf(who, screen.name(one.replaces)) : who),
            element("span", { class: "quiet" }, screen.zone.span(one.from, one.until)),
            element("span", {}, reasonOf(one))),
          screen.mayChange ? element(
            "span", { class: "line-acts" },
            one.replaces && one.responders.length === 0 ? element("button", {
              type: "button", class: "plain", dataset: { key: `name-${one.from}` },
              onclick: () => screen.choose({ from: one.from, until: one.until, offer: one }),
            }, TEXT.nameSomebody) : null,
            element("button", {
              type: "button", class: "plain", dataset: { key: `remove-${one.from}` },
              onclick: () => remove(one),
            }, TEXT.remove)) : null);
      })));
}

/** Who changed the rota, when and why; each former revision can be made to hold again. */
export function drawHistory(screen, revisions, propose) {
  const { zone } = screen;
  const lines = revisions.map((one, at) => element(
    "li", { class: "line", dataset: { revision: one.revision } },
    element(
      "span", { class: "line-text" },
      element(
        "span", { class: "line-title" }, words.activation.revision(one.revision),
        at === 0 ? element(
          "span", { class: "badge good" }, icon("check"), words.activation.holds) : null),
      element(
        "span", { class: "quiet" },
        `${zone.moment.format(instant(one.importedAt))} · ${authorWords(one.author)}`),
      one.reason ? element("span", {}, reasonOf(one)) : null,
      one.acceptance ? element(
        "span", { class: "accepted" }, icon("warning"), TEXT.accepted(one.acceptance)) : null),
    at > 0 && screen.mayChange ? element("button", {
      type: "button", class: "plain", dataset: { key: `undo-${one.revision}` },
      onclick: () => propose([{ do: "undo", revision: one.revision }], ""),
    }, TEXT.undo) : null));
  return element(
    "section", { class: "card history" }, element("h2", {}, words.activation.revisions),
    element("ul", { class: "lines" }, lines.slice(0, SHOWN)),
    lines.length > SHOWN ? element(
      "details", {}, element("summary", { dataset: { key: "older" } }, TEXT.older),
      element("ul", { class: "lines" }, lines.slice(SHOWN))) : null);
}

/** The document as it is written: layers are changed here. */
export function drawText(screen, propose) {
  const id = "field-document";
  return element(
    "details", { class: "card rota-text", open: screen.written !== null },
    element("summary", { dataset: { key: "document" } }, TEXT.document),
    element(
      "form", {
        class: "form",
        onsubmit: (event) => {
          event.preventDefault();
          const { text } = Object.fromEntries(new FormData(event.currentTarget));
          // Forms send their lines with returns; the document has its own line ends.
          screen.written = text;
          const isReturned = screen.rota.text.includes("\r\n");
          const lines = text.replaceAll("\r\n", "\n");
          return propose([{
            do: "replace", text: isReturned ? lines.replaceAll("\n", "\r\n") : lines,
          }], "");
        },
      },
      element(
        "div", { class: "field" }, element("label", { for: id }, TEXT.documentLabel),
        element("textarea", {
          id, name: "text", rows: 18, spellcheck: "false", readonly: !screen.mayChange,
          dataset: { key: id },
        }, screen.written ?? screen.rota.text),
        element("p", { class: "quiet" }, TEXT.documentHint)),
      screen.mayChange ? element(
        "div", { class: "buttons" }, element("button", {
          type: "submit", class: "button second", dataset: { key: "preview-text" },
        }, TEXT.form.preview)) : null));
}

/** The revisions, newest first; none when they cannot be read. */
export async function revisionsOf(target) {
  return (await ask("GET", `${target}/revisions`).catch(() => ({ revisions: [] }))).revisions;
}
