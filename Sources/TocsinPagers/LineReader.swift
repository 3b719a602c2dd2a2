// Tocsin — Pagers: bytes cut into lines
// SPDX-License-Identifier: Apache-2.0

/// Cuts bytes into lines that CR, LF or both end, holding no more than a line may have.
struct LineReader: Hashable, Sendable {
  enum Line: Hashable, Sendable {
    /// Without its end.
    case whole([UInt8])
    /// It went on beyond the limit; said once, and the rest of it is thrown away.
    case endless
  }

  private let bytesMax: Int
  private var line: [UInt8] = []
  private var isThrownAway = false
  private var isAfterReturn = false

  init(bytesMax: Int = PagerLimits.lineBytesMax) { self.bytesMax = bytesMax }

  /// Whether a line has begun.
  var isInside: Bool { !line.isEmpty || isThrownAway }

  /// Takes the next byte; a line when it has come to its end.
  mutating func take(_ byte: UInt8) -> Line? {
    let wasAfterReturn = isAfterReturn
    isAfterReturn = byte == Control.cr
    switch byte {
    case Control.lf where wasAfterReturn: return nil
    case Control.cr, Control.lf:
      defer {
        line = []
        isThrownAway = false
      }
      return isThrownAway ? nil : .whole(line)
    default:
      if isThrownAway { return nil }
      if line.count == bytesMax {
        isThrownAway = true
        line = []
        return .endless
      }
      line.append(byte)
      return nil
    }
  }
}

/// Control characters of ASCII by their names.
enum Control {
  static let soh: UInt8 = 0x01
  static let stx: UInt8 = 0x02
  static let etx: UInt8 = 0x03
  static let eot: UInt8 = 0x04
  static let enq: UInt8 = 0x05
  /// ACK.
  static let positive: UInt8 = 0x06
  static let lf: UInt8 = 0x0A
  static let cr: UInt8 = 0x0D
  /// NAK.
  static let negative: UInt8 = 0x15
  static let etb: UInt8 = 0x17
  static let sub: UInt8 = 0x1A
  static let esc: UInt8 = 0x1B
  static let rs: UInt8 = 0x1E
  static let us: UInt8 = 0x1F
}
