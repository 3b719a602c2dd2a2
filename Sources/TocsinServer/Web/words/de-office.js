// Tocsin — Web: the words of sign-in, accounts and the board, in German
// SPDX-License-Identifier: Apache-2.0

const plural = (count, one, many) => (count === 1 ? one : many);

const bar = {
  screens: "Bildschirme",
  board: "Übersicht",
  integrations: "Schnittstellen",
  administration: "Konten",
  account: "Mein Konto",
  signOut: "Abmelden",
};

const role = {
  responder: "Gerufene Person",
  trainee: "In Ausbildung",
  caller: "Stationspersonal",
  switchboard: "Zentrale",
  "rota-manager": "Dienstplanung",
  "integration-engineer": "Schnittstellentechnik",
  auditor: "Prüfung, Datenschutz",
  administrator: "Administration",
  "service-operator": "Betrieb",
};

const way = {
  openid: "Anmeldung des Krankenhauses",
  passkey: "Passkey",
  password: "Passwort",
  invitation: "Einladung",
};

const signIn = {
  title: "Anmelden",
  lead: "Um Ihr Konto oder die Konten anderer zu pflegen oder die Übersicht zu sehen. Gerufen "
    + "werden Sie ohne Anmeldung.",
  passkey: "Mit Passkey anmelden",
  passkeyHint: "Mit Ihrem Telefon, der Sperre dieses Computers oder einem Sicherheitsschlüssel.",
  openID: "Über das Krankenhaus anmelden",
  emergency: "Notfallpasswort",
  emergencyText: "Für den Tag, an dem nichts anderes geht. Jede Nutzung steht im Protokoll.",
  account: "Konto",
  password: "Passwort",
  go: "Anmelden",
  signedOut: "Sie sind abgemeldet",
  signedOutText: "Dieser Browser hat Ihre Sitzung vergessen.",
  over: "Ihre Sitzung ist beendet",
  overText: "Sie wurde eine Weile nicht benutzt, oder jemand hat sie beendet. Melden Sie sich "
    + "wieder an, um weiterzumachen.",
  problem: {
    refused: "Das wurde nicht angenommen. Prüfen Sie die Eingabe oder nehmen Sie einen "
      + "anderen Weg.",
    cancelled: "Es wurde kein Passkey vorgezeigt. Nichts ist geschehen; versuchen Sie es erneut "
      + "oder nehmen Sie einen anderen Weg.",
    tooMany: (seconds) => `Zu viele Versuche. Warten Sie ${seconds} s und versuchen Sie es erneut.`,
    away: "Die Anmeldung des Krankenhauses ist nicht erreichbar. Nehmen Sie einen anderen Weg.",
    offline: "Tocsin hat nicht geantwortet. Prüfen Sie das Netz und versuchen Sie es erneut.",
    notNow: "Tocsin kann das gerade nicht. Versuchen Sie es gleich noch einmal.",
    unsupported: "Dieser Browser kann keine Passkeys. Aktualisieren Sie ihn oder nehmen Sie einen "
      + "anderen Weg.",
  },
};

const welcome = {
  title: "Willkommen bei Tocsin",
  lead: "Dieser Link ist für Sie allein und gilt einmal. Legen Sie jetzt einen Passkey an: mit ihm "
    + "melden Sie sich künftig an.",
  open: "Einladung öffnen",
  hello: (name) => `Willkommen, ${name}`,
  choose: "Wie melden Sie sich künftig an?",
  nameLabel: "Name des Passkeys",
  nameHint: "Damit Sie später wissen, welcher es ist.",
  nameDefault: "Mein Passkey",
  passkey: "Passkey anlegen",
  passkeyText: "Empfohlen. Nichts zu merken, und niemand kann Sie danach fragen.",
  password: "Notfallpasswort setzen",
  passwordText: "Für die Administration, neben einem Passkey: für den Tag, an dem nichts anderes "
    + "geht. Mindestens 15 Zeichen.",
  passwordLabel: "Neues Passwort",
  passwordGo: "Passwort setzen",
  passwordSet: "Das Passwort ist gesetzt. Verwahren Sie es in einem versiegelten Umschlag.",
  later: "Später",
  problem: {
    spent: ["Diese Einladung wurde schon benutzt", "Sie gilt einmal. Wenn nicht Sie sie benutzt "
      + "haben, sagen Sie es sofort Ihrer Administration."],
    expired: ["Diese Einladung gilt nicht mehr", "Sie ist unbekannt, oder ihre Zeit ist um. Bitten "
      + "Sie Ihre Administration um eine neue."],
    missing: ["Dieser Link ist unvollständig", "Der Teil nach # fehlt. Öffnen Sie den Link so, wie "
      + "er gesendet wurde."],
  },
};

const stepUp = {
  title: "Zeigen Sie, dass Sie es sind",
  text: "Was Sie vorhaben, hat Gewicht. Zeigen Sie noch einmal, wer Sie sind; das gilt für zehn "
    + "Minuten.",
  passkey: "Passkey benutzen",
  openID: "Über das Krankenhaus anmelden",
  cancel: "Abbrechen",
  needed: "Nichts ist geschehen: es wurde nicht gezeigt, dass Sie es sind.",
};

const account = {
  title: "Mein Konto",
  who: "Wer Sie sind",
  name: "Name",
  id: "Konto",
  roles: "Rollen",
  noRoles: "Keine",
  everywhere: "überall",
  wards: (names) => `Stationen ${names}`,
  rotas: (names) => `Dienste ${names}`,
  sessions: "Wo Sie angemeldet sind",
  sessionsText: "Eine Sitzung endet von selbst, wenn sie nicht benutzt wird. Beenden Sie eine, die "
    + "Sie nicht kennen.",
  here: "Dieser Browser",
  begun: (when) => `seit ${when}`,
  seen: (when) => `benutzt ${when}`,
  end: "Beenden",
  endOthers: "Alle anderen beenden",
  endedOthers: (count) => `${count} ${plural(count, "Sitzung", "Sitzungen")} beendet.`,
  noOthers: "Sie sind nirgends sonst angemeldet.",
  passkeys: "Ihre Passkeys",
  passkeysText: "Haben Sie zwei, auf verschiedenen Geräten: ein verlorenes Telefon sperrt dann "
    + "niemanden aus.",
  noPasskeys: "Sie haben noch keinen Passkey.",
  added: (when) => `hinzugefügt ${when}`,
  used: (when) => `benutzt ${when}`,
  neverUsed: "nie benutzt",
  addPasskey: "Passkey hinzufügen",
  remove: "Entfernen",
  removeTitle: (name) => `Den Passkey „${name}“ entfernen?`,
  removeText: "Er kann sich hier nicht mehr anmelden. Löschen Sie ihn auch auf dem Gerät.",
  removed: "Der Passkey ist entfernt.",
  addedNow: "Der Passkey ist hinzugefügt.",
  failed: "Das konnte nicht gelesen werden",
  failedText: "Prüfen Sie das Netz und versuchen Sie es erneut.",
  cancel: "Abbrechen",
};

const access = {
  title: "Was mit Ihrem Konto geschah",
  text: "Von Ihnen und Ihren Geräten, und von anderen an Ihrem Konto. Sagen Sie dem "
    + "Datenschutz, was Sie nicht kennen.",
  by: (who) => `von ${who}`,
  you: "Ihnen",
  refused: "abgelehnt",
  gateway: "Tocsin selbst",
  machine: (name) => `jemandem an der Maschine (${name})`,
  directory: (name) => `dem Verzeichnis ${name}`,
  show: "Zeigen",
  more: "Früheres zeigen",
  all: "Das ist alles.",
  failed: "Das konnte nicht gelesen werden. Versuchen Sie es erneut.",
  action: {
    "alert.advanced": "Ein Ruf wurde beantwortet",
    "account.added": "Ihr Konto wurde angelegt",
    "account.changed": "Ihr Konto wurde geändert",
    "account.ended": "Ihr Konto wurde beendet",
    "invitation.made": "Eine Einladung wurde gemacht",
    "device.link-made": "Ein Link für ein Gerät wurde gemacht",
    "device.enrolled": "Ein Gerät wurde angemeldet",
    "device.ended": "Ein Gerät wurde beendet",
    "device.unlocked": "Ein Gerät wurde entsperrt",
    "device.unlock-refused": "Auf einem Gerät wurde eine falsche PIN versucht",
    "device.lock-ended": "Die Sperre eines Geräts ist nach zu vielen falschen PINs beendet",
    "session.begun": "Anmeldung",
    "session.refused": "Eine Anmeldung wurde abgelehnt",
    "session.ended": "Eine Sitzung endete",
    "session.stepped-up": "Erneut gezeigt, dass Sie es sind",
    "passkey.added": "Ein Passkey wurde hinzugefügt",
    "passkey.ended": "Ein Passkey wurde entfernt",
    "password.set": "Das Notfallpasswort wurde gesetzt",
    "report.retried": "Eine Meldung an eine Quelle wurde erneut gesendet",
    "content.viewed": "Der Inhalt eines Rufs wurde geöffnet",
    "break-glass.begun": "Ein Ruf wurde per Notfallzugriff geöffnet",
    "messages.searched": "Nachrichten wurden gesucht",
    "messages.replayed": "Nachrichten wurden wiederholt",
    "mapping.tried": "Eine Zuordnung wurde erprobt",
    "documents.imported": "Ein Dokument wurde in Kraft gesetzt",
    "rota.gap-accepted": "Eine Lücke eines Dienstplans wurde hingenommen",
    "handover.offered": "Ein Dienst wurde zur Übergabe angeboten",
    "handover.accepted": "Ein Dienst wurde übernommen",
    "handover.ended": "Eine Übergabe wurde beendet",
    "intended-use.accepted": "Die Zweckbestimmung wurde angenommen",
    "maintenance.planned": "Arbeiten wurden geplant",
    "maintenance.ended": "Geplante Arbeiten wurden beendet",
    "trail.read": "Das Protokoll wurde durchsucht",
    "trail.exported": "Das Protokoll wurde ausgegeben",
    "dossier.made": "Eine Akte wurde angelegt",
    "subject.exported": "Ihre Daten wurden ausgegeben",
  },
};

const privacy = {
  title: "Was Tocsin über Sie aufbewahrt",
  facts: [
    ["Ihr Konto", "Name, Telefonnummer, Rollen, Daten und wie Sie sich anmelden. Aufbewahrt, bis "
      + "Sie gehen; das Protokoll behält danach die Kennung Ihres Kontos."],
    ["Ihre Geräte", "Namen und öffentliche Schlüssel, wann sie angemeldet und zuletzt gesehen "
      + "wurden und aus welchem Netz. Sie enden, wenn Sie gehen."],
    ["Ihre Rufe und Antworten", "Wofür Sie gerufen wurden, wann der Ruf ankam und gezeigt wurde "
      + "und was Sie geantwortet haben. Aufbewahrt, solange das Krankenhaus seine Alarme "
      + "aufbewahrt."],
    ["Das Protokoll", "Anmeldungen, Einsicht in Inhalte, Änderungen und Notfallzugriffe, mit der "
      + "Kennung Ihres Kontos. Niemand kann es ändern, und die Prüfung darf es lesen."],
    ["Was nicht aufbewahrt wird", "Kein Standort, keine Kontakte, kein Fingerabdruck, kein "
      + "Gesicht, kein Blick in andere Apps. Nichts geht an Werbung oder an die "
      + "Hersteller von Tocsin."],
  ],
  ask: "Wen Sie fragen",
  askText: "Die Datenschutzbeauftragten Ihres Krankenhauses geben Ihnen eine Kopie von alldem, "
    + "berichtigen es und sagen, wie lange jede Art aufbewahrt wird.",
};

const administration = {
  title: "Konten",
  search: "Nach Name oder Konto suchen",
  add: "Person hinzufügen",
  count: (shown, all) => `${shown} von ${all}`,
  none: "Niemand hier heißt so",
  person: "Person",
  roles: "Rollen",
  valid: "Gültig",
  until: (when) => `bis ${when}`,
  from: (when) => `ab ${when}`,
  always: "ohne Ende",
  ended: (when) => `beendet am ${when}`,
  locum: "Vertretung",
  staff: "Personal",
  back: "Alle Konten",
  newTitle: "Person hinzufügen",
  idLabel: "Konto",
  idHint: "Kleinbuchstaben, Ziffern, Punkte und Striche, etwa dr.amsel. Es ändert sich nie.",
  nameLabel: "Name",
  telephoneLabel: "Telefon",
  kindLabel: "Gehört zum Krankenhaus als",
  fromLabel: "Ab",
  untilLabel: "Bis zum Ende des Tages",
  untilHint: "Eine Vertretung hat immer ein Ende.",
  rolesLabel: "Rollen",
  wardsLabel: "Stationen",
  rotasLabel: "Dienste",
  scopeHint: "Mehrere mit Kommas trennen. Leer heißt überall.",
  save: "Speichern",
  addGo: "Hinzufügen",
  saved: "Gespeichert.",
  addedNow: (name) => `${name} ist hinzugefügt.`,
  device: "Gerät anmelden",
  deviceLabel: "Link für das Gerät",
  deviceText: (time) => `Gut für ein Gerät dieser Person, bis ${time}. `
    + "Lesen Sie den Code mit dessen Kamera, oder öffnen Sie dort den Link.",
  deviceCode: "QR-Code des Links",
  invite: "Einladungslink erstellen",
  inviteText: "Er gilt einmal, 24 Stunden lang, und wird nur jetzt gezeigt. Geben Sie ihn der "
    + "Person so, dass niemand sonst ihn liest.",
  inviteLabel: "Einladungslink",
  endSessions: "Alle Sitzungen beenden",
  sessionsEnded: (count) => `${count} ${plural(count, "Sitzung", "Sitzungen")} beendet.`,
  end: "Dieses Konto beenden",
  endTitle: (name) => `Das Konto von ${name} beenden?`,
  endText: "Das geschieht sofort und lässt sich nicht rückgängig machen:",
  endFacts: [
    "Alle Sitzungen enden; alle Geräte werden getrennt und vergessen ihre Rufe.",
    "Offene Rufe gehen an die nächste Person im Dienst.",
    "Die Person verlässt jede Übergabe, und Rufe gehen an ihren Diensten vorbei. Sehen Sie sich "
      + "den Dienstplan an.",
    "Passkeys, Passwort und Links gelten nicht mehr.",
  ],
  endReason: "Warum, ohne Namen",
  endReasonDefault: "hat das Krankenhaus verlassen",
  endGo: "Konto beenden",
  endCancel: "Behalten",
  endedNow: (name, count) => `Das Konto von ${name} ist beendet. `
    + `${count} ${plural(count, "offener Alarm", "offene Alarme")} weitergegeben.`,
  isEnded: "Dieses Konto ist beendet. Was die Person getan hat, bleibt im Protokoll.",
  forbidden: "Dieser Bildschirm ist für die Administration",
  forbiddenText: "Ihr Konto hat diese Rolle nicht.",
  problem: {
    id: "Das Konto darf nur Kleinbuchstaben, Ziffern, Punkte und Striche haben.",
    name: "Der Name fehlt oder ist zu lang.",
    from: "Das Ende muss nach dem Anfang liegen.",
    until: "Eine Vertretung braucht ein Ende.",
    roles: "Wer administriert, kann nicht auch prüfen.",
    taken: "Es gibt schon ein Konto mit dieser Kennung oder diesem Namen.",
    last: "Das ist die letzte Administration. Ernennen Sie zuerst eine andere.",
    changed: "Jemand anderes hat dieses Konto inzwischen geändert. Öffnen Sie es erneut.",
    refused: "Das wurde nicht angenommen. Prüfen Sie die Felder.",
  },
};

const board = {
  title: "Offene Alarme",
  lead: "Was offen ist, wo, und wer es hat. Wen es betrifft, wird hier nicht gezeigt.",
  none: "Nichts ist offen",
  noneText: "Neue Alarme erscheinen hier von selbst.",
  ward: "Station",
  noWard: "Station unbekannt",
  phase: {
    escalating: "Niemand hat geantwortet",
    acknowledged: "Übernommen",
    exhausted: "Niemand hat geantwortet, letzte Möglichkeit gerufen",
    resolved: "Erledigt",
  },
  takenBy: (name) => `Übernommen von ${name}`,
  askedAgain: (time, left) => `Nachfrage um ${time}, in ${left}`,
  nextPerson: (time, left) => `Nächste Person um ${time}, in ${left}`,
  takenByTelephone: (name) => `Übernommen von ${name}, am Telefon`,
  opened: (when) => `Seit ${when}`,
  waits: {
    work: (until) => `Noch niemand gerufen: wartet auf das Ende geplanter Arbeiten, ${until}`,
    delay: (until) => `Vor ${until} wird niemand gerufen: kann von selbst enden`,
  },
  ended: (length) => `BEENDET nach ${length}, nicht gesehen`,
  retracted: "Von der Quelle zurückgenommen",
  stale: "Kein Lebenszeichen der Quelle. Kann vorbei sein und bleibt offen.",
  worlds: "Welche Alarme",
  real: "Echt",
  test: "TEST",
  testTitle: "TEST-Alarme",
  testNone: "Kein TEST-Alarm ist offen",
  testLead: "Nachrichten zum Test öffnen sie. Sie rufen nur, wen die Routen dafür nennen.",
  work: (title) => `Geplante Arbeiten: ${title}`,
  workWard: (ward) => `Geplante Arbeiten: Station ${ward}`,
  workSpan: (from, until) => `${from} bis ${until}`,
  workUntil: (until) => `bis ${until}`,
  workOwner: (name) => `Verantwortlich: ${name}`,
  workWaits: (count) => `${count} ${plural(count, "Alarm wartet", "Alarme warten")} auf das Ende`,
  workNone: "Kein Alarm wartet auf das Ende",
  workRule: "Mittlere und niedrige Alarme warten. Hohe Alarme und Notfallrufe rufen wie immer.",
  workAhead: "Noch nicht begonnen",
  held: "Heute zurückgehalten",
  heldText: (held, dropped) => `${held} ${plural(held, "Alarm hat", "Alarme haben")} gewartet, `
    + `bevor jemand gerufen wurde. ${dropped} davon ${plural(dropped, "endete", "endeten")}, ohne `
    + "jemanden zu rufen.",
  heldNow: (count) => `${count} ${plural(count, "wartet", "warten")} jetzt.`,
  heldRow: (title, held, dropped) =>
    `${title}: ${held} zurückgehalten, ${dropped} von selbst beendet`,
  forbidden: "Sie haben keine Übersicht",
  forbiddenText: "Ihre Rollen schließen keine ein.",
};

const breakGlass = {
  closedTitle: "Der Inhalt ist nicht für Sie",
  closedText: "Sie werden zu diesem Alarm nicht gerufen und haben dafür keinen Dienst.",
  title: "Trotzdem öffnen",
  text: "Nur wenn ein Patient es jetzt braucht. Sie sehen diesen einen Alarm 30 Minuten lang. Die "
    + "Verantwortlichen erfahren es sofort, und es zählt in den Berichten.",
  reason: "Ihr Grund",
  reasonHint: "Mindestens 10 Zeichen. Er bleibt versiegelt im Protokoll.",
  go: "Notfallzugriff öffnen",
  banner: "MIT NOTFALLZUGRIFF GEÖFFNET",
  bannerText: "Für 30 Minuten. Diese Einsicht steht im Protokoll, und andere wissen davon.",
  bannerUntil: (until) => `Bis ${until}. Diese Einsicht steht im Protokoll, und andere `
    + "wissen davon.",
  forbidden: "Ihre Rollen schließen das nicht ein. Rufen Sie die Zentrale an.",
  refused: "Das wurde nicht angenommen. Geben Sie einen Grund mit mindestens 10 Zeichen an.",
  viewed: "Diese Einsicht steht im Protokoll.",
  toBoard: "Zur Übersicht",
  gone: "Diesen Alarm gibt es nicht",
  goneText: "Der Link ist vielleicht falsch abgetippt, oder der Alarm wurde gelöscht.",
};

/** What the device's catalogue is completed with. */
export const office = Object.freeze({
  bar, role, way, signIn, welcome, stepUp, account, access, privacy,
  administration, board, breakGlass,
});
