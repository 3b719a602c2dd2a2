// Tocsin — Web: what can be read of pages on a device with a lock, from its first opening on
// SPDX-License-Identifier: Apache-2.0

import { Details } from "../device/details.js";
import { EnvelopeRefused } from "../device/envelope.js";
import { Opened } from "../device/opened.js";
import { Kept, recall } from "../device/standing.js";
import { announce } from "../view/element.js";
import { showBar } from "../view/frame.js";

/** How long a page is announced later for the sake of its words. */
const WORDS_MS = 1500;

/** The opened lock with what it keeps shut, for the client as a whole. */
export class Reading {
  #app;
  #opened;
  #details;
  #minutes = null;

  constructor(app) {
    this.#app = app;
    this.#opened = new Opened(app.identity, () => this.#changed());
    this.#details = new Details(this.#opened, () => {
      app.draw();
      app.beside.pass();
    });
    this.setIdle(app.me?.lockAfter);
    app.lock.heldBy(this);
    for (const sign of ["pointerdown", "keydown"]) {
      addEventListener(sign, () => this.#opened.touch(), { capture: true });
    }
  }

  get reader() {
    return this.#opened.reader;
  }

  get minutesLeft() {
    return this.#opened.minutesLeft;
  }

  full = (record) => this.#details.full(record);

  hold = (keys) => this.#opened.hold(keys);

  shut = () => this.#opened.shut();

  /** The site's minutes, or fewer where the person wants it so. */
  async setIdle(minutes) {
    const own = await recall(Kept.lockAfter);
    const site = minutes ?? this.#app.identity.lock.idleMinutes;
    this.#opened.setIdle(Math.min(site, own ?? site));
  }

  /** What passes with every second. */
  second() {
    this.#opened.check();
    const { minutesLeft } = this;
    if (minutesLeft !== this.#minutes) showBar(this.#app);
    this.#minutes = minutesLeft;
  }

  /** Asks for the detail of a page, where the device is unlocked. */
  open = (record) => this.#believing(this.#details.fetch(record));

  /** The same, and waits a little for the words. */
  openSoon(record) {
    const patience = new Promise((done) => { setTimeout(done, WORDS_MS); });
    return Promise.race([this.open(record), patience]);
  }

  /** Waits for what came from the gateway; what cannot be believed is said, and stops nothing. */
  async #believing(work) {
    try {
      await work;
    } catch (error) {
      if (!(error instanceof EnvelopeRefused)) throw error;
      this.#app.disbelieve();
    }
  }

  /** The device was unlocked, or locked. What is locked leaves the screen at once. */
  #changed() {
    const app = this.#app;
    if (this.reader) {
      this.#believing(this.#details.openAll(app.mailbox.pages));
      app.beside.again();
      return app.draw();
    }
    this.#details.forget();
    app.documents.forget();
    document.querySelector("dialog")?.close();
    [false, true].forEach((isUrgent) => announce("", isUrgent));
    app.draw(true);
    return app.beside.again();
  }
}
