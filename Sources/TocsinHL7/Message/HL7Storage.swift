// Tocsin — TocsinHL7: what a message, its segments and its elements share
// SPDX-License-Identifier: Apache-2.0

/// The parsed message: immutable, shared by every view of it.
final class HL7Storage: Sendable {
  /// The bytes as they came.
  let raw: [UInt8]
  /// What the spans index: `raw`, or its UTF-8 form where it came as UTF-16 or holds characters of
  /// several bytes that are not decoded.
  let bytes: [UInt8]
  let delimiters: HL7Delimiters
  /// The first line of MSH: continuation lines do not belong to it.
  let header: Range<Int>
  let spans: [SegmentSpan]
  let warnings: [HL7Warning]
  let characterSet: HL7CharacterSet
  /// How `bytes` were made of what came, where they hold U+FFFD for characters.
  private let replaced: MultibyteText.Replaced?

  init(
    raw: [UInt8], bytes: [UInt8], parsed: MessageParse, scan: (spans: [SegmentSpan], Range<Int>),
    characterSet: HL7CharacterSet, replaced: MultibyteText.Replaced? = nil
  ) {
    self.raw = raw
    self.bytes = bytes
    delimiters = parsed.delimiters
    spans = scan.spans
    header = scan.1
    self.replaced = replaced
    warnings = parsed.tally.warnings
    self.characterSet = characterSet
  }

  /// The `number`th part of a range, counted from 1; nil when there are fewer.
  ///
  /// Without a delimiter the whole range is its only part.
  func part(_ number: Int, of range: Range<Int>, by delimiter: UInt8?) -> Range<Int>? {
    bytes.withUnsafeBytes { ByteScan.part(number, of: range, in: $0, by: delimiter) }
  }

  /// Field `number` of a segment; MSH, FHS and BHS count their separator as field 1.
  func field(_ number: Int, of span: SegmentSpan) -> Range<Int>? {
    guard span.key.declaresDelimiters else {
      return part(number + 1, of: span.range, by: delimiters.field)
    }
    guard number > 1 else { return separatorField(number, span.range) }
    return part(number, of: span.range, by: delimiters.field)
  }

  /// Field `number` of the first line of MSH.
  func headerField(_ number: Int) -> Range<Int>? {
    guard number > 1 else { return separatorField(number, header) }
    return part(number, of: header, by: delimiters.field)
  }

  /// Field `number` of the first line of MSH, byte for byte as it came; empty when there is none.
  func rawHeaderField(_ number: Int) -> ArraySlice<UInt8> {
    guard let range = headerField(number) else { return [] }
    return replaced?.origin(of: range) ?? bytes[range]
  }

  private func separatorField(_ number: Int, _ range: Range<Int>) -> Range<Int>? {
    let name = range.lowerBound..<min(range.lowerBound + 3, range.upperBound)
    guard number == 1 else { return number == 0 ? name : nil }
    return name.upperBound..<min(name.upperBound + 1, range.upperBound)
  }
}

/// One pass from bytes to storage.
struct MessageParse {
  private(set) var delimiters: HL7Delimiters = .standard
  private(set) var tally = WarningTally()

  static func storage(
    of raw: [UInt8], characterSets: HL7CharacterSetRule
  ) throws(HL7ParseError) -> HL7Storage {
    guard raw.count <= HL7Limits.frameBytesMax else {
      throw HL7ParseError(.tooLong, byte: HL7Limits.frameBytesMax)
    }
    let wide = UTF16Text.transcoded(raw)
    var bytes = wide ?? raw
    var parse = MessageParse()
    if wide != nil, UTF16Text.isWide(raw) { parse.tally.add(.wideEnvelope, at: 0) }
    var scan = try parse.scan(bytes)
    let declared = parse.declared(in: bytes, scan.1)
    let believed = characterSets.forced == nil ? declared : nil
    let mayReplace = wide == nil && parse.delimiters.areTold
    if mayReplace, let replaced = MultibyteText.replaced(bytes, declared: believed) {
      bytes = replaced.bytes
      parse = MessageParse()
      scan = try parse.scan(bytes)
      parse.tally.add(.characterSetUnknown, at: declared?.startIndex ?? replaced.first)
      parse.tally.add(.undecodableBytes, at: replaced.first)
      return HL7Storage(
        raw: raw, bytes: bytes, parsed: parse, scan: scan, characterSet: .utf8,
        replaced: replaced)
    }
    let choice = CharacterSetChoice(rule: characterSets, declared: declared, wide: wide != nil)
    let characterSet = choice.characterSet(of: bytes, &parse.tally)
    return HL7Storage(
      raw: raw, bytes: bytes, parsed: parse, scan: scan, characterSet: characterSet)
  }

  private mutating func scan(
    _ bytes: [UInt8]
  ) throws(HL7ParseError) -> (spans: [SegmentSpan], Range<Int>) {
    try bytes.withUnsafeBufferPointer { (buffer) throws(HL7ParseError) in
      try scan(UnsafeRawBufferPointer(buffer))
    }
  }

  private mutating func scan(
    _ bytes: UnsafeRawBufferPointer
  ) throws(HL7ParseError) -> (spans: [SegmentSpan], Range<Int>) {
    let start = skipLeading(bytes)
    let end = trimTrailing(bytes, from: start)
    try readDelimiters(bytes, start, end)
    var scan = SegmentScan(bytes, separator: delimiters.field, tally: tally)
    try scan.run(from: start, to: end)
    tally = scan.tally
    let line = ByteScan.first(
      Byte.carriageReturn, or: Byte.lineFeed, in: bytes, from: start,
      to: scan.spans[0].range.upperBound)
    noteMissing(bytes, start..<line)
    return (scan.spans, start..<line)
  }

  private mutating func skipLeading(_ bytes: UnsafeRawBufferPointer) -> Int {
    var index = 0
    while index < bytes.count {
      switch bytes[index] {
      case Byte.space, Byte.tab, Byte.nul, Byte.startOfBlock, Byte.lineFeed,
        Byte.carriageReturn:
        tally.add(.leadingBytes, at: index)
        index += 1
      case 0xEF where bytes[index...].starts(with: [0xEF, 0xBB, 0xBF]):
        tally.add(.byteOrderMark, at: index)
        index += 3
      default: return index
      }
    }
    return index
  }

  /// Line ends, end bytes and NUL after the last segment are not part of it.
  private mutating func trimTrailing(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Int {
    var end = bytes.count
    var odd = false
    while end > start {
      switch bytes[end - 1] {
      case Byte.carriageReturn, Byte.lineFeed: break
      case Byte.nul, Byte.endOfBlock: odd = true
      default:
        if odd { tally.add(.trailingBytes, at: end) }
        return end
      }
      end -= 1
    }
    return end
  }

  private mutating func readDelimiters(
    _ bytes: UnsafeRawBufferPointer, _ start: Int, _ end: Int
  ) throws(HL7ParseError) {
    guard start < end else { throw HL7ParseError(.empty, byte: start) }
    guard start + 3 <= end else { throw HL7ParseError(.noHeader, byte: start) }
    let name = SegmentKey(bytes[start], bytes[start + 1], bytes[start + 2])
    if name == .fhs || name == .bhs { throw HL7ParseError(.batch, byte: start) }
    guard name == .msh else { throw HL7ParseError(.noHeader, byte: start) }
    guard start + 3 < end, bytes[start + 3] != Byte.carriageReturn,
      bytes[start + 3] != Byte.lineFeed
    else { throw HL7ParseError(.truncatedHeader, segment: "MSH", field: 1, byte: start + 3) }
    let separator = bytes[start + 3]
    guard separator > Byte.space, separator < 0x7F, !Byte.isLetter(separator),
      !Byte.isDigit(separator)
    else { throw HL7ParseError(.fieldSeparator, segment: "MSH", field: 1, byte: start + 3) }
    try readEncoding(bytes, separator, start + 4, end)
  }

  private mutating func readEncoding(
    _ bytes: UnsafeRawBufferPointer, _ separator: UInt8, _ start: Int, _ end: Int
  ) throws(HL7ParseError) {
    var stop = start
    while stop < end, stop - start < 6, bytes[stop] != separator,
      bytes[stop] != Byte.carriageReturn, bytes[stop] != Byte.lineFeed
    {
      stop += 1
    }
    if stop == start {
      let missing = start == end || bytes[start] != separator
      throw HL7ParseError(
        missing ? .truncatedHeader : .encodingCharacters, segment: "MSH", field: 2, byte: start)
    }
    let encoding = bytes[start..<stop].prefix(5)
    guard !encoding.contains(Byte.startOfBlock), !encoding.contains(Byte.endOfBlock) else {
      throw HL7ParseError(.encodingCharacters, segment: "MSH", field: 2, byte: start)
    }
    delimiters = HL7Delimiters(field: separator, encoding: encoding)
    for (index, byte) in encoding.enumerated() {
      if encoding.prefix(index).contains(byte) { tally.add(.delimiterDuplicate, at: start + index) }
      if byte <= Byte.space || byte >= 0x7F || Byte.isLetter(byte) || Byte.isDigit(byte) {
        tally.add(.delimiterUnusual, at: start + index)
      }
    }
  }

  private mutating func noteMissing(_ bytes: UnsafeRawBufferPointer, _ header: Range<Int>) {
    var field = 1
    var start = header.lowerBound + 4
    while field < 10 {
      let stop = ByteScan.first(
        delimiters.field, in: bytes, from: min(start, header.upperBound), to: header.upperBound)
      field += 1
      if stop <= start, field == 9 { tally.add(.messageTypeMissing, at: stop) }
      if stop <= start, field == 10 { tally.add(.controlIDMissing, at: stop) }
      start = stop + 1
    }
  }

  /// MSH-18 up to its first repetition, as it stands; nil when it is empty.
  private func declared(in bytes: [UInt8], _ header: Range<Int>) -> ArraySlice<UInt8>? {
    let value = bytes.withUnsafeBytes { buffer -> Range<Int>? in
      var start = min(header.lowerBound + 4, header.upperBound)
      for _ in 2..<18 {
        let stop = ByteScan.first(delimiters.field, in: buffer, from: start, to: header.upperBound)
        guard stop < header.upperBound else { return nil }
        start = stop + 1
      }
      let end = buffer[start..<header.upperBound].firstIndex {
        $0 == delimiters.field || $0 == delimiters.repetition || $0 == delimiters.component
      }
      return start..<(end ?? header.upperBound)
    }
    return value.flatMap { $0.isEmpty ? nil : bytes[$0] }
  }
}
