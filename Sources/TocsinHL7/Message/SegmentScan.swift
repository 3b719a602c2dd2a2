// Tocsin — TocsinHL7: the cut of a message into segments
// SPDX-License-Identifier: Apache-2.0

/// Where one segment lies, without its terminator, and its name in upper case.
struct SegmentSpan: Sendable {
  var start: UInt32
  var end: UInt32
  var key: SegmentKey

  var range: Range<Int> { Int(start)..<Int(end) }
}

/// A segment name as a number: three upper-case bytes.
struct SegmentKey: Sendable, Equatable, Hashable {
  let value: UInt32

  init(_ a: UInt8, _ b: UInt8, _ c: UInt8) {
    value = UInt32(Byte.upper(a)) << 16 | UInt32(Byte.upper(b)) << 8 | UInt32(Byte.upper(c))
  }

  /// Nil unless the name is a letter and two letters or digits.
  init?(_ name: some StringProtocol) {
    let bytes = Array(name.utf8)
    guard bytes.count == 3, Byte.isLetter(bytes[0]) else { return nil }
    guard bytes.allSatisfy({ Byte.isLetter($0) || Byte.isDigit($0) }) else { return nil }
    self.init(bytes[0], bytes[1], bytes[2])
  }

  static let msh = SegmentKey(0x4D, 0x53, 0x48)
  static let fhs = SegmentKey(0x46, 0x48, 0x53)
  static let bhs = SegmentKey(0x42, 0x48, 0x53)

  /// Names that are segments even without a separator after them; any other line of three
  /// letters is more likely a line of text.
  static let mayStandAlone: [SegmentKey: SegmentKey] = {
    let names = [
      "ADD", "AL1", "DG1", "DSC", "GT1", "IN1", "IN2", "MRG", "MSA", "NK1", "NTE", "OBR", "OBX",
      "ORC",
      "PD1", "PID", "PR1", "PRT", "PV1", "PV2", "ROL", "SPM", "TQ1", "TXA",
    ]
    let keys = names.compactMap { SegmentKey($0) }
    return Dictionary(uniqueKeysWithValues: zip(keys, keys))
  }()

  /// MSH, FHS and BHS count their own separator as field 1.
  var declaresDelimiters: Bool { self == .msh || self == .fhs || self == .bhs }
}

/// Finds segments line by line (HL7 v2.5.1 §2.5.2, and what senders make of it).
///
/// Where the message has a CR, segments end at CR, an LF right after it is dropped, and any
/// other LF is data unless what follows it looks like a segment. Without any CR, they end at
/// LF. A line that does not begin with a name and the separator belongs to the last field of
/// the segment before it, unless it is nothing but a common name. Blank lines are skipped.
struct SegmentScan {
  let bytes: UnsafeRawBufferPointer
  let separator: UInt8
  private(set) var spans: [SegmentSpan] = []
  var tally: WarningTally

  init(_ bytes: UnsafeRawBufferPointer, separator: UInt8, tally: WarningTally) {
    self.bytes = bytes
    self.separator = separator
    self.tally = tally
    spans.reserveCapacity(min(max(8, bytes.count / 64), 1_024))
  }

  /// Cuts `bytes[start..<end]`; `start` is at MSH.
  mutating func run(from start: Int, to end: Int) throws(HL7ParseError) {
    let firstReturn = ByteScan.first(Byte.carriageReturn, in: bytes, from: start, to: end)
    let endsAtReturn = firstReturn < end
    if !endsAtReturn, ByteScan.first(Byte.lineFeed, in: bytes, from: start, to: end) < end {
      tally.add(.lineFeedTerminator, at: start)
    }
    var lineStart = start
    var index = start
    while lineStart < end {
      let stop = ByteScan.first(
        Byte.carriageReturn, or: Byte.lineFeed, in: bytes, from: index, to: end)
      index = stop + 1
      if stop < end, bytes[stop] == Byte.lineFeed, endsAtReturn,
        !looksLikeSegment(at: index, end)
      {
        tally.add(.lineFeedInSegment, at: stop)
        continue
      }
      try takeLine(lineStart, stop)
      if stop < end, bytes[stop] == Byte.carriageReturn, index < end,
        bytes[index] == Byte.lineFeed
      {
        index += 1
      }
      lineStart = index
    }
  }

  private mutating func takeLine(_ start: Int, _ end: Int) throws(HL7ParseError) {
    guard !isBlank(start, end) else {
      tally.add(.blankLine, at: start)
      return
    }
    guard let key = segmentKey(start, end) else {
      tally.add(.strayLine, at: start)
      if !spans.isEmpty { spans[spans.count - 1].end = UInt32(end) }
      return
    }
    guard spans.count < HL7Limits.segmentsMax else {
      throw HL7ParseError(.tooManySegments, byte: start)
    }
    if key == .msh, !spans.isEmpty { tally.add(.anotherHeader, at: start) }
    if Byte.isLower(bytes[start]) { tally.add(.lowercaseSegment, at: start) }
    spans.append(SegmentSpan(start: UInt32(start), end: UInt32(end), key: key))
  }

  private func isBlank(_ start: Int, _ end: Int) -> Bool {
    for index in start..<end {
      switch bytes[index] {
      case Byte.space, Byte.tab, Byte.nul, Byte.startOfBlock, Byte.endOfBlock: continue
      default: return false
      }
    }
    return true
  }

  private func segmentKey(_ start: Int, _ end: Int) -> SegmentKey? {
    guard end - start >= 3 else { return nil }
    let (a, b, c) = (bytes[start], bytes[start + 1], bytes[start + 2])
    guard end - start > 3 else {
      return Byte.isUpper(a) ? SegmentKey.mayStandAlone[SegmentKey(a, b, c)] : nil
    }
    guard bytes[start + 3] == separator else { return nil }
    guard Byte.isLetter(a), Byte.isLetter(b) || Byte.isDigit(b),
      Byte.isLetter(c) || Byte.isDigit(c)
    else { return nil }
    return SegmentKey(a, b, c)
  }

  private func looksLikeSegment(at start: Int, _ end: Int) -> Bool {
    guard start + 3 < end, bytes[start + 3] == separator else { return false }
    return Byte.isUpper(bytes[start])
      && (1...2).allSatisfy {
        Byte.isUpper(bytes[start + $0]) || Byte.isDigit(bytes[start + $0])
      }
  }
}
