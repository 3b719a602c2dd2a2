// Tocsin — Web: the words of sign-in, accounts and the board, in English
// SPDX-License-Identifier: Apache-2.0

const plural = (count, one, many) => (count === 1 ? one : many);

const bar = {
  screens: "Screens",
  board: "Board",
  integrations: "Integrations",
  administration: "Accounts",
  account: "My account",
  signOut: "Sign out",
};

const role = {
  responder: "Responder",
  trainee: "Trainee",
  caller: "Ward staff",
  switchboard: "Switchboard",
  "rota-manager": "Rota manager",
  "integration-engineer": "Integration engineer",
  auditor: "Auditor, privacy officer",
  administrator: "Administrator",
  "service-operator": "Operator",
};

const way = {
  openid: "Hospital sign-in",
  passkey: "Passkey",
  password: "Password",
  invitation: "Invitation",
};

const signIn = {
  title: "Sign in",
  lead: "To look after your account, others' accounts, or to see the board. Being paged needs "
    + "no sign-in.",
  passkey: "Sign in with a passkey",
  passkeyHint: "With your phone, the lock of this computer, or a security key.",
  openID: "Use the hospital's sign-in",
  emergency: "Emergency password",
  emergencyText: "For the day when nothing else works. Each use is written to the trail.",
  account: "Account",
  password: "Password",
  go: "Sign in",
  signedOut: "You are signed out",
  signedOutText: "This browser has forgotten your session.",
  over: "Your session is over",
  overText: "It was not used for a while, or somebody ended it. Sign in again to go on.",
  problem: {
    refused: "That was not accepted. Check what you gave, or take another way.",
    cancelled: "No passkey was shown. Nothing has happened; try again, or take another way.",
    tooMany: (seconds) => `Too many tries. Wait ${seconds} s, then try again.`,
    away: "The hospital's sign-in cannot be reached. Take another way.",
    offline: "Tocsin did not answer. Check the network and try again.",
    notNow: "Tocsin cannot do that right now. Try again in a moment.",
    unsupported: "This browser cannot use passkeys. Update it, or take another way.",
  },
};

const welcome = {
  title: "Welcome to Tocsin",
  lead: "This link is for you alone and works once. Make a passkey now: from then on it is how "
    + "you sign in.",
  open: "Open the invitation",
  hello: (name) => `Welcome, ${name}`,
  choose: "How will you sign in from now on?",
  nameLabel: "Name of the passkey",
  nameHint: "So that you know later which one it is.",
  nameDefault: "My passkey",
  passkey: "Make a passkey",
  passkeyText: "Recommended. Nothing to remember, and nobody can ask you for it.",
  password: "Set an emergency password",
  passwordText: "For administrators, beside a passkey: for the day when nothing else works. At "
    + "least 15 characters.",
  passwordLabel: "New password",
  passwordGo: "Set the password",
  passwordSet: "The password is set. Keep it in a sealed envelope.",
  later: "Later",
  problem: {
    spent: ["This invitation has been used", "It works once. If it was not you who used it, tell "
      + "your administrator at once."],
    expired: ["This invitation is over", "It is unknown, or its time has passed. Ask your "
      + "administrator for a new one."],
    missing: ["This link is incomplete", "The part after # is missing. Open the link again as it "
      + "was sent."],
  },
};

const stepUp = {
  title: "Show that it is you",
  text: "What you are about to do matters. Show once more who you are; it counts for ten minutes.",
  passkey: "Use a passkey",
  openID: "Use the hospital's sign-in",
  cancel: "Cancel",
  needed: "Nothing was done: it was not shown that it is you.",
};

const account = {
  title: "My account",
  who: "Who you are",
  name: "Name",
  id: "Account",
  roles: "Roles",
  noRoles: "None",
  everywhere: "everywhere",
  wards: (names) => `wards ${names}`,
  rotas: (names) => `services ${names}`,
  sessions: "Where you are signed in",
  sessionsText: "A session ends by itself when it is not used. End one that you do not know.",
  here: "This browser",
  begun: (when) => `since ${when}`,
  seen: (when) => `used ${when}`,
  end: "End",
  endOthers: "End all others",
  endedOthers: (count) => `${count} ${plural(count, "session", "sessions")} ended.`,
  noOthers: "You are signed in nowhere else.",
  passkeys: "Your passkeys",
  passkeysText: "Have two, on different devices: a lost phone then locks nobody out.",
  noPasskeys: "You have no passkey yet.",
  added: (when) => `added ${when}`,
  used: (when) => `used ${when}`,
  neverUsed: "never used",
  addPasskey: "Add a passkey",
  remove: "Remove",
  removeTitle: (name) => `Remove the passkey “${name}”?`,
  removeText: "It can no longer sign in here. Delete it on the device as well.",
  removed: "The passkey is removed.",
  addedNow: "The passkey is added.",
  failed: "This could not be read",
  failedText: "Check the network and try again.",
  cancel: "Cancel",
};

const access = {
  title: "What was done with your account",
  text: "By you and your devices, and by others to your account. Tell the privacy officer of what "
    + "you do not know.",
  by: (who) => `by ${who}`,
  you: "you",
  refused: "refused",
  gateway: "Tocsin itself",
  machine: (name) => `somebody at the machine (${name})`,
  directory: (name) => `the directory ${name}`,
  show: "Show",
  more: "Show earlier",
  all: "That is all.",
  failed: "This could not be read. Try again.",
  action: {
    "alert.advanced": "A page was answered",
    "account.added": "Your account was made",
    "account.changed": "Your account was changed",
    "account.ended": "Your account was ended",
    "invitation.made": "An invitation was made",
    "device.link-made": "A link for a device was made",
    "device.enrolled": "A device was enrolled",
    "device.ended": "A device was ended",
    "session.begun": "Sign-in",
    "session.refused": "A sign-in was refused",
    "session.ended": "A session ended",
    "session.stepped-up": "It was shown again that it is you",
    "passkey.added": "A passkey was added",
    "passkey.ended": "A passkey was removed",
    "password.set": "The emergency password was set",
    "report.retried": "A report to a source was sent again",
    "content.viewed": "The content of a page was opened",
    "break-glass.begun": "A page was opened by break-glass",
    "messages.searched": "Messages were searched",
    "messages.replayed": "Messages were replayed",
    "mapping.tried": "A mapping was tried",
    "documents.imported": "A document was made to hold",
    "rota.gap-accepted": "A gap of a rota was accepted",
    "handover.offered": "A duty was offered to another person",
    "handover.accepted": "A duty was taken over",
    "handover.ended": "A handover was ended",
    "intended-use.accepted": "The intended use was accepted",
    "maintenance.planned": "Work was planned",
    "maintenance.ended": "Planned work was ended",
    "trail.read": "The trail was searched",
    "trail.exported": "The trail was exported",
    "dossier.made": "A dossier was made",
    "subject.exported": "What is held about you was exported",
  },
};

const privacy = {
  title: "What Tocsin keeps about you",
  facts: [
    ["Your account", "Name, telephone number, roles, dates and how you sign in. Kept until you "
      + "leave; the trail keeps your account's id after that."],
    ["Your devices", "Their names and public keys, when they were enrolled and last seen, and "
      + "from which network. Ended when you leave."],
    ["Your pages and answers", "What you were paged for, when it was delivered and shown, and "
      + "what you answered. Kept as long as the hospital keeps its record of alerts."],
    ["The trail", "Sign-ins, views of content, changes and break-glass, with your account's id. "
      + "It cannot be changed by anybody, and auditors may read it."],
    ["What is not kept", "No location, no contacts, no fingerprint, no face, no reading of other "
      + "apps. Nothing goes to advertisers or to the makers of Tocsin."],
  ],
  ask: "Whom to ask",
  askText: "Your hospital's privacy officer gives you a copy of all this, corrects it, and says "
    + "how long each kind is kept.",
};

const administration = {
  title: "Accounts",
  search: "Search by name or account",
  add: "Add a person",
  count: (shown, all) => `${shown} of ${all}`,
  none: "Nobody here has that name",
  person: "Person",
  roles: "Roles",
  valid: "Valid",
  until: (when) => `until ${when}`,
  from: (when) => `from ${when}`,
  always: "no end",
  ended: (when) => `ended ${when}`,
  locum: "Locum",
  staff: "Staff",
  back: "All accounts",
  newTitle: "Add a person",
  idLabel: "Account",
  idHint: "Small letters, digits, dots and dashes, such as dr.amsel. It never changes.",
  nameLabel: "Name",
  telephoneLabel: "Telephone",
  kindLabel: "Belongs to the hospital as",
  fromLabel: "From",
  untilLabel: "Until, at the end of the day",
  untilHint: "A locum always has an end.",
  rolesLabel: "Roles",
  wardsLabel: "Wards",
  rotasLabel: "Services",
  scopeHint: "Separate several with commas. Empty means everywhere.",
  save: "Save",
  addGo: "Add",
  saved: "Saved.",
  addedNow: (name) => `${name} is added.`,
  device: "Enrol a device",
  deviceLabel: "Link for the device",
  deviceText: (time) => `Good for one device of this person, until ${time}. `
    + "Scan the code with its camera, or open the link there.",
  deviceCode: "QR code of the link",
  invite: "Make an invitation link",
  inviteText: "It works once, for 24 hours, and is shown only now. Give it to the person in a "
    + "way that nobody else reads.",
  inviteLabel: "Invitation link",
  endSessions: "End all sessions",
  sessionsEnded: (count) => `${count} ${plural(count, "session", "sessions")} ended.`,
  end: "End this account",
  endTitle: (name) => `End the account of ${name}?`,
  endText: "This happens at once and cannot be undone:",
  endFacts: [
    "All sessions end, and all devices are cut off and forget their pages.",
    "Open pages go to the next person on call.",
    "The person leaves every handover, and pages pass their shifts. Look at the rota.",
    "Passkeys, password and links stop working.",
  ],
  endReason: "Why, without names",
  endReasonDefault: "left the hospital",
  endGo: "End the account",
  endCancel: "Keep it",
  endedNow: (name, count) => `The account of ${name} is ended. `
    + `${count} open ${plural(count, "alert", "alerts")} passed on.`,
  isEnded: "This account has ended. What the person did stays on the trail.",
  forbidden: "This screen is for administrators",
  forbiddenText: "Your account does not have that role.",
  problem: {
    id: "The account may have small letters, digits, dots, dashes and underscores only.",
    name: "The name is empty or too long.",
    from: "The end must come after the beginning.",
    until: "A locum needs an end.",
    roles: "An administrator cannot be an auditor as well.",
    taken: "There is an account of this id or name already.",
    last: "This is the last administrator. Make another one first.",
    changed: "Somebody else has changed this account meanwhile. Open it again.",
    refused: "That was not accepted. Check the fields.",
  },
};

const board = {
  title: "Open alerts",
  lead: "What is open, where, and who has it. Whom it concerns is not shown here.",
  none: "Nothing is open",
  noneText: "New alerts appear here by themselves.",
  ward: "Ward",
  noWard: "Ward not known",
  phase: {
    escalating: "Nobody has answered",
    acknowledged: "Taken",
    exhausted: "Nobody answered, last resort paged",
    resolved: "Resolved",
  },
  takenBy: (name) => `Taken by ${name}`,
  askedAgain: (time, left) => `Asked again at ${time}, in ${left}`,
  nextPerson: (time, left) => `Next person at ${time}, in ${left}`,
  takenByTelephone: (name) => `Taken by ${name}, on the telephone`,
  opened: (when) => `Opened ${when}`,
  waits: {
    work: (until) => `Nobody is paged yet: waits for the end of planned work, ${until}`,
    delay: (until) => `Nobody is paged before ${until}: it may end by itself`,
  },
  ended: (length) => `ENDED after ${length}, not seen`,
  retracted: "Taken back by its source",
  stale: "No sign of life from its source. It may be over, and stays open.",
  worlds: "Which alerts",
  real: "Real",
  test: "TEST",
  testTitle: "TEST alerts",
  testNone: "No TEST alert is open",
  testLead: "Messages for test open them. They page nobody but those whom the routes name for it.",
  work: (title) => `Planned work: ${title}`,
  workWard: (ward) => `Planned work: ward ${ward}`,
  workSpan: (from, until) => `${from} to ${until}`,
  workUntil: (until) => `until ${until}`,
  workOwner: (name) => `Answered for by ${name}`,
  workWaits: (count) => `${count} ${plural(count, "alert waits", "alerts wait")} for its end`,
  workNone: "No alert waits for its end",
  workRule: "Medium and low alerts wait. High alerts and crash calls page as ever.",
  workAhead: "Not begun",
  held: "Held today",
  heldText: (held, dropped) => `${held} ${plural(held, "alert", "alerts")} waited before anybody `
    + `was paged. ${dropped} of them ended without paging anybody.`,
  heldNow: (count) => `${count} ${plural(count, "waits", "wait")} now.`,
  heldRow: (title, held, dropped) => `${title}: ${held} held, ${dropped} ended by themselves`,
  forbidden: "You have no board",
  forbiddenText: "Your roles do not include one.",
};

const breakGlass = {
  closedTitle: "The content is not for you",
  closedText: "You are neither asked about this alert nor on duty for it.",
  title: "Open it all the same",
  text: "Only when a patient needs it now. You see this one alert for 30 minutes. Those "
    + "responsible are told at once, and it counts in the reports.",
  reason: "Your reason",
  reasonHint: "At least 10 characters. It is kept sealed on the trail.",
  go: "Break the glass",
  banner: "OPENED BY BREAK-GLASS",
  bannerText: "For 30 minutes. This view is on the trail, and others have been told.",
  bannerUntil: (until) => `Until ${until}. This view is on the trail, and others have been told.`,
  forbidden: "Your roles do not include this. Call the switchboard.",
  refused: "That was not accepted. Give a reason of at least 10 characters.",
  viewed: "This view is on the trail.",
  toBoard: "To the board",
  gone: "There is no such alert",
  goneText: "The link may be mistyped, or the alert was erased.",
};

/** What the device's catalogue is completed with. */
export const office = Object.freeze({
  bar, role, way, signIn, welcome, stepUp, account, access, privacy,
  administration, board, breakGlass,
});
