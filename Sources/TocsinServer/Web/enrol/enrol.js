// Tocsin — Web: making this browser a device
// SPDX-License-Identifier: Apache-2.0

import { enrol, EnrolmentRefused } from "../device/enrolment.js";
import { pinFault } from "../device/unlocking.js";
import { element, icon, replace } from "../view/element.js";
import { words } from "../words/words.js";

const TEXT = words.enrol;
const PIN = words.pin;

/** A screen with a title and what to do next. */
function message(place, [title, text], ...more) {
  replace(
    place,
    element(
      "section", { class: "sheet" }, element("h1", { tabindex: "-1" }, title),
      element("p", { class: "lead" }, text), ...more));
  place.querySelector("h1").focus();
}

/** The token of an enrolment link, whatever its site; null for any other text. */
function tokenOf(text) {
  try {
    const { pathname, hash } = new URL(text.trim(), location.origin);
    return pathname === "/enrol" && hash.length > 1 ? hash : null;
  } catch {
    return null;
  }
}

/** Takes a link that is pasted: what is on a Home Screen is not what the link opens in. */
function pasting(opened) {
  const problem = element("p", { class: "note", role: "alert" });
  return element(
    "form", {
      class: "enrol-form",
      onsubmit: (event) => {
        event.preventDefault();
        const token = tokenOf(new FormData(event.currentTarget).get("link"));
        if (token) opened(`/enrol${token}`);
        else replace(problem, icon("warning"), TEXT.problem.missing[1]);
      },
    },
    element("label", { for: "enrol-link" }, TEXT.paste),
    element("input", {
      id: "enrol-link", name: "link", type: "text", autocomplete: "off", spellcheck: "false",
      autocapitalize: "none", required: true, dataset: { key: "enrol-link" },
    }),
    problem,
    element("button", {
      type: "submit", class: "button go", dataset: { key: "enrol-open" },
    }, TEXT.pasteGo));
}

/**
 * Says that nothing pages this browser, and how to change that.
 *
 * @param opened called with the address of an enrolment, when its link is pasted
 */
export const showNotEnrolled = (place, opened) =>
  message(
    place, [TEXT.none.title, TEXT.none.text], pasting(opened),
    element("div", { class: "buttons" }, element("a", {
      class: "button second", href: "/sign-in", dataset: { key: "to-sign-in" },
    }, TEXT.signIn)));

/** Says why this browser cannot be a device, or why a link did nothing. */
export const showProblem = (place, code, ...more) =>
  message(place, TEXT.problem[code] ?? TEXT.problem.refused, ...more);

/**
 * Draws the enrolment screen.
 *
 * @param options `{ token, isEnrolled, enrolled }`, `enrolled` called with the new identity
 */
export function showEnrolment(place, options) {
  if (!options.token) return showProblem(place, "missing");
  const name = element("input", {
    id: "device-name", name: "name", type: "text", maxlength: 60, required: true,
    autocomplete: "off", value: navigator.maxTouchPoints > 0 ? TEXT.phone : TEXT.computer,
  });
  const go = element("button", { type: "submit", class: "button go", dataset: { key: "enrol" } },
    PIN.next);
  const form = element(
    "form", { class: "enrol-form", onsubmit: (event) => choosePin(event, place, options) },
    element("label", { for: "device-name" }, TEXT.nameLabel), name,
    element("p", { class: "quiet" }, TEXT.nameHint), go);
  replace(
    place,
    element(
      "section", { class: "sheet" }, element("h1", { tabindex: "-1" }, TEXT.title),
      element("p", { class: "lead" }, TEXT.lead),
      element("ul", { class: "promises" }, TEXT.facts.map(([title, text]) => element(
        "li", {}, element("strong", {}, title), element("span", {}, text)))),
      // Keys that are made in the browser of an iPhone do not come along to its Home Screen.
      navigator.standalone === false ? element(
        "p", { class: "note", dataset: { note: "home-screen" } }, icon("warning"),
        element("span", {}, element("strong", {}, words.push.homeScreen), " ",
          words.push.homeScreenText)) : null,
      options.isEnrolled
        ? element("p", { class: "note" }, icon("warning"), TEXT.replaces) : null,
      form));
  return undefined;
}

/** Asks for what will unlock the device, twice, since nobody can read it out again. */
function choosePin(event, place, options) {
  event.preventDefault();
  const name = new FormData(event.currentTarget).get("name").trim() || TEXT.computer;
  const field = (id, label) => [
    element("label", { for: id }, label),
    element("input", {
      id, name: id, type: "password", inputmode: "numeric", autocomplete: "off", required: true,
      maxlength: 12, "aria-describedby": "pin-fault",
    }),
  ];
  const form = element(
    "form", {
      class: "enrol-form", novalidate: true, onsubmit: (sent) => submit(sent, name, place, options),
    },
    field("pin", PIN.label), field("pin-again", PIN.again),
    element("p", { id: "pin-fault", class: "fault", role: "alert" }),
    element("p", { class: "quiet" }, PIN.hint),
    element("button", { type: "submit", class: "button go", dataset: { key: "set-pin" } },
      TEXT.go));
  replace(
    place,
    element(
      "section", { class: "sheet" }, element("h1", { tabindex: "-1" }, PIN.title),
      element("p", { class: "lead" }, PIN.lead), form));
  form.querySelector("input").focus();
}

async function submit(event, name, place, options) {
  event.preventDefault();
  const form = event.currentTarget;
  const [pin, again] = ["pin", "pin-again"].map((id) => form.elements[id].value);
  const fault = pinFault(pin) ?? (pin === again ? null : "different");
  form.querySelector(".fault").textContent = fault ? PIN.fault[fault] : "";
  if (fault) return form.elements[fault === "different" ? "pin-again" : "pin"].focus();
  const go = form.querySelector("button");
  go.disabled = true;
  go.textContent = TEXT.working;
  try {
    return options.enrolled(await enrol(options.token, name, pin));
  } catch (error) {
    const code = error instanceof EnrolmentRefused ? error.code : "refused";
    const retry = code === "offline" ? element("button", {
      type: "button", class: "button go", dataset: { key: "again" },
      onclick: () => showEnrolment(place, options),
    }, words.common.tryAgain) : null;
    const pages = options.isEnrolled && !retry ? element("a", {
      class: "button second", href: "/", dataset: { key: "to-pages" },
    }, TEXT.toPages) : null;
    return showProblem(place, code, retry, pages);
  }
}

/** Says for whom this device is now, and lets its sound be tried. */
export function showEnrolled(place, app, next) {
  const isManager = app.me?.roles.includes("rota-manager");
  message(
    place, [TEXT.doneTitle, TEXT.doneText(app.me?.name ?? app.identity.responder)],
    element("p", { class: "quiet" }, TEXT.doneCheck),
    element(
      "div", { class: "buttons" },
      element("button", {
        type: "button", class: "button go", dataset: { key: "go-on" }, onclick: next,
      }, isManager ? TEXT.toRota : TEXT.toPages),
      element("button", {
        type: "button", class: "button second", dataset: { key: "test-sound" },
        onclick: () => app.ringing.test(),
      }, icon("sound"), words.sound.test)));
}
