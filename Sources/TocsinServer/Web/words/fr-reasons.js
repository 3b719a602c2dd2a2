// Tocsin — Web: the words of why somebody is paged, in French
// SPDX-License-Identifier: Apache-2.0

const reasons = {
  "on-call": {
    first: (rota, until) => `${rota}\u00a0: de garde jusqu’à ${until}`,
    second: (rota, until) => `${rota}\u00a0: deuxième ligne jusqu’à ${until}`,
    trainee: (rota, until) => `${rota}\u00a0: en formation, jusqu’à ${until}`,
  },
  override: {
    first: (rota, until) => `${rota}\u00a0: de garde par remplacement jusqu’à ${until}`,
    second: (rota, until) => `${rota}\u00a0: deuxième ligne par remplacement jusqu’à ${until}`,
    trainee: (rota, until) => `${rota}\u00a0: en formation, par remplacement jusqu’à ${until}`,
  },
  handover: {
    first: (rota, by, until) => `${rota}\u00a0: garde reprise de ${by} jusqu’à ${until}`,
    second: (rota, by, until) => `${rota}\u00a0: deuxième ligne reprise de ${by} jusqu’à ${until}`,
    trainee: (rota, by, until) => `${rota}\u00a0: en formation, reprise de ${by} jusqu’à ${until}`,
  },
  "named-by-policy": "désigné par la procédure",
  "before-test": (by) => `de garde avant ${by}, dont l’appel de test n’est pas encore accepté`,
  "goes-off-duty": "quitte la garde\u00a0; la relève n’a pas répondu",
  "delivered-before": "l’a reçu auparavant",
  "to-be-told": "désigné par le message, pour information",
  "by-telephone": "accepté par téléphone",
  "answered-before": "a répondu à ce qui est corrigé maintenant",
  "handed-over": (by) => `remis par ${by}`,
  "last-resort": "dernier recours de la procédure",
  reassigned: (by) => `attribué par ${by}`,
  "named-by-message": "désigné par le message",
  "acknowledged-last": "a accepté la dernière alerte semblable",
  stale: (length) => `aucun signe de vie de la source depuis ${length}\u00a0: c’est peut-être fini`,
};

const dutyStart = {
  title: (names) => `Début de garde\u00a0: ${names}`,
  text: "Appel de test\u00a0: acceptez-le, et l’on saura que vous êtes joignable.",
};

const hours = {
  "every day": "chaque jour", "but holidays": "sauf jours fériés", holidays: "jours fériés",
};

/** What the catalogue is completed with. */
export const why = Object.freeze({ reasons, dutyStart, hours });
