// Tocsin — Web: shifts that two persons exchange
// SPDX-License-Identifier: Apache-2.0

import { element, icon, replace } from "../view/element.js";
import { instant, stretch } from "../view/time.js";
import { words } from "../words/words.js";

const TEXT = words.swaps;
const MINUTE = 60000;
/** How many coming shifts are shown before the rest is asked for. */
const SHOWN = 4;

const lineName = (line) => (line === "first" ? "" : ` · ${words.rota.lines[line]}`);
const when = (part) => stretch(instant(part.from), instant(part.until));

/** What the person is about to ask for: the turn that is open, and whether all are shown. */
const opened = { key: null, isAll: false };

/** Whether something is half filled in. */
export const isAsking = () => opened.key !== null;

const act = (key, text, look, onclick) => element(
  "button", {
    type: "button", class: look === "plain" ? "plain" : `button ${look}`, dataset: { key }, onclick,
  }, text);

/** What a refusal says to whoever asked: the reason where this client has words for it. */
export function refusal(error) {
  if (error.status === 409) return TEXT.gone;
  if (error.status === 403) return TEXT.forbidden;
  return error.status === 422 ? TEXT.cannot : words.mine.failedText;
}

// Swaps that there are

/**
 * One swap as a card.
 *
 * @param own the reader's id: both sides are told in the second person
 * @param settle called with the swap's id, a word of the route, and what to say when it is done
 */
export function swapCard(swap, own, settle) {
  const isMine = swap.mayAccept || (swap.taker.id === own && swap.phase === "asked");
  const title = swap.asker.id === own ? TEXT.youAsk(swap.taker.name)
    : swap.taker.id === own ? TEXT.asksYou(swap.asker.name)
      : TEXT.between(swap.asker.name, swap.taker.name);
  const button = (may, word, text, look, said) => (may
    ? act(`${word}-${swap.id}`, text, look, () => settle(swap.id, word, said)) : null);
  const acts = [
    button(swap.mayAccept, "accept", TEXT.accept, "go", TEXT.accepted),
    button(swap.mayApprove, "approve", TEXT.approve, "go", TEXT.accepted),
    button(swap.mayDecline, "decline", TEXT.decline, "second", TEXT.declined),
    button(swap.mayWithdraw, "withdraw", TEXT.withdraw, "second", TEXT.withdrawn),
  ].filter(Boolean);
  return element(
    "article", {
      class: isMine || swap.mayApprove ? "mine-card swap offered" : "mine-card swap",
      dataset: { swap: swap.id, phase: swap.phase },
    },
    element("h2", {}, title),
    element("p", { class: "swap-rota" }, swap.title, phaseBadge(swap)),
    moves(swap),
    swap.words ? element("p", { class: "swap-words" }, words.common.quoted(swap.words)) : null,
    swap.outlook ? outlook(swap.outlook) : null,
    acts.length > 0 ? element("p", { class: "mine-acts" }, acts) : null);
}

function phaseBadge(swap) {
  const sign = {
    agreed: ["good", "check"], asked: ["busy", "clock"], consented: ["busy", "clock"],
  };
  const [tone, shape] = sign[swap.phase] ?? ["", "cross"];
  return element(
    "span", { class: `badge ${tone}` }, icon(shape), TEXT.phase[swap.phase]);
}

function moves(swap) {
  const move = (part, from, to) => element(
    "li", {}, element("strong", {}, when(part) + lineName(part.line)),
    element("span", {}, TEXT.goes(from.name, to.name)));
  return element(
    "ul", { class: "swap-moves" }, move(swap.given, swap.asker, swap.taker),
    swap.returned ? move(swap.returned, swap.taker, swap.asker) : null);
}

/** What a swap comes to: what stands in its way, then what is to be weighed. */
function outlook({ obstacles, changedBy, warnings }) {
  const note = (tone, text) => element(
    "p", { class: `note ${tone}` }, icon("warning"), element("span", {}, text));
  return [
    ...obstacles.map((one) => note("bad", TEXT.obstacle[one.cause](one.person?.name ?? ""))),
    changedBy ? element(
      "p", { class: "quiet" },
      TEXT.changedBy(changedBy.revision, changedBy.author, changedBy.reason)) : null,
    ...warnings.map((one) => note("busy", warning(one))),
  ];
}

function warning(one) {
  const time = stretch(instant(one.from), instant(one.until));
  const hours = (minutes) => Math.round(minutes / 6) / 10;
  if (one.cause === "short-rest") {
    return TEXT.shortRest(one.person.name, hours(one.restMinutes), hours(one.neededMinutes));
  }
  if (one.cause === "also-on") {
    return TEXT.alsoOn(one.person.name, one.other + lineName(one.otherLine), time);
  }
  return one.cause === "no-device" ? TEXT.noDevice(one.person.name)
    : TEXT.unreachable(one.person.name, time);
}

// What can be asked for

/**
 * The shifts that are still to come, each of which can be asked away.
 *
 * @param screen `{ ask, redraw, settle, now }`
 */
export function comingShifts(rotas, screen) {
  const turns = rotas.flatMap((rota) => rota.turns.map((part) => ({ rota, part })));
  turns.sort((a, b) => instant(a.part.from) - instant(b.part.from));
  const shown = opened.isAll ? turns : turns.slice(0, SHOWN);
  return element(
    "section", { class: "mine-coming" }, element("h2", {}, TEXT.coming),
    turns.length === 0 ? element("p", { class: "quiet" }, TEXT.noneComing) : null,
    shown.map((one) => turn(one, screen)),
    shown.length < turns.length ? act("all-turns", TEXT.all(turns.length), "plain", () => {
      opened.isAll = true;
      screen.redraw();
    }) : null);
}

function turn({ rota, part }, screen) {
  const key = `${rota.rota} ${part.line} ${part.from}`;
  const isOpen = opened.key === key;
  return element(
    "article", { class: "mine-card turn", dataset: { rota: rota.rota, from: part.from } },
    element(
      "div", { class: "turn-head" },
      element(
        "div", {}, element("h3", {}, when(part)),
        element("p", { class: "quiet" }, rota.title + lineName(part.line))),
      isOpen || rota.colleagues.length === 0 ? null : act("swap", TEXT.swap, "second", () => {
        opened.key = key;
        screen.redraw();
        document.querySelector(".swap-form select")?.focus();
      })),
    isOpen ? form(rota, part, screen) : null);
}

const local = (at) => {
  const day = new Date(at);
  return new Date(at - day.getTimezoneOffset() * MINUTE).toISOString().slice(0, 16);
};

function form(rota, part, screen) {
  const seen = element("div", { class: "swap-seen", role: "status" });
  const back = select("swap-returned", TEXT.returned, []);
  const who = select(
    "swap-to", TEXT.toWhom, rota.colleagues.map((one) => [one.id, one.name]), TEXT.choose);
  const go = element(
    "button", { type: "submit", class: "button go", dataset: { key: "swap-go" } }, TEXT.go);
  const body = (values) => ask(rota, part, values);
  const look = async (place) => {
    const values = Object.fromEntries(new FormData(place));
    replace(seen);
    go.disabled = true;
    if (!values["swap-to"]) return;
    try {
      const found = await screen.ask("POST", "/v1/swaps/preview", body(values));
      const isFree = found.obstacles.length + found.warnings.length === 0;
      go.disabled = found.obstacles.length > 0;
      replace(seen, ...(isFree ? [element(
        "p", { class: "note good" }, icon("check"), element("span", {}, TEXT.free))]
        : outlook(found)));
    } catch (error) {
      replace(seen, element(
        "p", { class: "note bad" }, icon("warning"), element("span", {}, refusal(error))));
    }
  };
  go.disabled = true;
  return element(
    "form", {
      class: "form swap-form",
      onchange: async (event) => {
        // Words change nothing; looking again would take the button from under a finger.
        if (event.target.name === "swap-words") return;
        if (event.target.name === "swap-to") fillReturns(back, rota, event.target.value);
        await look(event.currentTarget);
      },
      onsubmit: async (event) => {
        event.preventDefault();
        const values = Object.fromEntries(new FormData(event.currentTarget));
        const colleague = rota.colleagues.find((one) => one.id === values["swap-to"]);
        opened.key = null;
        await screen.send(
          () => screen.ask("POST", "/v1/swaps", body(values)), TEXT.asked(colleague.name));
      },
    },
    who, back,
    element(
      "details", {}, element("summary", {}, TEXT.part),
      element(
        "div", { class: "pair" }, time("swap-from", TEXT.from, part, part.from),
        time("swap-until", TEXT.until, part, part.until))),
    element(
      "div", { class: "field" }, element("label", { for: "swap-words" }, TEXT.words),
      element("input", {
        id: "swap-words", name: "swap-words", maxlength: 120, autocomplete: "off",
        dataset: { key: "swap-words" },
      }),
      element("p", { class: "quiet" }, TEXT.wordsHint)),
    seen,
    rota.swaps === "approval" ? element("p", { class: "quiet" }, TEXT.needsApproval) : null,
    element(
      "p", { class: "mine-acts" }, go, act("swap-keep", words.mine.keep, "second", () => {
        opened.key = null;
        screen.redraw();
      })));
}

function ask(rota, part, values) {
  const edge = (name, text) => {
    const [given, whole] = [values[name], local(instant(text))];
    return !given || given === whole ? text : new Date(given).toISOString();
  };
  const returned = values["swap-returned"] ? JSON.parse(values["swap-returned"]) : null;
  return {
    rota: rota.rota, to: values["swap-to"], returned, words: values["swap-words"].trim(),
    given: {
      line: part.line, from: edge("swap-from", part.from), until: edge("swap-until", part.until),
    },
  };
}

function fillReturns(field, rota, id) {
  const colleague = rota.colleagues.find((one) => one.id === id);
  const options = (colleague?.turns ?? []).map(
    (part) => [JSON.stringify(part), when(part) + lineName(part.line)]);
  replace(
    field.querySelector("select"), option("", TEXT.nothingBack),
    options.map(([value, text]) => option(value, text)));
}

const option = (value, text) => element("option", { value }, text);

function select(name, label, options, first = TEXT.nothingBack) {
  return element(
    "div", { class: "field" }, element("label", { for: name }, label),
    element(
      "select", { id: name, name, dataset: { key: name } }, option("", first),
      options.map(([value, text]) => option(value, text))));
}

const time = (name, label, part, at) => element(
  "div", { class: "field" }, element("label", { for: name }, label),
  element("input", {
    id: name, name, type: "datetime-local", value: local(instant(at)), required: true,
    min: local(instant(part.from)), max: local(instant(part.until)), dataset: { key: name },
  }));
