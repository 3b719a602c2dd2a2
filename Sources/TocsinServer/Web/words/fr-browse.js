// Tocsin — Web: the words of integrations and their messages, in French
// SPDX-License-Identifier: Apache-2.0

const plural = (count, one, many) => (count === 1 ? one : many);

const integrations = {
  title: "Intégrations",
  lead: "Ce que chaque système clinique envoie, et s’il va bien.",
  none: "Aucune intégration n’est encore importée",
  noneText: "Importez-en une : tocsin import",
  open: "Messages",
  tryOut: "Essayer un mappage",
  received: "Reçus aujourd’hui",
  mapped: "Devenus alertes",
  notForUs: "Pas pour nous",
  refused: "Refusés",
  connections: "Connexions",
  pending: "Octets en attente",
  last: "Entendu pour la dernière fois",
  never: "Rien n’a encore été entendu",
  since: (when) => `depuis ${when}`,
  health: {
    ok: "Comme prévu",
    trouble: "En difficulté",
    maintenance: "En maintenance",
    unheard: "Pas encore entendu",
  },
  trouble: {
    "source-silent": "Silence plus long que prévu",
    "source-stalled": "Un message a commencé et n’avance pas",
    "source-clock": "Son horloge diffère de la nôtre",
    "source-errors": "Message après message est refusé",
    "source-test-on-live": "Envoie des messages d’essai alors qu’il est en service",
    "source-sequence": "Des messages manquent dans sa suite",
  },
  forbidden: "Cet écran est réservé aux ingénieurs d’intégration",
  forbiddenText: "Votre compte n’a pas ce rôle.",
};

const messages = {
  title: "Messages",
  lead: "Tout ce qui est arrivé, et ce qui en est advenu. Les patients ne sont pas montrés.",
  integration: "Intégration",
  outcome: "Issue",
  any: "Toutes",
  type: "Type",
  typeHint: "Par exemple ORU^R01, ou ORU",
  control: "Numéro de contrôle",
  controlHint: "Terminez par * pour tous ceux qui commencent ainsi",
  time: "Reçus",
  times: { hour: "dans la dernière heure", day: "ces dernières 24 heures",
    week: "ces 7 derniers jours", all: "à tout moment" },
  warnings: "Avec avertissements seulement",
  more: "Chercher par un numéro",
  moreText: "Trouve un numéro de patient, de demande ou de séjour sans le montrer. La recherche "
    + "est inscrite au registre, le numéro ne l’est pas.",
  field: "Champ",
  anyField: "Tout champ indexé",
  value: "Numéro",
  search: "Chercher",
  clear: "Tout montrer",
  received: "Reçu",
  from: "De",
  reason: "Ce qui en est advenu",
  select: (id) => `Choisir le message ${id}`,
  selectAll: "Choisir tous ceux qui sont montrés",
  selected: (count) => `${count} choisis`,
  replay: "Rejouer",
  none: "Aucun message ne correspond",
  noneYet: "Aucun message n’est encore arrivé",
  searchedTo: "Rien trouvé jusqu’ici. Il y a des messages plus anciens.",
  older: "Montrer les plus anciens",
  all: "C’est tout.",
  replayOf: (id) => `rejeu de ${id}`,
  outcomes: { accepted: "Accepté", repeated: "Répété", "not-for-us": "Pas pour nous",
    refused: "Refusé" },
  unreadable: "illisible",
  warningCount: (count) => `${count} ${plural(count, "avertissement", "avertissements")}`,
  toList: "Toutes les intégrations",
};

const replay = {
  title: (count) => `Rejouer ${count} ${plural(count, "message", "messages")} ?`,
  text: "Chacun est relu par le mappage en vigueur et reçoit une nouvelle ligne. Personne n’est "
    + "appelé, et rien d’autre ne change.",
  page: "Appeler, comme s’il venait d’arriver",
  pageText: "Des alertes s’ouvrent et des personnes sont appelées. Vous montrez de nouveau qui "
    + "vous êtes, et votre raison est scellée au registre.",
  reason: "Votre raison",
  reasonHint: "Au moins 10 caractères.",
  go: "Rejouer",
  cancel: "Annuler",
  done: (count) => `${count} ${plural(count, "message est rejoué", "messages sont rejoués")}.`,
  refused: "Ce n’est pas accepté. Pour appeler, donnez une raison d’au moins 10 caractères.",
  failed: "Cela n’a pas pu être fait. Vérifiez le réseau et réessayez.",
};

const message = {
  title: (id) => `Message n° ${id}`,
  back: "Tous les messages",
  bytes: (count) => `${count} octets`,
  gone: "Ce message n’existe pas",
  goneText: "Il a peut-être été gardé assez longtemps, ou le numéro est mal saisi.",
  erased: "Son contenu a été effacé.",
  fault: (text) => `Aucun message ne se trouve dans ces octets : ${text}.`,
  masked: "Tout ce qui peut nommer ou décrire un patient est caché (•••).",
  reveal: "Montrer les champs du patient",
  revealed: (until) => `OUVERT PAR BRIS DE GLACE jusqu’à ${until}. Cette vue est au registre, et `
    + "d’autres ont été prévenus.",
  revealTitle: "Montrer les champs du patient de ce message ?",
  revealText: "Pendant 30 minutes, pour vous seul. C’est inscrit au registre avec votre raison, "
    + "les responsables sont prévenus aussitôt, et cela compte dans les rapports.",
  revealRefused: "Ce n’est pas accepté. Donnez une raison d’au moins 10 caractères.",
  tabs: { why: "Pourquoi", raw: "Tel qu’arrivé", tree: "Arbre", drafts: "Ébauches",
    reply: "Réponse", timeline: "Chronologie" },
  parts: "Parties du message",
  reply: "Ce que la source a reçu",
  noReply: "Rien n’a été répondu.",
  noDrafts: "Aucune ébauche n’en a été faite.",
  noAlert: "Il n’a ouvert aucune alerte.",
  alert: "L’alerte",
  repeats: "Autres messages du même numéro de contrôle",
  warnings: "Ce qui était étrange",
  warning: (kind, byte, count) =>
    `${kind} à l’octet ${byte}${count > 1 ? `, ${count} fois` : ""}`,
  further: (count) => `… encore ${count} octets`,
  furtherSegments: (count) => `${count} autres segments ne sont pas montrés.`,
  openSegment: "Montrer ses champs",
  hidden: "caché",
  ward: "Service",
  priority: "Priorité",
};

const why = {
  none: "Le mappage qui a décidé n’existe plus.",
  by: (name, revision) => `Lu par ${name}, révision ${revision}.`,
  made: (count) => `A fait ${count} ${plural(count, "ébauche", "ébauches")}`,
  notAsked: "Non consultée : une règle précédente a fait des ébauches",
  otherType: (types) => `Prend d’autres messages : ${types}`,
  conditionMissed: "Une condition sur le message n’est pas remplie",
  nothingFound: "Rien de ce qu’elle cherche n’est rapporté",
  oneOf: (path, patterns) => `${path} est l’un de ${patterns}`,
  noneOf: (path, patterns) => `${path} n’est aucun de ${patterns}`,
  noValue: "sans valeur",
  andMore: (count) => `et ${count} autres`,
  held: (held, all) => `${held} sur ${all}`,
  holds: "remplie",
  fails: "non remplie",
  message: "Du message dans son ensemble",
  search: (segment, found, all) => `${found} sur ${all} ${segment} sont recherchés`,
  segment: "Segment",
  missed: "Manque",
  wanted: "recherché",
};

const tryOut = {
  title: (name) => `Essayer un mappage pour ${name}`,
  lead: "Sur des messages arrivés, avant qu’il soit en vigueur. Rien n’est gardé, personne n’est "
    + "appelé.",
  text: (revision) => `Le mappage, à partir de la révision ${revision}`,
  line: (line) => `Ligne ${line}`,
  on: "Sur",
  newest: (count) => `les ${count} messages les plus récents`,
  pasted: "un message que je colle",
  sample: "Le message",
  go: "Essayer",
  working: "Essai en cours …",
  findings: "Le document contient des erreurs",
  warnings: "Avertissements",
  result: (count, all) =>
    `${count} ${plural(all, "message", "messages")} sur ${all} seraient différents`,
  same: (all) => `Les ${all} deviendraient ce qu’ils sont devenus`,
  empty: "Il n’y a aucun message sur lequel l’essayer.",
  message: "Message",
  before: "Maintenant",
  after: "Avec ce mappage",
  differs: "Diffère par",
  activate: "Pour le mettre en vigueur, enregistrez Integrations/NOM/mapping.yaml et lancez : "
    + "tocsin import",
  failed: "L’essai a échoué. Vérifiez le réseau et réessayez.",
};

/** What the catalogue is completed with, for integration engineers. */
export const browse = Object.freeze({ integrations, messages, replay, message, why, tryOut });
