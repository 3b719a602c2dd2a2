// Tocsin — Web: reading a value back to whoever reported it
// SPDX-License-Identifier: Apache-2.0

import { AnswerKind } from "../device/answer.js";
import { AnswerStatus, isPreview } from "../device/pages.js";
import { clock } from "../device/request.js";
import { finding } from "../view/content.js";
import { element, icon } from "../view/element.js";
import { moment } from "../view/time.js";
import { words } from "../words/words.js";

/** What was typed wrongly, by page: it may be a value of a patient, and is not kept. */
const typedWrongly = new Map();
/** What is being typed, by page: the screen may be drawn anew meanwhile. */
const drafts = new Map();

/** The reason bytes of a read-back. */
const Outcome = Object.freeze({ right: 0, wrong: 1 });

/**
 * The value that is to be read back, with what stands before and behind it: of a finding's first
 * line the last word that is a number; null for a finding without one.
 */
export function valueOf(content) {
  const parts = finding(content).head.split(/\s+/);
  const at = parts.findLastIndex((part) => /^[<>]?-?\d+(?:[.,]\d+)?$/.test(part));
  if (at < 0) return null;
  const [name, unit] = [parts.slice(0, at), parts.slice(at + 1)].map((some) => some.join(" "));
  return { name, value: parts[at], unit };
}

/** Whether two ways of writing a value are one value. */
export function isSameValue(typed, value) {
  const plain = (text) => text.replace(/\s/g, "").replace(",", ".");
  const [a, b] = [plain(typed), plain(value)];
  return a === b || (/^-?\d+(\.\d+)?$/.test(a) && /^-?\d/.test(b) && Number(a) === Number(b));
}

const isDone = ({ readBack }) =>
  readBack?.reason === Outcome.right && readBack.status === AnswerStatus.taken;

/**
 * Asks for the value of a page that is this person's, and says that it was read back, or what was
 * wrong (S13).
 */
export function readBackPart(record, app) {
  if (isDone(record)) {
    return part("good", words.readBack.done(moment(record.readBack.serverTime, clock.now())));
  }
  const due = (record.answer.serverTime ?? record.answer.at) + record.content.readBack * 1000;
  const title = words.readBack.title(moment(due, clock.now()));
  if (isPreview(record)) return part("busy", [title, words.readBack.locked]);
  const { readBack } = record;
  if (readBack?.status === AnswerStatus.sending) return part("busy", words.outcome.sending);
  if (readBack?.status === AnswerStatus.unconfirmed) return part("bad", words.outcome.unconfirmed);
  return form(record, app, title);
}

const part = (tone, [title, text], ...more) =>
  element(
    "section", { class: `outcome ${tone}`, dataset: { readback: tone } },
    element("h2", {}, title), element("p", {}, text), ...more);

function form(record, app, title) {
  const value = valueOf(record.content);
  const wrong = record.readBack?.wrong ?? 0;
  const said = wrong === 0 ? [title, words.readBack.text] : wrongly(record, value, wrong);
  const sent = (event) => submit(event, record, app, value);
  const input = value && element("input", {
    id: "read-back", name: "value", type: "text", inputmode: "decimal", autocomplete: "off",
    required: true, maxlength: 20, dataset: { key: "read-back-value" },
    oninput: () => drafts.set(record.page, input.value),
  });
  if (input) input.value = drafts.get(record.page) ?? "";
  return part(
    wrong === 0 ? "busy" : "bad", said,
    element(
      "form", { class: "read-back", onsubmit: sent },
      value ? element("label", { for: "read-back" }, value.name || words.page.what) : null,
      value ? element("span", { class: "read-back-line" }, input, value.unit) : null,
      element("button", { type: "submit", class: "button go", dataset: { key: "read-back" } },
        icon("check"), value ? words.readBack.go : words.readBack.goPlain)));
}

/** Both values side by side; after the second wrong one, that the sender is to be rung. */
function wrongly(record, value, wrong) {
  const typed = typedWrongly.get(record.page);
  const both = typed && value
    ? words.readBack.both(typed, [value.value, value.unit].join("\u00a0").trim()) : "";
  const then = wrong > 1 ? words.readBack.call : words.readBack.again;
  return [words.readBack.wrong, `${both} ${then}`.trim()];
}

function submit(event, record, app, value) {
  event.preventDefault();
  const typed = value ? new FormData(event.currentTarget).get("value").trim() : "";
  drafts.delete(record.page);
  const isRight = !value || isSameValue(typed, value.value);
  if (isRight) typedWrongly.delete(record.page);
  else typedWrongly.set(record.page, typed);
  const wrong = (record.readBack?.wrong ?? 0) + (isRight ? 0 : 1);
  app.say(
    record, AnswerKind.readBack, { reason: isRight ? Outcome.right : Outcome.wrong, wrong });
}
