// Tocsin — Web: the words of reports, in French
// SPDX-License-Identifier: Apache-2.0

const plural = (count, one, many) => (count === 1 ? one : many);

const reports = {
  bar: "Rapports",
  title: "Comment les alertes ont été prises",
  lead: "Les alertes terminées, selon le jour de leur ouverture. Jamais par personne, et jamais "
    + "pour moins de cinq personnes.",
  by: "Selon quoi",
  groups: { team: "Équipe", ward: "Service", priority: "Priorité" },
  span: "Depuis quand",
  days: (count) => (count === 364 ? "1 an" : count === 91 ? "13 semaines" : `${count} jours`),
  csv: "Enregistrer en CSV",
  others: "Les autres ensemble",
  unknownWard: "Service inconnu",
  withheld: "Une part manque : moins de cinq personnes y répondent, même ensemble.",
  empty: "Aucune alerte de cette période n'est encore terminée.",
  onlyWithheld: "Rien d'autre ne peut être montré.",
  timesTitle: "Délai de prise en charge",
  timesText: "De l'ouverture jusqu'à ce que quelqu'un la prenne, arrondi vers le haut.",
  timesLabel: (count, half, most) =>
    `Répartition de ${count} prises en charge : la moitié en ${half}, neuf sur dix en ${most}.`,
  half: "Moitié en",
  most: "9 sur 10 en",
  sharesTitle: "Ce qui est allé trop loin",
  sharesText: "Parmi les alertes de chaque ligne.",
  escalated: "Escaladées",
  wrongPerson: "Mauvaise personne",
  unanswered: "Arrivées au dernier recours",
  clocksTitle: "Les trois horloges d’un appel",
  clocksText: "De la décision à la première tentative, de là à un appareil, de là à une réponse : "
    + "neuf appels sur dix de chaque ligne, arrondi au supérieur.",
  clocks: {
    attempted: "Jusqu’à la première tentative", delivered: "Jusqu’à un appareil",
    answered: "Jusqu’à une réponse",
  },
  noise: {
    title: "Le bruit, règle par règle",
    text: "Ce que chaque règle a demandé aux gens, le plus d’appels d’abord. Sans les essais, et "
      + "sans dire qui a trouvé un appel inutile.",
    empty: "Aucune alerte de cette période n’est encore terminée.",
    csv: "Enregistrer le bruit en CSV",
    accepted: (part, all) => `${part} alertes acceptées sur ${all}`,
    rest: (part) => `${part} non acceptées`,
    heads: {
      rule: "Règle", pages: "Appels", alerts: "Alertes", accepted: "Acceptées",
      declined: "Refusées", unanswered: "Finies avant une réponse",
      unpaged: "Finies en attente", notUseful: "Pas utiles", hold: "Ce que ferait une attente",
    },
    byHand: "à la main",
    gateway: "Tocsin même",
    never: "Jamais d’attente\u00a0: urgence vitale et haute appellent aussitôt.",
    advice: (length, removed, all) => `Attendre ${length} aurait évité ${removed} alertes sur `
      + `${all} sans en perdre une acceptée. Toutes les autres seraient venues d’autant plus tard.`,
    few: (least) => `Moins de ${least} alertes\u00a0: trop peu pour un conseil.`,
    nothing: "Aucune attente n’aurait rien évité sans perdre une alerte acceptée.",
    tried: (length, removed, lost) =>
      (lost > 0 ? `${length}\u00a0: ${removed}, dont ${lost} acceptées`
        : `${length}\u00a0: ${removed}`),
    lost: "En perd d’acceptées",
  },
  arrivals: {
    title: "Où les appels arrivent tard",
    text: "De la boîte jusqu’à ce que l’appareil dise qu’il a l’appel, selon le réseau d’où il "
      + "est entendu et le service de l’alerte. Une zone morte\u00a0: plus d’un appel sur vingt "
      + "met plus de 10 s, ou n’arrive jamais.",
    empty: "Aucun appel de cette période n’est encore arrivé.",
    csv: "Enregistrer les arrivées en CSV",
    found: (count) => (count === 0
      ? "Aucune zone morte."
      : `${count} ${plural(count, "zone morte trouvée", "zones mortes trouvées")}.`),
    deadSpot: "Zone morte",
    networks: "Par réseau",
    wards: "Par service de l’alerte",
    network: "Réseau",
    other: "Autres réseaux",
    pages: "Appels",
    half: "Moitié en",
    within: "19 sur 20 en",
    undelivered: "Jamais arrivés",
    lost: "Liaisons perdues plus d’1 min",
    worst: "Heure la plus lente",
    hour: (time, length) => `dès ${time}\u00a0: ${length}`,
  },
  tableTitle: "En tableau",
  alerts: "Alertes",
  acknowledged: "Prises en charge",
  pagesPerHour: "Appels par heure",
  uncovered: "Non couvert",
  seconds: (count) => `${count} s`,
  minutes: (count) => `${count} min`,
  longer: "plus de 2 h",
  none: "–",
  forbidden: "Les rapports ne sont pas pour votre rôle",
  forbiddenText: "Les responsables des gardes, le standard et les auditeurs les voient.",
};

const pageWay = {
  title: "Le parcours de chaque appel",
  clocks: "Jusqu’au scellement · à la remise · à la réponse",
  noDevice: "sans appareil",
  device: (number) => `appareil ${number}`,
  at: {
    asked: "Décidé", sealed: "Scellé", handedOver: "Transmis", delivered: "Remis",
    displayed: "Affiché", answered: "Répondu", ended: "Terminé",
  },
  states: {
    decided: "décidé", sealed: "scellé", "handed-over": "transmis", delivered: "remis",
    displayed: "affiché", answered: "répondu", withdrawn: "retiré", expired: "expiré",
    failed: "échoué", folded: "dans la liste",
  },
  handOver: {
    waiting: "en attente", begun: "en cours", "handed-over": "transmis", failed: "échoué",
    moot: "plus nécessaire",
  },
};

const review = {
  title: "Équité et qualité",
  lead: "Les 13 semaines à venir, comme elles sont maintenant.",
  score: (points) => `${points} points sur 100`,
  good: "Rien n'enlève de points.",
  points: (count) => `−${count}`,
  hours: (count) => `${count} h`,
  of: { minutes: "Toutes les heures", nights: "Nuits", weekends: "Fins de semaine",
    holidays: "Jours fériés" },
  lines: { first: "Première ligne", second: "Deuxième ligne", trainee: "En formation" },
  kinds: { all: "garde", nights: "nuit", weekends: "fin de semaine", holidays: "jours fériés" },
  reason: {
    uncovered: (times, hours) => `${times} ${plural(times, "trou", "trous")}, ${hours}`,
    unreachable: (name, hours) => `${name} n'a pas d'appareil, pendant ${hours}`,
    "rest-broken": (times) => `Trop peu de repos après une nuit : ${times} fois`,
    imbalance: (name, hours, mean, kind) =>
      `${name} a ${hours} de ${kind}, la moyenne est de ${mean}`,
    "double-booked": (times) => `De garde deux fois à la fois : ${times} fois`,
    "holidays-end": (day) => `Le calendrier des jours fériés finit le ${day}`,
  },
};

/** What the catalogue is completed with, for those who look back and ahead. */
export const figures = Object.freeze({ reports, review, pageWay });
