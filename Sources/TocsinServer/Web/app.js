// Tocsin — Web: the client as a whole, from its start to what is on the screen
// SPDX-License-Identifier: Apache-2.0

import { Awake } from "./device/awake.js";
import { loadIdentity, obstacle } from "./device/identity.js";
import { installing, showBadge } from "./device/install.js";
import { DocumentLists } from "./device/documents.js";
import { done, Store, transact } from "./device/database.js";
import { Lock } from "./device/lock.js";
import { Mailbox, EnvelopeRefused } from "./device/mailbox.js";
import { Outgoing } from "./device/outgoing.js";
import {
  byUrgency, isMine, isMore, isRinging, isWaiting, LANGUAGE_KEY, PageStatus, publicLine, urgency,
} from "./device/pages.js";
import { Push } from "./device/push.js";
import { clock } from "./device/request.js";
import { keepShell } from "./device/shell.js";
import { askAndKeep, Kept, recall, remember } from "./device/standing.js";
import { Link, Stream } from "./device/stream.js";
import { isOnDuty } from "./duty/card.js";
import { priorityWord, showList } from "./duty/duty.js";
import { isOffice } from "./office/paths.js";
import { pressed, showPage } from "./page/page.js";
import { Telling } from "./page/telling.js";
import { Beside } from "./screens.js";
import { Ringing } from "./sound/ringing.js";
import { announce, element, replace } from "./view/element.js";
import { showBanners, showBar } from "./view/frame.js";
import { later, leave } from "./view/later.js";
import { applyTextSize } from "./view/size.js";
import { tick } from "./view/ticking.js";
import { language, words } from "./words/words.js";

/** How often a window that is looked at asks whether a colleague waits for an answer. */
const ASKS_EVERY_MS = 60000;
const main = document.getElementById("main");
const onlyTab = "tocsin-device";

/** The parts, and what the screens are drawn from. */
class App {
  identity = null;
  me = null;
  /** What the person holds, as `GET /v1/duties` gives it; null before it is known. */
  duties = null;
  soundTestedAt = null;
  /** Another version of the client is kept, and begins with the next start. */
  isNewer = false;
  awake = new Awake(() => this.draw());
  /** The screens beside the pages. */
  beside = new Beside(main, this);
  /** What is open of a device with a lock; loaded when it is first unlocked. */
  reading = null;
  lock = null;
  mailbox = null;
  documents = null;
  outgoing = null;
  stream = null;
  push = null;
  chosen = null;
  unverified = 0;
  ringing = new Ringing(() => this.draw());
  telling = null;
  #frame = null;
  #screen = null;
  #hasLeft = false;
  /** Of a device that has just been enrolled: it begins unlocked. */
  #newKeys = null;

  /** The key under which a page rings: another attempt or another content is another sound. */
  ringKey = (record) => `${record.page} ${record.attempt} ${record.seq}`;

  async start() {
    const problem = await obstacle();
    if (problem) return (await later.enrol()).showProblem(main, problem);
    if (isOffice(location.pathname)) {
      const { startOffice } = await later.office();
      return startOffice(main);
    }
    this.identity = await loadIdentity();
    addEventListener("popstate", () => this.go());
    addEventListener("hashchange", () => this.go());
    addEventListener("keydown", (event) => this.key(event));
    if (location.pathname === "/enrol") return this.enrol();
    if (!this.identity) {
      return (await later.enrol()).showNotEnrolled(main, (address) => {
        history.replaceState(null, "", address);
        this.go();
      });
    }
    const steals = sessionStorage.getItem(onlyTab) !== null;
    sessionStorage.removeItem(onlyTab);
    return this.hold(steals);
  }

  async enrol() {
    const token = location.hash.slice(1);
    const { showEnrolled, showEnrolment } = await later.enrol();
    showBar(this);
    showEnrolment(main, {
      token, isEnrolled: this.identity !== null,
      enrolled: async ({ identity, keys }) => {
        // The token is spent; it is not to stay in the history either.
        history.replaceState(null, "", "/");
        this.identity = identity;
        this.#newKeys = keys;
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
    this.lock?.shut();
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
    this.lock = new Lock(this.identity);
    this.mailbox = new Mailbox(this.identity, (record) => this.changed(record), this.lock);
    this.documents = new DocumentLists(this.lock, () => this.draw());
    await this.mailbox.load();
    this.telling = new Telling(this.ringing, this.mailbox.pages);
    [this.me, this.duties, this.soundTestedAt] = await Promise.all(
      [Kept.me, Kept.duties, Kept.soundTestedAt].map((key) => recall(key)));
    await this.awake.load();
    installing.changed = () => this.beside.pass();
    if (this.#newKeys) await this.unlocked(this.#newKeys);
    const ended = (status) => status === 403 && this.stream.refresh();
    this.outgoing = new Outgoing(this.identity, this.mailbox, ended, this.lock);
    this.stream = new Stream(
      this.identity, (bytes) => this.take(bytes), () => this.connected());
    // Who starts without the gateway is not reached since it was heard last, and not from now on.
    this.stream.state.since = (await recall(Kept.heardAt)) ?? null;
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
      this.awake.look(isOnDuty(this));
      this.draw();
    });
    setInterval(() => {
      this.reading?.second();
      tick();
    }, 1000);
    setInterval(() => document.visibilityState === "visible" && this.learnMe(), ASKS_EVERY_MS);
    this.go();
    this.outgoing.kick();
    this.stream.run(await this.mailbox.cursor());
    // The worker has no other way to know which language its reader has chosen.
    await transact([Store.state], (state) => done(state.put(language, LANGUAGE_KEY)));
    this.push.start();
    keepShell(() => {
      this.isNewer = true;
      this.draw();
    });
    await this.learnMe();
  }

  /** Takes the keys that a PIN has opened. */
  async unlocked(keys) {
    const { Reading } = await later.reading();
    this.#newKeys = null;
    this.reading ??= new Reading(this);
    await this.reading.hold(keys);
  }

  /** The stream stands otherwise than before; a device that was ended forgets itself. */
  connected() {
    this.draw();
    const { link, since } = this.stream.state;
    if (link === Link.lost) remember(Kept.heardAt, since);
    if (link !== Link.ended || this.#hasLeft) return;
    this.#hasLeft = true;
    this.lock.shut();
    leave(this.identity);
  }

  async testSound() {
    await this.ringing.test();
    this.soundTestedAt = clock.now();
    await remember(Kept.soundTestedAt, this.soundTestedAt);
    this.draw();
  }

  async learnMe() {
    // Without them the device still is paged and answers; what was known before stands in.
    const asked = this.me?.asks ?? 0;
    [this.me, this.duties] = await Promise.all([
      askAndKeep(this.identity, "/v1/me", Kept.me),
      askAndKeep(this.identity, "/v1/duties", Kept.duties),
    ]);
    this.reading?.setIdle(this.me?.lockAfter);
    if (this.me?.asks > asked) announce(words.nav.waits(this.me.asks));
    if (this.stream?.state.link === Link.open) remember(Kept.heardAt, clock.now());
    this.awake.look(isOnDuty(this));
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
    if (record && record.seq !== seq) await this.came(record);
    this.outgoing.kick();
  }

  /** Takes one envelope from the gateway, whatever it is, and never stops the stream. */
  async take(bytes) {
    try {
      const record = await this.mailbox.take(bytes);
      if (!record) return;
      this.outgoing.kick();
      // It rings already, and the next envelope does not wait for what this one says.
      this.came(record);
    } catch (error) {
      if (!(error instanceof EnvelopeRefused)) throw error;
      this.disbelieve();
    }
  }

  /** What came cannot be believed. */
  disbelieve() {
    this.unverified += 1;
    this.draw();
  }

  /** An unlocked device waits a little for the words; a locked one goes to what there is. */
  async came(record) {
    await this.reading?.openSoon(record);
    this.telling.tell(this.mailbox.page(record.page) ?? record);
    const isFree = this.#screen === "duty" && !this.chosen && !document.querySelector("dialog");
    if (!this.lock.isShut || !isRinging(record) || !isFree) return;
    history.pushState(null, "", `/page#${record.page}`);
    this.go();
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
    if (this.beside.isThere(location.pathname)) {
      this.#screen = this.beside.nameOf(location.pathname);
      document.body.dataset.screen = this.#screen;
      this.draw();
      return this.beside.open(location.pathname);
    }
    this.beside.close();
    this.#screen = "duty";
    replace(
      main, element("div", { class: "list-pane" }),
      element("div", { class: "page-pane", "aria-live": "off" }));
    this.draw(true);
    scrollTo(0, 0);
    return main.querySelector("#what")?.focus({ preventScroll: true });
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
    if (this.chosen) this.reading?.open(this.mailbox.page(this.chosen));
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
    showBadge(this.waiting());
    const line = loudest ? publicLine(loudest) : "";
    document.body.dataset.alert = loudest
      ? [title(priorityWord(loudest)), line].filter((part) => part).join(" · ") : "";
  }

  /** How many pages wait, those that are folded among them. */
  waiting() {
    const { pages } = this.mailbox;
    const folded = pages.filter(isMore).reduce(
      (sum, one) => sum + (one.status === PageStatus.more ? one.content?.more ?? 0 : 0), 0);
    return folded + pages.filter((one) => !isMore(one) && isWaiting(one)).length;
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
applyTextSize();
export const app = new App();
app.start();
export { clock, Link };
