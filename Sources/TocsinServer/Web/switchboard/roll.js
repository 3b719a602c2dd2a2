// Tocsin — Web: the roll of a call, to be read from across the room
// SPDX-License-Identifier: Apache-2.0

import { element, icon, prioritySign } from "../view/element.js";
import { levelOf } from "../view/level.js";
import { instant } from "../view/time.js";
import { language, words } from "../words/words.js";
import { acts } from "./acts.js";

const TEXT = words.calls.roll;
const QUEUE = words.calls.queue;

/**
 * The name of a role in the reader's language; a site's own word stands as it is. Of a role that
 * needs several people each has its number, such as "nurse-2".
 */
export function roleName(role) {
  const [, name, number] = /^(.+)-(\d+)$/.exec(role) ?? [null, role, ""];
  const known = TEXT.role[role] ?? TEXT.role[name];
  const text = known ?? name.charAt(0).toUpperCase() + name.slice(1).replaceAll("-", " ");
  return number ? `${text} ${number}` : text;
}

/** What a call is, in the reader's language. */
export const titleOf = (roll) => roll.titles?.[language] ?? QUEUE.bySource(roll.policy);

/** Where to come; what a source reports says its ward alone. */
export const placeOf = (roll) =>
  roll.place || (roll.ward ? QUEUE.ward(roll.ward) : QUEUE.noWard);

/** A number to ring, as a link that dials. */
export function dial(number, label = null) {
  if (!number) return null;
  const digits = String(number).replace(/[^0-9+*#]/g, "");
  return element(
    "a", { class: "plain ring", href: `tel:${digits}`, dataset: { key: `ring-${digits}` } },
    icon("phone"), element("span", {}, label ? `${label} ${number}` : String(number)));
}

const waiting = (role) =>
  role.people.filter((one) => one.standing === "asked" && !one.copy);

/** How a role stands: its tone, its sign and its words. */
export function stateOf(role) {
  if (role.phase === "acknowledged" && role.by) {
    const text = role.arrivedAt ? TEXT.arrived(role.by.name) : TEXT.taken(role.by.name);
    return { tone: "good", sign: "check", text };
  }
  if (role.phase === "resolved") return { tone: "calm", sign: "check", text: TEXT.over };
  if (role.phase === "exhausted") return { tone: "bad", sign: "warning", text: TEXT.unanswered };
  const asked = waiting(role);
  if (asked.length === 0) return { tone: "bad", sign: "warning", text: TEXT.nobodyPaged };
  const text = asked.length === 1
    ? TEXT.waiting(asked[0].name) : TEXT.waitingMany(asked.length);
  return { tone: "busy", sign: "sound", text };
}

/** What all roles come to together, for the headline and for screen readers. */
export function summary(roll) {
  if (roll.closedAt) return TEXT.ending[roll.ending] ?? TEXT.ending.other;
  const open = roll.roles.filter((role) => !["acknowledged", "resolved"].includes(role.phase));
  return open.length === 0 ? TEXT.allTaken : TEXT.missing(open.length);
}

const toneOf = (roll) => {
  if (roll.closedAt) return "calm";
  const tones = roll.roles.map((role) => stateOf(role).tone);
  return ["bad", "busy", "good"].find((tone) => tones.includes(tone)) ?? "calm";
};

/**
 * One roll as a whole.
 *
 * @param desk `{ isOperator, act }`, where `act` does something and shows what became of it
 */
export function drawRoll(roll, desk) {
  const level = levelOf(roll.priority);
  const isOpen = !roll.closedAt;
  return element(
    "article", {
      class: `roll level-${level}${isOpen ? "" : " over"}`, "aria-label": titleOf(roll),
      dataset: { alert: roll.alert, phase: roll.phase },
    },
    roll.world === "test"
      ? element("p", { class: "test-strip" }, element("strong", {}, TEXT.test), " ",
        words.common.testText) : null,
    element(
      "header", { class: "roll-head" }, prioritySign(level),
      element(
        "div", { class: "roll-what" },
        element("h3", {}, titleOf(roll)),
        element("p", { class: "roll-place" }, placeOf(roll))),
      isOpen ? element(
        "p", { class: "roll-since" },
        element("span", { class: "roll-clock", dataset: { since: instant(roll.openedAt) } }, ""),
        element("span", {}, TEXT.opened)) : null),
    element(
      "p", { class: `roll-sum ${toneOf(roll)}` },
      icon(toneOf(roll) === "good" || !isOpen ? "check" : "warning"), summary(roll)),
    callMes(roll, desk),
    element("ul", { class: "roll-roles" }, roll.roles.map((role) => drawRole(roll, role, desk))),
    isOpen ? rollActs(roll, desk) : null);
}

/** Who wants to be rung, and for how long already; stays until somebody says that it was done. */
function callMes(roll, desk) {
  if (roll.callMe.length === 0) return null;
  const rung = (one) => element("button", {
    type: "button", class: "plain",
    dataset: { key: `rung-${roll.alert}-${one.id}`, act: "rung" },
    onclick: () => desk.act(acts.rung(roll, one)),
  }, icon("check"), TEXT.rung);
  return element("ul", { class: "call-mes" }, roll.callMe.map((one) => element(
    "li", { dataset: { callMe: one.id } },
    element(
      "p", { class: "role-words" }, icon("phone"), element("span", {}, TEXT.callMe(one.name))),
    element(
      "p", { class: "call-me-wait" }, TEXT.waits, " ",
      element("span", { dataset: { since: instant(one.callMeSince) } }, "")),
    element(
      "div", { class: "role-acts" },
      dial(one.telephone) ?? element("span", { class: "quiet" }, TEXT.noNumber),
      desk.isOperator ? rung(one) : null))));
}

function rollActs(roll, desk) {
  const button = (name, text, kind = "plain") => element("button", {
    type: "button", class: kind, dataset: { key: `${name}-${roll.alert}`, act: name },
    onclick: () => desk.act(acts[name](roll)),
  }, text);
  return element(
    "footer", { class: "roll-acts" },
    roll.callBack ? dial(roll.callBack, TEXT.ringBack) : null,
    roll.byHand ? button("correct", TEXT.correct) : null,
    roll.byHand ? button("resolve", TEXT.resolve) : null,
    desk.isOperator || roll.byHand
      ? button("standDown", TEXT.standDown, "plain danger") : null);
}

function drawRole(roll, role, desk) {
  const state = stateOf(role);
  const isOpen = !roll.closedAt && role.phase !== "resolved";
  return element(
    "li", { class: `role-row ${state.tone}`, dataset: { role: role.role, phase: role.phase } },
    element(
      "div", { class: "role-state" },
      element("p", { class: "role-name" }, roleName(role.role)),
      element("p", { class: "role-words" }, icon(state.sign), element("span", {}, state.text)),
      marks(role)),
    isOpen ? countdown(role) : null,
    element("ul", { class: "paged" }, role.people.map((one) => drawPerson(one, isOpen))),
    isOpen && desk.isOperator ? roleActs(roll, role, desk) : null);
}

/** That an answer came by telephone stands beside it, in words. */
function marks(role) {
  if (!role.byTelephone) return null;
  const { takenBy, readBack } = role.byTelephone;
  return element(
    "p", { class: "role-mark" }, icon("phone"), TEXT.byTelephone(takenBy), ", ",
    readBack ? TEXT.readBack : TEXT.notReadBack);
}

function countdown(role) {
  const at = instant(role.nextAt);
  if (at === null) return null;
  const names = role.next.map((one) => one.name).join(", ");
  const isTaken = role.phase === "acknowledged";
  const known = new Set(waiting(role).map((one) => one.id));
  const isAgain = role.next.length > 0 && role.next.every((one) => known.has(one.id));
  const then = () => {
    if (isTaken) return TEXT.remind;
    if (role.next.length === 0) return TEXT.nextNobody;
    return isAgain ? TEXT.again(names) : TEXT.next(names);
  };
  const first = role.next[0];
  return element(
    "div", { class: `role-next${isTaken ? " taken" : ""}` },
    element("p", { class: "role-clock", dataset: { until: at } }, ""),
    element("p", {}, then()),
    !isTaken && !isAgain && first?.telephone ? dial(first.telephone) : null);
}

/** Standings that say all there is to say of a person. */
const FINAL = ["declined", "wrong-person", "unreachable", "gave-back", "withdrawn"];

function standingWords(one) {
  if (FINAL.includes(one.standing)) return TEXT.person[one.standing];
  if (one.displayed) return TEXT.person.displayed;
  if (one.delivered) return one.standing === "passed" ? TEXT.person.passed : TEXT.person.delivered;
  return TEXT.person.handed;
}

function drawPerson(one, isOpen) {
  return element(
    "li", { dataset: { person: one.id, standing: one.standing } },
    element("span", { class: "paged-name" }, one.name),
    element(
      "span", { class: "paged-state" },
      icon(one.delivered || one.displayed ? "check" : "sound"), standingWords(one)),
    isOpen ? dial(one.telephone) : null);
}

function roleActs(roll, role, desk) {
  const button = (name, text) => element("button", {
    type: "button", class: "plain",
    dataset: { key: `${name}-${roll.alert}-${role.role}`, act: name },
    onclick: () => desk.act(acts[name](roll, role)),
  }, text);
  const isTaken = role.phase === "acknowledged";
  return element(
    "div", { class: "role-acts" },
    isTaken ? null : button("callNext", TEXT.callNext),
    isTaken ? null : button("byTelephone", TEXT.byTelephoneAct),
    button("reassign", TEXT.reassign));
}
