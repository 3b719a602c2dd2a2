// Tocsin — Web: what Tocsin is meant for, and who has accepted it
// SPDX-License-Identifier: Apache-2.0

import { clock } from "../device/request.js";
import { field, say } from "../office/dialog.js";
import { hasRole } from "../office/welcome.js";
import { ask } from "../session/api.js";
import { element, icon, replace } from "../view/element.js";
import { drawStatement } from "../view/statement.js";
import { instant, date } from "../view/time.js";
import { words } from "../words/words.js";

const TEXT = words.use;

/** Draws the statement, whether it is accepted, and for whom it may, the way to accept it. */
export async function showUse(place, office) {
  let use = null;
  try {
    use = await ask("GET", "/v1/intended-use");
  } catch (error) {
    if (error.status === 403) return office.failed(TEXT.forbidden, TEXT.forbiddenText);
    return error.status === 401 ? undefined : office.failed();
  }
  if (location.pathname !== "/intended-use") return undefined;
  const again = () => showUse(place, office);
  replace(
    place,
    element(
      "section", { class: "office", dataset: { screen: "use" } },
      office.link(
        "/integrations", { class: "plain", dataset: { key: "to-integrations" } }, icon("back"),
        words.messages.toList),
      element("h1", { tabindex: "-1" }, TEXT.title),
      element("p", { class: "quiet" }, TEXT.lead),
      standing(use), integrations(use.integrations),
      element(
        "section", { class: "card statement" }, element("h2", {}, TEXT.text),
        element("div", { lang: "en" }, drawStatement(use.statement)),
        element("p", { class: "quiet mono digest" }, TEXT.digest(use.digest))),
      // What is accepted has been read, so the form stands below it.
      use.acceptance ? null : acceptance(use, office, again)));
  return undefined;
}

function standing({ acceptance: by }) {
  const text = by
    ? TEXT.accepted(by.name, date(instant(by.at) ?? clock.now())) : TEXT.open;
  return element(
    "section", { class: `outcome ${by ? "good" : "bad"}`, dataset: { accepted: String(!!by) } },
    element("h2", {}, icon(by ? "check" : "warning"), text),
    by ? null : element("p", {}, TEXT.openText));
}

/** Each integration that needs the acceptance, and how many others there are. */
function integrations(all) {
  if (all.length === 0) return null;
  const concerned = all.filter((one) => one.needsAcceptance);
  const row = (one) => {
    const [tone, sign, text] = one.isOn
      ? ["good", "check", TEXT.on] : ["bad", "warning", TEXT.off];
    return element(
      "li", { class: "line", dataset: { use: one.name } },
      element(
        "span", { class: "line-text" },
        element("span", { class: "line-title" }, one.title || one.name),
        element("span", { class: `said ${tone}` }, icon(sign), text)));
  };
  return element(
    "section", { class: "card" }, element("h2", {}, TEXT.integrations),
    concerned.length > 0 ? element("ul", { class: "lines" }, concerned.map(row)) : null,
    element("p", { class: "quiet" }, TEXT.others(all.length - concerned.length)));
}

function acceptance(use, office, again) {
  if (!hasRole(office.me, "administrator")) {
    return element("p", { class: "note" }, TEXT.byAdministrator);
  }
  const problem = element("p", { class: "note bad", role: "alert" });
  const accept = async (event) => {
    event.preventDefault();
    const { reason } = Object.fromEntries(new FormData(event.currentTarget));
    const button = event.submitter;
    button.disabled = true;
    try {
      await ask(
        "POST", "/v1/intended-use/acceptance", { digest: use.digest, reason: reason.trim() });
      return again();
    } catch (error) {
      button.disabled = false;
      if (error.code === "step-up-needed") return say(problem, words.stepUp.needed);
      if (error.code === "stale") return say(problem, TEXT.stale);
      return say(problem, error.status === 422 ? TEXT.refused : TEXT.failed);
    }
  };
  return element(
    "form", { class: "form card", onsubmit: accept },
    element("h2", {}, TEXT.form), element("p", {}, TEXT.formText),
    field(
      TEXT.reason, { name: "reason", required: true, minlength: 5, maxlength: 200,
        autocomplete: "off" }, TEXT.reasonHint),
    problem,
    element(
      "div", { class: "buttons" },
      element("button", { type: "submit", class: "button go", dataset: { key: "accept-use" } },
        TEXT.go)));
}
