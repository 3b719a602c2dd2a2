// Tocsin — Web: signing in, and taking up an invitation
// SPDX-License-Identifier: Apache-2.0

import { askOpenly, beginSession, Refused } from "../session/api.js";
import { canUsePasskeys, NoPasskey, showPasskey } from "../session/passkey.js";
import { element, replace } from "../view/element.js";
import { words } from "../words/words.js";
import { field, say } from "./dialog.js";

const TEXT = words.signIn;

/** The words for a sign-in that did not come about. */
export function signInProblem(error) {
  if (error instanceof NoPasskey) return TEXT.problem.cancelled;
  if (!(error instanceof Refused)) throw error;
  if (error.status === 429) return TEXT.problem.tooMany(error.seconds);
  if (error.code === "offline") return TEXT.problem.offline;
  return error.status === 503 ? TEXT.problem.notNow : TEXT.problem.refused;
}

/** Shows a passkey to the gateway. @returns the proof */
export async function provePasskey() {
  const { ceremony, options } = await askOpenly("POST", "/v1/sign-in/passkey/options", {});
  const credential = JSON.stringify(await showPasskey(options));
  const { challenge } = await askOpenly("POST", "/v1/sign-in/passkey", { ceremony, credential });
  return challenge;
}

const provePassword = async ({ account, password }) => {
  const { challenge } = await askOpenly(
    "POST", "/v1/sign-in/password", { name: account.trim(), password });
  return challenge;
};

/**
 * Draws the ways to sign in that the site has.
 *
 * @param signedIn called once a session has begun
 * @param said a title and a text in place of the first words: why this screen is here
 */
export async function showSignIn(place, signedIn, said = [TEXT.title, TEXT.lead]) {
  const problem = element("p", { class: "note bad", role: "alert" });
  let ways = ["passkey", "password"];
  try {
    ({ ways } = await askOpenly("GET", "/v1/sign-in"));
  } catch {
    say(problem, TEXT.problem.offline);
  }
  const attempt = async (prove, control) => {
    say(problem, null);
    control.disabled = true;
    try {
      await beginSession(await prove());
      return signedIn();
    } catch (error) {
      control.disabled = false;
      return say(problem, signInProblem(error));
    }
  };
  replace(
    place,
    element(
      "section", { class: "sheet sign-in" }, element("h1", { tabindex: "-1" }, said[0]),
      element("p", { class: "lead" }, said[1]), problem,
      ways.includes("passkey") ? passkeyWay(attempt) : null,
      ways.includes("openid") ? openIDWay() : null,
      ways.includes("password") ? passwordWay(attempt) : null));
  place.querySelector("h1").focus();
}

function passkeyWay(attempt) {
  if (!canUsePasskeys()) return element("p", { class: "quiet" }, TEXT.problem.unsupported);
  return element(
    "div", { class: "way" },
    element("button", {
      type: "button", class: "button go", dataset: { key: "passkey" },
      onclick: (event) => attempt(provePasskey, event.currentTarget),
    }, TEXT.passkey),
    element("p", { class: "quiet" }, TEXT.passkeyHint));
}

const openIDWay = () =>
  element(
    "div", { class: "way" },
    element("a", {
      class: "button second", href: "/v1/sign-in/openid", dataset: { key: "openid" },
    }, TEXT.openID));

const passwordWay = (attempt) =>
  element(
    "details", { class: "way emergency" },
    element("summary", { dataset: { key: "emergency" } }, TEXT.emergency),
    element("p", { class: "quiet" }, TEXT.emergencyText),
    element(
      "form", {
        class: "form",
        onsubmit: (event) => {
          event.preventDefault();
          const values = Object.fromEntries(new FormData(event.currentTarget));
          attempt(() => provePassword(values), event.submitter);
        },
      },
      field(TEXT.account, {
        name: "account", type: "text", required: true, autocomplete: "username",
        autocapitalize: "none", spellcheck: "false", maxlength: 200,
      }),
      field(TEXT.password, {
        name: "password", type: "password", required: true, autocomplete: "current-password",
        maxlength: 1024,
      }),
      element("button", {
        type: "submit", class: "button second", dataset: { key: "password-go" },
      }, TEXT.go)));
