// Tocsin — Web: what the switchboard and the caller do to a call
// SPDX-License-Identifier: Apache-2.0

import { ask } from "../session/api.js";
import { askIn, field } from "../office/dialog.js";
import { element } from "../view/element.js";
import { words } from "../words/words.js";
import { roleName } from "./roll.js";

const TEXT = words.calls.act;

const problemWords = (error) => {
  if (error.status === 409) return TEXT.problem.taken;
  return error.status === 422 ? TEXT.problem.unusable : TEXT.problem.other;
};

const send = (roll, name, body) =>
  ask("POST", `/v1/calls/${encodeURIComponent(roll.alert)}/${name}`, body);

/** Asks in a dialog and does it; gives whether it was done. */
const askThen = (roll, name, dialog, bodyOf = () => undefined) => () => askIn({
  cancel: TEXT.cancel, ...dialog,
  act: async (values) => {
    try {
      await send(roll, name, bodyOf(values));
      return null;
    } catch (error) {
      return problemWords(error);
    }
  },
});

/** Whoever was paged for the role or comes next, and who is on call now, on the first line or the
 * second, each once. A trainee owes no answer, and is not asked for one. */
async function choices(role) {
  const near = [...role.people, ...role.next].filter((one) => !one.copy);
  let rotas = [];
  try {
    ({ rotas } = await ask("GET", "/v1/on-call"));
  } catch {
    // Those of the role can still be chosen.
  }
  const seen = new Set();
  const ready = rotas.flatMap((rota) => [...rota.responders, ...(rota.second ?? [])]);
  const people = [...near, ...ready]
    .filter((one) => !seen.has(one.id) && seen.add(one.id));
  return { people, rotas: rotas.filter((rota) => rota.responders.length > 0) };
}

const select = (name, label, options) =>
  element(
    "div", { class: "field" }, element("label", { for: `act-${name}` }, label),
    element("select", { id: `act-${name}`, name, dataset: { key: `act-${name}` } }, options));

/** Each gives a function that does it, after a dialog where a slip would cost something. */
export const acts = {
  /** At once: waiting is what the operator has had enough of. A second tap passes nobody over. */
  callNext: (roll, role) => async () => {
    const body = { role: role.role };
    if (role.step !== null) Object.assign(body, { step: role.step, cycle: role.cycle });
    await send(roll, "call-next", body);
    return true;
  },

  /** At once, and a second tap changes nothing. */
  rung: (roll, person) => async () => {
    await send(roll, "rung", { responder: person.id });
    return true;
  },

  byTelephone: (roll, role) => async () => {
    const { people } = await choices(role);
    return askThen(roll, "accepted-by-telephone", {
      title: TEXT.telephoneTitle(roleName(role.role)), text: TEXT.telephoneText,
      go: TEXT.telephoneGo,
      body: [
        select("responder", TEXT.who, people.map((one) => element(
          "option", { value: one.id }, one.name))),
        element(
          "label", { class: "call-test" },
          element("input", { type: "checkbox", name: "heard", dataset: { key: "act-heard" } }),
          element("span", {}, TEXT.heard)),
      ],
    }, (values) => ({
      role: role.role, responder: values.responder, readBack: values.heard !== undefined,
    }))();
  },

  reassign: (roll, role) => async () => {
    const { people, rotas } = await choices(role);
    const onCall = rotas.map((rota) => element(
      "option", { value: `rota ${rota.rota}` },
      TEXT.onCall(rota.title, rota.responders.map((one) => one.name).join(", "))));
    const named = people.map((one) => element(
      "option", { value: `responder ${one.id}` }, one.name));
    return askThen(roll, "reassign", {
      title: TEXT.reassignTitle(roleName(role.role)), text: TEXT.reassignText,
      go: TEXT.reassignGo, body: [select("to", TEXT.to, [...onCall, ...named])],
    }, (values) => {
      const [kind, id] = values.to.split(" ");
      return { role: role.role, [kind]: id };
    })();
  },

  correct: (roll) => askThen(roll, "words", {
    title: TEXT.correctTitle, text: TEXT.correctText, go: TEXT.correctGo,
    body: [
      field(words.calls.form.place, {
        name: "place", type: "text", required: true, maxlength: 120, value: roll.place ?? "",
        autocomplete: "off",
      }, words.calls.form.placeHint),
      field(TEXT.correctWords, { name: "words", type: "text", maxlength: 1000,
        autocomplete: "off" }),
      field(words.calls.form.callBack, { name: "callBack", type: "tel", maxlength: 40,
        value: roll.callBack ?? "", autocomplete: "off" }),
    ],
  }, (values) => {
    const body = { place: values.place.trim(), callBack: values.callBack.trim() };
    // Words that are left empty stay as they are: this screen does not know them.
    if (values.words.trim()) body.words = values.words.trim();
    return body;
  }),

  standDown: (roll) => askThen(roll, "stand-down", {
    title: TEXT.standDownTitle, text: TEXT.standDownText, go: TEXT.standDownGo, goKind: "danger",
  }),

  resolve: (roll) => askThen(roll, "resolve", {
    title: TEXT.resolveTitle, text: TEXT.resolveText, go: TEXT.resolveGo,
  }),
};
