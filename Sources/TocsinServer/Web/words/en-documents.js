// Tocsin — Web: the words of documents that come with a page, in English
// SPDX-License-Identifier: Apache-2.0

/** The part of the catalogue in this file. */
export const documents = {
  title: "Documents",
  show: "Show",
  close: "Close",
  noted: "This view is on the trail. The document is not kept on this device.",
  elsewhere: "cannot be shown here",
  failed: "The document could not be shown. Check the network and try again.",
  kinds: { "application/pdf": "PDF", "image/jpeg": "JPEG image", "image/png": "PNG image",
    "image/gif": "GIF image", "image/tiff": "TIFF image", "application/dicom": "DICOM",
    "application/rtf": "RTF text", "application/xml": "XML", "application/zip": "ZIP archive",
    "text/plain": "Text", "application/octet-stream": "Unknown kind" },
};
