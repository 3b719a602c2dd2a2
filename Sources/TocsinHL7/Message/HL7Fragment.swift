// Tocsin — TocsinHL7: one part of a message that was sent in parts
// SPDX-License-Identifier: Apache-2.0

/// What a message says about being a part of a longer one (HL7 v2.5.1 §2.10.2).
///
/// A part that is not the last ends with DSC, whose first field is a pointer; the next part has
/// that pointer in MSH-14. A segment that was cut is followed by an empty ADD, and the next part
/// gives the rest in ADD, whose bytes go on where the segment was cut. The licensed text could not
/// be read again: this interoperates with sources that cut so.
package struct HL7Fragment: Sendable, Equatable {
  /// The pointer with which the part before ended; empty in the first part.
  package let continues: [UInt8]
  /// The pointer that the next part will have; empty in the last part.
  package let goesOn: [UInt8]
}

extension HL7Message {
  /// Nil for a message that is whole. DSC-2 of `I` is a query's paging, not a part.
  package var fragment: HL7Fragment? {
    var goesOn: [UInt8] = []
    if let last = segments.last, last.isNamed("DSC"), last.field(2).raw.first != 0x49 {
      goesOn = Array(last.field(1).raw)
    }
    let continues = Array(msh(14))
    guard !goesOn.isEmpty || !continues.isEmpty else { return nil }
    return HL7Fragment(continues: continues, goesOn: goesOn)
  }

  /// The message that parts give, in their order; nil when they cannot belong together, because
  /// they declare different delimiters.
  ///
  /// - Parameter isWhole: false when the last part never came: a segment that was cut is then left
  ///   out, because half a value must not be shown.
  package static func joined(_ parts: [HL7Message], isWhole: Bool = true) -> [UInt8]? {
    guard let first = parts.first, parts.allSatisfy({ $0.delimiters == first.delimiters }) else {
      return nil
    }
    var lines: [[UInt8]] = []
    var isCut = false
    for (index, part) in parts.enumerated() {
      for (place, segment) in part.segments.enumerated() {
        if segment.isNamed("DSC") || (index > 0 && place == 0) { continue }
        guard segment.isNamed("ADD") else {
          lines.append(Array(segment.raw))
          isCut = false
          continue
        }
        let rest = segment.raw.dropFirst(4)
        if rest.isEmpty {
          isCut = true
        } else if lines.count > 1 {
          lines[lines.count - 1] += rest
          isCut = false
        }
      }
    }
    if isCut, !isWhole, lines.count > 1 { lines.removeLast() }
    return Array(lines.map { $0 + [Byte.carriageReturn] }.joined())
  }
}
