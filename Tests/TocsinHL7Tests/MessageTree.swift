// Tocsin — TocsinHL7Tests: a message as a tree that can be written again
// SPDX-License-Identifier: Apache-2.0

import TocsinHL7

/// A message as a tree, from which its bytes can be written again.
struct MessageTree: Equatable {
  var separator: UInt8
  var encoding: [UInt8]
  /// Names, then fields, repetitions, components and subcomponents as raw bytes.
  var segments: [(name: [UInt8], fields: [[[[[UInt8]]]]])]

  init(_ message: HL7Message) {
    separator = message.delimiters.field
    encoding = Array(message.msh(2))
    segments = message.segments.map { segment in
      let declares = segment.name == "MSH"
      let fields = segment.fields.enumerated().map { number, field -> [[[[UInt8]]]] in
        // A walk over MSH begins with MSH-2, which is never split.
        if declares, number == 0 { return [[[Array(field.raw)]]] }
        return field.repetitions.map { repetition in
          Self.parts(message.delimiters.component, of: Array(repetition.raw)).map { component in
            Self.parts(message.delimiters.subcomponent, of: component)
          }
        }
      }
      return (Array(segment.name.utf8), fields)
    }
  }

  private static func parts(_ delimiter: UInt8?, of bytes: [UInt8]) -> [[UInt8]] {
    guard let delimiter else { return [bytes] }
    return bytes.split(separator: delimiter, omittingEmptySubsequences: false).map(Array.init)
  }

  static func == (left: MessageTree, right: MessageTree) -> Bool {
    left.written == right.written
  }

  var written: [UInt8] {
    let delimiters = HL7Delimiters(field: separator, encoding: encoding)
    func joined(_ parts: [[UInt8]], _ delimiter: UInt8?) -> [UInt8] {
      Array(parts.joined(separator: delimiter.map { [$0] } ?? []))
    }
    return segments.flatMap { name, fields -> [UInt8] in
      let texts = fields.map { field in
        joined(
          field.map { repetition in
            joined(
              repetition.map { joined($0, delimiters.subcomponent) }, delimiters.component)
          }, delimiters.repetition)
      }
      return joined([name] + texts, separator) + [0x0D]
    }
  }
}
