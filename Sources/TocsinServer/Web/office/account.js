// Tocsin — Web: a person's own account
// SPDX-License-Identifier: Apache-2.0

import { clock } from "../device/request.js";
import { dutiesCard } from "../rotas/duties.js";
import { ask } from "../session/api.js";
import { NoPasskey } from "../session/passkey.js";
import { announce, element, icon, replace } from "../view/element.js";
import { instant, moment } from "../view/time.js";
import { words } from "../words/words.js";
import { accessCard } from "./access.js";
import { askIn, field } from "./dialog.js";
import { signInProblem } from "./signin.js";
import { addPasskey } from "./welcome.js";

const TEXT = words.account;

/** Where a role holds, in words. */
export function scopeWords({ wards, rotas }) {
  const parts = [];
  if (wards.length > 0) parts.push(TEXT.wards(wards.join(", ")));
  if (rotas.length > 0) parts.push(TEXT.rotas(rotas.join(", ")));
  return parts.length > 0 ? parts.join("; ") : TEXT.everywhere;
}

/** The word of a role; its own name where there is none. */
export const roleWord = (role) => words.role[role] ?? role;

/** Draws the account: who, sessions, passkeys, and what is kept. */
export async function showAccount(place, office) {
  let sessions = null;
  let passkeys = null;
  try {
    ({ sessions } = await ask("GET", "/v1/sessions"));
    ({ passkeys } = await ask("GET", "/v1/passkeys"));
  } catch (error) {
    if (error.status !== 401) office.failed();
    return;
  }
  const again = (said) => {
    if (said) announce(said);
    return showAccount(place, office);
  };
  replace(
    place,
    element(
      "section", { class: "office" }, element("h1", { tabindex: "-1" }, TEXT.title),
      whoCard(office.me), dutiesCard(office), sessionCard(sessions, again),
      passkeyCard(passkeys, again), accessCard(), privacyCard()));
}

function whoCard(me) {
  const roles = me.grants.map((grant) => element(
    "li", {}, element("strong", {}, roleWord(grant.role)), " ",
    element("span", { class: "quiet" }, scopeWords(grant))));
  const fact = (label, ...value) =>
    element("div", { class: "fact" }, element("dt", {}, label), element("dd", {}, ...value));
  return element(
    "section", { class: "card", "aria-labelledby": "who-title" },
    element("h2", { id: "who-title" }, TEXT.who),
    element(
      "dl", { class: "facts" }, fact(TEXT.name, me.name), fact(TEXT.id, me.responder),
      fact(TEXT.roles, roles.length > 0 ? element("ul", {}, roles) : TEXT.noRoles)));
}

const when = (text) => moment(instant(text) ?? 0, clock.now());

/** One line of a list: what it is, small words below, and what can be done. */
const line = (title, small, ...controls) =>
  element(
    "li", { class: "line" },
    element(
      "div", { class: "line-text" }, element("span", { class: "line-title" }, title),
      element("span", { class: "quiet" }, small)),
    controls);

const BROWSERS = { Edg: "Edge", OPR: "Opera", Firefox: "Firefox", Chrome: "Chrome",
  Safari: "Safari" };
const SYSTEMS = { Android: "Android", iPhone: "iPhone", iPad: "iPad", Windows: "Windows",
  Macintosh: "Mac", Linux: "Linux" };

/** What a browser calls itself, cut to what a person knows it by. */
function agentName(agent) {
  const known = [BROWSERS, SYSTEMS].map((all) => all[Object.keys(all).find((one) =>
    agent.includes(one))]);
  return known.filter((one) => one).join(", ") || agent;
}

function sessionCard(sessions, again) {
  const end = async (session) => {
    await ask("DELETE", `/v1/sessions/${session.id}`).catch(() => {});
    return again(TEXT.endedOthers(1));
  };
  const endOthers = async () => {
    const answer = await ask("DELETE", "/v1/sessions").catch(() => null);
    return again(answer ? TEXT.endedOthers(answer.ended) : null);
  };
  const rows = sessions.map((one) => line(
    [agentName(one.agent), one.isThis ? element("span", { class: "chip" }, TEXT.here) : null],
    [words.way[one.signedInBy], TEXT.begun(when(one.begunAt)), TEXT.seen(when(one.seenAt))]
      .join(" · "),
    one.isThis ? null : element("button", {
      type: "button", class: "plain", dataset: { key: `end-${one.id}` },
      "aria-label": `${TEXT.end}: ${agentName(one.agent)}`, onclick: () => end(one),
    }, TEXT.end)));
  const isAlone = sessions.length < 2;
  return element(
    "section", { class: "card", "aria-labelledby": "sessions-title" },
    element("h2", { id: "sessions-title" }, TEXT.sessions),
    element("p", { class: "quiet" }, TEXT.sessionsText), element("ul", { class: "lines" }, rows),
    isAlone ? element("p", { class: "quiet" }, TEXT.noOthers) : element("button", {
      type: "button", class: "plain", dataset: { key: "end-others" }, onclick: endOthers,
    }, TEXT.endOthers));
}

function passkeyCard(passkeys, again) {
  const add = async () => {
    const isDone = await askIn({
      title: TEXT.addPasskey, go: TEXT.addPasskey, cancel: TEXT.cancel,
      body: field(words.welcome.nameLabel, {
        name: "name", type: "text", required: true, maxlength: 60, autocomplete: "off",
        value: words.welcome.nameDefault,
      }, words.welcome.nameHint),
      act: ({ name }) => addPasskey(name).then(() => null, problemOf),
    });
    if (isDone) await again(TEXT.addedNow);
  };
  const rows = passkeys.map((one) => line(
    one.name,
    [TEXT.added(when(one.addedAt)), one.usedAt ? TEXT.used(when(one.usedAt)) : TEXT.neverUsed]
      .join(" · "),
    element("button", {
      type: "button", class: "plain", dataset: { key: `remove-${one.id}` },
      "aria-label": `${TEXT.remove}: ${one.name}`, onclick: () => remove(one, again),
    }, TEXT.remove)));
  return element(
    "section", { class: "card", "aria-labelledby": "passkeys-title" },
    element("h2", { id: "passkeys-title" }, TEXT.passkeys),
    element("p", { class: "quiet" }, TEXT.passkeysText),
    rows.length > 0 ? element("ul", { class: "lines" }, rows)
      : element("p", { class: "note" }, icon("warning"), TEXT.noPasskeys),
    element("button", {
      type: "button", class: "plain", dataset: { key: "add-passkey" }, onclick: add,
    }, TEXT.addPasskey));
}

const problemOf = (error) =>
  (error instanceof NoPasskey ? words.signIn.problem.cancelled : signInProblem(error));

async function remove(passkey, again) {
  const isDone = await askIn({
    title: TEXT.removeTitle(passkey.name), text: TEXT.removeText, go: TEXT.remove,
    goKind: "danger", cancel: TEXT.cancel,
    act: () => ask("DELETE", `/v1/passkeys/${passkey.id}`).then(() => null, problemOf),
  });
  if (isDone) await again(TEXT.removed);
}

function privacyCard() {
  const text = words.privacy;
  return element(
    "section", { class: "card", id: "privacy", "aria-labelledby": "privacy-title" },
    element("h2", { id: "privacy-title" }, text.title),
    element("ul", { class: "promises" }, text.facts.map(([title, one]) => element(
      "li", {}, element("strong", {}, title), element("span", {}, one)))),
    element("h3", {}, text.ask), element("p", {}, text.askText));
}
