// Tocsin — Web: what a person cannot do, and what others offer
// SPDX-License-Identifier: Apache-2.0

import { clock } from "../device/request.js";
import { field, say } from "../office/dialog.js";
import { hasRole } from "../office/welcome.js";
import { ask } from "../session/api.js";
import { announce, element, icon, replace } from "../view/element.js";
import { instant, moment } from "../view/time.js";
import { words } from "../words/words.js";

const TEXT = words.absence;
const ROLES = ["responder", "rota-manager", "switchboard"];
const MINUTE = 60000;

/** A time as a field takes it, by the clock of this browser. */
function local(at) {
  const day = new Date(at);
  return new Date(at - day.getTimezoneOffset() * MINUTE).toISOString().slice(0, 16);
}

function problemOf(error) {
  if (error.status === 404) return TEXT.nothing;
  if (error.status === 409) return TEXT.gone;
  if (error.field === "taker") return TEXT.noDevice;
  if (error.status === 403) return TEXT.forbidden;
  return error.status === 422 ? TEXT.refused : TEXT.failed;
}

/** The card of absences and offers, filled when the gateway has answered; null for other roles. */
export function dutiesCard(office) {
  if (!ROLES.some((role) => hasRole(office.me, role))) return null;
  const list = element("div", { class: "offers" });
  const problem = element("p", { class: "note bad", role: "alert" });
  const load = async () => {
    const found = await ask("GET", "/v1/offers").catch(() => null);
    if (found) replace(list, offers(found.offers, settling(ask, act)));
  };
  const act = async (work, done) => {
    say(problem, "");
    try {
      const made = await work();
      announce(done(made));
      replace(list);
    } catch (error) {
      if (error.status !== 401) say(problem, error.said ?? TEXT.failed);
    }
    return load();
  };
  load();
  return element(
    "section", { class: "card duties", "aria-labelledby": "duties-title" },
    element("h2", { id: "duties-title" }, TEXT.title), element("p", { class: "quiet" }, TEXT.lead),
    hasRole(office.me, "responder") ? form(ask, act) : null, problem, list);
}

/**
 * The form of an absence and what is offered, for a device.
 *
 * @param asks asks the gateway; @param act does what it may refuse, and says what is done
 */
export const absencePart = (list, asks, act) => element(
  "div", { class: "offers" }, form(asks, act), offers(list, settling(asks, act)));

/** Puts what a refusal of these routes means beside it. */
const telling = (work) => work().catch((error) => {
  error.said = problemOf(error);
  throw error;
});

const settling = (asks, act) => (way, offer, said) => act(
  () => telling(() => asks("POST", `/v1/offers/${way}`, {
    rota: offer.rota, giver: offer.giver, from: offer.from, until: offer.until,
    line: offer.line,
  })), () => said);

function form(asks, act) {
  const now = Math.ceil(clock.now() / MINUTE) * MINUTE;
  return element(
    "form", {
      class: "form",
      onsubmit: (event) => {
        event.preventDefault();
        const given = Object.fromEntries(new FormData(event.currentTarget));
        const time = (text) => new Date(text).toISOString();
        return act(() => telling(() => asks("POST", "/v1/absences", {
          from: time(given["absent-from"]), until: time(given["absent-until"]),
        })), ({ offers: made }) => TEXT.done(made.length));
      },
    },
    element(
      "div", { class: "pair" },
      field(TEXT.from, {
        name: "absent-from", type: "datetime-local", required: true, value: local(now),
      }),
      field(TEXT.until, {
        name: "absent-until", type: "datetime-local", required: true,
        value: local(now + 24 * 60 * MINUTE),
      })),
    element(
      "div", { class: "buttons" }, element("button", {
        type: "submit", class: "button danger", dataset: { key: "absent" },
      }, TEXT.go)));
}

/** Each offer with what the person can do about it. */
function offers(list, settle) {
  if (list.length === 0) return element("p", { class: "quiet" }, TEXT.none);
  const now = clock.now();
  return element("ul", { class: "lines" }, list.map((one) => element(
    "li", { class: "line", dataset: { offer: one.rota } },
    element(
      "span", { class: "line-text" },
      element("span", { class: "line-title" }, icon("warning"), one.title),
      element("span", {}, TEXT.instead(one.name)),
      element("span", { class: "quiet" }, [one.from, one.until].map(
        (text) => moment(instant(text), now)).join(" – "))),
    one.mayTake ? element("button", {
      type: "button", class: "plain", dataset: { key: `take-${one.rota}-${one.from}` },
      onclick: () => settle("take", one, TEXT.taken),
    }, TEXT.take) : null,
    one.mayWithdraw ? element("button", {
      type: "button", class: "plain", dataset: { key: `withdraw-${one.rota}-${one.from}` },
      onclick: () => settle("withdraw", one, TEXT.withdrawn),
    }, TEXT.withdraw) : null)));
}
