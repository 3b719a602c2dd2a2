// Tocsin — Web: swaps of the rotas that somebody looks after
// SPDX-License-Identifier: Apache-2.0

import { refusal, swapCard } from "../duty/swaps.js";
import { say } from "../office/dialog.js";
import { ask } from "../session/api.js";
import { announce, element, replace } from "../view/element.js";
import { words } from "../words/words.js";

const TEXT = words.swaps;

/**
 * The swaps that are open or were settled lately, filled when the gateway has answered; what waits
 * for a manager comes first.
 *
 * @param rota the id of the one rota that is shown, null for all
 */
export function swapsOf(office, rota = null) {
  const list = element("div", { class: "swap-list" });
  const problem = element("p", { class: "note bad", role: "alert" });
  const own = office.me.responder;
  const load = async () => {
    const found = await ask("GET", "/v1/swaps").catch(() => null);
    const swaps = (found?.swaps ?? []).filter((one) => !rota || one.rota === rota);
    swaps.sort((a, b) => Number(b.mayApprove) - Number(a.mayApprove));
    const card = (one) => swapCard(one, own, settle);
    const open = swaps.filter((one) => one.outlook);
    const settled = swaps.filter((one) => !one.outlook);
    replace(list, ...(swaps.length > 0 ? [
      element("h2", {}, TEXT.title), element("p", { class: "quiet" }, TEXT.lead), problem,
      element("div", { class: "swap-cards" }, open.map(card)),
      settled.length > 0 ? element(
        "details", { open: open.length === 0 && rota !== null },
        element("summary", {}, TEXT.settled(settled.length)),
        element("div", { class: "swap-cards" }, settled.map(card))) : null,
    ].filter(Boolean) : []));
  };
  const settle = async (id, word, said) => {
    say(problem, "");
    try {
      await ask("POST", `/v1/swaps/${id}/${word}`);
      announce(said);
    } catch (error) {
      if (error.status !== 401) say(problem, refusal(error));
    }
    await load();
  };
  load();
  return list;
}
