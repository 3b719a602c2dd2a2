// Tocsin — Web: showing once more who one is
// SPDX-License-Identifier: Apache-2.0

import { ask, askOpenly } from "../session/api.js";
import { canUsePasskeys } from "../session/passkey.js";
import { element } from "../view/element.js";
import { words } from "../words/words.js";
import { askIn, field } from "./dialog.js";
import { provePasskey, signInProblem } from "./signin.js";

const TEXT = words.stepUp;

async function prove(values, key) {
  if (key !== "step-up-password") return provePasskey();
  const me = await ask("GET", "/v1/me");
  return askOpenly(
    "POST", "/v1/sign-in/password", { name: me.responder, password: values.password });
}

/** Asks the person to show again who they are. @returns true when they did */
export async function askStepUp() {
  const { ways } = await askOpenly("GET", "/v1/sign-in")
    .catch(() => ({ ways: ["passkey"] }));
  const openID = ways.includes("openid") ? element("a", {
    class: "button second", href: "/v1/sign-in/openid?for=step-up",
    onclick: () => sessionStorage.setItem("tocsin-return", location.pathname + location.hash),
  }, TEXT.openID) : null;
  const password = ways.includes("password") ? element(
    "details", { class: "way emergency" },
    element("summary", { dataset: { key: "step-up-emergency" } }, words.signIn.emergency),
    field(words.signIn.password, {
      name: "password", type: "password", autocomplete: "current-password", maxlength: 1024,
    }),
    element("button", {
      type: "submit", class: "button second", dataset: { key: "step-up-password" },
    }, words.signIn.go)) : null;
  return askIn({
    title: TEXT.title, text: TEXT.text, cancel: TEXT.cancel,
    go: ways.includes("passkey") && canUsePasskeys() ? TEXT.passkey : null,
    body: [openID, password],
    act: async (values, key) => {
      try {
        await prove(values, key);
        await ask("POST", "/v1/session/step-up", {});
        return null;
      } catch (error) {
        return signInProblem(error);
      }
    },
  });
}
