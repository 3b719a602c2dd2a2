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

export const duty = { mine };
