// Tocsin — Web: asking who is on call instead
// SPDX-License-Identifier: Apache-2.0

import { clock } from "../device/request.js";
import { field, say } from "../office/dialog.js";
import { element } from "../view/element.js";
import { words } from "../words/words.js";
import { option, select } from "./fields.js";
import { removal } from "./history.js";
import { HOUR } from "./zone.js";

const TEXT = words.rotas.form;
const MINUTE = 60000;

/** The people of the rota first, then all others, each group by name. */
function people(screen) {
  const { rota } = screen;
  const isMember = new Set(rota.members.map((one) => one.id));
  const byName = (a, b) => a.name.localeCompare(b.name);
  const group = (label, list) => (list.length > 0 ? element(
    "optgroup", { label }, list.map((one) => option(one.id, one.name))) : null);
  return [
    group(TEXT.members, rota.people.filter((one) => isMember.has(one.id)).sort(byName)),
    group(TEXT.others, rota.people.filter((one) => !isMember.has(one.id)).sort(byName)),
    element("option", { value: "" }, TEXT.nobody),
  ];
}

/**
 * Draws the form of an override.
 *
 * @param chosen `{ from, until, offer }`; what is missing begins now, `offer` is the override of
 *   who is absent
 * @param propose called with the edits and the reason
 */
export function drawForm(screen, chosen, propose) {
  const { zone, rota } = screen;
  const now = Math.floor(clock.now() / MINUTE) * MINUTE;
  const present = rota.shifts.find((one) => one.from <= now && now < one.until);
  const span = {
    from: Math.max(chosen?.from ?? now, now), until: chosen?.until ?? present?.until ?? now + HOUR,
  };
  const problem = element("p", { class: "note bad", role: "alert" });
  const holders = [...new Set(
    rota.shifts.filter((one) => one.from < span.until && span.from < one.until)
      .flatMap((one) => one.responders))];
  const submit = (event) => {
    event.preventDefault();
    const given = Object.fromEntries(new FormData(event.currentTarget));
    screen.given = given;
    const [from, until] = [zone.fromField(given.from), zone.fromField(given.until)];
    if (from === null || until === null || until <= from) return say(problem, TEXT.times);
    say(problem, "");
    const offer = chosen?.offer;
    return propose([...(offer ? [removal(offer)] : []), {
      do: "add-override", from: new Date(from).toISOString(), until: new Date(until).toISOString(),
      responders: given.who ? [given.who] : [],
      replaces: offer?.replaces ?? (given.replaces || null), line: offer?.line ?? "first",
    }], given.reason.trim());
  };
  const kept = screen.given;
  const form = element(
    "form", { class: "form", onsubmit: submit },
    select(TEXT.who, { name: "who" }, people(screen)),
    element(
      "div", { class: "pair" },
      field(TEXT.from, {
        name: "from", type: "datetime-local", required: true,
        value: kept?.from ?? zone.field(span.from),
      }),
      field(TEXT.until, {
        name: "until", type: "datetime-local", required: true,
        value: kept?.until ?? zone.field(span.until),
      })),
    !chosen?.offer && rota.needs > 1 && holders.length > 1
      ? select(TEXT.replaces, { name: "replaces" }, [
      option("", TEXT.everyone, ""), holders.map((id) => option(id, screen.name(id))),
    ]) : null,
    field(TEXT.reason, {
      name: "reason", required: true, minlength: 5, maxlength: 200, autocomplete: "off",
      value: kept?.reason,
    }, TEXT.reasonHint),
    problem,
    element(
      "div", { class: "buttons" },
      element("button", {
        type: "submit", class: "button go", dataset: { key: "preview" },
      }, TEXT.preview),
      element("button", {
        type: "button", class: "button second", dataset: { key: "now" },
        onclick: () => {
          const at = Math.floor(clock.now() / MINUTE) * MINUTE;
          form.elements.from.value = zone.field(at);
          const held = rota.shifts.find((one) => one.from <= at && at < one.until);
          form.elements.until.value = zone.field(held?.until ?? at + HOUR);
          form.elements.who.focus();
        },
      }, TEXT.takeOver)));
  if (kept) form.elements.who.value = kept.who;
  return form;
}
