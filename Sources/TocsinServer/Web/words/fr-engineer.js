// Tocsin — Web: the words of activation, planned work and the intended use, in French
// SPDX-License-Identifier: Apache-2.0

const plural = (count, one, many) => (count === 1 ? one : many);

const activation = {
  title: (revision) => `Ce qui change dans le document, par rapport à la révision ${revision}`,
  counts: (added, removed) => `${added} ${plural(added, "ligne nouvelle", "lignes nouvelles")}, `
    + `${removed} ${plural(removed, "ligne retirée", "lignes retirées")}`,
  reason: "Pourquoi il change",
  reasonHint: "5 à 200 caractères, sans données de patients. Cela figure avec la révision.",
  go: (revision) => `Mettre en vigueur comme révision ${revision}`,
  done: (revision) =>
    `La révision ${revision} est en vigueur. Chaque message qui arrive est lu selon elle.`,
  stale: "Quelqu’un d’autre a changé le document entre-temps. Votre texte est toujours là\u00a0: "
    + "essayez-le de nouveau, et regardez ce qu’il annulerait.",
  taken: (revision) => `Le texte de la révision ${revision} est dans le champ. Essayez-le, puis `
    + "mettez-le en vigueur.",
  same: "Le même texte est déjà en vigueur.",
  reasonRefused: "Donnez une raison de 5 à 200 caractères sur une ligne.",
  refused: "Le document ne va pas avec les autres de l’hôpital. Rien n’a changé.",
  forbidden: "Votre compte ne peut pas changer ce qui est en vigueur. Rien n’a changé.",
  failed: "Cela n’a pas pu se faire. Vérifiez le réseau et réessayez.",
  revisions: "Révisions",
  revision: (number) => `Révision ${number}`,
  holds: "En vigueur",
  take: "Reprendre dans le champ",
  unknown: "auteur inconnu",
};

const planning = {
  plan: "Prévoir des travaux",
  title: (name) => `Prévoir des travaux\u00a0: ${name}`,
  text: "Jusqu’à la fin, le silence et les erreurs de la source ne comptent pas comme une panne, "
    + "et les alertes moyennes et basses attendent. Les alertes hautes et les appels vitaux "
    + "appellent comme toujours. Tout le monde le voit au tableau.",
  length: "Durée, à partir de maintenant",
  lengths: { 30: "30 minutes", 60: "1 heure", 120: "2 heures", 240: "4 heures",
    480: "8 heures", 1440: "24 heures" },
  reason: "Ce qui est fait",
  reasonHint: "5 à 200 caractères, sans données de patients. Cela figure au tableau.",
  go: "Commencer",
  cancel: "Annuler",
  refused: "Cela n’a pas été accepté. Donnez 5 à 200 caractères sur une ligne.",
  failed: "Cela n’a pas pu se faire. Vérifiez le réseau et réessayez.",
  end: "Terminer maintenant",
  ended: "Les travaux sont terminés, et ce qui attendait leur fin est appelé.",
};

const use = {
  title: "Usage prévu",
  link: "Usage prévu",
  lead: "À quoi sert Tocsin, et si cet hôpital l’a accepté.",
  accepted: (name, when) => `Accepté par ${name}, ${when}`,
  open: "Pas accepté par cet hôpital",
  openText: "Les alarmes d’appareils au lit sont gardées et n’appellent personne avant cela.",
  on: "Ses alarmes appellent",
  off: "Ses alarmes n’appellent personne\u00a0: l’usage prévu n’est pas accepté",
  others: (count) =>
    `${count} ${plural(count, "autre n’en a", "autres n’en ont")} pas besoin.`,
  integrations: "Intégrations",
  form: "L’accepter pour l’hôpital",
  formText: "Vous en répondez de votre nom. Cela va au registre avec le texte tel qu’il est "
    + "ici\u00a0; un autre texte est à accepter de nouveau.",
  reason: "Sur quoi cela repose",
  reasonHint: "Par exemple la décision de la direction. 5 à 200 caractères, scellés au registre.",
  go: "Accepter",
  byAdministrator: "Un administrateur l’accepte pour l’hôpital.",
  text: "Le texte (en anglais)",
  digest: (text) => `SHA-256\u00a0: ${text}`,
  stale: "Le texte est un autre maintenant. Lisez-le de nouveau.",
  refused: "Cela n’a pas été accepté. Donnez 5 à 200 caractères sur une ligne.",
  failed: "Cela n’a pas pu se faire. Vérifiez le réseau et réessayez.",
  forbidden: "Cette page n’est pas pour votre rôle",
  forbiddenText: "La voient les ingénieurs d’intégration, les administrateurs, le standard et les "
    + "exploitants.",
};

/** What the catalogue is completed with, for those who look after sources. */
export const engineer = Object.freeze({ activation, planning, use });
