// Tocsin — Web: the words of what a person holds and hands over, in French
// SPDX-License-Identifier: Apache-2.0

const plural = (count, one, many) => (count === 1 ? one : many);

const mine = {
  title: "Ma garde",
  short: "Garde",
  nothing: "Vous n'êtes de garde pour rien en ce moment.",
  until: (time) => `Jusqu'à ${time}`,
  next: (names) => `Ensuite : ${names}`,
  nobodyNext: "Ensuite personne : voyez le gestionnaire de gardes.",
  awaitsTest: "Votre appel d'essai n'est pas accepté. Les appels urgents vont aussi à la garde "
    + "d'avant.",
  hand: "Passer la garde …",
  toWhom: "À qui ? L'accord se donne sur son propre appareil ; d'ici là elle reste à vous.",
  keep: "La garder",
  asked: (name) => `La question est posée à ${name}.`,
  offered: (name) => `${name} vous passe la garde`,
  comesAlong: (count) => (count === 0 ? "Rien n'est ouvert avec elle."
    : `${count} ${plural(count, "alerte ouverte suit", "alertes ouvertes suivent")}, `
      + "appel par appel."),
  take: "Prendre la garde",
  refuse: "Pas moi",
  taken: (title) => `Vous êtes de garde : ${title}.`,
  ended: "C'est terminé.",
  handovers: "Passations",
  waits: (name) => `Proposée à ${name}, pas encore prise.`,
  runs: (from, to) => `${to} l'a prise de ${from}.`,
  takeBack: "Reprendre l'offre",
  end: "Finir la passation",
  inHand: "Entre mes mains",
  nothingInHand: "Rien n'est ouvert chez vous.",
  goesAlong: "Va à qui prend la garde, et accepte chaque appel.",
  gone: "Cela a changé entre-temps : voici où l'on en est.",
  cannot: "Cette personne ne peut pas la prendre : pas de compte valable ou pas d'appareil.",
  failed: "Vos gardes n'ont pas pu être lues",
  failedText: "Vérifiez le réseau et réessayez.",
};

const swaps = {
  title: "Échanges de gardes",
  lead: "Ce que l'on se demande dans vos gardes. Rien ne change sans l'accord des deux.",
  settled: (count) => `Réglés récemment (${count})`,
  mineTitle: "Échanges",
  waits: (count) =>
    `${count} ${plural(count, "question attend", "questions attendent")} votre réponse.`,
  coming: "Mes prochaines gardes",
  noneComing: "Aucune garde à vous ne commence d'ici 13 semaines, ou seuls les gestionnaires les "
    + "déplacent.",
  all: (count) => `Voir les ${count}`,
  swap: "Échanger …",
  toWhom: "À qui demander ?",
  choose: "Choisir une personne",
  returned: "En échange vous prenez",
  nothingBack: "Rien",
  part: "Une partie seulement",
  from: "De",
  until: "À",
  words: "Un mot pour elle",
  wordsHint: "Cette personne et le gestionnaire le lisent. Rien sur les patients.",
  needsApproval: "Ensuite le gestionnaire doit accepter aussi.",
  free: "Rien ne s'y oppose.",
  go: "Demander",
  asked: (name) => `La question est posée à ${name}. D'ici à son accord la garde reste à vous.`,
  youAsk: (name) => `Vous demandez à ${name}`,
  asksYou: (name) => `${name} vous propose un échange`,
  between: (asker, taker) => `${asker} demande à ${taker}`,
  goes: (from, to) => `de ${from} à ${to}`,
  accept: "Accepter l'échange",
  approve: "Approuver",
  decline: "Refuser",
  withdraw: "Retirer la demande",
  accepted: "C'est accepté.",
  declined: "C'est refusé.",
  withdrawn: "La demande est retirée.",
  phase: {
    asked: "Attend une réponse",
    consented: "Attend un gestionnaire",
    agreed: "Convenu",
    declined: "Refusé",
    withdrawn: "Retiré",
    expired: "Sans réponse à temps",
  },
  obstacle: {
    closed: () => "Seuls les gestionnaires déplacent ces gardes.",
    "one-person": () => "Choisissez quelqu'un d'autre.",
    span: () => "Ce temps ne peut pas s'échanger.",
    begun: () => "Une des gardes a commencé : passez-la plutôt.",
    stranger: (name) => `${name} n'est pas dans ce tableau de gardes.`,
    "not-held": (name) => `${name} n'a plus cette garde.`,
    "already-on": (name) => `${name} y est déjà de garde.`,
    account: (name) => `${name} n'a pas de compte valable pour tout ce temps.`,
    absent: (name) => `${name} ne peut pas venir à ce moment-là.`,
    covered: (name) => `${name} ne serait pas de garde : quelque chose de plus fort passe avant.`,
  },
  changedBy: (revision, author, reason) =>
    `Depuis la révision ${revision} de ${author} : ${reason}`,
  noDevice: (name) => `${name} n'a pas d'appareil pour être appelé.`,
  unreachable: (name, time) => `${name} n'est pas joignable : ${time}.`,
  shortRest: (name, rest, needed) =>
    `${name} aurait ${rest} h de repos après une nuit ; il en faut ${needed}.`,
  alsoOn: (name, other, time) => `${name} est aussi de garde pour ${other} : ${time}.`,
  gone: "Ce n'est plus possible : voici où l'on en est.",
  forbidden: "Cet échange n'est pas à vous.",
  cannot: "Cela ne peut pas se demander : voyez les heures et la personne.",
};

export const duty = { mine, swaps };
