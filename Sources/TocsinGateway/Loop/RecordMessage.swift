// Tocsin — Gateway: an alert filed to the patient's record
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinHL7

/// The MDM^T02 by which an alert goes into the record before its content is purged (S30): what it
/// said, its timeline line by line, and the documents that came with it. The alert's id is the
/// document's (TXA-12), so that a filing that arrives twice is one document.
struct RecordMessage {
  let alert: Alert
  let trail: [TrailEntry]
  let attachments: [(record: AttachmentRecord, bytes: [UInt8])]
  let origin: HL7Message?
  let stamp: HL7ReplyStamp

  var bytes: [UInt8] {
    var out = HL7Writer()
    let header = OutboundHeader(origin, stamp)
    out.segment("MSH", header.fields(["MDM", "T02", "MDM_T02"], version: nil))
    out.segment("EVN", [2: HL7Value(stamp.time)])
    for name in ["PID", "PV1"] {
      if let segment = origin?.first(name) { out.segment(name, segment.values) }
    }
    out.segment("TXA", document)
    for (place, line) in lines.enumerated() { out.segment("OBX", text(line, place + 1)) }
    for (place, attachment) in attachments.enumerated() {
      out.segment("OBX", enclosure(attachment, lines.count + place + 1))
    }
    return out.bytes
  }

  /// TXA-17 AU: what it holds is authenticated by the gateway's trail; TXA-19 AV: available.
  private var document: [Int: HL7Value] {
    [
      1: HL7Value("1"), 2: HL7Value(components: ["ALERT", "Timeline of an alert", "L"]),
      3: HL7Value("TX"), 4: HL7Value(HL7TimeText.text(alert.openedAt)),
      6: HL7Value(stamp.time), 12: HL7Value(components: [alert.id.text, "TOCSIN"]),
      17: HL7Value("AU"), 19: HL7Value("AV"),
    ]
  }

  private var lines: [String] {
    let content = alert.content
    let said: [(String, String)] = [
      ("Alert", "\(alert.kind), priority \(alert.priority.word)"), ("Where", content.location),
      ("What", content.what), ("Before", content.before),
    ]
    return said.filter { !$0.1.isEmpty }.map { "\($0.0): \($0.1)" }
      + trail.map { "\(RFC3339.text($0.at)) \($0.event.rawValue): \($0.text)" }
  }

  private func text(_ line: String, _ place: Int) -> [Int: HL7Value] {
    [
      1: HL7Value(String(place)), 2: HL7Value("TX"),
      3: HL7Value(components: ["ALERT-TIMELINE", "Timeline of the alert", "L"]),
      4: HL7Value(String(place)), 5: HL7Value(line), 11: HL7Value("F"),
    ]
  }

  private func enclosure(
    _ attachment: (record: AttachmentRecord, bytes: [UInt8]), _ place: Int
  ) -> [Int: HL7Value] {
    let (type, subtype) = Self.types(of: attachment.record.mediaType)
    let data = Base64Text.encode(attachment.bytes)
    return [
      1: HL7Value(String(place)), 2: HL7Value("ED"),
      3: HL7Value(components: ["ALERT-DOCUMENT", attachment.record.title, "L"]),
      4: HL7Value(String(place)),
      5: HL7Value(components: ["TOCSIN", type, subtype, "Base64", data]), 11: HL7Value("F"),
    ]
  }

  /// HL7 tables 0191 and 0291.
  private static func types(of mediaType: String) -> (String, String) {
    switch mediaType {
    case "application/pdf": ("AP", "PDF")
    case "image/jpeg": ("IM", "JPEG")
    case "image/png": ("IM", "PNG")
    case "image/gif": ("IM", "GIF")
    case "image/tiff": ("IM", "TIFF")
    case "application/dicom": ("IM", "DICOM")
    case "application/rtf": ("TEXT", "RTF")
    case "application/xml": ("TEXT", "XML")
    case "text/plain": ("TEXT", "PLAIN")
    default: ("AP", "Octet-stream")
    }
  }
}

/// Base64 with padding (RFC 4648 §4), as ED carries it.
enum Base64Text {
  static func encode(_ bytes: [UInt8]) -> String {
    var out: [UInt8] = []
    out.reserveCapacity((bytes.count + 2) / 3 * 4)
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let rest = bytes[start..<min(start + 3, bytes.count)]
      let word = rest.reduce(UInt32(0)) { $0 << 8 | UInt32($1) } << UInt32(8 * (3 - rest.count))
      for place in 0..<4 {
        let digit = Int(word >> UInt32(18 - 6 * place) & 63)
        out.append(place <= rest.count ? alphabet[digit] : UInt8(ascii: "="))
      }
    }
    return String(decoding: out, as: UTF8.self)
  }

  private static let alphabet = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
}

extension Surroundings {
  /// The message that files an alert; nil when its content is gone.
  func recordMessage(for report: OutboundRecord) async throws -> [UInt8]? {
    let id = report.draft.alert
    return try await store.read { store in
      guard let alert = try store.alert(id), !alert.content.what.isEmpty else { return nil }
      let attachments = try store.attachments(of: id).compactMap { record in
        try store.attachmentBytes(of: id, number: record.number).map { (record, $0) }
      }
      return RecordMessage(
        alert: alert, trail: try store.trail(of: id), attachments: attachments,
        origin: try store.origin(of: id).flatMap { try? HL7Message(parsing: $0) },
        stamp: HL7ReplyStamp(
          time: HL7TimeText.text(report.draft.madeAt), controlID: report.draft.controlID)
      ).bytes
    }
  }
}
