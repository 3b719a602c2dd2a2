// Tocsin — Web: the words of documents that come with a page, in German
// SPDX-License-Identifier: Apache-2.0

/** The part of the catalogue in this file. */
export const documents = {
  title: "Dokumente",
  show: "Zeigen",
  close: "Schließen",
  noted: "Diese Ansicht steht im Protokoll. Das Dokument bleibt nicht auf diesem Gerät.",
  elsewhere: "kann hier nicht gezeigt werden",
  failed: "Das Dokument konnte nicht gezeigt werden. Prüfen Sie das Netz und versuchen Sie es noch "
    + "einmal.",
  kinds: { "application/pdf": "PDF", "image/jpeg": "JPEG-Bild", "image/png": "PNG-Bild",
    "image/gif": "GIF-Bild", "image/tiff": "TIFF-Bild", "application/dicom": "DICOM",
    "application/rtf": "RTF-Text", "application/xml": "XML", "application/zip": "ZIP-Archiv",
    "text/plain": "Text", "application/octet-stream": "Unbekannte Art" },
};
