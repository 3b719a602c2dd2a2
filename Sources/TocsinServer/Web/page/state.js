// Tocsin — Web: where a page stands, in words
// SPDX-License-Identifier: Apache-2.0

import { AnswerKind } from "../device/answer.js";
import { AnswerStatus, hasArrived, PageStatus } from "../device/pages.js";
import { clock } from "../device/request.js";
import { moment } from "../view/time.js";
import { words } from "../words/words.js";

const WORD_OF_KIND = new Map([
  [AnswerKind.accept, ["accepted", "accepted"]],
  [AnswerKind.decline, ["declined", "declined"]],
  [AnswerKind.wrongPerson, ["wrongPerson", "wrongPerson"]],
  [AnswerKind.giveBack, ["givenBack", "givenBack"]],
  [AnswerKind.seen, ["seen", "seen"]],
]);

const TONES = {
  sending: "busy", unconfirmed: "bad", stale: "bad", refused: "bad", unknown: "bad",
  retracted: "bad", ended: "busy", accepted: "good", coming: "good", arrived: "good",
};

const said = (word, outcome) => {
  const [title, text] = outcome;
  return { word: words.state[word], title, text, tone: TONES[word] ?? "calm" };
};

/** Closing news outranks an answer that is settled, and not one that is still unconfirmed. */
function closing(record) {
  const { status, answer } = record;
  const isMineToSay = answer?.status === AnswerStatus.taken && status === PageStatus.withdrawn
    && answer.kind !== AnswerKind.accept;
  if (isMineToSay) return null;
  if (status === PageStatus.stoodDown) {
    return said(status, words.outcome.stoodDown(String(record.content?.by ?? "")));
  }
  const isOver = status === PageStatus.withdrawn || status === PageStatus.resolved;
  return isOver ? said(status, words.outcome[status]) : null;
}

function answered(record) {
  const { answer } = record;
  if (answer.status !== AnswerStatus.taken) {
    return said(answer.status, words.outcome[answer.status]);
  }
  const at = moment(answer.serverTime ?? answer.at, clock.now());
  if (record.status === PageStatus.retracted && answer.kind === AnswerKind.accept) {
    return said("accepted", words.outcome.retractionDone(at));
  }
  if (hasArrived(record)) return said("arrived", words.outcome.arrived(at));
  if (answer.kind === AnswerKind.comingIn) {
    const due = moment((answer.serverTime ?? answer.at) + answer.argument * 60000, clock.now());
    return said("coming", words.outcome.coming(answer.argument, due));
  }
  const [word, key] = WORD_OF_KIND.get(answer.kind) ?? ["seen", "seen"];
  return said(word, words.outcome[key](at));
}

/**
 * What there is to say about a page beside its content.
 *
 * @returns `{ word, title, text, tone }`, the tone one of `good`, `bad`, `busy`, `calm`; null for
 *   an open page that nobody here has answered
 */
export function stateOf(record) {
  const over = closing(record);
  if (over) return over;
  if (record.answer) return answered(record);
  if (record.status === PageStatus.open) return null;
  return said(record.status, words.outcome[record.status]);
}
