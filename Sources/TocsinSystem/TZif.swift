// Tocsin — System: the TZif format of zone data
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore

/// What is wrong with a TZif file.
package enum TZifError: Error, Equatable, CustomStringConvertible {
  case notTZif
  case tooLong
  case cutShort
  case leapSeconds
  case badCount
  case badType
  case badOffset
  case notAscending
  case badFooter(String)

  package var description: String {
    switch self {
    case .notTZif: "it does not begin with TZif and a version from 1 to 4"
    case .tooLong: "it is longer than \(TZif.bytesMax) bytes"
    case .cutShort: "it ends early"
    case .leapSeconds: "it counts leap seconds, which the system's clock does not"
    case .badCount: "a count in its header is impossible"
    case .badType: "a transition names a type that is not there"
    case .badOffset: "an offset is out of range"
    case .notAscending: "its transitions do not ascend"
    case .badFooter(let text): "its footer '\(text)' is not a POSIX TZ rule"
    }
  }
}

/// One TZif file (RFC 8536), versions 1 to 4.
///
///     header  "TZif" version[1] reserved[15], six counts of 4 bytes, big-endian:
///             isutcnt isstdcnt leapcnt timecnt typecnt charcnt
///     block   transition times (4 bytes in version 1, else 8), type indexes[timecnt],
///             types[typecnt] of (utoff[4] isdst[1] idx[1]), names[charcnt], leap seconds,
///             isstd[isstdcnt], isut[isutcnt]
///     from version 2: a second header and block with 8-byte times, then "\n" TZ-rule "\n"
///
/// The rule governs what comes after the last transition; it is written out here as transitions
/// up to the end of 2100, for the core takes nothing but explicit ones.
package struct TZif {
  /// The offset before the first transition.
  let initialOffset: Int
  /// Ascending: seconds since the epoch and the offset from then on.
  let changes: [(at: Int64, offset: Int)]
  /// The POSIX TZ rule; empty for none.
  let footer: String

  /// The longest file that is read; the longest of the database has under 4 000 bytes.
  package static let bytesMax = 262_144
  /// The last year for which the rule is written out.
  package static let lastYear = 2100

  /// Reads a whole file.
  package init(bytes: [UInt8]) throws(TZifError) {
    guard bytes.count <= Self.bytesMax else { throw .tooLong }
    var reader = ByteReader(bytes)
    let first = try TZifHeader(&reader)
    guard first.version >= 2 else {
      (initialOffset, changes) = try Self.block(&reader, first, timeBytes: 4)
      footer = ""
      return
    }
    try reader.skip(first.blockBytes(timeBytes: 4))
    let second = try TZifHeader(&reader)
    (initialOffset, changes) = try Self.block(&reader, second, timeBytes: 8)
    footer = try Self.footer(&reader)
  }

  /// The zone's rules under that name.
  package func rules(named name: String) throws(TZifError) -> ZoneRules {
    var all = changes
    if !footer.isEmpty {
      guard let rule = PosixZoneRule(text: footer) else { throw .badFooter(footer) }
      let after = changes.last?.at ?? Int64.min
      all += rule.changes(after: after, until: Self.lastYear)
    }
    return ZoneRules(
      name: name, initialOffsetSeconds: initialOffset,
      transitions: Self.transitions(all, initial: initialOffset))
  }

  /// Leaves out what changes nothing and what lies beyond the years that the core counts.
  private static func transitions(
    _ changes: [(at: Int64, offset: Int)], initial: Int
  ) -> [ZoneTransition] {
    var transitions: [ZoneTransition] = []
    var offset = initial
    let calendar: ClosedRange<Int64> = -62_000_000_000...253_000_000_000
    for change in changes where change.offset != offset && change.at <= calendar.upperBound {
      let at = Timestamp(milliseconds: max(change.at, calendar.lowerBound) * 1_000)
      if transitions.last?.at == at { transitions.removeLast() }
      transitions.append(ZoneTransition(at: at, offsetSeconds: change.offset))
      offset = change.offset
    }
    return transitions
  }

  private static func block(
    _ reader: inout ByteReader, _ header: TZifHeader, timeBytes: Int
  ) throws(TZifError) -> (Int, [(at: Int64, offset: Int)]) {
    guard header.leapCount == 0 else { throw .leapSeconds }
    var times: [Int64] = []
    for _ in 0..<header.timeCount { times.append(try reader.signed(timeBytes)) }
    guard zip(times, times.dropFirst()).allSatisfy({ $0 < $1 }) else { throw .notAscending }
    var indexes: [Int] = []
    for _ in 0..<header.timeCount { indexes.append(Int(try reader.unsigned(1))) }
    var offsets: [Int] = []
    for _ in 0..<header.typeCount {
      offsets.append(Int(try reader.signed(4)))
      try reader.skip(2)
    }
    guard let initial = offsets.first, indexes.allSatisfy(offsets.indices.contains)
    else { throw .badType }
    guard offsets.allSatisfy({ abs($0) <= ZoneRules.offsetSecondsMax }) else { throw .badOffset }
    try reader.skip(header.charCount + header.standardCount + header.utCount)
    return (initial, zip(times, indexes).map { (at: $0, offset: offsets[$1]) })
  }

  private static func footer(_ reader: inout ByteReader) throws(TZifError) -> String {
    guard try reader.unsigned(1) == UInt64(UInt8(ascii: "\n")) else { throw .cutShort }
    guard let line = reader.line() else { throw .cutShort }
    return line
  }
}

/// The header of one block.
private struct TZifHeader {
  let version: Int
  let utCount: Int
  let standardCount: Int
  let leapCount: Int
  let timeCount: Int
  let typeCount: Int
  let charCount: Int

  init(_ reader: inout ByteReader) throws(TZifError) {
    guard try reader.unsigned(4) == 0x545A_6966 else { throw .notTZif }
    let mark = UInt8(try reader.unsigned(1))
    switch mark {
    case 0: version = 1
    case UInt8(ascii: "2")...UInt8(ascii: "4"): version = Int(mark - UInt8(ascii: "0"))
    default: throw .notTZif
    }
    try reader.skip(15)
    var counts: [Int] = []
    for _ in 0..<6 { counts.append(Int(try reader.unsigned(4))) }
    guard counts.allSatisfy({ $0 <= TZif.bytesMax }), (1...256).contains(counts[4])
    else { throw .badCount }
    (utCount, standardCount, leapCount) = (counts[0], counts[1], counts[2])
    (timeCount, typeCount, charCount) = (counts[3], counts[4], counts[5])
  }

  func blockBytes(timeBytes: Int) -> Int {
    timeCount * (timeBytes + 1) + typeCount * 6 + charCount + leapCount * (timeBytes + 4)
      + standardCount + utCount
  }
}

/// Reads big-endian numbers; never past the end.
private struct ByteReader {
  private let bytes: [UInt8]
  private var index = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func skip(_ count: Int) throws(TZifError) {
    guard count <= bytes.count - index else { throw .cutShort }
    index += count
  }

  mutating func unsigned(_ count: Int) throws(TZifError) -> UInt64 {
    let begin = index
    try skip(count)
    return bytes[begin..<index].reduce(0) { $0 << 8 | UInt64($1) }
  }

  mutating func signed(_ count: Int) throws(TZifError) -> Int64 {
    let value = try unsigned(count)
    return count == 4 ? Int64(Int32(truncatingIfNeeded: value)) : Int64(bitPattern: value)
  }

  /// The text up to the next line feed, which is taken too; nil when there is none.
  mutating func line() -> String? {
    guard let end = bytes[index...].firstIndex(of: UInt8(ascii: "\n")) else { return nil }
    defer { index = end + 1 }
    return String(decoding: bytes[index..<end], as: UTF8.self)
  }
}
