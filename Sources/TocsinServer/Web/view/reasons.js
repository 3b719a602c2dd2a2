// Tocsin — Web: why somebody is paged, in the reader's words
// SPDX-License-Identifier: Apache-2.0

import { words } from "../words/words.js";
import { instant, moment, readable } from "./time.js";

/** The facts that the words of each code take, in their order. */
const FACTS = {
  "on-call": ["rota", "until"], override: ["rota", "until"], handover: ["rota", "by", "until"],
  "before-test": ["by"], "handed-over": ["by"], reassigned: ["by"], stale: ["length"],
};

/**
 * What `{ why, reasons }` says. `why` is an English sentence; where the gateway has read it as
 * codes, these are said in the reader's language, and otherwise it stands as it is.
 */
export function reasonText(told, now) {
  const parts = (told.reasons ?? []).map((one) => part(one, now));
  return parts.length > 0 && parts.every((one) => one)
    ? parts.join(", ") : readable(String(told.why ?? ""), now);
}

function part(reason, now) {
  const found = Object.hasOwn(words.reasons, reason.code) ? words.reasons[reason.code] : null;
  const say = found?.[reason.line] ?? found;
  if (typeof say !== "function") return say;
  const facts = (FACTS[reason.code] ?? []).map((name) => {
    const at = name === "until" ? instant(reason.until) : null;
    return at === null ? String(reason[name] ?? "") : moment(at, now);
  });
  return reason.note ? `${say(...facts)}: ${reason.note}` : say(...facts);
}
