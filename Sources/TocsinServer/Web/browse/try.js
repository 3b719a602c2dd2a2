// Tocsin — Web: a mapping tried on messages that came, before it holds
// SPDX-License-Identifier: Apache-2.0

import { say } from "../office/dialog.js";
import { ask } from "../session/api.js";
import { element, icon, replace } from "../view/element.js";
import { words } from "../words/words.js";
import { drawActivation, showRevisions } from "./activate.js";
import { failed } from "./integrations.js";
import { draftFacts } from "./message.js";
import { outcomeBadge } from "./messages.js";
import { choice } from "./search.js";

const TEXT = words.tryOut;
const COUNTS = [20, 50, 200];

/**
 * Draws the editor with the mapping that holds.
 *
 * @param draft `{ text, note, tone }`: another text for the editor, and what to say above it
 */
export async function showTry(place, office, draft = null) {
  const name = decodeURIComponent(location.hash.slice(1));
  let held = null;
  try {
    held = await ask("GET", `/v1/integrations/${encodeURIComponent(name)}/document`);
  } catch (error) {
    return failed(error, office);
  }
  if (location.pathname !== "/try") return undefined;
  const result = element("div", { class: "result", "aria-live": "polite" });
  const revisions = element("section", { class: "revisions" });
  const again = (next) => showTry(place, office, next);
  const said = draft?.note ? element(
    "p", { class: `note ${draft.tone}`, role: "status" },
    icon(draft.tone === "good" ? "check" : "warning"), element("span", {}, draft.note)) : null;
  replace(
    place,
    element(
      "section", { class: "office wide try", dataset: { screen: "try" } },
      office.link(
        "/integrations", { class: "plain", dataset: { key: "to-integrations" } }, icon("back"),
        words.messages.toList),
      element("h1", { tabindex: "-1" }, TEXT.title(name)),
      element("p", { class: "quiet" }, TEXT.lead), said,
      form(name, { ...held, draft: draft?.text ?? held.text }, result, { office, again }),
      result, revisions));
  const take = ({ text, revision }) => again(
    { text, note: words.activation.taken(revision), tone: "warn" });
  return showRevisions(revisions, name, take);
}

function form(name, held, result, { office, again }) {
  const problem = element("p", { class: "note bad", role: "alert" });
  // What is shown as tried is what is activated; another text has to be tried first.
  const text = editor(held, () => result.querySelector(".activation")?.remove());
  const sample = element(
    "div", { class: "field sample", hidden: true },
    element("label", { for: "sample" }, TEXT.sample),
    element("textarea", {
      id: "sample", name: "sample", rows: 6, spellcheck: "false", autocomplete: "off",
      class: "mono", dataset: { key: "sample" },
    }));
  const on = choice(
    TEXT.on, "on", "50",
    [...COUNTS.map((count) => [String(count), TEXT.newest(count)]), ["pasted", TEXT.pasted]],
    { onchange: (event) => { sample.hidden = event.currentTarget.value !== "pasted"; } });
  const run = async (event) => {
    event.preventDefault();
    const values = Object.fromEntries(new FormData(event.currentTarget));
    const button = event.submitter;
    const body = values.on === "pasted"
      ? { mapping: values.mapping, sample: values.sample }
      : { mapping: values.mapping, newest: Number(values.on) };
    button.disabled = true;
    say(problem, "");
    replace(result, element("p", { class: "quiet" }, TEXT.working));
    try {
      const report = await ask("POST", `/v1/integrations/${encodeURIComponent(name)}/try`, body);
      const isBad = report.findings.some((one) => one.isError);
      const tried = body.mapping;
      replace(
        result, drawFindings(report.findings, text), drawResult(report, office),
        isBad ? null : drawActivation(name, held, tried, {
          done: ({ revision }) => again({ note: words.activation.done(revision), tone: "good" }),
          again: (note) => again({ text: tried, note, tone: "bad" }),
        }));
    } catch (error) {
      replace(result);
      if (error.status !== 401) say(problem, TEXT.failed);
    }
    button.disabled = false;
  };
  return element(
    "form", { class: "form", onsubmit: run },
    element(
      "div", { class: "field" },
      element("label", { for: "mapping" }, TEXT.text(held.revision)), text),
    on, sample, problem,
    element(
      "div", { class: "buttons" },
      element("button", { type: "submit", class: "button go", dataset: { key: "try" } }, TEXT.go)),
    element("p", { class: "quiet" }, TEXT.activate));
}

/** A text with line numbers beside it; `changed` is called when it is edited. */
function editor(held, changed) {
  const numbers = element("div", { class: "line-numbers", "aria-hidden": "true" });
  const area = element("textarea", {
    id: "mapping", name: "mapping", rows: 24, spellcheck: "false", autocomplete: "off",
    wrap: "off", class: "mono", dataset: { key: "mapping" },
    oninput: () => {
      count();
      changed();
    },
    onscroll: () => { numbers.scrollTop = area.scrollTop; },
  });
  area.value = held.draft;
  const count = () => {
    const lines = area.value.split("\n").length;
    numbers.textContent = Array.from({ length: lines }, (_, at) => at + 1).join("\n");
  };
  count();
  return element("div", { class: "editor" }, numbers, area);
}

/** Puts the caret into a line of the editor. */
function goTo(editorNode, line) {
  const area = editorNode.querySelector("textarea");
  const lines = area.value.split("\n");
  const start = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
  area.focus();
  area.setSelectionRange(start, start + (lines[line - 1]?.length ?? 0));
  const height = area.scrollHeight / Math.max(lines.length, 1);
  area.scrollTop = Math.max(0, (line - 5) * height);
}

function drawFindings(findings, text) {
  if (findings.length === 0) return null;
  const isBad = findings.some((one) => one.isError);
  return element(
    "section", { class: `findings ${isBad ? "bad" : ""}` },
    element("h2", {}, icon("warning"), isBad ? TEXT.findings : TEXT.warnings),
    element(
      "ul", {}, findings.map((one) => element(
        "li", {},
        element("button", {
          type: "button", class: "plain", dataset: { line: one.line },
          onclick: () => goTo(text, one.line),
        }, TEXT.line(one.line)),
        element("span", {}, one.text)))));
}

function drawResult(report, office) {
  if (report.findings.some((one) => one.isError)) return null;
  if (report.messages.length === 0) return element("p", { class: "quiet" }, TEXT.empty);
  const changed = report.messages.filter((one) => one.differences.length > 0);
  const all = report.messages.length;
  const shown = changed.length > 0 ? changed : all === 1 ? report.messages : [];
  return element(
    "section", { class: "outcome-list" },
    element("h2", {}, changed.length > 0 ? TEXT.result(changed.length, all) : TEXT.same(all)),
    element("ul", {}, shown.map((one, at) => row(one, at < 2, office))));
}

/** One message; the first few are open, so that a long list stays one. */
function row(one, isOpen, office) {
  const title = one.id === null ? TEXT.pasted : words.message.title(one.id);
  // A link within a summary is none to a screen reader.
  const link = one.id === null ? null : element(
    "p", { class: "to-message" }, office.link(
      `/message#${one.id}`, { dataset: { key: `tried-${one.id}` } }, title));
  return element(
    "li", { class: "card tried", dataset: { tried: one.id ?? "pasted" } },
    element(
      "details", { open: isOpen },
      element(
        "summary", { dataset: { key: `sides-${one.id ?? "pasted"}` } },
        element(
          "h3", {}, title, " ",
          element("span", { class: "quiet mono" }, `${one.type} ${one.controlID}`)),
        one.differences.length > 0 ? element(
          "p", { class: "quiet" }, `${TEXT.differs}: ${one.differences.join(", ")}`) : null),
      link,
      element(
        "div", { class: "sides" }, side(TEXT.before, one.before), side(TEXT.after, one.after))));
}

const side = (title, result) => element(
  "div", { class: "side" }, element("h4", {}, title), outcomeBadge(result.outcome),
  element("p", { class: "quiet" }, result.reason), result.drafts.map(draftFacts));
