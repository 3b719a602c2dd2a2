// Tocsin — Pagers: a block of ESPA 4.4.4
// SPDX-License-Identifier: Apache-2.0

/// A block of ESPA 4.4.4: a header, records between STX and ETX, and a check character.
package struct ESPABlock: Hashable, Sendable {
  /// What a block is.
  enum Header {
    static let call = UInt8(ascii: "1")
    static let status = UInt8(ascii: "2")
    static let statusRequest = UInt8(ascii: "3")
    /// A call to a subscriber's line, which the gateway has none of.
    static let line = UInt8(ascii: "4")
  }

  /// Numbers of records.
  enum Number {
    static let pager = UInt8(ascii: "1")
    static let text = UInt8(ascii: "2")
    static let beep = UInt8(ascii: "3")
    static let type = UInt8(ascii: "4")
    static let transmissions = UInt8(ascii: "5")
    static let priority = UInt8(ascii: "6")
    static let callStatus = UInt8(ascii: "7")
  }

  /// The longest text of a record, as the proposal of 1984 has it for displays.
  static let textBytesMax = 128

  let header: UInt8
  let records: [UInt8: [UInt8]]

  /// The bytes of a call, from SOH to the check character.
  static func call(pager: [UInt8], text: [UInt8], priority: UInt8) -> [UInt8] {
    let records: [[UInt8]] = [
      [Number.pager, Control.us] + pager,
      [Number.text, Control.us] + text.prefix(textBytesMax),
      [Number.beep, Control.us, priority == UInt8(ascii: "3") ? 0x31 : 0x33],
      [Number.type, Control.us, UInt8(ascii: "3")],
      [Number.transmissions, Control.us, UInt8(ascii: "1")],
      [Number.priority, Control.us, priority],
    ]
    return block(Header.call, records)
  }

  /// The bytes that say how far the call of a pager has come.
  ///
  /// - Parameter words: for the display of whoever called; empty for none.
  static func status(pager: [UInt8], _ status: UInt8, words: [UInt8]) -> [UInt8] {
    let text: [[UInt8]] =
      words.isEmpty ? [] : [[Number.text, Control.us] + words.prefix(textBytesMax)]
    let head: [[UInt8]] = [[Number.pager, Control.us] + pager]
    return block(Header.status, head + text + [[Number.callStatus, Control.us, status]])
  }

  private static func block(_ header: UInt8, _ records: [[UInt8]]) -> [UInt8] {
    let inside = Array(records.joined(separator: [Control.rs]))
    let body = [header, Control.stx] + inside + [Control.etx]
    return [Control.soh] + body + [check(of: body)]
  }

  /// The exclusive or of all bytes behind SOH, the ETX included, in seven bits.
  package static func check(of body: some Sequence<UInt8>) -> UInt8 {
    body.reduce(0) { $0 ^ ($1 & 0x7F) }
  }

  /// Reads what stands between SOH and the check character, ETX included; nil for what is no block.
  init?(_ body: [UInt8]) {
    guard body.count >= 3, body[1] == Control.stx, body.last == Control.etx else { return nil }
    header = body[0]
    var records: [UInt8: [UInt8]] = [:]
    for record in body[2..<body.count - 1].split(separator: Control.rs) {
      guard record.count >= 2, record[record.startIndex + 1] == Control.us else { return nil }
      records[record[record.startIndex]] = Array(record.dropFirst(2))
    }
    self.records = records
  }
}
