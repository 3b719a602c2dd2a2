// Tocsin — Web: the stream of envelopes, and knowing when it is not there
// SPDX-License-Identifier: Apache-2.0

import { fromBase64URL } from "./bytes.js";
import { clock, signedFetch } from "./request.js";
import { VainTime } from "./vain.js";

/** How this device is connected. */
export const Link = Object.freeze({
  connecting: "connecting", open: "open", lost: "lost", ended: "ended", unknown: "unknown",
});

/** The gateway sends at least a comment this often. */
const COMMENT_EVERY_MS = 15000;
const SILENCE_MAX_MS = 40000;
const BACKOFF_MS = [1000, 2000, 4000, 8000, 15000];
const PAGE_LIMIT = 64;

class Refused extends Error {
  constructor(status) {
    super(`refused with ${status}`);
    this.status = status;
  }
}

/** 403 ends the device; 401 to a request signed with the right time says that it is not known. */
function linkAfter(error) {
  const status = error instanceof Refused ? error.status : 0;
  if (status === 403) return Link.ended;
  return status === 401 ? Link.unknown : Link.lost;
}

/** Splits text/event-stream into events (WHATWG HTML section 9.2.6). */
export class EventParser {
  #rest = "";
  #event = { event: "message", id: null, data: [] };

  /** @returns the events that the text completes, each `{ event, id, data }` */
  feed(text) {
    const events = [];
    const lines = (this.#rest + text).split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop();
    for (const line of lines) {
      if (line === "") this.#finish(events);
      else this.#field(line);
    }
    return events;
  }

  #field(line) {
    const [, name, value] = /^([^:]*):? ?(.*)$/s.exec(line);
    if (name === "data") this.#event.data.push(value);
    else if (name === "event" || name === "id") this.#event[name] = value;
  }

  #finish(events) {
    const { event, id, data } = this.#event;
    if (data.length > 0) events.push({ event, id, data: data.join("\n") });
    this.#event = { event: "message", id: null, data: [] };
  }
}

/** An envelope's bytes; none, which are refused like any that cannot be believed, for bad text. */
function bytesOf(text) {
  try {
    return fromBase64URL(text);
  } catch {
    return new Uint8Array(0);
  }
}

/**
 * Fetches what waits in the mailbox of this device, oldest first.
 *
 * @param position the seq after which to go on
 * @param take called with the bytes and the seq of each, and awaited before the next
 * @param open asks, where the caller has its own way: called with the target and the headers
 * @throws Refused, and what `fetch` throws
 */
export async function catchUp(identity, position, take, open = null) {
  const ask = open ?? ((target, headers) => signedFetch(identity, "GET", target, { headers }));
  let after = position;
  let more = true;
  while (more) {
    const target = `/v1/devices/${identity.device}/envelopes?after=${after}&limit=${PAGE_LIMIT}`;
    const response = await ask(target, { Accept: "application/json" });
    if (!response.ok) throw new Refused(response.status);
    const batch = await response.json();
    for (const { seq, envelope } of batch.envelopes) {
      await take(bytesOf(envelope), seq);
      after = Math.max(after, Number(seq));
    }
    more = batch.more && batch.envelopes.length > 0;
  }
}

/** Keeps the stream open, catches up before each opening, and says since when it is lost. */
export class Stream {
  #identity;
  #take;
  #changed;
  #position = 0;
  #failures = 0;
  #abort = null;
  #wake = null;
  #stopped = false;
  #watchdog = null;
  #heardAt = 0;
  #vain = new VainTime();

  /** `{ link, since }`: how it is connected, and since when, in milliseconds since 1970. */
  state = { link: Link.connecting, since: null };

  /**
   * @param take called with each envelope's bytes, awaited before the next; must not throw
   * @param changed called with the state when it changes
   */
  constructor(identity, take, changed) {
    this.#identity = identity;
    this.#take = take;
    this.#changed = changed;
  }

  /** When the gateway was heard last, in milliseconds since 1970. */
  get heardAt() {
    return this.#heardAt;
  }

  /** Runs until `stop`. @param cursor the seq after which to go on */
  async run(cursor) {
    this.#position = cursor;
    while (!this.#stopped) {
      try {
        await this.#catchUp();
        await this.#follow();
        this.#set(Link.lost);
      } catch (error) {
        this.#set(linkAfter(error));
      }
      this.#vain.failed(clock.now(), this.#heardAt);
      if (this.#stopped || this.state.link === Link.ended) return;
      await this.#pause();
    }
  }

  /** Closes what may be dead without knowing it, and connects again at once. */
  refresh() {
    if (clock.now() - this.#heardAt > COMMENT_EVERY_MS) this.#abort?.abort();
    this.#failures = 0;
    this.#wake?.();
  }

  stop() {
    this.#stopped = true;
    this.#abort?.abort();
    this.#wake?.();
  }

  #set(link) {
    if (this.state.link === link) return;
    const wasOpen = this.state.link === Link.open;
    const lostSince = wasOpen ? this.#heardAt : this.state.since ?? clock.now();
    this.state = { link, since: link === Link.open ? clock.now() : lostSince };
    this.#changed(this.state);
  }

  #pause() {
    const wait = BACKOFF_MS[Math.min(this.#failures, BACKOFF_MS.length - 1)];
    this.#failures += 1;
    return new Promise((resolve) => {
      this.#wake = resolve;
      setTimeout(resolve, wait * (0.75 + Math.random() / 2));
    });
  }

  #open(target, headers) {
    this.#abort = new AbortController();
    this.#watch();
    return signedFetch(
      this.#identity, "GET", target, { headers, signal: this.#abort.signal });
  }

  /** Silence longer than the gateway ever keeps is a dead connection. */
  #watch() {
    this.#heardAt = clock.now();
    clearTimeout(this.#watchdog);
    const abort = this.#abort;
    this.#watchdog = setTimeout(() => abort.abort(), SILENCE_MAX_MS);
  }

  async #catchUp() {
    const open = (target, headers) => this.#open(target, headers);
    const one = (bytes, seq) => this.#one(seq, bytes);
    await catchUp(this.#identity, this.#position, one, open);
  }

  async #follow() {
    const target = `/v1/devices/${this.#identity.device}/stream${this.#vain.query}`;
    const headers = { Accept: "text/event-stream", "Last-Event-ID": String(this.#position) };
    const response = await this.#open(target, headers);
    if (!response.ok) throw new Refused(response.status);
    this.#failures = 0;
    this.#vain.ended();
    this.#set(Link.open);
    const parser = new EventParser();
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      this.#watch();
      for (const event of parser.feed(value)) {
        if (event.event === "envelope") await this.#one(event.id, bytesOf(event.data));
      }
    }
  }

  async #one(seq, bytes) {
    await this.#take(bytes);
    const position = Number(seq);
    if (Number.isSafeInteger(position)) this.#position = Math.max(this.#position, position);
  }
}
