// Tocsin — Web: everybody's accounts, for administrators
// SPDX-License-Identifier: Apache-2.0

import { ask } from "../session/api.js";
import { element, replace } from "../view/element.js";
import { words } from "../words/words.js";
import { roleWord } from "./account.js";
import { showPerson, validity } from "./person.js";

const TEXT = words.administration;
const NEW = "new";

/** Draws the list, or the one person that the address names. */
export async function showAdministration(place, office) {
  const id = decodeURIComponent(location.hash.slice(1));
  if (id === NEW) return showPerson(place, office, null);
  try {
    if (id) {
      return showPerson(
        place, office, await ask("GET", `/v1/accounts/${encodeURIComponent(id)}`));
    }
    const { accounts } = await ask("GET", "/v1/accounts");
    return drawList(place, office, accounts);
  } catch (error) {
    if (error.status === 403) return office.failed(TEXT.forbidden, TEXT.forbiddenText);
    return error.status === 401 ? undefined : office.failed();
  }
}

/** Letters alone, so that accents and case do not hide anybody. */
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

const isFound = (account, asked) =>
  asked.split(/\s+/).every((part) => plain(`${account.name} ${account.id}`).includes(part));

/** Those who can be changed first, each group by name. */
const inOrder = (accounts) =>
  accounts.toSorted((a, b) =>
    Number(a.endedAt !== null) - Number(b.endedAt !== null) || a.name.localeCompare(b.name));

function drawList(place, office, accounts) {
  const sorted = inOrder(accounts);
  const body = element("tbody", {});
  const count = element("p", { class: "quiet", role: "status" });
  const none = element("p", { class: "quiet none" }, TEXT.none);
  const fill = (asked) => {
    const found = sorted.filter((one) => isFound(one, plain(asked.trim())));
    body.replaceChildren(...found.map((one) => row(one, office)));
    count.textContent = TEXT.count(found.length, sorted.length);
    none.hidden = found.length > 0;
  };
  const search = element("input", {
    type: "search", id: "search", "aria-label": TEXT.search, placeholder: TEXT.search,
    autocomplete: "off", spellcheck: "false", dataset: { key: "search" },
    oninput: (event) => fill(event.currentTarget.value),
  });
  const add = office.link(
    `/administration#${NEW}`, { class: "button go", dataset: { key: "add" } }, TEXT.add);
  const heads = [TEXT.person, TEXT.roles, TEXT.valid];
  replace(
    place,
    element(
      "section", { class: "office wide" }, element("h1", { tabindex: "-1" }, TEXT.title),
      element("div", { class: "tools" }, search, add), count,
      element(
        "table", { class: "people" },
        element("thead", {}, element(
          "tr", {}, heads.map((head) => element("th", { scope: "col" }, head)))),
        body),
      none));
  fill("");
}

function row(account, office) {
  const roles = account.grants.map((grant) => roleWord(grant.role)).join(", ");
  return element(
    "tr", { class: account.endedAt ? "over" : null, dataset: { account: account.id } },
    element(
      "th", { scope: "row" },
      office.link(
        `/administration#${account.id}`, { dataset: { key: `person-${account.id}` } },
        account.name),
      account.kind === "locum" ? element("span", { class: "chip" }, TEXT.locum) : null,
      element("span", { class: "quiet" }, account.id)),
    element("td", {}, roles || words.account.noRoles), element("td", {}, validity(account)));
}
