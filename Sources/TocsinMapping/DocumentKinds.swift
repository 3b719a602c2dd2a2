// Tocsin — Mapping: what a document is, by its first bytes
// SPDX-License-Identifier: Apache-2.0

/// Knows documents by their bytes, never by their labels: senders label a PDF `AP`, `TX` or
/// `application`, and an image anything.
enum DocumentKinds {
  static let unknown = "application/octet-stream"

  private static let marks: [(bytes: [UInt8], offset: Int, type: String, word: String)] = [
    (Array("%PDF".utf8), 0, "application/pdf", "PDF"),
    ([0xFF, 0xD8, 0xFF], 0, "image/jpeg", "JPEG"),
    ([0x89, 0x50, 0x4E, 0x47], 0, "image/png", "PNG"),
    (Array("GIF8".utf8), 0, "image/gif", "GIF"),
    ([0x49, 0x49, 0x2A, 0x00], 0, "image/tiff", "TIFF"),
    ([0x4D, 0x4D, 0x00, 0x2A], 0, "image/tiff", "TIFF"),
    (Array("DICM".utf8), 128, "application/dicom", "DICOM"),
    (Array("{\\rtf".utf8), 0, "application/rtf", "RTF"),
    (Array("<?xml".utf8), 0, "application/xml", "XML"),
    ([0x50, 0x4B, 0x03, 0x04], 0, "application/zip", "ZIP"),
  ]

  /// The media type of bytes; `application/octet-stream` for what nobody knows.
  static func mediaType(of bytes: [UInt8]) -> String {
    let mark = marks.first { mark in
      bytes.count >= mark.offset + mark.bytes.count
        && bytes[mark.offset..<mark.offset + mark.bytes.count].elementsEqual(mark.bytes)
    }
    return mark?.type ?? unknown
  }

  /// How a page calls a media type.
  static func word(_ mediaType: String) -> String {
    if mediaType == "text/plain" { return "text" }
    return marks.first { $0.type == mediaType }?.word ?? "unknown kind"
  }
}
