// Tocsin — Web: the words of being reached outside the client, in French
// SPDX-License-Identifier: Apache-2.0

const push = {
  title: "Quand Tocsin est fermé",
  on: "Les appels arrivent sur cet appareil même quand Tocsin est fermé",
  onText: "Ce sont des notifications, aussi sur l’écran verrouillé, sans rien d’un patient.",
  off: "Appelé seulement quand Tocsin est ouvert",
  offText: "Les appels peuvent aussi venir en notification, même sur l’écran verrouillé, sans "
    + "rien d’un patient.",
  turnOn: "Activer les notifications",
  turningOn: "Demande au navigateur…",
  blocked: "Les notifications sont bloquées",
  blockedText: "Ce navigateur ne doit en montrer aucune de Tocsin : autorisez-les dans ses "
    + "réglages, puis rouvrez Tocsin. D’ici là, vous n’êtes appelé que s’il est ouvert.",
  homeScreen: "Ajoutez Tocsin à l’écran d’accueil",
  homeScreenText: "Un iPhone ou un iPad ne reçoit les notifications que de ce qui est sur l’écran "
    + "d’accueil : partagez cette page, choisissez Sur l’écran d’accueil, ouvrez Tocsin de là et "
    + "collez le lien.",
  unsupported: "Ce navigateur ne prend pas ces notifications",
  unsupportedText: "Gardez Tocsin ouvert pendant votre garde.",
  failed: "Le service de notifications du navigateur n’a pas répondu",
  failedText: "Vous n’êtes appelé que si Tocsin est ouvert. Vérifiez le réseau et réessayez.",
  again: "Réessayer",
  muted: "Un téléphone muet reste muet : laissez le son pendant la garde.",
};

const trouble = {
  banner: (channel, since) => `Vous n’avez pas été joint par ${channel} depuis ${since}`,
  bannerText: (note) => `La réponse : ${note}. Le numéro ou l’adresse est-il encore le vôtre ? `
    + "Dites-le au responsable du planning ; d’ici là, gardez Tocsin ouvert.",
  title: "Non joints",
  lead: "Ces personnes n’ont pas été jointes par un canal au dernier essai. Demandez-leur, et "
    + "corrigez channels.yaml ; la ligne disparaît d’elle-même quand le canal marche à nouveau.",
  row: (name, channel) => `${name}, par ${channel}`,
  since: (time) => `depuis ${time}`,
};

/** The part of the catalogue in this file. */
export const reach = { push, trouble };
