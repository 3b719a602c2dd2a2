// Tocsin — Web: asking before messages are replayed
// SPDX-License-Identifier: Apache-2.0

import { askIn } from "../office/dialog.js";
import { ask } from "../session/api.js";
import { element } from "../view/element.js";
import { words } from "../words/words.js";

const TEXT = words.replay;

/** What a reason is asked for with. */
export const reasonField = (label, hint) => element(
  "div", { class: "field" }, element("label", { for: "reason" }, label),
  element("textarea", {
    id: "reason", name: "reason", rows: 3, maxlength: 400, "aria-describedby": "reason-hint",
    dataset: { key: "reason" },
  }),
  element("p", { class: "quiet", id: "reason-hint" }, hint));

/**
 * Asks whether to replay these messages, and with paging or without, and does it.
 *
 * @returns what became of them; null when it was given up
 */
export async function askReplay(ids) {
  let replayed = null;
  await askIn({
    title: TEXT.title(ids.length), text: TEXT.text, go: TEXT.go, cancel: TEXT.cancel,
    body: [
      element(
        "label", { class: "check" },
        element("input", {
          type: "checkbox", name: "paging", value: "true", dataset: { key: "replay-paging" },
        }), TEXT.page),
      element(
        "div", { class: "when-paging form" }, element("p", { class: "quiet" }, TEXT.pageText),
        reasonField(TEXT.reason, TEXT.reasonHint)),
    ],
    act: async (values) => {
      const body = values.paging
        ? { ids, paging: true, reason: values.reason.trim() } : { ids };
      try {
        ({ replayed } = await ask("POST", "/v1/messages/replay", body));
        return null;
      } catch (error) {
        if (error.code === "step-up-needed") return words.stepUp.needed;
        return error.status === 422 ? TEXT.refused : TEXT.failed;
      }
    },
  });
  return replayed;
}
