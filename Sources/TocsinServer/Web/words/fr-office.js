// Tocsin — Web: the words of sign-in, accounts and the board, in French
// SPDX-License-Identifier: Apache-2.0

const plural = (count, one, many) => (count === 1 ? one : many);

const bar = {
  screens: "Écrans",
  board: "Tableau",
  integrations: "Intégrations",
  administration: "Comptes",
  account: "Mon compte",
  signOut: "Se déconnecter",
};

const role = {
  responder: "Intervenant",
  trainee: "En formation",
  caller: "Personnel du service",
  switchboard: "Standard",
  "rota-manager": "Responsable du tableau de garde",
  "integration-engineer": "Ingénieur d'intégration",
  auditor: "Auditeur, délégué à la protection des données",
  administrator: "Administrateur",
  "service-operator": "Exploitant",
};

const way = {
  openid: "Connexion de l'hôpital",
  passkey: "Clé d'accès",
  password: "Mot de passe",
  invitation: "Invitation",
};

const signIn = {
  title: "Se connecter",
  lead: "Pour gérer votre compte ou ceux des autres, ou voir le tableau. Être appelé ne demande "
    + "aucune connexion.",
  passkey: "Se connecter avec une clé d'accès",
  passkeyHint: "Avec votre téléphone, le verrou de cet ordinateur ou une clé de sécurité.",
  openID: "Utiliser la connexion de l'hôpital",
  emergency: "Mot de passe de secours",
  emergencyText: "Pour le jour où rien d'autre ne marche. Chaque usage est inscrit au registre.",
  account: "Compte",
  password: "Mot de passe",
  go: "Se connecter",
  signedOut: "Vous êtes déconnecté",
  signedOutText: "Ce navigateur a oublié votre session.",
  over: "Votre session est terminée",
  overText: "Elle n'a pas servi depuis un moment, ou quelqu'un y a mis fin. Reconnectez-vous pour "
    + "continuer.",
  problem: {
    refused: "Cela n'a pas été accepté. Vérifiez votre saisie, ou prenez un autre moyen.",
    cancelled: "Aucune clé d'accès n'a été présentée. Rien ne s'est passé : réessayez, ou prenez "
      + "un autre moyen.",
    tooMany: (seconds) => `Trop d'essais. Attendez ${seconds} s, puis réessayez.`,
    away: "La connexion de l'hôpital est injoignable. Prenez un autre moyen.",
    offline: "Tocsin n'a pas répondu. Vérifiez le réseau et réessayez.",
    notNow: "Tocsin ne peut pas le faire maintenant. Réessayez dans un instant.",
    unsupported: "Ce navigateur ne gère pas les clés d'accès. Mettez-le à jour, ou prenez un autre "
      + "moyen.",
  },
};

const welcome = {
  title: "Bienvenue dans Tocsin",
  lead: "Ce lien est pour vous seul et sert une fois. Créez maintenant une clé d'accès : c'est "
    + "avec elle que vous vous connecterez désormais.",
  open: "Ouvrir l'invitation",
  hello: (name) => `Bienvenue, ${name}`,
  choose: "Comment vous connecterez-vous désormais ?",
  nameLabel: "Nom de la clé d'accès",
  nameHint: "Pour savoir plus tard laquelle c'est.",
  nameDefault: "Ma clé d'accès",
  passkey: "Créer une clé d'accès",
  passkeyText: "Recommandé. Rien à retenir, et personne ne peut vous la demander.",
  password: "Définir un mot de passe de secours",
  passwordText: "Pour les administrateurs, en plus d'une clé d'accès : pour le jour où rien "
    + "d'autre ne marche. Au moins 15 caractères.",
  passwordLabel: "Nouveau mot de passe",
  passwordGo: "Définir le mot de passe",
  passwordSet: "Le mot de passe est défini. Gardez-le sous enveloppe scellée.",
  later: "Plus tard",
  problem: {
    spent: ["Cette invitation a déjà servi", "Elle ne sert qu'une fois. Si ce n'est pas vous qui "
      + "l'avez utilisée, prévenez aussitôt votre administrateur."],
    expired: ["Cette invitation n'est plus valable", "Elle est inconnue, ou son délai est passé. "
      + "Demandez-en une nouvelle à votre administrateur."],
    missing: ["Ce lien est incomplet", "La partie après # manque. Ouvrez le lien tel qu'il a été "
      + "envoyé."],
  },
};

const stepUp = {
  title: "Montrez que c'est bien vous",
  text: "Ce que vous allez faire compte. Montrez encore une fois qui vous êtes ; cela vaut pour "
    + "dix minutes.",
  passkey: "Utiliser une clé d'accès",
  openID: "Utiliser la connexion de l'hôpital",
  cancel: "Annuler",
  needed: "Rien n'a été fait : il n'a pas été montré que c'est bien vous.",
};

const account = {
  title: "Mon compte",
  who: "Qui vous êtes",
  name: "Nom",
  id: "Compte",
  roles: "Rôles",
  noRoles: "Aucun",
  everywhere: "partout",
  wards: (names) => `unités ${names}`,
  rotas: (names) => `services ${names}`,
  sessions: "Où vous êtes connecté",
  sessionsText: "Une session inutilisée prend fin d'elle-même. Terminez celle que vous ne "
    + "connaissez pas.",
  here: "Ce navigateur",
  begun: (when) => `depuis ${when}`,
  seen: (when) => `utilisée ${when}`,
  end: "Terminer",
  endOthers: "Terminer toutes les autres",
  endedOthers: (count) => `${count} ${plural(count, "session terminée", "sessions terminées")}.`,
  noOthers: "Vous n'êtes connecté nulle part ailleurs.",
  passkeys: "Vos clés d'accès",
  passkeysText: "Ayez-en deux, sur des appareils différents : un téléphone perdu n'enferme alors "
    + "personne dehors.",
  noPasskeys: "Vous n'avez pas encore de clé d'accès.",
  added: (when) => `ajoutée ${when}`,
  used: (when) => `utilisée ${when}`,
  neverUsed: "jamais utilisée",
  addPasskey: "Ajouter une clé d'accès",
  remove: "Retirer",
  removeTitle: (name) => `Retirer la clé d'accès « ${name} » ?`,
  removeText: "Elle ne pourra plus connecter ici. Supprimez-la aussi sur l'appareil.",
  removed: "La clé d'accès est retirée.",
  addedNow: "La clé d'accès est ajoutée.",
  failed: "Lecture impossible",
  failedText: "Vérifiez le réseau et réessayez.",
  cancel: "Annuler",
};

const access = {
  title: "Ce qui a été fait avec votre compte",
  text: "Par vous et vos appareils, et par d'autres sur votre compte. Signalez ce que vous ne "
    + "connaissez pas au délégué à la protection des données.",
  by: (who) => `par ${who}`,
  you: "vous",
  refused: "refusé",
  gateway: "Tocsin lui-même",
  machine: (name) => `quelqu'un à la machine (${name})`,
  directory: (name) => `l'annuaire ${name}`,
  show: "Montrer",
  more: "Montrer plus ancien",
  all: "C'est tout.",
  failed: "Lecture impossible. Réessayez.",
  action: {
    "alert.advanced": "Réponse à un appel",
    "account.added": "Votre compte a été créé",
    "account.changed": "Votre compte a été modifié",
    "account.ended": "Votre compte a été fermé",
    "invitation.made": "Une invitation a été créée",
    "device.link-made": "Un lien pour un appareil a été créé",
    "device.enrolled": "Un appareil a été enregistré",
    "device.ended": "Un appareil a été retiré",
    "device.unlocked": "Un appareil a été déverrouillé",
    "device.unlock-refused": "Un code erroné a été essayé sur un appareil",
    "device.lock-ended": "Le verrou d'un appareil a pris fin après trop de codes erronés",
    "session.begun": "Connexion",
    "session.refused": "Une connexion a été refusée",
    "session.ended": "Une session a pris fin",
    "session.stepped-up": "Nouvelle preuve que c'est bien vous",
    "passkey.added": "Une clé d'accès a été ajoutée",
    "passkey.ended": "Une clé d'accès a été retirée",
    "password.set": "Le mot de passe d'urgence a été défini",
    "report.retried": "Un compte rendu à une source a été renvoyé",
    "content.viewed": "Le contenu d'un appel a été ouvert",
    "break-glass.begun": "Un appel a été ouvert par bris de glace",
    "messages.searched": "Des messages ont été cherchés",
    "messages.replayed": "Des messages ont été rejoués",
    "mapping.tried": "Un mappage a été essayé",
    "documents.imported": "Un document a été mis en vigueur",
    "rota.gap-accepted": "Un trou de garde a été accepté",
    "handover.offered": "Une garde a été proposée à un autre",
    "handover.accepted": "Une garde a été reprise",
    "handover.ended": "Une passation a pris fin",
    "intended-use.accepted": "L'usage prévu a été accepté",
    "maintenance.planned": "Des travaux ont été prévus",
    "maintenance.ended": "Des travaux prévus ont été terminés",
    "trail.read": "Le registre a été consulté",
    "trail.exported": "Le registre a été exporté",
    "dossier.made": "Un dossier a été constitué",
    "subject.exported": "Vos données ont été exportées",
  },
};

const privacy = {
  title: "Ce que Tocsin garde sur vous",
  facts: [
    ["Votre compte", "Nom, numéro de téléphone, rôles, dates et moyens de connexion. Gardé jusqu'à "
      + "votre départ ; le registre garde ensuite l'identifiant du compte."],
    ["Vos appareils", "Leurs noms et clés publiques, la date de leur enregistrement et de leur "
      + "dernier passage, et de quel réseau. Retirés à votre départ."],
    ["Vos appels et réponses", "Pourquoi vous avez été appelé, quand l'appel a été remis et "
      + "affiché, et ce que vous avez répondu. Gardés aussi longtemps que l'hôpital garde ses "
      + "alertes."],
    ["Le registre", "Connexions, consultations, changements et bris de glace, avec l'identifiant "
      + "de votre compte. Personne ne peut le modifier, et les auditeurs peuvent le lire."],
    ["Ce qui n'est pas gardé", "Ni position, ni contacts, ni empreinte, ni visage, ni lecture "
      + "d'autres applications. Rien ne va à des annonceurs ni aux auteurs de Tocsin."],
  ],
  ask: "À qui s'adresser",
  askText: "Le délégué à la protection des données de votre hôpital vous remet une copie de tout "
    + "cela, le corrige, et dit combien de temps chaque chose est gardée.",
};

const administration = {
  title: "Comptes",
  search: "Chercher par nom ou par compte",
  add: "Ajouter une personne",
  count: (shown, all) => `${shown} sur ${all}`,
  none: "Personne ici ne porte ce nom",
  person: "Personne",
  roles: "Rôles",
  valid: "Validité",
  until: (when) => `jusqu'au ${when}`,
  from: (when) => `à partir du ${when}`,
  always: "sans fin",
  ended: (when) => `terminé le ${when}`,
  locum: "Remplaçant",
  staff: "Personnel",
  back: "Tous les comptes",
  newTitle: "Ajouter une personne",
  idLabel: "Compte",
  idHint: "Petites lettres, chiffres, points et tirets, comme dr.amsel. Il ne change jamais.",
  nameLabel: "Nom",
  telephoneLabel: "Téléphone",
  kindLabel: "Appartient à l'hôpital comme",
  fromLabel: "À partir du",
  untilLabel: "Jusqu'au, en fin de journée",
  untilHint: "Un remplaçant a toujours une fin.",
  rolesLabel: "Rôles",
  wardsLabel: "Unités",
  rotasLabel: "Services",
  scopeHint: "Séparez par des virgules. Vide signifie partout.",
  save: "Enregistrer",
  addGo: "Ajouter",
  saved: "Enregistré.",
  addedNow: (name) => `${name} a été ajouté.`,
  device: "Inscrire un appareil",
  deviceLabel: "Lien pour l'appareil",
  deviceText: (time) => `Valable pour un appareil de cette personne, jusqu'à ${time}. `
    + "Lisez le code avec son appareil photo, ou ouvrez-y le lien.",
  deviceCode: "Code QR du lien",
  invite: "Créer un lien d'invitation",
  inviteText: "Il sert une fois, pendant 24 heures, et n'est montré que maintenant. Remettez-le à "
    + "la personne sans que d'autres le lisent.",
  inviteLabel: "Lien d'invitation",
  endSessions: "Terminer toutes les sessions",
  sessionsEnded: (count) => `${count} ${plural(count, "session terminée", "sessions terminées")}.`,
  end: "Mettre fin à ce compte",
  endTitle: (name) => `Mettre fin au compte de ${name} ?`,
  endText: "Cela prend effet aussitôt et ne peut pas être annulé :",
  endFacts: [
    "Toutes les sessions prennent fin ; tous les appareils sont coupés et oublient leurs appels.",
    "Les appels ouverts passent à la personne suivante de garde.",
    "La personne sort de toute relève, et les appels passent outre ses gardes. Regardez le tableau "
      + "de garde.",
    "Clés d'accès, mot de passe et liens cessent de fonctionner.",
  ],
  endReason: "Pourquoi, sans noms",
  endReasonDefault: "a quitté l'hôpital",
  endGo: "Mettre fin au compte",
  endCancel: "Le garder",
  endedNow: (name, count) => `Le compte de ${name} est terminé. `
    + `${count} ${plural(count, "alerte ouverte transmise", "alertes ouvertes transmises")}.`,
  isEnded: "Ce compte est terminé. Ce que la personne a fait reste au registre.",
  forbidden: "Cet écran est réservé aux administrateurs",
  forbiddenText: "Votre compte n'a pas ce rôle.",
  problem: {
    id: "Le compte ne contient que petites lettres, chiffres, points, tirets et soulignés.",
    name: "Le nom est vide ou trop long.",
    from: "La fin doit venir après le début.",
    until: "Un remplaçant doit avoir une fin.",
    roles: "Un administrateur ne peut pas être aussi auditeur.",
    taken: "Il y a déjà un compte de cet identifiant ou de ce nom.",
    last: "C'est le dernier administrateur. Nommez-en d'abord un autre.",
    changed: "Quelqu'un d'autre a changé ce compte entre-temps. Rouvrez-le.",
    refused: "Cela n'a pas été accepté. Vérifiez les champs.",
  },
};

const board = {
  title: "Alertes ouvertes",
  lead: "Ce qui est ouvert, où, et qui s'en occupe. Qui est concerné n'est pas montré ici.",
  none: "Rien n'est ouvert",
  noneText: "Les nouvelles alertes apparaissent ici d'elles-mêmes.",
  ward: "Unité",
  noWard: "Unité inconnue",
  phase: {
    escalating: "Personne n'a répondu",
    acknowledged: "Pris",
    exhausted: "Personne n'a répondu, dernier recours appelé",
    resolved: "Résolu",
  },
  takenBy: (name) => `Pris par ${name}`,
  askedAgain: (time, left) => `Relance à ${time}, dans ${left}`,
  nextPerson: (time, left) => `Personne suivante à ${time}, dans ${left}`,
  takenByTelephone: (name) => `Pris par ${name}, au téléphone`,
  opened: (when) => `Ouverte à ${when}`,
  waits: {
    work: (until) =>
      `Personne n'est encore appelé\u00a0: attend la fin des travaux prévus, ${until}`,
    delay: (until) => `Personne n'est appelé avant ${until}\u00a0: elle peut finir d'elle-même`,
  },
  ended: (length) => `FINIE après ${length}, pas vue`,
  retracted: "Retirée par sa source",
  stale: "Aucun signe de vie de la source. Elle est peut-être finie et reste ouverte.",
  worlds: "Quelles alertes",
  real: "Réelles",
  test: "TEST",
  testTitle: "Alertes de TEST",
  testNone: "Aucune alerte de TEST n'est ouverte",
  testLead: "Des messages de test les ouvrent. Elles n'appellent que ceux que les routes désignent "
    + "pour cela.",
  work: (title) => `Travaux prévus\u00a0: ${title}`,
  workWard: (ward) => `Travaux prévus\u00a0: unité ${ward}`,
  workSpan: (from, until) => `${from} à ${until}`,
  workUntil: (until) => `jusqu'à ${until}`,
  workOwner: (name) => `Responsable\u00a0: ${name}`,
  workWaits: (count) =>
    `${count} ${plural(count, "alerte attend", "alertes attendent")} la fin`,
  workNone: "Aucune alerte n'attend la fin",
  workRule: "Les alertes moyennes et basses attendent. Les alertes hautes et les appels vitaux "
    + "appellent comme toujours.",
  workAhead: "Pas commencés",
  held: "Retenues aujourd'hui",
  heldText: (held, dropped) => `${held} ${plural(held, "alerte a", "alertes ont")} attendu avant `
    + `que quelqu'un soit appelé. ${dropped} `
    + `${plural(dropped, "s'est terminée", "se sont terminées")} sans appeler personne.`,
  heldNow: (count) => `${count} ${plural(count, "attend", "attendent")} maintenant.`,
  heldRow: (title, held, dropped) =>
    `${title}\u00a0: ${held} retenues, ${dropped} finies d'elles-mêmes`,
  forbidden: "Vous n'avez pas de tableau",
  forbiddenText: "Vos rôles n'en comprennent pas.",
};

const breakGlass = {
  closedTitle: "Ce contenu n'est pas pour vous",
  closedText: "Vous n'êtes ni appelé pour cette alerte, ni de garde pour elle.",
  title: "L'ouvrir quand même",
  text: "Seulement si un patient en a besoin maintenant. Vous voyez cette seule alerte pendant 30 "
    + "minutes. Les responsables sont prévenus aussitôt, et cela compte dans les rapports.",
  reason: "Votre motif",
  reasonHint: "Au moins 10 caractères. Il est gardé scellé au registre.",
  go: "Briser la glace",
  banner: "OUVERT PAR BRIS DE GLACE",
  bannerText: "Pendant 30 minutes. Cette lecture est au registre, et d'autres ont été prévenus.",
  bannerUntil: (until) => `Jusqu'à ${until}. Cette lecture est au registre, et d'autres ont été `
    + "prévenus.",
  forbidden: "Vos rôles ne le permettent pas. Appelez le standard.",
  refused: "Cela n'a pas été accepté. Donnez un motif d'au moins 10 caractères.",
  viewed: "Cette lecture est au registre.",
  toBoard: "Au tableau",
  gone: "Cette alerte n'existe pas",
  goneText: "Le lien est peut-être mal recopié, ou l'alerte a été effacée.",
};

/** What the device's catalogue is completed with. */
export const office = Object.freeze({
  bar, role, way, signIn, welcome, stepUp, account, access, privacy,
  administration, board, breakGlass,
});
