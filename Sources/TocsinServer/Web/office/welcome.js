// Tocsin — Web: taking up an invitation
// SPDX-License-Identifier: Apache-2.0

import { ask, askOpenly, beginSession, Refused } from "../session/api.js";
import { canUsePasskeys, makePasskey, NoPasskey } from "../session/passkey.js";
import { element, replace } from "../view/element.js";
import { words } from "../words/words.js";
import { field, say } from "./dialog.js";
import { signInProblem } from "./signin.js";

const TEXT = words.welcome;

/** Registers a passkey for the signed-in person. @throws NoPasskey, Refused */
export async function addPasskey(name) {
  const { ceremony, options } = await ask("POST", "/v1/passkeys/options", {});
  const credential = JSON.stringify(await makePasskey(options));
  return ask("POST", "/v1/passkeys", { ceremony, name, credential });
}

function problemOf(error) {
  if (error instanceof NoPasskey) return words.signIn.problem.cancelled;
  return signInProblem(error);
}

function message(place, [title, text]) {
  replace(
    place,
    element(
      "section", { class: "sheet" }, element("h1", { tabindex: "-1" }, title),
      element("p", { class: "lead" }, text),
      element(
        "div", { class: "buttons" },
        element("a", { class: "button second", href: "/sign-in" }, words.enrol.signIn))));
  place.querySelector("h1").focus();
}

/** Draws the invitation; nothing is spent before the person says so. */
export function showWelcome(place, token, next) {
  if (!token) return message(place, TEXT.problem.missing);
  const problem = element("p", { class: "note bad", role: "alert" });
  const open = async (event) => {
    const control = event.currentTarget;
    control.disabled = true;
    try {
      const { challenge } = await askOpenly("POST", "/v1/sign-in/invitation", { token });
      await beginSession(challenge);
      // The token is spent; it is not to stay in the history either.
      history.replaceState(null, "", "/welcome");
      const me = await ask("GET", "/v1/me");
      const { ways } = await askOpenly("GET", "/v1/sign-in");
      return showChoice(place, me, ways, next);
    } catch (error) {
      control.disabled = false;
      const known = error instanceof Refused && { 409: "spent", 410: "expired" }[error.status];
      return known ? message(place, TEXT.problem[known]) : say(problem, problemOf(error));
    }
  };
  replace(
    place,
    element(
      "section", { class: "sheet" }, element("h1", { tabindex: "-1" }, TEXT.title),
      element("p", { class: "lead" }, TEXT.lead), problem,
      element("div", { class: "buttons" }, element("button", {
        type: "button", class: "button go", dataset: { key: "open-invitation" }, onclick: open,
      }, TEXT.open))));
  return place.querySelector("h1").focus();
}

function showChoice(place, me, ways, next) {
  const problem = element("p", { class: "note bad", role: "alert" });
  const attempt = (work, after) => async (event) => {
    event.preventDefault();
    const values = Object.fromEntries(new FormData(event.currentTarget));
    event.submitter.disabled = true;
    try {
      await work(values);
      after(event.target);
    } catch (error) {
      say(problem, problemOf(error));
    }
    event.submitter.disabled = false;
  };
  replace(
    place,
    element(
      "section", { class: "sheet" }, element("h1", { tabindex: "-1" }, TEXT.hello(me.name)),
      element("p", { class: "lead" }, TEXT.choose), problem,
      passkeyWay(ways, attempt(({ name }) => addPasskey(name), next)),
      ways.includes("password") && isAdministrator(me) ? passwordForm(me.responder, attempt(
        ({ password }) => ask("PUT", "/v1/password", { password }),
        (form) => form.replaceWith(element("p", { class: "note good" }, TEXT.passwordSet))))
        : null,
      element("div", { class: "buttons" }, element("button", {
        type: "button", class: "plain", dataset: { key: "later" }, onclick: next,
      }, TEXT.later))));
  place.querySelector("h1").focus();
}

/** Whether a person holds the role. */
export const hasRole = (me, role) => (me?.roles ?? []).includes(role);

const isAdministrator = (me) => hasRole(me, "administrator");

/** What a passkey can be made with here; an address without a name has none. */
function passkeyWay(ways, onsubmit) {
  if (!ways.includes("passkey")) return null;
  return canUsePasskeys() ? passkeyForm(onsubmit)
    : element("p", { class: "quiet" }, words.signIn.problem.unsupported);
}

const passkeyForm = (onsubmit) =>
  element(
    "form", { class: "form card", onsubmit }, element("h2", {}, TEXT.passkey),
    element("p", { class: "quiet" }, TEXT.passkeyText),
    field(TEXT.nameLabel, {
      name: "name", type: "text", required: true, maxlength: 60, value: TEXT.nameDefault,
      autocomplete: "off",
    }, TEXT.nameHint),
    element("button", {
      type: "submit", class: "button go", dataset: { key: "make-passkey" },
    }, TEXT.passkey));

const passwordForm = (name, onsubmit) =>
  element(
    "details", { class: "way emergency" },
    element("summary", { dataset: { key: "set-password" } }, TEXT.password),
    element(
      "form", { class: "form", onsubmit }, element("p", { class: "quiet" }, TEXT.passwordText),
      // So that a password store knows whose it is.
      element("input", {
        type: "text", autocomplete: "username", value: name, hidden: true, readonly: true,
      }),
      field(TEXT.passwordLabel, {
        name: "password", type: "password", required: true, minlength: 15, maxlength: 1024,
        autocomplete: "new-password",
      }),
      element("button", {
        type: "submit", class: "button second", dataset: { key: "password-set" },
      }, TEXT.passwordGo)));
