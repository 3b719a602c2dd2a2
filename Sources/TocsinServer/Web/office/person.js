// Tocsin — Web: one person's account, to add, change and end it
// SPDX-License-Identifier: Apache-2.0

import { clock } from "../device/request.js";
import { ask } from "../session/api.js";
import { announce, element, icon, replace } from "../view/element.js";
import { squares } from "../view/squares.js";
import { date, instant, moment } from "../view/time.js";
import { words } from "../words/words.js";
import { roleWord } from "./account.js";
import { askIn, field, say } from "./dialog.js";

const TEXT = words.administration;
const ROLES = Object.keys(words.role);

/** What was wrong, in words, by the part of the account that the gateway names. */
function problemOf(error) {
  const text = TEXT.problem;
  if (error.code === "step-up-needed") return words.stepUp.needed;
  if (error.code === "offline" || error.status === 503) return words.account.failedText;
  if (error.status === 412) return text.changed;
  if (error.status === 409) return error.field === "roles" ? text.last : text.taken;
  return text[error.field] ?? text.refused;
}

/** Until when an account is good, in words and with a sign when it is over. */
export function validity(account) {
  const ended = instant(account.endedAt);
  if (ended !== null) {
    return element("span", { class: "is-over" }, icon("warning"), TEXT.ended(date(ended)));
  }
  const until = instant(account.until);
  const from = instant(account.from);
  const parts = [];
  if (from !== null && from > clock.now()) parts.push(TEXT.from(date(from)));
  // An account that ends at midnight is good until the day before.
  parts.push(until === null ? TEXT.always : TEXT.until(date(until - 1)));
  return element("span", {}, parts.join(", "));
}

/** Draws the form of a person; null for somebody new. */
export function showPerson(place, office, account, said = null) {
  const isOver = Boolean(account?.endedAt);
  replace(
    place,
    element(
      "section", { class: "office" },
      office.link("/administration", { class: "plain", dataset: { key: "to-list" } },
        icon("back"), TEXT.back),
      element("h1", { tabindex: "-1" }, account?.name ?? TEXT.newTitle),
      account ? element("p", { class: "quiet" }, `${account.id} · `, validity(account)) : null,
      said ? element("p", { class: "note good", role: "status" }, icon("check"), said) : null,
      isOver ? element("p", { class: "note" }, icon("warning"), TEXT.isEnded)
        : form(place, office, account),
      account && !isOver ? actions(place, office, account) : null));
  place.querySelector("h1").focus({ preventScroll: true });
}

function form(place, office, account) {
  const problem = element("p", { class: "note bad", role: "alert" });
  const save = async (event) => {
    event.preventDefault();
    const body = read(event.currentTarget, account);
    const control = event.submitter;
    control.disabled = true;
    try {
      const saved = account
        ? await ask("PATCH", `/v1/accounts/${encodeURIComponent(account.id)}`, body,
          { "If-Match": `"${account.revision}"` })
        : await ask("POST", "/v1/accounts", body);
      history.replaceState(null, "", `/administration#${saved.id}`);
      showPerson(place, office, saved, account ? TEXT.saved : TEXT.addedNow(saved.name));
    } catch (error) {
      control.disabled = false;
      say(problem, problemOf(error));
      problem.scrollIntoView({ block: "nearest" });
    }
  };
  return element(
    "form", { class: "form card", onsubmit: save },
    account ? null : field(TEXT.idLabel, {
      name: "id", type: "text", required: true, pattern: "[a-z0-9][a-z0-9._\\-]*", maxlength: 64,
      autocomplete: "off", autocapitalize: "none", spellcheck: "false",
    }, TEXT.idHint),
    field(TEXT.nameLabel, {
      name: "name", type: "text", required: true, maxlength: 100, autocomplete: "off",
      value: account?.name ?? "",
    }),
    field(TEXT.telephoneLabel, {
      name: "telephone", type: "tel", maxlength: 40, autocomplete: "off",
      value: account?.telephone ?? "",
    }),
    kindChoice(account?.kind ?? "staff"),
    element(
      "div", { class: "pair" },
      field(TEXT.fromLabel, { name: "from", type: "date", value: dayOf(account?.from, 0) }),
      field(TEXT.untilLabel, {
        name: "until", type: "date", value: dayOf(account?.until, -1),
      }, TEXT.untilHint)),
    roleChoice(account?.grants ?? []), problem,
    element("button", {
      type: "submit", class: "button go", dataset: { key: "save" },
    }, account ? TEXT.save : TEXT.addGo));
}

const kindChoice = (kind) =>
  element(
    "fieldset", { class: "choice" }, element("legend", {}, TEXT.kindLabel),
    ["staff", "locum"].map((one) => element(
      "label", {}, element("input", {
        type: "radio", name: "kind", value: one, checked: one === kind,
        dataset: { key: `kind-${one}` },
      }), element("span", {}, TEXT[one]))));

function roleChoice(grants) {
  const rows = ROLES.map((role) => {
    const grant = grants.find((one) => one.role === role);
    const scope = (name, label, values) => element(
      "label", { class: "scope" }, element("span", {}, label),
      element("input", {
        type: "text", name: `${name}:${role}`, value: (values ?? []).join(", "), maxlength: 1000,
        autocomplete: "off", spellcheck: "false", dataset: { key: `${name}-${role}` },
      }));
    return element(
      "li", {},
      element(
        "label", { class: "role" }, element("input", {
          type: "checkbox", name: `role:${role}`, checked: Boolean(grant),
          dataset: { key: `role-${role}` },
        }), element("span", {}, roleWord(role))),
      element(
        "div", { class: "scopes" }, scope("wards", TEXT.wardsLabel, grant?.wards),
        scope("rotas", TEXT.rotasLabel, grant?.rotas)));
  });
  return element(
    "fieldset", { class: "roles" }, element("legend", {}, TEXT.rolesLabel),
    element("p", { class: "quiet" }, TEXT.scopeHint), element("ul", {}, rows));
}

const two = (number) => String(number).padStart(2, "0");

/** The day of an instant in this browser's zone, `days` later, as a date field has it. */
function dayOf(text, days) {
  const at = instant(text);
  if (at === null) return "";
  const day = new Date(at + days);
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
}

/** The first instant of a day in this browser's zone, `days` later; empty for none. */
function startOf(day, days) {
  if (!day) return "";
  const [year, month, date] = day.split("-").map(Number);
  return new Date(year, month - 1, date + days).toISOString();
}

const names = (text) => text.split(/[,;]/).map((one) => one.trim()).filter((one) => one);

function read(source, account) {
  const values = new FormData(source);
  const grants = ROLES.filter((role) => values.has(`role:${role}`)).map((role) => ({
    role, wards: names(values.get(`wards:${role}`)), rotas: names(values.get(`rotas:${role}`)),
  }));
  const body = {
    name: values.get("name").trim(), telephone: values.get("telephone").trim(),
    kind: values.get("kind"), grants,
    from: startOf(values.get("from"), 0), until: startOf(values.get("until"), 1),
  };
  return account ? body : { id: values.get("id").trim(), ...body };
}

function actions(place, office, account) {
  const target = `/v1/accounts/${encodeURIComponent(account.id)}`;
  const link = element("div", { class: "made-link", "aria-live": "polite" });
  const problem = element("p", { class: "note bad", role: "alert" });
  const doing = (work) => async (event) => {
    const control = event.currentTarget;
    control.disabled = true;
    say(problem, null);
    try {
      await work();
    } catch (error) {
      say(problem, problemOf(error));
    }
    control.disabled = false;
  };
  // The link before goes first: it must not be taken for the one that was asked for.
  const invite = async () => {
    link.replaceChildren();
    const made = await ask("POST", `${target}/invitation`, {});
    link.replaceChildren(
      field(TEXT.inviteLabel, {
        name: "link", type: "text", readonly: true,
        value: new URL(made.link, location.origin).href,
        onfocus: (event) => event.currentTarget.select(),
      }, TEXT.inviteText));
    link.querySelector("input").focus();
  };
  const enrol = async () => {
    link.replaceChildren();
    const made = await ask("POST", `${target}/device-link`, {});
    const text = new URL(made.link, location.origin).href;
    link.replaceChildren(
      made.qr ? squares(made.qr, TEXT.deviceCode) : "",
      field(TEXT.deviceLabel, {
        name: "link", type: "text", readonly: true, value: text,
        onfocus: (event) => event.currentTarget.select(),
      }, TEXT.deviceText(moment(instant(made.expiresAt), clock.now()))));
    link.querySelector("input").focus();
  };
  const endSessions = async () => {
    const { ended } = await ask("POST", `${target}/end-sessions`, {});
    announce(TEXT.sessionsEnded(ended));
    link.replaceChildren(element("p", { class: "note good" }, icon("check"),
      TEXT.sessionsEnded(ended)));
  };
  const button = (key, text, kind, work) => element("button", {
    type: "button", class: `plain ${kind}`, dataset: { key }, onclick: doing(work),
  }, text);
  return element(
    "section", { class: "card person-actions" },
    element(
      "div", { class: "buttons" }, button("invite", TEXT.invite, "", invite),
      button("link-device", TEXT.device, "", enrol),
      button("end-sessions", TEXT.endSessions, "", endSessions),
      button("end-account", TEXT.end, "danger", () => end(place, office, account))),
    problem, link);
}

/** Says plainly what happens before it does. */
async function end(place, office, account) {
  const target = `/v1/accounts/${encodeURIComponent(account.id)}`;
  let count = 0;
  const isDone = await askIn({
    title: TEXT.endTitle(account.name), text: TEXT.endText, go: TEXT.endGo, goKind: "danger",
    cancel: TEXT.endCancel,
    body: [
      element("ul", { class: "facts-list" }, TEXT.endFacts.map((one) => element("li", {}, one))),
      field(TEXT.endReason, {
        name: "reason", type: "text", required: true, maxlength: 100, autocomplete: "off",
        value: TEXT.endReasonDefault,
      }),
    ],
    act: async ({ reason }) => {
      try {
        ({ alertsPassedOn: count } = await ask("POST", `${target}/end`, { reason }));
        return null;
      } catch (error) {
        return problemOf(error);
      }
    },
  });
  if (!isDone) return;
  showPerson(place, office, await ask("GET", target), TEXT.endedNow(account.name, count));
}
