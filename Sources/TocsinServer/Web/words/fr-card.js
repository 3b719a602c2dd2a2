// Tocsin — Web: the words of a duty and of the device on which it is held, in French
// SPDX-License-Identifier: Apache-2.0

const plural = (count, one, many) => (count === 1 ? one : many);

const nav = {
  duty: "Garde",
  call: "Appeler",
  more: "Plus",
  waits: (count) =>
    `${count} ${plural(count, "question attend", "questions attendent")} votre réponse.`,
};

const onDuty = {
  title: "De garde",
  titleUntil: (time) => `De garde jusqu'à ${time}`,
  offTitle: "Vous n'êtes pas de garde maintenant",
  line: (time, next) => `jusqu'à ${time}, puis ${next}`,
  lineAlone: (time) => `jusqu'à ${time}, puis personne`,
  well: "Cet appareil fonctionne",
  poor: "Vérifiez cet appareil",
  heard: (time) => `Connecté. Passerelle entendue\u00a0: ${time}.`,
  notHeard: "Non connecté. Les appels n'arrivent pas ici.",
  soundTested: (time) => `Le son est actif, essayé à ${time}.`,
  soundUntested: "Le son est actif, pas encore essayé aujourd'hui.",
  soundOff: "Le son est coupé tant que vous n'avez pas touché l'écran.",
  awake: "L'écran reste allumé pendant la garde",
  awakeNow: "L'écran reste allumé. Cela use la batterie\u00a0: laissez l'appareil en charge.",
  awakeLater: "Cela commence avec votre garde.",
  awakeRefused: "Le navigateur ne le permet pas\u00a0: la batterie est peut-être faible.",
  page: "M'appeler maintenant",
  paging: "Envoi d'un appel d'essai…",
  paged: "Un appel d'essai est en route\u00a0: il sonne ici et sur vos autres appareils.",
  arrived: (seconds) => `L'appel d'essai est arrivé après ${seconds} s. Acceptez-le.`,
  accepted: (time) => `Essayé à ${time}\u00a0: appelé et accepté.`,
  late: "Aucun appel d'essai n'est encore arrivé. S'il n'en vient pas, appelez le standard\u00a0: "
    + "vous n'êtes peut-être pas joignable.",
  refused: "L'appel d'essai n'a pas été envoyé. Vérifiez le réseau et réessayez.",
  awaitsTest: "Votre appel d'essai n'est pas accepté. Les appels urgents vont aussi à la garde "
    + "d'avant.",
};

const ownTest = {
  title: "Appel d'essai que vous avez demandé",
  text: "Acceptez-le\u00a0: cet appareil fonctionne alors.",
  why: "Vous l'avez demandé. Personne d'autre n'est appelé.",
};

const away = {
  title: (since) => `Vous n'êtes PAS joignable ici depuis ${since}`,
  call: (who) => `Appelez le ${who} pour dire comment vous joindre. Tocsin continue d'essayer de `
    + "se connecter.",
  nobody: "Tocsin continue d'essayer de se connecter. Vérifiez le réseau, et dites au standard "
    + "comment vous joindre.",
  number: (number, name) => (name ? `${number} (${name})` : number),
  newer: "Une nouvelle version de Tocsin est prête",
  newerText: "Elle commence quand vous redémarrez Tocsin\u00a0; touchez alors l'écran, pour qu'il "
    + "sonne.",
  restart: "Redémarrer",
  earlier: (count) => `Les ${count} appels précédents`,
};

/** The part of the catalogue in this file. */
export const card = { nav, onDuty, ownTest, away };
