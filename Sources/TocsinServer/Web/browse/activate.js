// Tocsin — Web: making a tried mapping hold, and the revisions that held before
// SPDX-License-Identifier: Apache-2.0

import { clock } from "../device/request.js";
import { field, say } from "../office/dialog.js";
import { ask } from "../session/api.js";
import { element, icon, replace } from "../view/element.js";
import { instant, moment } from "../view/time.js";
import { words } from "../words/words.js";
import { drawDifference } from "./diff.js";

const TEXT = words.activation;

/** Who made a revision, in words. */
export function authorWords(author) {
  const [kind, ...rest] = author.split(":");
  const name = rest.join(":");
  if (kind === "person") return name;
  if (kind === "command-line") return words.access.machine(name);
  return kind === "gateway" ? words.access.gateway : TEXT.unknown;
}

function problemOf(error) {
  if (error.code === "step-up-needed") return words.stepUp.needed;
  if (error.code === "stale") return TEXT.stale;
  if (error.code === "taken") return TEXT.same;
  if (error.field === "reason") return TEXT.reasonRefused;
  if (error.status === 422) return TEXT.refused;
  return error.status === 403 ? TEXT.forbidden : TEXT.failed;
}

/**
 * Draws what differs from the document that was read, and asks for a reason to make it hold.
 *
 * @param held the document that was read
 * @param text what was tried
 * @param done called with the new revision
 * @param again called when somebody else has changed the document
 */
export function drawActivation(name, held, text, { done, again }) {
  if (text === held.text) return null;
  const problem = element("p", { class: "note bad", role: "alert" });
  const activate = async (event) => {
    event.preventDefault();
    const { reason } = Object.fromEntries(new FormData(event.currentTarget));
    const button = event.submitter;
    button.disabled = true;
    say(problem, "");
    try {
      const made = await ask(
        "PUT", `/v1/integrations/${encodeURIComponent(name)}/document`,
        { text, reason: reason.trim() }, { "If-Match": `"${held.revision}"` });
      return done(made);
    } catch (error) {
      button.disabled = false;
      if (error.status === 401) return undefined;
      if (error.code === "stale") return again(TEXT.stale);
      return say(problem, problemOf(error));
    }
  };
  return element(
    "section", { class: "card activation" },
    element("h2", {}, TEXT.title(held.revision)), drawDifference(held.text, text),
    element(
      "form", { class: "form", onsubmit: activate },
      field(
        TEXT.reason, { name: "reason", required: true, minlength: 5, maxlength: 200,
          autocomplete: "off" }, TEXT.reasonHint),
      problem,
      element(
        "div", { class: "buttons" },
        element("button", {
          type: "submit", class: "button go", dataset: { key: "activate" },
        }, TEXT.go(held.revision + 1)))));
}

/** Draws the revisions, the one that holds first; `take` gets the text of a former one. */
export async function showRevisions(place, name, take) {
  const target = `/v1/integrations/${encodeURIComponent(name)}`;
  let revisions = [];
  try {
    ({ revisions } = await ask("GET", `${target}/revisions`));
  } catch {
    return replace(place);
  }
  const former = async (revision) => {
    const found = await ask("GET", `${target}/document?revision=${revision}`).catch(() => null);
    if (found) take(found);
  };
  const now = clock.now();
  return replace(
    place, element("h2", {}, TEXT.revisions),
    element(
      "ul", { class: "lines" }, revisions.map((one, at) => element(
        "li", { class: "line", dataset: { revision: one.revision } },
        element(
          "span", { class: "line-text" },
          element(
            "span", { class: "line-title" }, TEXT.revision(one.revision),
            at === 0 ? element("span", { class: "badge good" }, icon("check"), TEXT.holds) : null),
          element(
            "span", { class: "quiet" },
            `${moment(instant(one.importedAt) ?? now, now)} · ${authorWords(one.author)}`),
          one.reason ? element("span", {}, one.reason) : null),
        at === 0 ? null : element("button", {
          type: "button", class: "plain", dataset: { key: `take-${one.revision}` },
          onclick: () => former(one.revision),
        }, TEXT.take)))));
}
