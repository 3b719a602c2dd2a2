// Tocsin — Web: the PIN, and reading a value back, in French
// SPDX-License-Identifier: Apache-2.0

/** Les touches sur lesquelles on tape le code. */
const pad = {
  title: "Votre code",
  typed: (count) => (count === 1 ? "1 chiffre saisi" : `${count} chiffres saisis`),
  erase: "Effacer le dernier chiffre",
  go: "Déverrouiller",
  working: "Vérification…",
  notNow: "Pas maintenant",
  wrong: (left) =>
    (left === 1 ? "Code erroné. Il reste 1 essai." : `Code erroné. Il reste ${left} essais.`),
  dead: "Le code a été erroné trop souvent. L’appareil "
    + "sonne encore et accepte. Pour lire ici à nouveau, demandez un nouveau lien au responsable "
    + "du tableau de garde.",
  offline: "Tocsin n’a pas répondu. Vérifiez le réseau et réessayez.",
  ended: "Cet appareil a été retiré.",
};

/** L’étape de l’enregistrement où l’on choisit un code. */
const pin = {
  next: "Continuer",
  title: "Choisissez un code",
  lead: "Il ouvre ce que vos appels disent d’un patient. Être appelé et accepter se font sans "
    + "code.",
  label: "Code, 6 à 12 chiffres",
  again: "Le même code encore une fois",
  hint: "Après 8 essais erronés de suite, l’appareil doit être enregistré à nouveau. Personne ne "
    + "peut vous dire votre code.",
  fault: {
    form: "Un code a 6 à 12 chiffres.",
    guessable: "Ce code se devine trop facilement. Évitez les suites et les répétitions.",
    different: "Les deux codes ne sont pas les mêmes.",
  },
};

/** Une valeur relue après l’acceptation d’un appel. */
const readBack = {
  title: (due) => `Relisez la valeur avant ${due}`,
  text: "Rappelez qui l’a signalée, dites ce que vous lisez et saisissez la valeur ici.",
  locked: "Déverrouillez cet appareil pour relire la valeur.",
  go: "Relire",
  goPlain: "Je l’ai relue",
  wrong: "Ce n’est pas la même valeur",
  both: (typed, value) => `Saisi : ${typed} ; l’appel indique ${value}.`,
  again: "Regardez encore et saisissez la valeur une nouvelle fois.",
  call: "Appelez l’expéditeur avant d’agir. Le standard est aussi prié de vous appeler.",
  done: (at) => [`Relu à ${at}`, "Tocsin l’a confirmé."],
};

export const pinning = Object.freeze({ pad, pin, readBack });
