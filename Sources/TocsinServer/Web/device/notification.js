// Tocsin — Web: what a page says outside the client
// SPDX-License-Identifier: Apache-2.0

import {
  isListed, isMine, isMore, isRinging, isWaiting, PageStatus, publicLine, tagOf, urgency,
} from "./pages.js";

/** What is older than this when it comes says so. */
const LATE_MS = 5 * 60 * 1000;
const ICON = "/web/icon.svg";
const BUZZ_MS = [400, 200, 400, 200, 800];

const base = (page, text) => ({
  tag: page === null ? "page" : tagOf(page), icon: ICON, lang: text.code, data: { page },
});

/**
 * The title and the options of `showNotification` for one page (S2, S4, S5): its priority, and
 * what the site allows on locked screens; nothing else of what it says.
 *
 * @param text the words of notifications, in the reader's language
 * @param now milliseconds since 1970, by the gateway's clock
 * @param isLowQuiet whether the person wants no sound for low pages on this device
 */
export function noticeOf(record, text, now, isLowQuiet = false) {
  if (isMore(record)) {
    const title = text.more(record.content?.more ?? 0);
    return { title, options: { ...base(record.page, text), body: text.open } };
  }
  return isWaiting(record) || isMine(record)
    ? asking(record, text, now, isLowQuiet) : ending(record, text);
}

/** What ended says so without a sound; a stand-down is heard, since people are on their way. */
function ending(record, text) {
  const isHeard = record.status === PageStatus.stoodDown;
  const options = { ...base(record.page, text), body: text.over };
  return {
    title: isHeard ? text.stoodDown : text.withdrawn,
    options: { ...options, silent: !isHeard, renotify: isHeard },
  };
}

function asking(record, text, now, isLowQuiet) {
  const isWanted = !isLowQuiet || urgency(record.priority) < 4;
  const isAsking = isWaiting(record) && !isListed(record);
  const isHeard = isAsking && isWanted;
  const isLate = now - record.issuedAt > LATE_MS;
  const body = [record.isTest ? text.test : "", isLate ? text.late : "", text.open];
  const title = [
    record.isTest ? text.testMark : "", text.titles[urgency(record.priority)], publicLine(record),
  ];
  const acts = [{ action: "accept", title: text.accept }, { action: "open", title: text.show }];
  return {
    title: title.filter((part) => part).join(" · "),
    options: {
      ...base(record.page, text), body: body.filter((part) => part).join(" "),
      timestamp: record.issuedAt, silent: !isHeard, renotify: isHeard,
      requireInteraction: isRinging(record), ...(isHeard ? { vibrate: BUZZ_MS } : {}),
      actions: isAsking && record.status === PageStatus.open ? acts : [],
    },
  };
}

/** What stands there when a push came that cannot be opened here: never nothing. */
export const unreadable = (text) => ({
  title: text.unreadable,
  options: {
    ...base(null, text), body: text.open, renotify: true, requireInteraction: true,
  },
});

/** What stands in the place of a page's notification while its answer is on its way. */
export const sending = (page, text) => ({
  title: text.sending, options: { ...base(page, text), body: text.sendingText, silent: true },
});

/** What an acceptance from the notification came to, in the place of the page's own. */
export function outcomeOf(record, text) {
  const isTaken = isMine(record);
  return {
    title: isTaken ? text.accepted : text.notConfirmed,
    options: {
      ...base(record.page, text), body: isTaken ? text.acceptedText : text.notConfirmedText,
      silent: isTaken, renotify: !isTaken, requireInteraction: !isTaken,
    },
  };
}
