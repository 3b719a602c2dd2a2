// Tocsin — Mapping: what a message says about where it comes from
// SPDX-License-Identifier: Apache-2.0

internal import TocsinHL7

/// What a message to a source has to repeat of the source's own: who it is, whom the alert is about
/// and by which order it knows it. Written as HL7 in standard delimiters.
struct SourceOrigin {
  private let scope: GroupScope

  /// A longer field is left out rather than cut.
  private static let fieldBytesMax = 1_024
  private static let wanted: [(segment: String, fields: [Int])] = [
    ("PID", [3, 5, 7, 8]), ("PV1", [2, 3, 19]), ("OBR", [2, 3, 4, 29]),
  ]

  init(_ scope: GroupScope) { self.scope = scope }

  var bytes: [UInt8] {
    var out = HL7Writer()
    guard let header = scope.message.segments.first else { return [] }
    out.segment("MSH", values(of: header, [3, 4, 5, 6, 9, 10, 11, 12]))
    for (name, fields) in Self.wanted {
      guard let segment = scope.segment(SegmentName(name)) else { continue }
      out.segment(name, values(of: segment, fields))
    }
    if scope.segment(SegmentName("OBR")) == nil, let order = scope.segment(SegmentName("ORC")) {
      out.segment("OBR", values(of: order, [2, 3]))
    }
    return out.bytes
  }

  private func values(of segment: HL7Segment, _ fields: [Int]) -> [Int: HL7Value] {
    var found: [Int: HL7Value] = [:]
    for number in fields {
      let field = segment.field(number)
      if field.raw.count <= Self.fieldBytesMax { found[number] = HL7Value(field) }
    }
    return found
  }
}
