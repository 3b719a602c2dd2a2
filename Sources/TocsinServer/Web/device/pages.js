// Tocsin — Web: what an envelope does to a page, and where a page stands
// SPDX-License-Identifier: Apache-2.0

import { AnswerKind, AnswerResult } from "./answer.js";
import { EnvelopeFlag, EnvelopeType } from "./envelope.js";

/** Under which the state store has the language that the person reads, for the worker. */
export const LANGUAGE_KEY = "language";

/** Under which it has the sealed detail of a page. */
export const detailKey = (page) => `detail ${page}`;

/** Whether there is more to know of a page than what this record has. */
export const isPreview = (record) => record.content?.locked === true;

/** What all notifications of one page have in common, so that one takes the place of another. */
export const tagOf = (page) => `page ${page}`;

/** Where a page stands on this device. */
export const PageStatus = Object.freeze({
  open: "open", withdrawn: "withdrawn", retracted: "retracted", ended: "ended",
  resolved: "resolved", stoodDown: "stoodDown", more: "more", unknown: "unknown",
});

/** What became of the person's last answer. */
export const AnswerStatus = Object.freeze({
  sending: "sending", unconfirmed: "unconfirmed", taken: "taken", stale: "stale",
  takenByAnother: "takenByAnother", noDuty: "noDuty", refused: "refused",
});

const STATUS_OF_TYPE = new Map([
  [EnvelopeType.preview, PageStatus.open],
  [EnvelopeType.detail, PageStatus.open],
  [EnvelopeType.drill, PageStatus.open],
  [EnvelopeType.withdrawn, PageStatus.withdrawn],
  [EnvelopeType.retracted, PageStatus.retracted],
  [EnvelopeType.ended, PageStatus.ended],
  [EnvelopeType.resolved, PageStatus.resolved],
  [EnvelopeType.more, PageStatus.more],
  [EnvelopeType.stoodDown, PageStatus.stoodDown],
]);

const STATUS_OF_RESULT = new Map([
  [AnswerResult.taken, AnswerStatus.taken],
  [AnswerResult.repeated, AnswerStatus.taken],
  [AnswerResult.stale, AnswerStatus.stale],
  [AnswerResult.takenByAnother, AnswerStatus.takenByAnother],
  [AnswerResult.noDuty, AnswerStatus.noDuty],
]);

/** The status for a result byte; an unknown one confirms nothing. */
export const statusOfResult = (result) =>
  STATUS_OF_RESULT.get(result) ?? AnswerStatus.unconfirmed;

/** The status that a type byte gives a page; an unknown type is never silent. */
export const statusOfType = (type) => STATUS_OF_TYPE.get(type) ?? PageStatus.unknown;

const QUIETING = [
  EnvelopeType.withdrawn, EnvelopeType.rekey, EnvelopeType.resolved, EnvelopeType.stoodDown,
];

/** Whether a device says "received" for this type: what quiets needs no such evidence. */
export const wantsReceipt = (type) => !QUIETING.includes(type);

/** Whether nothing is asked of anybody any more. */
const isOver = (status) =>
  [PageStatus.withdrawn, PageStatus.resolved, PageStatus.stoodDown].includes(status);

/** The number of seqs below the highest that are still taken when they arrive late. */
export const WINDOW = 64;

/**
 * Takes a seq into the replay window, in place.
 *
 * @param window `{ highest, seen }`, with `seen` the taken seqs of the last 64
 * @returns false for a seq that was taken before or is too old to tell
 */
export function takeSeq(window, seq) {
  if (seq + WINDOW <= window.highest || window.seen.includes(seq)) return false;
  window.highest = Math.max(window.highest, seq);
  window.seen = [...window.seen, seq].filter((one) => one + WINDOW > window.highest);
  return true;
}

/** A settled answer is asked again by what was issued after it was settled. */
function keptAnswer(record, envelope, status) {
  const answer = record?.answer ?? null;
  if (!answer || answer.status === AnswerStatus.sending) return answer;
  if (answer.status === AnswerStatus.unconfirmed) return answer;
  if (isOver(status)) return answer;
  return envelope.issuedAt > (answer.serverTime ?? 0) ? null : answer;
}

const isFilled = (value) =>
  value !== null && value !== "" && (typeof value !== "object" || Object.keys(value).length > 0);

/** A page brings its content whole; what ends one may be empty: what was shown stays readable. */
function contentAfter(record, envelope, status) {
  const isWhole = status === PageStatus.open || status === PageStatus.more;
  if (isWhole && envelope.content) return envelope.content;
  // Why this person was paged stays: what such a page gives as its reason is what its type says.
  const isKept = (key) => key === "why" && status === PageStatus.stoodDown && record?.content?.why;
  const filled = Object.entries(envelope.content ?? {})
    .filter(([key, value]) => isFilled(value) && !isKept(key));
  const content = { ...record?.content, ...Object.fromEntries(filled) };
  // The codes of a reason go with its sentence.
  const isOther = filled.some(([key]) => key === "why") && !envelope.content?.reasons;
  return isOther ? { ...content, reasons: null } : content;
}

/**
 * The page after an envelope that has passed every check.
 *
 * Pages collapse by page id. An envelope older than what is shown changes nothing.
 *
 * @param record what is remembered of the page; undefined for a new one
 */
export function merge(record, envelope, now) {
  if (record && record.seq > envelope.seq) return record;
  const status = statusOfType(envelope.type);
  return {
    page: envelope.page, seq: envelope.seq, type: envelope.type, status,
    priority: envelope.priority, isTest: isTest(envelope), attempt: envelope.attempt,
    step: envelope.step, issuedAt: envelope.issuedAt, expiresAt: envelope.expiresAt,
    content: contentAfter(record, envelope, status),
    isReadable: envelope.content !== null || record?.isReadable === true,
    hash: envelope.hash, answer: keptAnswer(record, envelope, status),
    call: record?.call ?? null, mark: record?.mark ?? null, readBack: record?.readBack ?? null,
    firstReceivedAt: record?.firstReceivedAt ?? now, receivedAt: now,
    displayedSeq: record?.displayedSeq ?? null, openedSeq: record?.openedSeq ?? null,
  };
}

const isTest = (envelope) =>
  (envelope.flags & EnvelopeFlag.test) !== 0 || envelope.type === EnvelopeType.drill;

/** Whether it is no page but says how many pages are folded; nothing is answered by it. */
export const isMore = (record) =>
  record.status === PageStatus.more || Number.isInteger(record.content?.more);

/** Whether the person has opened the list of which it is one: it makes no sound. */
export const isListed = (record) => record.content?.listed === true;

/** Whether the last answer settled the page as this person's own. */
export function isMine(record) {
  const answer = record.answer;
  return record.status === PageStatus.open && answer?.status === AnswerStatus.taken
    && (answer.kind === AnswerKind.accept || answer.kind === AnswerKind.comingIn);
}

/** Whether this person, whose page it is, has said that they are where they are needed. */
export const hasArrived = (record) =>
  isMine(record) && record.answer.kind === AnswerKind.comingIn && record.answer.argument === 0;

/** Whether this person may ask the switchboard to ring them about it. */
export const mayAskForCall = (record) =>
  (record.status === PageStatus.open || record.status === PageStatus.unknown)
    && (isMine(record) || isWaiting(record));

/** Whether this person may say that it was not useful: once nothing is asked of them, or it is
 * theirs. A test is no noise. */
export const mayMark = (record) =>
  !record.isTest && !isMore(record) && (isMine(record) || !isWaiting(record));

/** Whether something is still asked of this person. */
export function isWaiting(record) {
  if (isOver(record.status)) return false;
  const settled = [
    AnswerStatus.taken, AnswerStatus.takenByAnother, AnswerStatus.noDuty,
  ];
  return !settled.includes(record.answer?.status);
}

/** Whether a page is to ring: unanswered, not yet answered even provisionally, crash or high. */
export function isRinging(record) {
  const isOpen = [PageStatus.open, PageStatus.unknown, PageStatus.retracted]
    .includes(record.status);
  const isAnswered = record.answer && record.answer.status !== AnswerStatus.stale;
  return isOpen && !isAnswered && urgency(record.priority) <= 2;
}

/** What may stand where a passer-by reads it: words of the site's tables, or nothing. */
export function publicLine(record) {
  const line = record.content?.public;
  return [line?.call, line?.place].filter((part) => typeof part === "string" && part).join(", ");
}

/** 1 crash to 4 low; a priority that this version does not know counts as high. */
export const urgency = (priority) => (priority >= 1 && priority <= 4 ? priority : 2);

const sinceOf = (record) => Date.parse(record.content?.since ?? "") || record.issuedAt;

/** Most urgent first; of the same urgency, the one that waits longest. */
export const byUrgency = (a, b) =>
  urgency(a.priority) - urgency(b.priority) || sinceOf(a) - sinceOf(b);

/** The latest change first. */
export const byRecency = (a, b) => b.receivedAt - a.receivedAt;
