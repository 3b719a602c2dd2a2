// Tocsin — Web: secret links to the calendar of a rota
// SPDX-License-Identifier: Apache-2.0

import { field } from "../office/dialog.js";
import { ask } from "../session/api.js";
import { announce, element, icon, replace } from "../view/element.js";
import { instant } from "../view/time.js";
import { words } from "../words/words.js";

const TEXT = words.rotas.link;
const TARGET = "/v1/calendar-links";

/** A place that shows one's own links to this rota's calendar, makes new ones and ends them. */
export function drawLinks(screen) {
  const place = element("div", { "aria-live": "polite" });
  const fail = () => replace(place, element(
    "p", { class: "note bad" }, icon("warning"), words.rotas.preview.failed));
  const draw = async (made = null) => {
    const { links } = await ask("GET", TARGET);
    const own = links.filter((one) => one.kind === "rota" && one.name === screen.id);
    replace(place, element(
      "div", { class: "links" }, made ? fresh(made) : null,
      own.length === 0 ? element("p", { class: "quiet" }, TEXT.none) : element(
        "ul", { class: "lines" }, own.map((one) => element(
          "li", { class: "line", dataset: { link: one.link } },
          element("span", { class: "line-text" }, TEXT.madeAt(
            screen.zone.moment.format(instant(one.madeAt)))),
          element("button", {
            type: "button", class: "plain", dataset: { key: `end-${one.link}` },
            onclick: () => run(async () => {
              await ask("DELETE", `${TARGET}/${encodeURIComponent(one.link)}`);
              await draw();
              announce(TEXT.ended);
            }),
          }, TEXT.end)))),
      element("button", {
        type: "button", class: "button second", dataset: { key: "make-link" },
        onclick: () => run(async () => {
          const { path } = await ask("POST", TARGET, { kind: "rota", name: screen.id });
          await draw(new URL(path, location.href).href);
          announce(TEXT.made);
        }),
      }, TEXT.make)));
  };
  const run = async (act) => {
    try {
      await act();
    } catch (error) {
      if (error.status !== 401) fail();
    }
  };
  return element(
    "details", {
      class: "card calendar-links",
      ontoggle: (event) => event.currentTarget.open && place.childElementCount === 0 && run(draw),
    },
    element("summary", { dataset: { key: "links" } }, TEXT.title),
    element("p", { class: "quiet" }, TEXT.lead), place);
}

/** The link is shown this once: the gateway keeps what it stands for, not the link. */
function fresh(address) {
  const shown = field(TEXT.address, {
    name: "link", readonly: true, value: address, onfocus: (event) => event.currentTarget.select(),
  }, TEXT.once);
  const said = element("span", { role: "status", class: "quiet" });
  return element(
    "div", { class: "part busy" }, shown,
    element(
      "div", { class: "buttons" }, element("button", {
        type: "button", class: "button second", dataset: { key: "copy-link" },
        onclick: async () => {
          try {
            await navigator.clipboard.writeText(address);
            said.textContent = TEXT.copied;
          } catch {
            shown.querySelector("input").select();
            said.textContent = TEXT.copyYourself;
          }
        },
      }, TEXT.copy), said));
}
