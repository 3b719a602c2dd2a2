// Tocsin — Web: the words of a person's own devices and settings, in French
// SPDX-License-Identifier: Apache-2.0

const devices = {
  title: "Mes appareils",
  lead: "Chacun est appelé. Un appareil perdu ou vendu\u00a0: arrêtez-le tout de suite.",
  thisOne: "Cet appareil",
  enrolled: (time) => `Inscrit ${time}`,
  contact: (time) => `En contact ${time}`,
  never: "Jamais en contact",
  noLock: "Il n’a pas de code\u00a0: qui le démonte lit ses appels. Arrêtez-le, puis inscrivez-le "
    + "à nouveau.",
  lost: "Perdu",
  endThis: "Arrêter cet appareil",
  lostTitle: (name) => `Arrêter ${name}\u00a0?`,
  lostText: "Il n'est plus appelé dès maintenant, et il oublie ses clés et ses appels à son "
    + "prochain contact. Pour s'en servir encore, il faut l'inscrire à nouveau.",
  lastText: "C'est votre dernier appareil\u00a0: vos appels ouverts passent à la personne "
    + "suivante.",
  go: "L'arrêter maintenant",
  keep: "Le garder",
  ended: "Il est arrêté.",
  add: "Ajouter un appareil",
  addLocked: "Déverrouillez d’abord cet appareil\u00a0: l’autre lira vos appels.",
  unlock: "Déverrouiller cet appareil",
  addLead: "Lisez ceci avec l'appareil photo de l'autre appareil, ou ouvrez-y le lien.",
  link: "Lien pour l'autre appareil",
  addUntil: (time) => `Valable pour un appareil, jusqu'à ${time}.`,
  copy: "Copier le lien",
  copied: "Le lien est copié.",
  share: "Envoyer le lien",
  code: "Code QR du lien",
  failed: "Vos appareils n'ont pas pu être lus",
  failedText: "Vérifiez le réseau et réessayez.",
  refused: "Cela n'a pas marché. Vérifiez le réseau et réessayez.",
  iPhone: "Sur un iPhone ou un iPad\u00a0: ouvrez le lien dans Safari, ajoutez Tocsin à l'écran "
    + "d'accueil, et collez-y le lien. Dans Safari, rien ne sonne tant qu'il est fermé.",
};

const contacts = {
  title: "Qui est de garde",
  find: "Chercher un nom ou un service",
  nobody: "Personne n'est de garde",
  noNumber: "aucun numéro connu",
  last: "Dernier recours",
  site: "Standard",
  none: "Rien trouvé",
  failed: "Les contacts n'ont pas pu être lus",
  failedText: "Vérifiez le réseau et réessayez.",
};

const past = {
  title: "Mes appels et réponses",
  lead: "Ce que cet appareil a reçu. Il oublie un appel un jour après sa fin.",
  none: "Cet appareil n'a encore reçu aucun appel.",
  unanswered: "Sans réponse ici",
};

const settings = {
  title: "Plus",
  devices: "Mes appareils",
  contacts: "Qui est de garde",
  history: "Mes appels et réponses",
  size: "Taille du texte",
  sizes: { normal: "Normale", large: "Grande", largest: "Très grande" },
  quiet: "Pas de son pour la priorité basse",
  quietText: "Sur cet appareil, les appels de priorité basse arrivent alors sans son.",
  lock: "Verrouiller cet appareil si personne ne l’a touché depuis",
  install: "Installer Tocsin",
  installText: "Il démarre plus vite, a sa place à lui, et montre combien d'appels attendent.",
  ladder: "Comment on me joint",
  ladderText: "D'abord vos appareils, tout de suite. La suite commence quand aucun appareil n'a "
    + "l'appel, ou là où c'est dit.",
  noLadder: "vos appareils seulement",
  atOnce: "tout de suite",
  after: (time) => `après ${time}`,
  untilAnswered: "jusqu'à votre réponse",
  kinds: {
    "web-push": "notification", ntfy: "ntfy", mail: "courriel", http: "SMS ou appel",
    snpp: "bip", tap: "bip", wctp: "bip", espa: "bip",
  },
  ladderFailed: "Cela n'a pas pu être lu maintenant.",
};

const help = {
  title: "Appeler à l'aide",
  failed: "Ce que vous pouvez appeler n'a pas pu être lu",
  failedText: "Vérifiez le réseau, ou appelez le standard.",
  again: "Appeler autre chose",
};

/** The part of the catalogue in this file. */
export const self = { devices, contacts, past, settings, help };
