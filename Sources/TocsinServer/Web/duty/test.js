// Tocsin — Web: having oneself paged, to see that this device works
// SPDX-License-Identifier: Apache-2.0

import { AnswerStatus } from "../device/pages.js";
import { clock, signedFetch } from "../device/request.js";
import { instant, moment } from "../view/time.js";
import { words } from "../words/words.js";

const TEXT = words.onDuty;
/** A test page that has not come by then is said to be late. */
const LATE_MS = 15000;
const JSON_TYPE = { "Content-Type": "application/json" };

/** What was asked for in this window last: `{ isAsking }`, `{ isRefused }`, or the answer. */
let asked = null;

/** Has the gateway page this person, and nobody else. */
export async function pageMe(app) {
  asked = { isAsking: true };
  app.draw();
  try {
    const response = await signedFetch(app.identity, "POST", "/v1/me/test-page", {
      headers: JSON_TYPE,
    });
    const made = response.ok ? await response.json() : null;
    asked = made ? { alert: made.alert, at: instant(made.openedAt) } : { isRefused: true };
  } catch {
    asked = { isRefused: true };
  }
  setTimeout(() => app.draw(), LATE_MS + 100);
  app.draw();
}

/** What has come of it: `{ tone, text }`; null when nothing was asked for. */
export function outcomeOfTest(app) {
  if (!asked) return null;
  if (asked.isAsking) return { tone: "busy", text: TEXT.paging };
  if (asked.isRefused) return { tone: "bad", text: TEXT.refused };
  const record = app.mailbox.pages.find((one) => one.content?.alert === asked.alert);
  const now = clock.now();
  if (!record) {
    return now - asked.at > LATE_MS ? { tone: "bad", text: TEXT.late }
      : { tone: "busy", text: TEXT.paged };
  }
  if (record.answer?.status === AnswerStatus.taken) {
    const at = moment(record.answer.serverTime ?? record.answer.at, now);
    return { tone: "good", text: TEXT.accepted(at) };
  }
  const seconds = Math.max(0, record.firstReceivedAt - asked.at) / 1000;
  return { tone: "busy", text: TEXT.arrived(seconds.toFixed(1)) };
}
