// Tocsin — Pagers: a block of TAP
// SPDX-License-Identifier: Apache-2.0

/// A block of TAP 1.8: fields between STX and ETX, each ended by CR, and three check characters.
package enum TAPBlock {
  /// All of a block, its control characters and its check characters too.
  static let bytesMax = 256

  /// Blocks that a page may have; what is longer is cut as in one block.
  static let blocksMax = 4

  /// The blocks of one page: the text goes on in the next one behind US, as far as there are
  /// blocks.
  package static func pages(pager: [UInt8], text: [UInt8]) -> [[UInt8]] {
    var rest = text[...]
    var blocks: [[UInt8]] = []
    // STX, a pager's CR, US or CR ETX, three check characters, CR.
    var room = bytesMax - 8 - pager.count
    while rest.count > room, room > 0, blocks.count + 1 < blocksMax {
      let head = blocks.isEmpty ? pager + [Control.cr] : []
      let body: [UInt8] = [Control.stx] + head + rest.prefix(room) + [Control.us]
      blocks.append(body + check(of: body) + [Control.cr])
      rest = rest.dropFirst(room)
      room = bytesMax - 8
    }
    guard !blocks.isEmpty else { return [page(pager: pager, text: text)] }
    let body: [UInt8] = [Control.stx] + fitting(rest, in: room) + [Control.cr, Control.etx]
    return blocks + [body + check(of: body) + [Control.cr]]
  }

  private static func fitting(_ text: ArraySlice<UInt8>, in room: Int) -> [UInt8] {
    text.count <= room ? Array(text) : text.prefix(max(room - 3, 0)) + Array("...".utf8)
  }

  /// The block of one page. A text that a block has no room for is cut and ends in three dots: what
  /// is sent says first what counts, and nothing of an alert.
  package static func page(pager: [UInt8], text: [UInt8]) -> [UInt8] {
    // STX, CR, CR, ETX, three check characters, CR.
    let words = fitting(text[...], in: max(bytesMax - 8 - pager.count, 0))
    let body: [UInt8] = [Control.stx] + pager + [Control.cr] + words + [Control.cr, Control.etx]
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
