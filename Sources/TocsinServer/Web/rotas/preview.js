// Tocsin — Web: what a change of a rota does, before it is made
// SPDX-License-Identifier: Apache-2.0

import { drawDifference } from "../browse/diff.js";
import { authorWords } from "../browse/activate.js";
import { field, say } from "../office/dialog.js";
import { drawHindsight } from "../policies/hindsight.js";
import { lineBadge } from "../rota/rota.js";
import { ask } from "../session/api.js";
import { element, icon } from "../view/element.js";
import { instant } from "../view/time.js";
import { locale, words } from "../words/words.js";
import { HOUR } from "./zone.js";

const TEXT = words.rotas.preview;
/** Lines of one kind that are drawn; the others are counted. */
const LINES_MAX = 12;

const hours = (spans) => {
  const length = spans.reduce(
    (sum, one) => sum + instant(one.until) - instant(one.from), 0) / HOUR;
  return TEXT.hours(new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }).format(length));
};

/** What went wrong with a change, in words. */
export function problemOf(error) {
  if (error.status === 412) return TEXT.stale;
  if (error.status === 409) return error.field === "edits" ? TEXT.same : TEXT.conflict;
  if (error.status === 403) return TEXT.forbidden;
  if (error.field === "reason") return TEXT.reasonRefused;
  if (error.field === "acceptance") return TEXT.acceptanceRefused;
  if (error.field === "edits.until") return TEXT.past;
  if (error.status === 422) return TEXT.refused(error.detail ?? "");
  return TEXT.failed;
}

/** Lines with their times; what is more than can be read is counted. */
function lines(list, draw) {
  const shown = list.slice(0, LINES_MAX).map(draw);
  const rest = list.length - shown.length;
  return element(
    "ul", { class: "spans" }, shown, rest > 0 ? element("li", {}, TEXT.more(rest)) : null);
}

const part = (title, tone, sign, ...content) => element(
  "section", { class: `part ${tone}` },
  element("h3", {}, sign ? icon(sign) : null, title), content);

const badgeOf = (line) => (line === "first" ? null : lineBadge(line));

/** Who gains and who loses, a line for each person and line of the rota, with the hours. */
function people(seen, zone, name) {
  const found = new Map();
  for (const one of seen.differences) {
    for (const [key, ids] of [["gaining", one.gaining], ["losing", one.losing]]) {
      for (const id of ids) {
        const place = `${key} ${id} ${one.line}`;
        if (!found.has(place)) found.set(place, { key, id, line: one.line, spans: [] });
        found.get(place).spans.push(one);
      }
    }
  }
  const draw = ({ key, id, line, spans }) => element(
    "li", { class: key, dataset: { person: id, line } },
    element("strong", {}, name(id)), badgeOf(line), " ",
    (key === "gaining" ? TEXT.gains : TEXT.loses)(hours(spans)),
    element("span", { class: "quiet" }, spans.slice(0, 3).map((one) => zone.span(
      instant(one.from), instant(one.until))).join(" · ")
      + (spans.length > 3 ? ` · ${TEXT.more(spans.length - 3)}` : "")));
  const all = [...found.values()];
  return element(
    "ul", { class: "spans people-lines" },
    all.filter((one) => one.key === "gaining").map(draw),
    all.filter((one) => one.key === "losing").map(draw));
}

const timed = (one, zone) => zone.span(instant(one.from), instant(one.until));

function gaps(seen, zone) {
  if (seen.newGaps.length === 0) {
    const old = seen.gapCount > 0 ? TEXT.oldGaps(seen.gapCount) : TEXT.covered;
    return part(TEXT.uncovered, "calm", null, element("p", { class: "quiet" }, old));
  }
  return part(
    TEXT.uncovered, "bad", "warning",
    lines(seen.newGaps, (one) => element(
      "li", {}, element("strong", {}, timed(one, zone)), badgeOf(one.line), " ",
      words.rotas.missing(one.missing))));
}

/** Whose rest after a night becomes too short, and what it has to be. */
function rests(seen, zone, name) {
  const broken = seen.brokenRests.filter((one) => one.isNew);
  if (broken.length === 0) return null;
  const length = (minutes) => TEXT.hours(new Intl.NumberFormat(
    locale, { maximumFractionDigits: 1 }).format(minutes / 60));
  return part(TEXT.rests, "busy", "warning", lines(broken, (one) => element(
    "li", {}, element("strong", {}, name(one.responder)), " ",
    TEXT.rest(length(one.minutes), length(one.needed)),
    element("span", { class: "quiet" }, [
      zone.moment.format(instant(one.from)), zone.moment.format(instant(one.until))].join(" – ")
      + (one.night === one.next ? "" : ` · ${one.night} · ${one.next}`)))));
}

/** The calendar of holidays ends soon: what comes after it is not known to be a holiday. */
export const holidaysNote = (day, zone) => (day === null ? null : element(
  "p", { class: "note busy holidays-end" }, icon("warning"),
  element("span", {}, words.rotas.holidaysEnd(zone.written.format(Date.parse(`${day}T12:00Z`))))));

function why(one, own) {
  if (one.cause !== "also-on") return TEXT.cause[one.cause];
  return one.rota === own ? TEXT.bothLines : TEXT.alsoOn(one.rota);
}

/** One line for each person and cause, with when it first matters. */
function remarks(list, zone, name, own) {
  const found = new Map();
  for (const one of list) {
    const key = `${one.responder} ${one.line} ${one.cause} ${one.rota ?? ""}`;
    if (!found.has(key)) found.set(key, { ...one, count: 0 });
    found.get(key).count += 1;
  }
  return lines([...found.values()], (one) => element(
    "li", {}, element("strong", {}, name(one.responder)), badgeOf(one.line), " ",
    why(one, own),
    element("span", { class: "quiet" }, timed(one, zone)
      + (one.count > 1 ? ` · ${TEXT.more(one.count - 1)}` : ""))));
}

/** What others did since the base was read. */
function others(seen, zone) {
  if (seen.others.length === 0) return null;
  const isConflict = seen.conflicts.length > 0;
  return part(
    isConflict ? TEXT.conflictTitle : TEXT.othersTitle, isConflict ? "bad" : "busy",
    isConflict ? "warning" : null,
    element("p", {}, isConflict ? TEXT.conflict : TEXT.others),
    lines(seen.others, (one) => element(
      "li", {}, element("strong", {}, authorWords(one.author)), " ",
      zone.moment.format(instant(one.importedAt)),
      one.reason ? element("span", {}, one.reason) : null)));
}

/**
 * Draws what a change does, and the way to make it.
 *
 * @param change `{ base, edits, reason, seen }` with what the gateway answered to the preview
 * @param act `{ done, again, giveUp }`
 */
export function drawPreview(screen, change, { done, again, giveUp }) {
  const { seen } = change;
  const { zone } = screen;
  const known = new Map(seen.people.map((one) => [one.id, one.name]));
  const name = (id) => known.get(id) ?? screen.name(id);
  const news = (list) => list.filter((one) => one.isNew);
  const [unreachable, doubled] = [news(seen.unreachable), news(seen.doubled)];
  return element(
    "section", { class: "card preview", tabindex: "-1", "aria-label": TEXT.title },
    element("h2", {}, TEXT.title),
    element("p", { class: "quiet" }, TEXT.reach(zone.date.format(instant(seen.until)))),
    others(seen, zone),
    seen.findings.length > 0 ? part(TEXT.wrong, "bad", "warning", lines(
      seen.findings, (text) => element("li", {}, text))) : null,
    seen.differences.length > 0
      ? part(TEXT.who, "calm", null, people(seen, zone, name))
      : part(TEXT.who, "calm", null, element("p", { class: "quiet" }, TEXT.nothing)),
    gaps(seen, zone),
    unreachable.length > 0
      ? part(TEXT.unreachable, "busy", "phone", remarks(unreachable, zone, name, seen.rota))
      : null,
    doubled.length > 0
      ? part(TEXT.doubled, "busy", "warning", remarks(doubled, zone, name, seen.rota)) : null,
    rests(seen, zone, name), holidaysNote(seen.holidaysEnd, zone),
    seen.text === seen.newestText ? null : element(
      "details", { class: "text-difference" },
      element("summary", { dataset: { key: "text-difference" } }, TEXT.document),
      drawDifference(seen.newestText, seen.text)),
    seen.digest === null || seen.unchanged || seen.revision === 0 ? null : drawHindsight(
      `${screen.target}/hindsight`, () => ({ base: change.base, edits: change.edits })),
    saving(screen, change, { done, again, giveUp }));
}

function saving(screen, change, { done, again, giveUp }) {
  const { seen } = change;
  const cancel = element("button", {
    type: "button", class: "button second", dataset: { key: "give-up" }, onclick: giveUp,
  }, TEXT.cancel);
  if (seen.digest === null) return element("div", { class: "buttons" }, cancel);
  const problem = element("p", { class: "note bad", role: "alert" });
  const save = async (event) => {
    event.preventDefault();
    const given = Object.fromEntries(new FormData(event.currentTarget));
    const button = event.submitter;
    button.disabled = true;
    say(problem, "");
    try {
      const made = await ask("POST", `${screen.target}/changes`, {
        base: change.base, edits: change.edits, at: seen.at, digest: seen.digest,
        reason: (given.reason ?? change.reason).trim(), acceptance: given.acceptance?.trim(),
      });
      return done(made);
    } catch (error) {
      button.disabled = false;
      if (error.status === 401) return undefined;
      if (error.status === 412 || error.status === 409) return again(problemOf(error));
      return say(problem, problemOf(error));
    }
  };
  return element(
    "form", { class: "form", onsubmit: save },
    change.reason ? element(
      "p", {}, element("strong", {}, words.rotas.form.reason), " ", change.reason)
      : field(words.rotas.form.reason, {
        name: "reason", required: true, minlength: 5, maxlength: 200, autocomplete: "off",
      }, words.rotas.form.reasonHint),
    seen.newGaps.length > 0 ? field(TEXT.acceptance, {
      name: "acceptance", required: true, minlength: 5, maxlength: 200, autocomplete: "off",
    }, TEXT.acceptanceHint) : null,
    problem,
    element(
      "div", { class: "buttons" },
      element("button", {
        type: "submit", class: seen.newGaps.length > 0 ? "button danger" : "button go",
        dataset: { key: "save" }, disabled: seen.unchanged,
      }, seen.newGaps.length > 0 ? TEXT.saveUncovered : TEXT.save(seen.revision + 1)),
      cancel));
}
