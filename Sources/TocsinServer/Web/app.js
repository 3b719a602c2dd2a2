// Tocsin — Web: the client as a whole, from its start to what is on the screen
// SPDX-License-Identifier: Apache-2.0

import { loadIdentity, obstacle } from "./device/identity.js";
import { DocumentLists } from "./device/documents.js";
import { done, Store, transact } from "./device/database.js";
import { Mailbox, EnvelopeRefused } from "./device/mailbox.js";
import { Outgoing } from "./device/outgoing.js";
import {
  byUrgency, isListed, isMine, isMore, isRinging, isWaiting, LANGUAGE_KEY, PageStatus, publicLine,
  urgency,
} from "./device/pages.js";
import { Push } from "./device/push.js";
import { clock, signedFetch } from "./device/request.js";
import { Link, Stream } from "./device/stream.js";
import { headline, priorityWord, showList } from "./duty/duty.js";
import { isOffice } from "./office/paths.js";
import { showEnrolled, showEnrolment, showNotEnrolled, showProblem } from "./enrol/enrol.js";
import { pressed, showPage } from "./page/page.js";
import { Ringing } from "./sound/ringing.js";
import { announce, element, replace } from "./view/element.js";
import { showBanners, showBar } from "./view/frame.js";
import { later } from "./view/later.js";
import { tick } from "./view/ticking.js";
import { language, words } from "./words/words.js";

const ROTAS_EVERY_MS = 60000;
const DUTIES_EVERY_MS = 10000;
/** How often a window that is looked at asks whether a colleague waits for an answer. */
const ASKS_EVERY_MS = 60000;
const main = document.getElementById("main");
const onlyTab = "tocsin-device";

/** A stand-down is heard once and calmly, however urgent the call was: people are on their way. */
const STOOD_DOWN_LEVEL = 3;

/** The parts, and what the screens are drawn from. */
class App {
  identity = null;
  me = null;
  mailbox = null;
  documents = null;
  outgoing = null;
  stream = null;
  push = null;
  chosen = null;
  unverified = 0;
  ringing = new Ringing(() => this.draw());
  /** The attempt with which each "N more" page sounded last. */
  soundedMore = new Map();
  #frame = null;
  #screen = null;

  /** The key under which a page rings: another attempt or another content is another sound. */
  ringKey = (record) => `${record.page} ${record.attempt} ${record.seq}`;

  async start() {
    const problem = await obstacle();
    if (problem) return showProblem(main, problem);
    if (isOffice(location.pathname)) {
      const { startOffice } = await later.office();
      return startOffice(main);
    }
    this.identity = await loadIdentity();
    addEventListener("popstate", () => this.go());
    addEventListener("hashchange", () => this.go());
    addEventListener("keydown", (event) => this.key(event));
    if (location.pathname === "/enrol") return this.enrol();
    if (!this.identity) return showNotEnrolled(main);
    const steals = sessionStorage.getItem(onlyTab) !== null;
    sessionStorage.removeItem(onlyTab);
    return this.hold(steals);
  }

  enrol() {
    const token = location.hash.slice(1);
    showBar(this);
    showEnrolment(main, {
      token, isEnrolled: this.identity !== null,
      enrolled: async (identity) => {
        // The token is spent; it is not to stay in the history either.
        history.replaceState(null, "", "/");
        this.identity = identity;
        await this.learnMe();
        showEnrolled(main, this, () => {
          const isManager = this.me?.roles.includes("rota-manager");
          if (isManager) history.replaceState(null, "", "/rota");
          this.hold();
        });
      },
    });
  }

  /** Works while this tab holds the device; another tab may take it over. */
  hold(steal = false) {
    const options = steal ? { steal: true } : { ifAvailable: true };
    navigator.locks.request(onlyTab, options, async (lock) => {
      if (!lock) return this.giveWay();
      await this.run();
      return new Promise(() => {});
    }).catch(() => this.giveWay());
  }

  giveWay() {
    this.stream?.stop();
    this.outgoing?.stop();
    this.ringing.ring(null);
    this.#screen = null;
    document.body.dataset.screen = "sheet";
    replace(document.getElementById("banners"));
    replace(main, element(
      "section", { class: "sheet" }, element("h1", {}, words.moved.title),
      element("p", { class: "lead" }, words.moved.text),
      element("button", {
        type: "button", class: "button go", dataset: { key: "use-here" },
        onclick: () => this.takeOver(),
      }, words.moved.here)));
  }

  /** Starts afresh in this tab, as the one that is paged. */
  takeOver() {
    sessionStorage.setItem(onlyTab, "steal");
    location.reload();
  }

  async run() {
    this.mailbox = new Mailbox(this.identity, (record) => this.changed(record));
    this.documents = new DocumentLists(this.identity, () => this.draw());
    await this.mailbox.load();
    const told = this.mailbox.pages.filter(isMore);
    this.soundedMore = new Map(told.map((one) => [one.page, one.attempt]));
    const ended = (status) => status === 403 && this.stream.refresh();
    this.outgoing = new Outgoing(this.identity, this.mailbox, ended);
    this.stream = new Stream(
      this.identity, (bytes) => this.take(bytes), () => this.draw());
    this.push = new Push(this.identity, () => this.draw(), {
      taken: (page) => this.heard(page),
      show: (target) => {
        history.pushState(null, "", target);
        this.go();
      },
    });
    const refresh = () => {
      this.stream.refresh();
      this.outgoing.kick();
    };
    addEventListener("online", refresh);
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") {
        refresh();
        this.mailbox.pages.forEach((record) => this.settle(record));
      }
      this.draw();
    });
    setInterval(() => tick(), 1000);
    setInterval(() => this.#screen === "rota" && this.#showLater("rota"), ROTAS_EVERY_MS);
    setInterval(() => document.visibilityState === "visible" && this.learnMe(), ASKS_EVERY_MS);
    setInterval(() => this.#screen === "mine" && this.#showLater("mine", true), DUTIES_EVERY_MS);
    this.go();
    this.outgoing.kick();
    this.stream.run(await this.mailbox.cursor());
    // The worker has no other way to know which language its reader has chosen.
    await transact([Store.state], (state) => done(state.put(language, LANGUAGE_KEY)));
    this.push.start();
    await this.learnMe();
  }

  async learnMe() {
    try {
      const response = await signedFetch(this.identity, "GET", "/v1/me");
      if (response.ok) {
        const asked = this.me?.asks ?? 0;
        this.me = await response.json();
        if (this.me.asks > asked) announce(words.swaps.waits(this.me.asks));
      }
    } catch {
      // Without it the device still is paged and answers; only its name and roles are unknown.
    }
    this.draw();
  }

  /** A page stands otherwise than before. */
  changed(record) {
    this.draw();
    this.settle(record);
  }

  /** What asks nothing any more leaves the locked screen, once the person sees it here: a window
   * behind others takes no stand-down and no outcome away. */
  settle(record) {
    const isOver = !isWaiting(record) || isMine(record);
    if (isOver && document.visibilityState === "visible") this.push?.settle(record.page);
  }

  /** The worker has taken an envelope, or an answer, in the place of this window. */
  async heard(page) {
    const seq = this.mailbox.page(page)?.seq;
    const record = await this.mailbox.reread(page);
    if (record && record.seq !== seq) this.tell(record);
    this.outgoing.kick();
  }

  /** Takes one envelope from the gateway, whatever it is, and never stops the stream. */
  async take(bytes) {
    try {
      const record = await this.mailbox.take(bytes);
      if (!record) return;
      this.tell(record);
      this.outgoing.kick();
    } catch (error) {
      if (!(error instanceof EnvelopeRefused)) throw error;
      this.unverified += 1;
      this.draw();
    }
  }

  tell(record) {
    if (isMore(record)) return this.tellMore(record);
    if (record.status === PageStatus.withdrawn) return announce(words.announcement.withdrawn);
    if (record.status === PageStatus.stoodDown) {
      announce(words.announcement.stoodDown(headline(record)), true);
      return this.ringing.chime(STOOD_DOWN_LEVEL);
    }
    if (!isWaiting(record)) return undefined;
    const word = priorityWord(record);
    const say = record.attempt > 1 ? words.announcement.again : words.announcement.arrived;
    announce(say(word, headline(record)), !isListed(record));
    if (isListed(record)) return undefined;
    const level = urgency(record.priority);
    if (!isRinging(record) && record.status !== PageStatus.ended) this.ringing.chime(level);
    return undefined;
  }

  /** A new count is silent; another attempt is another sound. */
  tellMore(record) {
    const isSilent = record.attempt <= (this.soundedMore.get(record.page) ?? 0);
    if (record.status !== PageStatus.more || isSilent) return;
    this.soundedMore.set(record.page, record.attempt);
    announce(words.announcement.more(record.content?.more ?? 0), true);
    this.ringing.chime(urgency(record.priority));
  }

  /** Answers a page for the person. */
  say(record, kind, more = {}) {
    this.ringing.quiet(this.ringKey(record));
    this.outgoing.answer(record.page, { kind, ...more });
  }

  /** Follows a link inside the client, unless the browser is asked for a new tab or window. */
  follow(event, target) {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button > 0) return;
    event.preventDefault();
    history.pushState(null, "", target);
    this.go();
  }

  /** Shows what the address names. */
  go() {
    if (location.pathname === "/enrol") return this.enrol();
    if (!this.mailbox) return undefined;
    const isPage = location.pathname === "/page";
    this.chosen = isPage ? location.hash.slice(1) : null;
    document.body.dataset.screen = isPage ? "page" : "duty";
    document.querySelector("dialog")?.close();
    if (location.pathname === "/rota") {
      document.body.dataset.screen = "rota";
      this.#screen = "rota";
      this.draw();
      return this.#showLater("rota");
    }
    if (location.pathname === "/duty") {
      document.body.dataset.screen = "mine";
      this.#screen = "mine";
      this.draw();
      return this.#showLater("mine");
    }
    this.#screen = "duty";
    replace(
      main, element("div", { class: "list-pane" }),
      element("div", { class: "page-pane", "aria-live": "off" }));
    this.draw(true);
    scrollTo(0, 0);
    return main.querySelector("#what")?.focus({ preventScroll: true });
  }

  /** Shows a screen that is not there from the start, unless the person has gone on meanwhile. */
  async #showLater(name, isAgain = false) {
    try {
      const { showMine, showRotas } = await later[name]();
      if (this.#screen !== name) return undefined;
      return name === "mine" ? showMine(main, this, isAgain) : showRotas(main, this);
    } catch (error) {
      // No answer: what stands on the screen stays, and the banner says that nothing is reached.
      if (!(error instanceof TypeError)) throw error;
      return isAgain ? undefined : this.#missing();
    }
  }

  /** The screen could not be loaded. */
  #missing() {
    replace(main, element(
      "section", { class: "sheet" }, element("h1", {}, words.mine.failed),
      element("p", { class: "lead" }, words.mine.failedText),
      element("button", {
        type: "button", class: "button second", dataset: { key: "again" },
        onclick: () => this.go(),
      }, words.common.tryAgain)));
  }

  /** Draws in the next frame, once for any number of changes; at once when asked to. */
  draw(now = false) {
    if (now) return this.#draw();
    this.#frame ??= setTimeout(() => {
      this.#frame = null;
      this.#draw();
    }, 16);
    return undefined;
  }

  #draw() {
    if (!this.mailbox || !this.#screen) return;
    this.ring();
    showBar(this);
    showBanners(this);
    if (this.#screen !== "duty") return;
    showList(main.querySelector(".list-pane"), this);
    showPage(main.querySelector(".page-pane"), this);
    tick();
    this.seen();
  }

  ring() {
    const loudest = this.mailbox.pages.filter(isRinging).sort(byUrgency)[0];
    if (loudest) this.ringing.ring(this.ringKey(loudest), urgency(loudest.priority));
    else this.ringing.ring(null);
    const title = words.announcement.alertTitle;
    document.body.dataset.ringing = this.ringing.playing === null ? "no" : "yes";
    const line = loudest ? publicLine(loudest) : "";
    document.body.dataset.alert = loudest
      ? [title(priorityWord(loudest)), line].filter((part) => part).join(" · ") : "";
  }

  /** A page stood on the screen only when the window was in sight. */
  async seen() {
    if (!this.chosen || document.visibilityState !== "visible") return;
    if (await this.mailbox.markDisplayed(this.chosen)) this.outgoing.kick();
  }

  key(event) {
    const isTyping = event.target instanceof HTMLInputElement;
    if (event.metaKey || event.ctrlKey || event.altKey || event.repeat || isTyping) return;
    if (document.querySelector("dialog[open]") || this.#screen !== "duty") return;
    if (event.key === "Escape" && this.chosen) {
      history.pushState(null, "", "/");
      this.go();
    } else if (this.chosen) {
      const record = this.mailbox.page(this.chosen);
      if (pressed(event.key.toLowerCase(), record, this)) event.preventDefault();
    }
  }
}

document.documentElement.lang = language;
export const app = new App();
app.start();
export { clock, Link };
