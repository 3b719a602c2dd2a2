// Tocsin — Web: the words of whoever is paged, in French
// SPDX-License-Identifier: Apache-2.0

import { card } from "./fr-card.js";
import { documents } from "./fr-documents.js";
import { lock } from "./fr-lock.js";
import { reach } from "./fr-reach.js";
import { why } from "./fr-reasons.js";

const plural = (count, one, many) => (count === 1 ? one : many);
const number = (count) => count.toLocaleString("fr-FR");

const common = {
  quoted: (text) => `«\u00a0${text}\u00a0»`,
  product: "Tocsin",
  language: "Langue",
  back: "Tous les appels",
  cancel: "Garder l'appel",
  tryAgain: "Réessayer",
  myPages: "Mes appels",
  onCall: "De garde",
  testMark: "TEST",
  testText: "Ceci est un test. Aucun patient n'attend.",
};

const priority = {
  1: "Vitale",
  2: "Haute",
  3: "Moyenne",
  4: "Basse",
};

const time = {
  justNow: "à l'instant",
  minutesAgo: (minutes) => `il y a ${minutes} min`,
  hoursAgo: (hours, minutes) =>
    minutes === 0 ? `il y a ${hours} h` : `il y a ${hours} h ${minutes} min`,
};

const connection = {
  connecting: "Connexion en cours",
  open: "Connecté",
  lost: "Non connecté",
  ended: "Cet appareil a été retiré",
  unknown: "Cet appareil n'est pas connu",
  endedTitle: "Vous n'êtes plus appelé sur cet appareil",
  endedText: "Il a été retiré. Pour être de nouveau appelé ici, demandez un nouveau lien au "
    + "responsable du tableau de garde.",
  unknownTitle: "Vous n'êtes pas appelé sur cet appareil",
  unknownText: "Tocsin ne le connaît pas. Demandez un nouveau lien au responsable du tableau de "
    + "garde, puis enregistrez l'appareil.",
  unverified: "Un message n'a pas pu être vérifié et n'est pas affiché",
  unverifiedText: "Si vous attendez un appel, joignez le standard et dites ce que cet appareil a "
    + "affiché.",
  clockOff: (minutes) =>
    `L'horloge de cet appareil a ${minutes} ${plural(minutes, "minute", "minutes")} d'écart. `
    + "Les heures affichées ici sont celles de Tocsin.",
};

const sound = {
  off: "Le son est coupé tant que vous n'avez pas touché l'écran",
  turnOn: "Activer le son",
  test: "Tester le son",
  quiet: "Silence",
  quietText: "Coupe le son de cet appel jusqu'à sa prochaine sonnerie",
};

const list = {
  waiting: (count) => `${count} ${plural(count, "appel vous attend", "appels vous attendent")}`,
  waitingShort: "Vous attendent",
  mine: "Acceptés par vous",
  earlier: "Plus tôt",
  quietTitle: "Rien ne vous attend",
  quietText: "Gardez Tocsin ouvert pendant votre garde. Une fenêtre fermée n'est pas appelée.",
  quietOpen: "Gardez Tocsin ouvert pendant votre garde : il sonne plus fort qu'une notification.",
  choose: "Choisissez un appel à gauche pour le lire.",
  none: "Les appels s'ouvrent ici à leur arrivée.",
  movesIn: (left) => `Passe au suivant dans ${left}`,
  moved: "Est passé à la personne suivante",
  device: (name) => `Cet appareil : ${name}`,
};

const more = {
  title: (count) => `${number(count)} ${plural(count, "autre appel", "autres appels")}`,
  parts: (medium, low) => [
    medium === 0 ? "" : `${number(medium)} moyenne`, low === 0 ? "" : `${number(low)} basse`,
  ].filter((part) => part).join(", "),
  note: "Beaucoup sont arrivés à la fois. Jamais de priorité vitale ou haute parmi eux.",
  open: "Ouvrir la liste",
  openNext: (count) => `Ouvrir les ${count} suivants`,
  opening: "Ouverture…",
  refused: "La liste ne s'est pas ouverte. Vérifiez le réseau et réessayez.",
};

const state = {
  withdrawn: "Plus nécessaire",
  stoodDown: "Appel levé",
  resolved: "Résolu",
  ended: "Terminé, non vu",
  retracted: "Annulé",
  unknown: "Demande votre attention",
  accepted: "Accepté",
  coming: "En route",
  arrived: "Sur place",
  declined: "Refusé",
  wrongPerson: "Mauvaise personne",
  givenBack: "Rendu",
  seen: "Vu",
  sending: "Envoi…",
  unconfirmed: "Non confirmé",
  stale: "Réponse arrivée trop tard",
  takenByAnother: "Pris par un collègue",
  noDuty: "N'a plus besoin de vous",
  refused: "Réponse refusée",
};

const page = {
  title: (level) => `Appel de priorité ${level.toLowerCase()}`,
  priorityOf: (level) => `Priorité ${level.toLowerCase()}`,
  where: "Où",
  who: "Qui",
  what: "Quoi",
  since: "Depuis",
  why: "Pourquoi vous",
  callBack: "Rappeler",
  noWords: "Cette version ne sait pas lire le contenu de cet appel. Traitez-le comme urgent : "
    + "acceptez-le et joignez le standard.",
  cut: "La source a envoyé plus de texte qu'un appel n'en contient. Demandez-lui la suite.",
  accept: "Accepter",
  acceptRetraction: "Prendre acte de l'annulation",
  decline: "Refuser",
  arrived: "Je suis sur place",
  comingTitle: "Accepter en disant quand vous serez là\u00a0:",
  comingAgain: "Redire quand vous serez là\u00a0:",
  comingIn: (minutes) => `Sur place dans ${minutes} minutes`,
  giveBack: "Le rendre",
  markSeen: "Marquer comme vu",
  acceptAgain: "Accepter de nouveau",
  moves: (left) => `Passe à la personne suivante dans ${left}`,
  moved: (at) => `Passé à la personne suivante à ${at}. Vous pouvez encore accepter.`,
  stays: "Attend votre réponse",
  late: (made) => `EN RETARD. Émis à ${made} ; peut-être déjà pris en charge.`,
  arrivedLate: (minutes) =>
    `Arrivé ${minutes} ${plural(minutes, "minute", "minutes")} après son envoi.`,
  attempt: (count) => `A sonné ${count} fois`,
  keys: "Touches : A accepter, D refuser, Échap retour",
  gone: "Cet appel n'est pas sur cet appareil",
  goneText: "Il a peut-être été envoyé à un autre appareil, ou il est terminé depuis longtemps.",
};

const field = {
  name: "Nom",
  born: "Né(e) le",
  birthdate: "Né(e) le",
  dateofbirth: "Né(e) le",
  sex: "Sexe",
  record: "Dossier",
  recordnumber: "Dossier",
  mrn: "Dossier",
  number: "Numéro",
  id: "Dossier",
  identifier: "Dossier",
  visit: "Séjour",
  case: "Séjour",
  specimen: "Prélèvement",
  value: "Valeur",
  unit: "Unité",
  range: "Référence",
  previous: "Antérieur",
  collected: "Prélevé",
  comment: "Commentaire",
};

const outcome = {
  sending: ["Envoi de votre réponse", "Restez sur cet écran jusqu'à la confirmation."],
  unconfirmed: ["NON CONFIRMÉ", "Tocsin n'a pas confirmé votre réponse et continue d'essayer. "
    + "D'ici là, l'appel avance sans vous : joignez le standard."],
  accepted: (at) => [`Accepté à ${at}`, "Tocsin l'a confirmé. Il est à vous, et personne d'autre "
    + "n'est appelé pour lui."],
  retractionDone: (at) => [`Annulation reconnue à ${at}`, "Tocsin l'a confirmé."],
  arrived: (at) => [`Sur place depuis ${at}`, "Le standard le voit."],
  coming: (minutes, due) => [
    `Sur place dans ${minutes} ${plural(minutes, "minute", "minutes")}`,
    `Tocsin l'a confirmé. L'appel est à vous\u00a0; relance à ${due}, puis la personne suivante `
      + "est appelée."],
  declined: (at) => [`Refusé à ${at}`, "Il est passé aussitôt à la personne suivante."],
  wrongPerson: (at) => [`Signalé « mauvaise personne » à ${at}`, "Il est réacheminé sans vous, et "
    + "le responsable du tableau de garde est prévenu."],
  givenBack: (at) => [`Rendu à ${at}`, "Il est passé aussitôt à la personne suivante."],
  seen: (at) => [`Marqué comme vu à ${at}`, "Tocsin l'a confirmé."],
  stale: ["Votre réponse est arrivée trop tard", "Elle n'a pas arrêté l'appel. Si vous pouvez "
    + "encore le prendre, acceptez de nouveau."],
  takenByAnother: ["Pris par un collègue", "Quelqu'un d'autre l'a accepté. Il ne vous demande "
    + "rien."],
  noDuty: ["Il n'a plus besoin de vous", "L'appel était terminé avant l'arrivée de votre réponse."],
  refused: ["Votre réponse a été refusée", "Tocsin n'a pas pu l'accepter de cet appareil. Joignez "
    + "le standard si vous voulez prendre cet appel."],
  withdrawn: ["Plus nécessaire", "Un collègue ou un autre de vos appareils y a répondu, ou il a "
    + "été renvoyé avec un nouveau contenu."],
  stoodDown: (by) => ["Appel levé : plus personne n'a à venir",
    by ? `${by} l'a dit.` : "L'appel est terminé."],
  resolved: ["Résolu", "Qui l'a signalé indique que c'est terminé."],
  ended: ["TERMINÉ, non vu", "L'alarme a pris fin à sa source avant que quiconque la voie. Allez "
    + "voir le patient si vous le jugez utile, et marquez-la comme vue."],
  retracted: ["ANNULÉ. N'agissez pas", "La source a retiré ce que dit cet appel. Défaites ce qui a "
    + "été fait à cause de lui, et prenez-en acte."],
  unknown: ["Ceci demande votre attention", "Tocsin a envoyé quelque chose que cette version ne "
    + "connaît pas. Traitez-le comme un appel : lisez-le, et joignez le standard en cas de doute."],
};

const callMe = {
  ask: "Rappelez-moi",
  sending: ["Demande au standard", "Restez sur cet écran jusqu'à la confirmation."],
  taken: (at) => [`Rappel demandé à ${at}`, "Le standard l'a. Pour le reste, l'appel est ce qu'il "
    + "était."],
  unconfirmed: ["NON CONFIRMÉ", "Tocsin n'a pas confirmé votre demande de rappel et continue "
    + "d'essayer : appelez le standard si c'est urgent."],
  failed: ["Personne n'a été prié de vous rappeler", "Appelez vous-même le standard."],
};

const notUseful = {
  say: "Pas utile",
  text: "Ne valait-il pas sa sonnerie\u00a0? C’est compté, et ne change rien d’autre.",
  sending: "Enregistrement…",
  taken: "C’est noté, merci.",
  unconfirmed: "Pas encore confirmé. Tocsin continue d’essayer.",
  failed: "Cela n’a pas pu être noté.",
};

const decline = {
  title: "Refuser cet appel ?",
  text: "Il passe aussitôt à la personne suivante. Vous ne serez rappelé qu'en dernier recours.",
  emergency: "Je suis sur une autre urgence",
  cannotCome: "Je ne peux pas venir",
  wrongPerson: "Je ne suis pas la bonne personne",
  wrongPersonText: "Pas de garde, ou pas mon patient",
  giveBackTitle: "Rendre cet appel ?",
  giveBackText: "Quelqu'un d'autre est appelé aussitôt. Ne le faites que si vous ne pouvez pas "
    + "vous en occuper.",
  giveBackGo: "Le rendre",
  giveBackCancel: "Le garder",
};

const rota = {
  title: "De garde maintenant",
  lead: (at) => `À ${at}`,
  rota: "Tableau",
  who: "De garde",
  why: "Pourquoi",
  until: "Jusqu'à",
  nobody: "Personne n'est de garde",
  nobodyText: "Les appels passent aussitôt outre. Mettez quelqu'un de garde.",
  lines: { second: "deuxième ligne", trainee: "en formation" },
  empty: "Il n'y a pas encore de tableau de garde",
  emptyText: "Importez-les avec : tocsin import",
  forbidden: "Cet écran est réservé aux responsables du tableau de garde",
  forbiddenText: "Votre compte n'a pas ce rôle.",
  failed: "Les tableaux de garde n'ont pas pu être lus",
  failedText: "Vérifiez le réseau et réessayez.",
};

const moved = {
  title: "Tocsin est ouvert dans un autre onglet",
  text: "Un seul onglet à la fois est appelé, pour qu'un appel ne sonne qu'une fois.",
  here: "Utiliser cet onglet",
};

const announcement = {
  arrived: (level, what) => `Appel, priorité ${level.toLowerCase()}. ${what}`,
  again: (level, what) => `De nouveau, appel, priorité ${level.toLowerCase()}. ${what}`,
  stoodDown: (what) => `Appel levé : plus personne n'a à venir. ${what}`,
  withdrawn: "Un appel n'est plus nécessaire.",
  more: (count) => `${number(count)} ${plural(count, "autre appel", "autres appels")}.`,
  alertTitle: (level) => `APPEL, PRIORITÉ ${level.toUpperCase()}`,
};

/** The French catalogue: the keys and parameters of the English one. */
export const fr = Object.freeze({
  common, priority, time, connection, sound, list, more, state, page, field, outcome,
  callMe, notUseful, decline, rota, moved, announcement, documents, ...card, ...why, ...reach,
  lock,
});
