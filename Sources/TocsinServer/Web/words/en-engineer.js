// Tocsin — Web: the words of activation, planned work and the intended use, in English
// SPDX-License-Identifier: Apache-2.0

const plural = (count, one, many) => (count === 1 ? one : many);

const activation = {
  title: (revision) => `What changes in the document, against revision ${revision}`,
  counts: (added, removed) => `${added} ${plural(added, "line", "lines")} new, `
    + `${removed} ${plural(removed, "line", "lines")} gone`,
  reason: "Why it changes",
  reasonHint: "5 to 200 characters, without patient data. It stands beside the revision.",
  go: (revision) => `Make it hold as revision ${revision}`,
  done: (revision) => `Revision ${revision} holds. Each message that comes is read by it.`,
  stale: "Somebody else has changed the document meanwhile. Your text is still here: try it again, "
    + "and look at what it would take back.",
  taken: (revision) =>
    `The text of revision ${revision} is in the editor. Try it, and make it hold.`,
  same: "The same text holds already.",
  reasonRefused: "Give a reason of 5 to 200 characters on one line.",
  refused: "The document does not check beside the others of the site. Nothing was changed.",
  forbidden: "Your account may not change what holds. Nothing was changed.",
  failed: "This could not be done. Check the network and try again.",
  revisions: "Revisions",
  revision: (number) => `Revision ${number}`,
  holds: "Holds",
  take: "Put into the editor",
  unknown: "author not known",
};

const planning = {
  plan: "Plan work",
  title: (name) => `Plan work on ${name}`,
  text: "Until its end the source is not blamed for silence or faults, and medium and low alerts "
    + "wait. High alerts and crash calls page as ever. Everybody sees it on the board.",
  length: "How long, from now",
  lengths: { 30: "30 minutes", 60: "1 hour", 120: "2 hours", 240: "4 hours", 480: "8 hours",
    1440: "24 hours" },
  reason: "What is done",
  reasonHint: "5 to 200 characters, without patient data. It stands on the board.",
  go: "Begin",
  cancel: "Cancel",
  refused: "That was not accepted. Give 5 to 200 characters on one line.",
  failed: "This could not be done. Check the network and try again.",
  end: "End it now",
  ended: "The work is over, and what waited for its end is paged.",
};

const use = {
  title: "Intended use",
  link: "Intended use",
  lead: "What Tocsin is meant for, and whether this site has accepted it.",
  accepted: (name, when) => `Accepted by ${name}, ${when}`,
  open: "Not accepted by this site",
  openText: "Alarms of bedside devices are kept, and page nobody, until it is.",
  on: "Its alarms page",
  off: "Its alarms page nobody: the intended use is not accepted",
  others: (count) => `${count} ${plural(count, "other needs", "others need")} no acceptance.`,
  integrations: "Integrations",
  form: "Accept it for the site",
  formText: "You answer for it with your name. It is written to the trail with the text as it "
    + "stands here; another text has to be accepted anew.",
  reason: "On what it rests",
  reasonHint: "Such as the decision of the board. 5 to 200 characters, kept sealed on the trail.",
  go: "Accept",
  byAdministrator: "An administrator accepts it for the site.",
  text: "The statement",
  digest: (text) => `SHA-256 ${text}`,
  stale: "The text is another one now. Read it again.",
  refused: "That was not accepted. Give 5 to 200 characters on one line.",
  failed: "This could not be done. Check the network and try again.",
  forbidden: "This screen is not for your role",
  forbiddenText: "Integration engineers, administrators, the switchboard and operators see it.",
};

/** What the catalogue is completed with, for those who look after sources. */
export const engineer = Object.freeze({ activation, planning, use });
