// Tocsin — Web: what was done with a person's account
// SPDX-License-Identifier: Apache-2.0

import { clock } from "../device/request.js";
import { ask } from "../session/api.js";
import { element } from "../view/element.js";
import { instant, moment } from "../view/time.js";
import { words } from "../words/words.js";

const TEXT = words.access;

/** Who has done it, in words: the trail says `person:ID`, `command-line:NAME` and the like. */
function actorWords({ actor, isOwn }) {
  if (isOwn) return TEXT.you;
  const at = actor.indexOf(":");
  const [kind, name] = at < 0 ? [actor, ""] : [actor.slice(0, at), actor.slice(at + 1)];
  const known = { gateway: TEXT.gateway, "command-line": TEXT.machine(name),
    directory: TEXT.directory(name) };
  return known[kind] ?? name;
}

function row(leaf) {
  const small = [moment(instant(leaf.at) ?? 0, clock.now()), TEXT.by(actorWords(leaf))];
  if (leaf.isRefused) small.push(TEXT.refused);
  if (leaf.reason) small.push(leaf.reason);
  return element(
    "li", { class: "line", dataset: { action: leaf.action, own: leaf.isOwn } },
    element(
      "div", { class: "line-text" },
      element("span", { class: "line-title" }, TEXT.action[leaf.action] ?? leaf.action),
      element("span", { class: "quiet" }, small.join(" · "))));
}

/**
 * The part of the trail that concerns the person, newest first, a page at each press: the gateway
 * looks through a bounded piece of the trail for each, so one may hold nothing and go on.
 */
export function accessCard() {
  const list = element("ul", { class: "lines" });
  const said = element("p", { class: "quiet", role: "status" });
  let next = null;

  const more = async () => {
    button.disabled = true;
    try {
      let leaves = [];
      do {
        const query = next === null ? "" : `?before=${next}`;
        ({ leaves, next } = await ask("GET", `/v1/me/access${query}`));
      } while (leaves.length === 0 && next !== null);
      list.append(...leaves.map(row));
      said.textContent = next === null ? TEXT.all : "";
      button.textContent = TEXT.more;
      button.hidden = next === null;
    } catch (error) {
      if (error.status !== 401) said.textContent = TEXT.failed;
    }
    button.disabled = false;
  };
  const button = element("button", {
    type: "button", class: "plain", dataset: { key: "show-access" }, onclick: more,
  }, TEXT.show);
  return element(
    "section", { class: "card", "aria-labelledby": "access-title" },
    element("h2", { id: "access-title" }, TEXT.title), element("p", { class: "quiet" }, TEXT.text),
    list, said, button);
}
