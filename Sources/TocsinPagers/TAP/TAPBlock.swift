// Tocsin — Pagers: a block of TAP
// SPDX-License-Identifier: Apache-2.0

/// A block of TAP 1.8: fields between STX and ETX, each ended by CR, and three check characters.
package enum TAPBlock {
  /// All of a block, its control characters and its check characters too.
  static let bytesMax = 256

  /// The block of one page. A text that a block has no room for is cut and ends in three dots: what
  /// is sent says first what counts, and nothing of an alert.
  package static func page(pager: [UInt8], text: [UInt8]) -> [UInt8] {
    // STX, CR, CR, ETX, three check characters, CR.
    let room = max(bytesMax - 8 - pager.count, 0)
    let dots = Array("...".utf8)
    let fitting = text.count <= room ? text : Array(text.prefix(max(room - 3, 0))) + dots
    let body =
      [Control.stx] + pager + [Control.cr] + fitting + [Control.cr] + [Control.etx]
    return body + check(of: body) + [Control.cr]
  }

  /// The low twelve bits of the sum of all bytes from STX to the end character, as three characters
  /// from `0` to `?`, the highest first.
  package static func check(of body: some Sequence<UInt8>) -> [UInt8] {
    let sum = body.reduce(0) { $0 + Int($1 & 0x7F) }
    return [8, 4, 0].map { UInt8((sum >> $0) & 0xF) + 0x30 }
  }

  /// The fields between STX and the end character. SUB stands before a character that is a control
  /// character without its bit of 0x40.
  static func fields(_ inside: ArraySlice<UInt8>) -> [[UInt8]] {
    var fields: [[UInt8]] = [[]]
    var isAfterSub = false
    for byte in inside {
      if isAfterSub {
        fields[fields.count - 1].append(byte & 0x1F)
        isAfterSub = false
      } else if byte == Control.sub {
        isAfterSub = true
      } else if byte == Control.cr {
        fields.append([])
      } else if byte != Control.lf {
        fields[fields.count - 1].append(byte)
      }
    }
    return fields
  }
}
