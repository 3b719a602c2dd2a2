// Tocsin — Web: planning and ending work on a source
// SPDX-License-Identifier: Apache-2.0

import { clock } from "../device/request.js";
import { askIn, field } from "../office/dialog.js";
import { ask } from "../session/api.js";
import { announce } from "../view/element.js";
import { words } from "../words/words.js";
import { choice } from "./search.js";

const TEXT = words.planning;

/** Asks how long and why, and begins the work. @returns true when it began */
export const askWork = (one) => askIn({
  title: TEXT.title(one.title || one.name), text: TEXT.text, go: TEXT.go, cancel: TEXT.cancel,
  body: [
    choice(TEXT.length, "minutes", "120", Object.entries(TEXT.lengths)),
    field(
      TEXT.reason, { name: "reason", required: true, minlength: 5, maxlength: 200,
        autocomplete: "off" }, TEXT.reasonHint),
  ],
  act: async ({ minutes, reason }) => {
    try {
      await ask("POST", "/v1/maintenance", {
        object: `source:${one.name}`, reason: reason.trim(),
        until: new Date(clock.now() + Number(minutes) * 60000).toISOString(),
      });
      return null;
    } catch (error) {
      return error.status === 422 ? TEXT.refused : TEXT.failed;
    }
  },
});

/** Ends a work now; one that is over already stays over. */
export async function endWork(id) {
  const done = await ask("POST", `/v1/maintenance/${id}/end`).catch(() => null);
  announce(done ? TEXT.ended : TEXT.failed, !done);
}
