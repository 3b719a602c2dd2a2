// Tocsin — Web: the words of the switchboard, in French
// SPDX-License-Identifier: Apache-2.0

const plural = (count, one, many) => (count === 1 ? one : many);

const form = {
  title: "Appeler",
  what: "De quoi a-t-on besoin ?",
  find: "Tapez pour chercher, Entrée choisit",
  none: "Rien ne peut être appelé ici",
  noneText: "Le site n'a pas encore de document des appels. D'ici là, téléphonez à l'équipe.",
  noMatch: "Aucun appel ne porte ce nom.",
  change: "Un autre appel",
  place: "Où ?",
  placeHint: "Service, chambre, lit. Pas de nom.",
  words: "De quoi s'agit-il ?",
  callBack: "Numéro à rappeler",
  ward: "Service",
  test: "Pour essai : chaque appel porte TEST",
  send: (title) => `Appeler : ${title}`,
  sending: "Appel en cours…",
  keys: "Entrée appelle, Échap revient",
  again: "Nouvel appel",
  manyTitle: (count) => `Ceci appelle ${count} personnes à la fois`,
  manyText: "Personne n'a encore été appelé.",
  manyGo: "Les appeler toutes",
  manyCancel: "Revenir",
  problem: {
    offline: "NON ENVOYÉ : Tocsin ne répond pas. Réessayez et téléphonez à l'équipe.",
    notNow: "NON ENVOYÉ : Tocsin ne peut pas le prendre. Réessayez et téléphonez à l'équipe.",
    place: "Dites où venir, sur une ligne de 120 caractères au plus.",
    words: "C'est trop long. 1000 caractères au plus.",
    callBack: "Un numéro n'a que des chiffres, des espaces et + - / ( ).",
    forbidden: "Vous ne pouvez pas appeler pour ce service.",
    other: "NON ENVOYÉ. Vérifiez ce que vous avez donné et réessayez.",
  },
};

const roll = {
  title: "Qui vient",
  nobody: "Aucun appel n'est ouvert",
  nobodyText: "Ce que vous appelez est montré ici : qui l'a, qui a répondu et qui est le suivant.",
  opened: "depuis l'appel",
  test: "TEST",
  role: {
    responder: "Personne appelée", leader: "Responsable", airway: "Voies aériennes",
    nurse: "Soins", "ward-lead": "Cadre du service", "privacy-officer": "Protection des données",
  },
  waiting: (name) => `On attend ${name}`,
  waitingMany: (count) =>
    plural(count, `On attend ${count} personne`, `On attend ${count} personnes`),
  unanswered: "PERSONNE N'A RÉPONDU",
  nobodyPaged: "PERSONNE N'A PU ÊTRE APPELÉ",
  taken: (name) => `${name} arrive`,
  arrived: (name) => `${name} est sur place`,
  byTelephone: (who) => `par téléphone, entendu par ${who}`,
  readBack: "répété",
  notReadBack: "non répété",
  over: "Terminé",
  allTaken: "Toutes les personnes requises ont répondu",
  missing: (count) => plural(count, `${count} réponse manque`, `${count} réponses manquent`),
  ending: {
    "stood-down": "Appel levé", "by-caller": "Terminé, dit l'appelant",
    "by-responder": "Terminé, dit la personne venue", other: "Terminé",
  },
  next: (names) => `puis ${names}`,
  nextNobody: "puis personne : téléphonez",
  again: (names) => `rappelle ${names}`,
  remind: "jusqu'au rappel",
  person: {
    handed: "appelé", delivered: "l'a reçu", displayed: "l'a vu", declined: "décline",
    "wrong-person": "mauvaise personne", unreachable: "injoignable", "gave-back": "l'a rendu",
    withdrawn: "pas nécessaire", passed: "l'a reçu, sans réponse",
    noDevice: "sans appareil : téléphonez",
  },
  callMe: (name) => `${name} demande un appel`,
  waits: "en attente",
  noNumber: "aucun numéro connu",
  rung: "Appel passé",
  callNext: "Appeler le suivant",
  byTelephoneAct: "Accepté par téléphone",
  reassign: "Donner à un autre",
  standDown: "Lever l'appel",
  correct: "Corriger",
  resolve: "C'est terminé",
  ringBack: "Rappeler l'appelant",
  updated: (role, text) => `${role} : ${text}`,
  stale: "Pas à jour : Tocsin ne répond pas. Téléphonez à l'équipe.",
};

const queue = {
  title: "A besoin de vous",
  quiet: "Rien n'a besoin de vous",
  quietText: "Ce à quoi personne ne répond vient ici avant le dernier recours, comme qui demande "
    + "un appel. Les deux sonnent.",
  open: "Appels ouverts",
  bySource: (kind) => `Alerte : ${kind}`,
  cut: "Plus d'alertes sont ouvertes que cette liste n'en montre. Voyez aussi le tableau.",
  soundOff: "Le son est coupé. Appuyez sur une touche ou cliquez une fois pour entendre ce qui "
    + "a besoin de vous.",
  soundOn: "Activer le son",
  quietNow: "Silence jusqu'au prochain changement",
  ward: (ward) => `Service ${ward}`,
  noWard: "Service inconnu",
};

const act = {
  telephoneTitle: (role) => `${role} : accepté par téléphone`,
  telephoneText: "Compte comme une réponse moins sûre, et le porte partout.",
  who: "Qui a répondu ?",
  heard: "La personne a répété de quoi il s'agit",
  telephoneGo: "Inscrire",
  reassignTitle: (role) => `${role} : donner à un autre`,
  reassignText: "La personne est appelée aussitôt. Qui l'a le garde jusqu'à ce qu'elle accepte.",
  to: "À qui ?",
  onCall: (rota, name) => `${rota} : ${name}`,
  reassignGo: "Appeler",
  standDownTitle: "Lever l'appel pour tous ?",
  standDownText: "Toutes les personnes appelées apprennent que plus personne ne doit venir.",
  standDownGo: "Lever l'appel",
  resolveTitle: "Est-ce terminé ?",
  resolveText: "Toutes les personnes appelées l'apprennent.",
  resolveGo: "C'est terminé",
  correctTitle: "Corriger l'appel",
  correctText: "Toutes les personnes appelées le sont à nouveau avec les nouveaux mots.",
  correctWords: "Nouveaux mots, s'ils changent",
  correctGo: "Le dire à tous",
  cancel: "Revenir",
  problem: {
    taken: "Quelqu'un d'autre a agi entre-temps. Regardez la liste.",
    unusable: "Personne n'y peut être appelé maintenant. Choisissez ou téléphonez.",
    other: "Cela n'a pas été fait. Réessayez.",
  },
};

const rollCall = {
  title: "Derniers appels de contrôle",
  complete: "chaque rôle a répondu",
  missing: (roles) => `il manque : ${roles}`,
};

const sheet = {
  title: "Feuille de garde des 48 heures à venir",
  asOf: (when) => `à jour ${when}`,
  cut: (when, age) => `Tocsin est injoignable. Cette feuille est de ${when}, ${age}. Appelez ces `
    + "numéros ; qui est de garde a pu changer depuis.",
  over: (when) => `Tocsin est injoignable, et cette feuille est de ${when} : ses 48 heures sont `
    + "passées. Prenez la feuille sur papier.",
  none: "Tocsin est injoignable, et ce navigateur n’a gardé aucune feuille de garde. Prenez celle "
    + "sur papier.",
  last: "Si personne ne répond",
};

/** What the catalogue is completed with. */
export const calls = Object.freeze({
  calls: { bar: "Standard", form, roll, queue, act, rollCall, sheet },
});
