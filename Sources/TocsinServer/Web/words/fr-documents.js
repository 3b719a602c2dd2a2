// Tocsin — Web: the words of documents that come with a page, in French
// SPDX-License-Identifier: Apache-2.0

/** The part of the catalogue in this file. */
export const documents = {
  title: "Documents",
  show: "Montrer",
  close: "Fermer",
  noted: "Cette consultation est au registre. Le document n’est pas gardé sur cet appareil.",
  elsewhere: "ne peut pas être montré ici",
  failed: "Le document n’a pas pu être montré. Vérifiez le réseau et réessayez.",
  kinds: { "application/pdf": "PDF", "image/jpeg": "Image JPEG", "image/png": "Image PNG",
    "image/gif": "Image GIF", "image/tiff": "Image TIFF", "application/dicom": "DICOM",
    "application/rtf": "Texte RTF", "application/xml": "XML", "application/zip": "Archive ZIP",
    "text/plain": "Texte", "application/octet-stream": "Type inconnu" },
};
