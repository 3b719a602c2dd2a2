// Tocsin — Web: the words of making a browser a device, in French
// SPDX-License-Identifier: Apache-2.0

const enrol = {
  title: "Être appelé sur cet appareil",
  lead: "Ce lien fait de ce navigateur l'un de vos appareils. Vos appels arriveront ici.",
  facts: [
    ["Il est à vous seul", "Le lien sert une fois, à une personne, pendant 10 minutes. Il n'est "
      + "pas pour vous ? Fermez cette fenêtre."],
    ["Scellé pour cet appareil", "Ce navigateur crée ses propres clés. Lui seul peut ouvrir vos "
      + "appels et signer vos réponses."],
    ["Gardez Tocsin ouvert pendant la garde", "Une fenêtre fermée n'est pas appelée. Laissez le "
      + "son activé."],
  ],
  nameLabel: "Nom de cet appareil",
  nameHint: "Vous et le responsable du tableau de garde le verrez dans les listes.",
  phone: "Mon téléphone",
  computer: "Mon ordinateur",
  go: "Enregistrer cet appareil",
  working: "Enregistrement…",
  replaces: "Ce navigateur est déjà enregistré. L'enregistrer de nouveau efface ses appels.",
  doneTitle: "Cet appareil est enregistré",
  doneText: (name) => `Les appels pour ${name} arrivent ici tant que Tocsin est ouvert.`,
  doneCheck: "Ce n'est pas vous ? Fermez cette fenêtre et prévenez aussitôt le responsable du "
    + "tableau de garde.",
  toPages: "Voir mes appels",
  toRota: "Voir qui est de garde",
  paste: "Coller un lien d'inscription",
  pasteGo: "Ouvrir le lien",
  signIn: "Se connecter plutôt",
  none: {
    title: "Ce navigateur n'est pas enregistré",
    text: "Tocsin n'appelle que les appareils enregistrés. Demandez un lien au responsable du "
      + "tableau de garde et ouvrez-le dans ce navigateur.",
  },
  problem: {
    spent: ["Ce lien a déjà servi", "Un lien enregistre un seul appareil, une seule fois. Demandez "
      + "un nouveau lien au responsable du tableau de garde. Si ce n'est pas vous qui l'avez "
      + "utilisé, dites-le : un appareil a peut-être été enregistré à votre nom."],
    expired: ["Ce lien a expiré", "Un lien est valable 10 minutes. Demandez-en un nouveau au "
      + "responsable du tableau de garde et ouvrez-le tout de suite."],
    offline: ["Tocsin n'a pas répondu", "Rien n'a été enregistré. Vérifiez le réseau et "
      + "réessayez ; le lien reste valable jusqu'à la fin de ses 10 minutes."],
    refused: ["Tocsin a refusé ce lien", "Il est peut-être coupé ou mal recopié. Ouvrez-le tel "
      + "qu'il a été envoyé, ou demandez-en un nouveau au responsable du tableau de garde."],
    insecure: ["Cette adresse n'est pas sûre", "Un navigateur ne crée des clés que sur une adresse "
      + "qui commence par https. Demandez cette adresse à l'exploitant de Tocsin."],
    unsupported: ["Ce navigateur est trop ancien", "Il ne sait pas créer les clés pour lesquelles "
      + "les appels sont scellés. Mettez-le à jour, ou utilisez un Chrome, Edge, Firefox ou "
      + "Safari récent, hors navigation privée."],
    missing: ["Ce lien est incomplet", "La partie après # manque. Ouvrez le lien tel qu'il a été "
      + "envoyé, ou demandez-en un nouveau au responsable du tableau de garde."],
  },
};

/** The part of the catalogue in this file. */
export const enrolment = { enrol };
