// Tocsin — Web: the lock of the device, in German
// SPDX-License-Identifier: Apache-2.0

/** Was ein gesperrtes Gerät auf jedem Bildschirm sagt. */
export const lock = {
  shut: "Gesperrt",
  shutLong: "Gesperrt. Zum Lesen entsperren",
  minutes: (minutes) => `${minutes} min`,
  openLong: (minutes) => `Entsperrt für ${minutes} min. Jetzt sperren`,
  lockNow: "Jetzt sperren",
  unlock: "Zum Lesen entsperren",
  preview: "Annehmen und ablehnen können Sie auch gesperrt. Um wen es geht und was gefunden wurde, "
    + "öffnet Ihre PIN.",
  fetching: "Der Inhalt wird geöffnet …",
  dead: "Dieses Gerät lässt sich nicht mehr entsperren",
};
