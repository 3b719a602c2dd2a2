// Tocsin — Web: saying aloud what came: words for screen readers, and the sounds beside the ring
// SPDX-License-Identifier: Apache-2.0

import { isListed, isMore, isRinging, isWaiting, PageStatus, urgency } from "../device/pages.js";
import { headline, priorityWord } from "../duty/duty.js";
import { announce } from "../view/element.js";
import { words } from "../words/words.js";

/** A stand-down is heard once and calmly, however urgent the call was: people are on their way. */
const STOOD_DOWN_LEVEL = 3;

/** Tells of each envelope once. */
export class Telling {
  #ringing;
  /** The attempt with which each "N more" page sounded last. */
  #soundedMore;

  /** @param pages those that were told of before */
  constructor(ringing, pages) {
    this.#ringing = ringing;
    this.#soundedMore = new Map(pages.filter(isMore).map((one) => [one.page, one.attempt]));
  }

  tell(record) {
    if (isMore(record)) return this.#tellMore(record);
    if (record.status === PageStatus.withdrawn) return announce(words.announcement.withdrawn);
    if (record.status === PageStatus.stoodDown) {
      announce(words.announcement.stoodDown(headline(record)), true);
      return this.#ringing.chime(STOOD_DOWN_LEVEL);
    }
    if (!isWaiting(record)) return undefined;
    const word = priorityWord(record);
    const say = record.attempt > 1 ? words.announcement.again : words.announcement.arrived;
    announce(say(word, headline(record)), !isListed(record));
    if (isListed(record)) return undefined;
    const level = urgency(record.priority);
    if (!isRinging(record) && record.status !== PageStatus.ended) this.#ringing.chime(level);
    return undefined;
  }

  /** A new count is silent; another attempt is another sound. */
  #tellMore(record) {
    const isSilent = record.attempt <= (this.#soundedMore.get(record.page) ?? 0);
    if (record.status !== PageStatus.more || isSilent) return;
    this.#soundedMore.set(record.page, record.attempt);
    announce(words.announcement.more(record.content?.more ?? 0), true);
    this.#ringing.chime(urgency(record.priority));
  }
}
