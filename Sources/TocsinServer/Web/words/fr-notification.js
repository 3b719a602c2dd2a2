// Tocsin — Web: the words of notifications, in French
// SPDX-License-Identifier: Apache-2.0

/** What stands in notifications: all that a worker needs of the catalogue. */
export const notification = {
  code: "fr",
  titles: { 1: "APPEL VITAL", 2: "APPEL URGENT", 3: "Appel", 4: "Appel, priorité faible" },
  testMark: "TEST",
  test: "Ceci est un test. Aucun patient n’attend.",
  late: "EN RETARD : il est peut-être déjà traité.",
  open: "Ouvrez Tocsin pour le lire.",
  show: "Ouvrir",
  accept: "Accepter",
  sending: "Envoi de votre réponse…",
  sendingText: "Elle compte quand Tocsin l’a confirmée.",
  accepted: "Accepté",
  acceptedText: "Tocsin l’a confirmé. Ouvrez-le pour lire de quoi il s’agit.",
  notConfirmed: "NON CONFIRMÉ",
  notConfirmedText: "L’appel continue sans vous. Ouvrez Tocsin ou appelez le standard.",
  withdrawn: "Plus nécessaire",
  stoodDown: "FIN D’ALERTE : personne ne doit venir",
  over: "Rien ne vous est plus demandé.",
  more: (count) => (count === 1 ? "1 autre appel" : `${count} autres appels`),
  unreadable: "Un appel attend peut-être",
};
