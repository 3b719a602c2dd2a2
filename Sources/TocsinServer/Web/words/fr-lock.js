// Tocsin — Web: the lock of the device, in French
// SPDX-License-Identifier: Apache-2.0

/** Ce que dit un appareil verrouillé sur chaque écran. */
export const lock = {
  shut: "Verrouillé",
  shutLong: "Verrouillé. Déverrouiller pour lire",
  minutes: (minutes) => `${minutes} min`,
  openLong: (minutes) => `Déverrouillé pour ${minutes} min. Verrouiller`,
  lockNow: "Verrouiller",
  unlock: "Déverrouiller pour lire",
  preview: "Vous pouvez accepter et refuser sans déverrouiller. La personne concernée et le "
    + "résultat s’ouvrent avec votre code.",
  fetching: "Ouverture du contenu…",
  dead: "Cet appareil ne se déverrouille plus",
};
