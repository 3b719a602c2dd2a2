// Tocsin — Web: one message, explained
// SPDX-License-Identifier: Apache-2.0

import { clock } from "../device/request.js";
import { askIn } from "../office/dialog.js";
import { ask } from "../session/api.js";
import { element, icon, replace } from "../view/element.js";
import { levelOf } from "../view/level.js";
import { instant, moment, readable } from "../view/time.js";
import { words } from "../words/words.js";
import { failed } from "./integrations.js";
import { outcomeBadge } from "./messages.js";
import { askReplay, reasonField } from "./replay.js";
import { drawTabs } from "./tabs.js";
import { drawTree } from "./tree.js";
import { drawWhy } from "./why.js";

const TEXT = words.message;

/** Draws the message that the address names. */
export async function showMessage(place, office, open = null, tab = "why") {
  const id = Number(location.hash.slice(1));
  const target = `/v1/messages/${id}${open === null ? "" : `?open=${open}`}`;
  let message = null;
  try {
    message = await ask("GET", target);
  } catch (error) {
    if (error.status === 404) return office.failed(TEXT.gone, TEXT.goneText);
    return failed(error, office);
  }
  if (location.pathname !== "/message") return undefined;
  const again = (segment, shown) => showMessage(place, office, segment, shown);
  replace(
    place,
    element(
      "article", { class: "office wide message", dataset: { screen: "message" } },
      office.link(
        `/messages#integration=${encodeURIComponent(message.integration)}`,
        { class: "plain", dataset: { key: "to-messages" } }, icon("back"), TEXT.back),
      message.isRevealed ? banner(message) : null, head(message, office, again),
      odd(message), drawTabs(TEXT.parts, parts(message, office, again), tab),
      others(message, office)));
  return undefined;
}

const banner = (message) => element(
  "div", { class: "glass-banner", role: "alert", dataset: { banner: "break-glass" } },
  icon("warning"),
  element("p", {}, element(
    "strong", {}, TEXT.revealed(moment(instant(message.revealedUntil) ?? 0, clock.now())))));

function head(message, office, again) {
  const at = moment(instant(message.receivedAt) ?? 0, clock.now());
  const source = [message.application, message.facility].filter((text) => text).join(" · ");
  const original = message.replayOf;
  const note = element("p", { class: "note good", role: "status" });
  const replay = async () => {
    const replayed = await askReplay([message.id]);
    if (!replayed) return;
    const id = replayed[0]?.id;
    note.replaceChildren(
      icon("check"), element("span", {}, words.replay.done(replayed.length)));
    if (id) {
      note.append(office.link(
        `/message#${id}`, { dataset: { key: "replayed" } }, TEXT.title(id)));
    }
  };
  return element(
    "header", { class: "message-head" },
    element(
      "div", { class: "message-title" },
      element("h1", { tabindex: "-1" }, TEXT.title(message.id)), outcomeBadge(message.outcome)),
    element("p", { class: "lead" }, message.reason),
    element(
      "p", { class: "quiet" },
      [
        at, message.integration, message.type, message.controlID, source,
        TEXT.bytes(message.bytes),
      ].filter((text) => text).join("  ·  ")),
    original === null ? null : element(
      "p", {}, office.link(
        `/message#${original}`, { dataset: { key: "original" } },
        words.messages.replayOf(original))),
    note,
    element(
      "div", { class: "buttons" },
      element("button", {
        type: "button", class: "plain", dataset: { key: "replay" }, onclick: replay,
      }, words.messages.replay),
      message.isRevealed || !message.hasContent ? null : element("button", {
        type: "button", class: "plain", dataset: { key: "reveal" },
        onclick: async () => {
          if (await reveal(message.id)) await again(null, "tree");
        },
      }, TEXT.reveal)),
    message.isRevealed ? null : element("p", { class: "quiet" }, TEXT.masked));
}

/** Asks for the reason, and opens the patient fields. @returns whether they are open */
const reveal = (id) => askIn({
  title: TEXT.revealTitle, text: TEXT.revealText, go: TEXT.reveal, goKind: "danger",
  cancel: words.replay.cancel,
  body: [reasonField(words.replay.reason, words.replay.reasonHint)],
  act: async (values) => {
    try {
      await ask("POST", `/v1/messages/${id}/content`, { reason: values.reason.trim() });
      return null;
    } catch (error) {
      return error.code === "step-up-needed" ? words.stepUp.needed : TEXT.revealRefused;
    }
  },
});

/** What was odd about it, before everything else. */
function odd(message) {
  const lines = message.findings.map((one) => element(
    "li", {}, TEXT.warning(one.kind, one.byte, one.count),
    one.peek ? element("code", { class: "peek" }, one.peek) : null));
  if (message.fault) lines.unshift(element("li", {}, TEXT.fault(message.fault)));
  if (!message.hasContent) lines.unshift(element("li", {}, TEXT.erased));
  if (lines.length === 0) return null;
  return element(
    "section", { class: "odd" }, element("h2", {}, icon("warning"), TEXT.warnings),
    element("ul", {}, lines));
}

function parts(message, office, again) {
  return [
    ["why", TEXT.tabs.why, () => drawWhy(message)],
    ["raw", TEXT.tabs.raw, () => raw(message.lines)],
    message.tree
      ? ["tree", TEXT.tabs.tree, () => drawTree(message.tree, (index) => again(index, "tree"))]
      : null,
    ["drafts", TEXT.tabs.drafts, () => drafts(message)],
    ["reply", TEXT.tabs.reply, () => reply(message)],
    ["timeline", TEXT.tabs.timeline, () => timeline(message, office)],
  ].filter((one) => one);
}

/** Lines with their numbers; what is too long says so. */
export const raw = (lines) => [element(
  "ol", { class: "raw" }, lines.map((line) => element(
    "li", {}, element("code", {}, line.text),
    line.furtherBytes > 0
      ? element("span", { class: "quiet" }, ` ${TEXT.further(line.furtherBytes)}`) : null)))];

/** The lines of drafts, as tables of names and texts. */
export function draftFacts(draft) {
  return element(
    "dl", { class: "draft" },
    [
      ["kind", draft.kind],
      [TEXT.priority, words.priority[levelOf(draft.priority)]], [TEXT.ward, draft.ward],
      ...draft.lines.map((line) => [line.name, line.text, line.isMasked]),
    ].filter(([, text]) => text).map(([name, text, isMasked]) => element(
      "div", {}, element("dt", {}, name),
      element("dd", { class: isMasked ? "masked" : null }, text))));
}

function drafts(message) {
  if (message.drafts.length === 0) return [element("p", { class: "quiet" }, TEXT.noDrafts)];
  return message.drafts.map((draft) => element("div", { class: "card" }, draftFacts(draft)));
}

function reply(message) {
  if (message.replyLines.length === 0) return [element("p", { class: "quiet" }, TEXT.noReply)];
  return [element("p", { class: "quiet" }, TEXT.reply), ...raw(message.replyLines)];
}

function timeline(message, office) {
  if (!message.alert) return [element("p", { class: "quiet" }, TEXT.noAlert)];
  const now = clock.now();
  return [
    element(
      "p", {}, office.link(
        `/alert#${message.alert}`, { dataset: { key: "alert" } }, TEXT.alert),
      message.phase ? ` · ${words.board.phase[message.phase] ?? message.phase}` : ""),
    element(
      "ol", { class: "timeline" }, message.timeline.map((one) => element(
        "li", {},
        element("time", { datetime: one.at }, moment(instant(one.at) ?? 0, now)),
        element("span", {}, readable(one.text, now))))),
  ];
}

function others(message, office) {
  if (message.repeats.length === 0) return null;
  return element(
    "section", { class: "others" }, element("h2", {}, TEXT.repeats),
    element(
      "ul", { class: "lines" }, message.repeats.map((one) => element(
        "li", { class: "line" },
        element(
          "span", { class: "line-text" },
          office.link(
            `/message#${one.id}`, { dataset: { key: `repeat-${one.id}` } }, TEXT.title(one.id)),
          element(
            "span", { class: "quiet" },
            `${moment(instant(one.receivedAt) ?? 0, clock.now())} · ${one.reason}`)),
        outcomeBadge(one.outcome)))));
}
