// Tocsin — Web: what this person holds, hands over and takes
// SPDX-License-Identifier: Apache-2.0

import { absencePart } from "../rotas/duties.js";
import { asker } from "../device/ask.js";
import { clock, signedFetch } from "../device/request.js";
import { urgency } from "../device/pages.js";
import { finding } from "../view/content.js";
import { announce, element, icon, prioritySign, replace } from "../view/element.js";
import { instant, moment } from "../view/time.js";
import { words } from "../words/words.js";
import { headline } from "./duty.js";
import { comingShifts, isAsking, refusal, swapCard } from "./swaps.js";

const TEXT = words.mine;
const JSON_TYPE = { "Content-Type": "application/json" };

/** What the person has opened on the screen: the duty that they are about to hand over. */
let handing = null;
let problem = null;
let isAbsent = false;

/** Reads and draws; a list that is open under somebody's finger stays as it is. */
export async function showMine(place, app, isPass = false) {
  if (isPass && (handing || isAsking() || place.contains(document.activeElement))) return;
  const ask = asker(app.identity);
  // Whoever only manages or answers telephones has duties and no swaps: each is read by itself.
  const read = (target) => ask("GET", target).catch(() => null);
  const [own, swaps, offers] = await Promise.all(
    ["/v1/duties", "/v1/swaps", "/v1/offers"].map(read));
  if (document.body.dataset.screen !== "mine") return;
  if (own) draw(place, app, { ...own, ...(swaps ?? { swaps: [], rotas: [] }), ...offers });
  else failed(place, app);
}

function failed(place, app) {
  replace(place, element(
    "section", { class: "sheet" }, element("h1", {}, TEXT.failed),
    element("p", { class: "lead" }, TEXT.failedText),
    element("button", {
      type: "button", class: "button second", dataset: { key: "again" },
      onclick: () => showMine(place, app),
    }, words.common.tryAgain)));
}

function draw(place, app, own) {
  const screen = { place, app, own, now: clock.now(), ask: asker(app.identity) };
  screen.redraw = () => draw(place, app, own);
  screen.send = (work, said) => send(work, screen, () => said);
  const me = app.me?.responder;
  const isAsked = (one) => one.taker.id === me && one.phase === "asked";
  const card = (one) => swapCard(one, me, (id, word, said) =>
    screen.send(() => screen.ask("POST", `/v1/swaps/${id}/${word}`), said));
  const others = own.swaps.filter((one) => !isAsked(one));
  const offers = own.handovers.filter((one) => one.mayAccept);
  const running = own.handovers.filter((one) => !one.mayAccept);
  replace(place, element(
    "section", { class: "mine" },
    element("h1", {}, TEXT.title),
    problem ? element("p", { class: "mine-problem", role: "alert" }, icon("warning"), problem)
      : null,
    offers.map((one) => offer(one, screen)), own.swaps.filter(isAsked).map(card),
    own.duties.length === 0 ? element("p", { class: "quiet" }, TEXT.nothing) : null,
    own.duties.map((one) => duty(one, screen)),
    running.length > 0 ? element("h2", {}, TEXT.handovers) : null,
    running.map((one) => handover(one, screen)),
    inHand(own.inHand, screen), comingShifts(own.rotas, screen),
    others.length > 0 ? element("h2", {}, words.swaps.mineTitle) : null, others.map(card),
    absence(screen)));
}

/** What the person cannot do, and what others cannot. */
function absence(screen) {
  return element(
    "details", { class: "mine-absence", open: isAbsent || (screen.own.offers ?? []).length > 0,
      ontoggle: (event) => { isAbsent = event.currentTarget.open; } },
    element("summary", {}, words.absence.title),
    element("p", { class: "quiet" }, words.absence.lead),
    absencePart(screen.own.offers ?? [], screen.ask, (work, said) => send(work, screen, said)));
}

const lineName = (line) => (line === "first" ? "" : ` · ${words.rota.lines[line]}`);

function offer(one, screen) {
  return element(
    "article", { class: "mine-card offered", dataset: { rota: one.rota } },
    element("h2", {}, TEXT.offered(one.fromName)),
    element("p", { class: "mine-what" }, one.title + lineName(one.line)),
    element("p", {}, TEXT.until(moment(instant(one.until), screen.now))),
    element("p", { class: "quiet" }, TEXT.comesAlong(one.inHand ?? 0)),
    element(
      "p", { class: "mine-acts" },
      act("take", TEXT.take, "go",
        () => change("accept", name(one), screen, TEXT.taken(one.title))),
      act("refuse", TEXT.refuse, "second", () => change("end", name(one), screen, TEXT.ended))));
}

function duty(one, screen) {
  const key = `${one.rota} ${one.line}`;
  const next = one.next.map((person) => person.name).join(", ");
  const mayHand = one.line !== "trainee" && one.candidates.length > 0;
  return element(
    "article", { class: "mine-card", dataset: { rota: one.rota } },
    element("h2", { class: "mine-what" }, one.title + lineName(one.line)),
    element("p", {}, TEXT.until(moment(instant(one.until), screen.now))),
    element("p", { class: "quiet" }, next ? TEXT.next(next) : TEXT.nobodyNext),
    one.awaitsTest
      ? element("p", { class: "mine-test" }, icon("warning"), words.onDuty.awaitsTest) : null,
    handing === key ? choice(one, screen) : mayHand ? element(
      "p", { class: "mine-acts" }, act("hand", TEXT.hand, "second", () => {
        handing = key;
        problem = null;
        draw(screen.place, screen.app, screen.own);
        screen.place.querySelector(".mine-choice button")?.focus();
      })) : null);
}

function choice(one, screen) {
  return element(
    "div", { class: "mine-choice" },
    element("p", { class: "quiet" }, TEXT.toWhom),
    one.candidates.map((person) => act(`to-${person.id}`, person.name, "second", () => change(
      "", { rota: one.rota, line: one.line, to: person.id }, screen, TEXT.asked(person.name)))),
    act("keep", TEXT.keep, "plain", () => {
      handing = null;
      draw(screen.place, screen.app, screen.own);
    }));
}

function handover(one, screen) {
  const isGiven = one.isAccepted || one.from !== screen.app.me?.responder;
  const text = one.isAccepted ? TEXT.runs(one.fromName, one.toName)
    : TEXT.waits(one.toName);
  return element(
    "article", { class: "mine-card", dataset: { rota: one.rota } },
    element("h3", { class: "mine-what" }, one.title + lineName(one.line)),
    element("p", {}, text),
    element("p", { class: "quiet" }, TEXT.until(moment(instant(one.until), screen.now))),
    element("p", { class: "mine-acts" }, act(
      "end", isGiven ? TEXT.end : TEXT.takeBack, "second",
      () => change("end", name(one), screen, TEXT.ended))));
}

function inHand(alerts, screen) {
  return element(
    "section", { class: "mine-hand" },
    element("h2", {}, TEXT.inHand),
    alerts.length === 0 ? element("p", { class: "quiet" }, TEXT.nothingInHand) : element(
      "ul", {}, alerts.map((alert) => {
        const record = screen.app.mailbox.page(alert.page);
        const level = record ? urgency(record.priority) : LEVELS[alert.priority];
        const target = `/page#${alert.page}`;
        return element("li", {}, element(
          "a", { href: target, onclick: (event) => screen.app.follow(event, target) },
          prioritySign(level),
          element("span", {}, record ? short(record) : words.priority[level]),
          element("span", { class: "quiet" }, moment(instant(alert.since), screen.now))));
      })),
    alerts.length > 0 ? element("p", { class: "quiet" }, TEXT.goesAlong) : null);
}

/** What the finding begins with: the value with its unit; all of it is behind the link. */
const short = (record) => finding(record.content).head || headline(record);

const LEVELS = { crash: 1, high: 2, medium: 3, low: 4 };

const act = (key, text, look, onclick) => element(
  "button", {
    type: "button", class: look === "plain" ? "plain" : `button ${look}`, dataset: { key }, onclick,
  }, text);

const name = ({ rota, line, from, to, at }) => ({ rota, line, from, to, at });

/** Asks the gateway, then draws what is so now; what it refuses is said in its own words. */
async function change(path, body, screen, done) {
  const target = `/v1/handovers${path ? `/${path}` : ""}`;
  try {
    const response = await signedFetch(screen.app.identity, "POST", target, {
      body: new TextEncoder().encode(JSON.stringify(body)), headers: JSON_TYPE,
    });
    problem = response.ok ? null : refused(response.status);
  } catch {
    problem = TEXT.failedText;
  }
  handing = null;
  document.activeElement?.blur();
  announce(problem ?? done, problem !== null);
  screen.app.learnMe();
  await showMine(screen.place, screen.app);
}

/** Does what the gateway may refuse, says what has come of it, and draws what is so now. */
async function send(work, screen, said) {
  let made = null;
  problem = null;
  try {
    made = await work();
  } catch (error) {
    problem = error.said ?? refusal(error);
  }
  document.activeElement?.blur();
  announce(problem ?? said(made), problem !== null);
  screen.app.learnMe();
  await showMine(screen.place, screen.app);
}

const refused = (status) => (status === 409 ? TEXT.gone : status === 422 ? TEXT.cannot
  : TEXT.failedText);
