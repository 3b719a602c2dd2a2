// Tocsin — Store: how a row's key says to what the row belongs
// SPDX-License-Identifier: Apache-2.0

/// Keys that hold their owner's number and a place within the owner, so that all rows of one owner
/// lie together and need no index of their own.
enum Places {
  /// Bits for the place within an alert: 16 million pages, and as many transitions.
  static let alertBits: Int64 = 24
  /// Bits for the seq within a mailbox.
  static let seqBits: Int64 = 40

  /// The key of page or transition `place` of the alert with this number.
  static func key(_ number: Int64, _ place: Int64) -> Int64 {
    precondition(place >= 0 && place < 1 << alertBits, "an alert has too many rows")
    return number << alertBits | place
  }

  /// All keys of one alert: at or after `from`, before `until`.
  static func range(of number: Int64) -> (from: Int64, until: Int64) {
    (number << alertBits, (number + 1) << alertBits)
  }

  static func place(_ key: Int64) -> Int64 { key & (1 << alertBits - 1) }

  static func mailbox(_ device: Int64, seq: Int64) -> Int64 {
    precondition(seq >= 0 && seq < 1 << seqBits, "a mailbox has too many envelopes")
    return device << seqBits | seq
  }

  static func seq(_ key: Int64) -> Int64 { key & (1 << seqBits - 1) }
}
