// Tocsin — Web: the screens that need a signed-in person
// SPDX-License-Identifier: Apache-2.0

import { loadIdentity } from "../device/identity.js";
import { showIntegrations } from "../browse/integrations.js";
import { showMessage } from "../browse/message.js";
import { showMessages } from "../browse/messages.js";
import { showTry } from "../browse/try.js";
import { showUse } from "../browse/use.js";
import { ask, asker, beginSession } from "../session/api.js";
import { forgetSession, loadSession } from "../session/session.js";
import { showPolicies } from "../policies/policies.js";
import { showReports } from "../reports/reports.js";
import { showRotaList } from "../rotas/rotas.js";
import { isReached, showKeptSheet } from "../switchboard/kept.js";
import { forgetSheet, hasSheet } from "../switchboard/sheet.js";
import { showSwitchboard } from "../switchboard/switchboard.js";
import { element, replace } from "../view/element.js";
import { languageChoice } from "../view/language.js";
import { words } from "../words/words.js";
import { showAccount } from "./account.js";
import { showAdministration } from "./administration.js";
import { showAlert } from "./alert.js";
import { showBoard } from "./board.js";
import { PATHS } from "./paths.js";
import { showSignIn, signInProblem } from "./signin.js";
import { askStepUp } from "./stepup.js";
import { hasRole, showWelcome } from "./welcome.js";

/** Screens that stand below another in the bar. */
const BELOW = {
  "/messages": "/integrations", "/message": "/integrations", "/try": "/integrations",
  "/intended-use": "/integrations",
};
/** Where to go on after a step-up elsewhere; remembered by this tab alone. */
const RETURN = "tocsin-return";
const SOURCE_ROLES = ["integration-engineer", "administrator", "switchboard", "service-operator"];
const ROTA_ROLES = ["rota-manager", "switchboard"];
const CALL_ROLES = ["switchboard", "caller"];
const BOARD_ROLES = ["responder", "trainee", "caller", "switchboard", "rota-manager"];

/** The parts, and where the person is among them. */
class Office {
  me = null;
  isDevice = false;
  #place;

  constructor(place) {
    this.#place = place;
  }

  async start() {
    asker.stepUp = () => askStepUp();
    asker.isOver = () => this.over();
    this.isDevice = (await loadIdentity()) !== null;
    addEventListener("popstate", () => this.go());
    document.body.dataset.screen = "office";
    return this.go();
  }

  /** Shows what the address names, to whom it is for. */
  async go() {
    document.querySelector("dialog")?.close();
    const { pathname, hash } = location;
    if (pathname === "/sign-in" && hash.length > 1) return this.comeBack(hash.slice(1));
    const isSignedIn = (await loadSession()) !== null;
    if (pathname === "/welcome" && hash.length > 1) return this.welcome(hash.slice(1));
    if (pathname === "/switchboard" && await this.#isAway()) return this.#showKept();
    if (!isSignedIn) return this.signIn();
    if (!await this.learnMe()) return undefined;
    if (pathname === "/sign-in" || pathname === "/welcome") return this.follow(this.home());
    this.#draw();
    const screen = {
      "/account": showAccount, "/administration": showAdministration, "/board": showBoard,
      "/alert": showAlert, "/switchboard": showSwitchboard,
      "/integrations": showIntegrations, "/messages": showMessages,
      "/message": showMessage, "/try": showTry, "/intended-use": showUse,
      "/rotas": showRotaList, "/policies": showPolicies, "/reports": showReports,
    }[pathname];
    scrollTo(0, 0);
    await screen(this.#place, this);
    if (this.#place.contains(document.activeElement)) return undefined;
    return this.#place.querySelector("h1")?.focus({ preventScroll: true });
  }

  /** Whether all that can be shown is the sheet that this browser keeps. */
  #isAway = async () => this.me === null && hasSheet() && !await isReached();

  #showKept() {
    this.#title(words.calls.bar);
    replace(document.getElementById("bar"), brand());
    this.#foot();
    showKeptSheet(this.#place, this);
    return this.#place.querySelector("h1").focus({ preventScroll: true });
  }

  async learnMe() {
    try {
      this.me ??= await ask("GET", "/v1/me");
      return true;
    } catch (error) {
      if (error.status !== 401) this.failed();
      return false;
    }
  }

  welcome(token) {
    this.me = null;
    this.#title(words.welcome.title);
    replace(document.getElementById("bar"), brand());
    this.#foot();
    return showWelcome(this.#place, token, async () => {
      if (await this.learnMe()) await this.follow(this.home());
    });
  }

  signIn(said) {
    this.me = null;
    this.#title(words.signIn.title);
    replace(document.getElementById("bar"), brand());
    this.#foot();
    const target = PATHS.slice(2).includes(location.pathname) ? null : "/sign-in";
    return showSignIn(this.#place, () => (target ? this.follow(target) : this.go()), said);
  }

  /** Takes the return from the hospital's own sign-in: a proof, or the word for what was wrong. */
  async comeBack(word) {
    history.replaceState(null, "", "/sign-in");
    const [name, proof] = word.split("=");
    const steps = sessionStorage.getItem(RETURN);
    sessionStorage.removeItem(RETURN);
    try {
      if (name !== "proved") return this.signIn([words.signIn.title, wordsFor(name)]);
      if (!await loadSession()) await beginSession(proof);
      else await ask("POST", "/v1/session/step-up", {});
      return this.follow(steps ?? "/sign-in");
    } catch (error) {
      return this.signIn([words.signIn.title, signInProblem(error)]);
    }
  }

  /** The session ended while it was used. */
  over() {
    return this.signIn([words.signIn.over, words.signIn.overText]);
  }

  async signOut() {
    await ask("DELETE", "/v1/session").catch(() => {});
    await forgetSession();
    forgetSheet();
    history.replaceState(null, "", "/sign-in");
    return this.signIn([words.signIn.signedOut, words.signIn.signedOutText]);
  }

  /** Says that a screen could not be read, and lets it be tried again. */
  failed(title = words.account.failed, text = words.account.failedText) {
    replace(
      this.#place,
      element(
        "section", { class: "sheet" }, element("h1", { tabindex: "-1" }, title),
        element("p", { class: "lead" }, text),
        element("button", {
          type: "button", class: "button second", dataset: { key: "again" },
          onclick: () => this.go(),
        }, words.common.tryAgain)));
  }

  /** Goes to a screen and shows it. */
  follow(target) {
    history.pushState(null, "", target);
    return this.go();
  }

  /** Where somebody begins. */
  home() {
    if (hasRole(this.me, "administrator")) return "/administration";
    if (this.mayCall()) return "/switchboard";
    if (this.hasBoard()) return "/board";
    return this.#hasSources() ? "/integrations" : "/account";
  }

  mayCall = () => CALL_ROLES.some((role) => hasRole(this.me, role));

  #hasSources = () => SOURCE_ROLES.some((role) => hasRole(this.me, role));

  hasBoard = () => BOARD_ROLES.some((role) => hasRole(this.me, role));

  /** A link that stays inside, unless the browser is asked for another tab or window. */
  link(target, properties, ...children) {
    return element("a", {
      href: target, ...properties,
      onclick: (event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey || event.button > 0) return;
        event.preventDefault();
        this.follow(target);
      },
    }, ...children);
  }

  #draw() {
    const hasRotas = ROTA_ROLES.some((role) => hasRole(this.me, role));
    const screens = [
      this.mayCall() ? ["/switchboard", words.calls.bar] : null,
      this.hasBoard() ? ["/board", words.bar.board] : null,
      hasRotas ? ["/rotas", words.rotas.bar] : null,
      hasRotas ? ["/policies", words.policies.bar] : null,
      !hasRotas && hasRole(this.me, "auditor") ? ["/reports", words.reports.bar] : null,
      this.#hasSources() ? ["/integrations", words.bar.integrations] : null,
      hasRole(this.me, "administrator") ? ["/administration", words.bar.administration] : null,
      ["/account", words.bar.account],
    ].filter((one) => one);
    const below = hasRotas && location.pathname === "/reports" ? "/rotas" : location.pathname;
    const path = BELOW[below] ?? below;
    const here = screens.find(([target]) => target === path);
    this.#title(here?.[1] ?? words.bar.board);
    replace(
      document.getElementById("bar"), brand(),
      element(
        "nav", { "aria-label": words.bar.screens }, screens.map(([target, text]) => this.link(
          target, {
            dataset: { key: `nav-${target}` }, "aria-current": here?.[0] === target ? "page" : null,
          }, text))),
      element("span", { class: "bar-end" }, element("span", { class: "me" }, this.me.name)));
    this.#foot();
  }

  #title(text) {
    document.title = `${text} — ${words.common.product}`;
  }

  #foot() {
    const out = this.me ? element("button", {
      type: "button", class: "plain", dataset: { key: "sign-out" }, onclick: () => this.signOut(),
    }, words.bar.signOut) : null;
    const pages = this.isDevice
      ? element("a", { href: "/", class: "plain" }, words.common.myPages) : null;
    const old = document.getElementById("office-foot");
    const foot = element(
      "footer", { id: "office-foot" }, languageChoice(), pages, out);
    if (old) old.replaceWith(foot);
    else this.#place.after(foot);
  }
}

const wordsFor = (name) =>
  (name === "not-now" ? words.signIn.problem.away : words.signIn.problem.refused);

const brand = () => element("span", { class: "product" }, words.common.product);

/** Starts the screens of signed-in people. */
export const startOffice = (place) => new Office(place).start();
