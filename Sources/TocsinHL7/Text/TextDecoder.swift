// Tocsin — TocsinHL7: from the bytes of an element to text
// SPDX-License-Identifier: Apache-2.0

/// Decodes the bytes of one element: character set and escape sequences (HL7 v2.5.1 §2.7).
///
/// Once, from left to right: what an escape gives is never read again. An escape that is not
/// known or not ended stands as it is. A line end inside an element (from a continuation line)
/// is a new line. Never fails; what has no character is U+FFFD.
struct TextDecoder {
  private let storage: HL7Storage
  private var out: [UInt8] = []
  /// Bytes given by `\X…\`, held until the run ends: a character may span several.
  private var hexRun: [UInt8] = []

  init(_ storage: HL7Storage) { self.storage = storage }

  /// The text of a range; `verbatim` for the fields that declare the delimiters.
  consuming func text(_ range: Range<Int>, verbatim: Bool) -> String {
    let escape = verbatim ? nil : storage.delimiters.escape
    let plain = storage.bytes.withUnsafeBytes { bytes in
      ByteScan.first(
        escape ?? Byte.carriageReturn, or: Byte.carriageReturn, in: bytes,
        from: range.lowerBound, to: range.upperBound)
    }
    if plain == range.upperBound, isUnicode {
      return String(decoding: storage.bytes[range], as: UTF8.self)
    }
    out.reserveCapacity(range.count + range.count / 8)
    decode(range, escape)
    flushHex()
    return String(decoding: out, as: UTF8.self)
  }

  private var isUnicode: Bool {
    switch storage.characterSet {
    case .ascii, .utf8, .utf16: true
    case .windows1252, .iso8859: false
    }
  }

  private mutating func decode(_ range: Range<Int>, _ escape: UInt8?) {
    var start = range.lowerBound
    while start < range.upperBound {
      let stop = next(escape, start, range.upperBound)
      appendRaw(start..<stop)
      guard stop < range.upperBound else { return }
      if storage.bytes[stop] == escape {
        start = takeEscape(stop, range.upperBound)
      } else {
        appendText("\n")
        let pair = stop + 1 < range.upperBound && storage.bytes[stop + 1] == Byte.lineFeed
        start = stop + (pair ? 2 : 1)
      }
    }
  }

  private func next(_ escape: UInt8?, _ start: Int, _ end: Int) -> Int {
    storage.bytes.withUnsafeBytes {
      ByteScan.first(
        escape ?? Byte.carriageReturn, or: Byte.carriageReturn, in: $0, from: start, to: end)
    }
  }

  /// Takes the escape that begins at `open`; returns where to go on.
  private mutating func takeEscape(_ open: Int, _ end: Int) -> Int {
    let escape = storage.bytes[open]
    let stop = storage.bytes.withUnsafeBytes {
      ByteScan.first(escape, in: $0, from: open + 1, to: end)
    }
    guard stop < end, take(storage.bytes[open + 1..<stop]) else {
      appendRaw(open..<open + 1)
      return open + 1
    }
    return stop + 1
  }

  /// Takes the sequence between two escape characters; false when it is not known.
  private mutating func take(_ sequence: ArraySlice<UInt8>) -> Bool {
    guard let first = sequence.first else { return false }
    if sequence.count == 1 { return takeLetter(first) }
    switch first {
    case 0x58, 0x78: return takeHex(sequence.dropFirst())
    case 0x2E: return takeCommand(sequence.dropFirst())
    default: return false
    }
  }

  private mutating func takeLetter(_ letter: UInt8) -> Bool {
    let delimiters = storage.delimiters
    let byte: UInt8?
    switch letter {
    case 0x46: byte = delimiters.field
    case 0x53: byte = delimiters.component
    case 0x54: byte = delimiters.subcomponent
    case 0x52: byte = delimiters.repetition
    case 0x45: byte = delimiters.escape
    case 0x50: byte = truncation
    case 0x48, 0x4E: return true
    default: return false
    }
    guard let byte else { return false }
    flushHex()
    append([byte])
    return true
  }

  /// `\P\` exists from v2.7, or where MSH-2 declares the character.
  private var truncation: UInt8? {
    if let declared = storage.delimiters.truncation { return declared }
    let version = storage.headerField(12).flatMap { HL7Version(storage.bytes[$0]) }
    return version?.isAtLeast(2, 7) == true ? Byte.numberSign : nil
  }

  private mutating func takeHex(_ digits: ArraySlice<UInt8>) -> Bool {
    var values = digits.compactMap(Byte.hexValue)
    guard values.count == digits.count, !values.isEmpty else { return false }
    if values.count % 2 == 1 {
      values = Array(values.drop { $0 == 0 })
      if values.count % 2 == 1 { values.insert(0, at: 0) }
    }
    var bytes = stride(from: 0, to: values.count, by: 2).map { values[$0] << 4 | values[$0 + 1] }
    let padded =
      bytes.count % 2 == 0 && !bytes.isEmpty
      && stride(from: 0, to: bytes.count, by: 2).allSatisfy { bytes[$0] == 0 }
    if padded { bytes = stride(from: 1, to: bytes.count, by: 2).map { bytes[$0] } }
    hexRun.append(contentsOf: bytes)
    return true
  }

  private mutating func takeCommand(_ command: ArraySlice<UInt8>) -> Bool {
    let name = command.prefix(2).map { $0 | 0x20 }
    let signed = command.dropFirst(2)
    let number = signed.dropFirst(signed.first == 0x2B || signed.first == 0x2D ? 1 : 0)
    guard number.count < 6, number.allSatisfy(Byte.isDigit) else { return false }
    switch (name.first, name.last) {
    case (0x62, 0x72) where signed.isEmpty, (0x63, 0x65) where signed.isEmpty:  // br, ce
      appendText("\n")
    case (0x73, 0x70):  // sp
      let lines = number.isEmpty ? 1 : number.reduce(0) { $0 * 10 + Int($1 & 0x0F) }
      appendText(String(repeating: "\n", count: min(lines, HL7Limits.skippedLinesMax)))
    case (0x66, 0x69), (0x6E, 0x66), (0x69, 0x6E), (0x74, 0x69), (0x73, 0x6B):
      break  // fi, nf, in, ti, sk: layout that plain text has not
    default: return false
    }
    return true
  }

  private mutating func appendText(_ text: String) {
    flushHex()
    out.append(contentsOf: text.utf8)
  }

  private mutating func appendRaw(_ range: Range<Int>) {
    guard !range.isEmpty else { return }
    flushHex()
    append(storage.bytes[range])
  }

  private mutating func append(_ bytes: ArraySlice<UInt8>) {
    if isUnicode {
      out.append(contentsOf: bytes)
    } else {
      appendSingle(bytes, storage.characterSet)
    }
  }

  /// Decodes held hex bytes: in the message's set, or, where that cannot be, as windows-1252.
  private mutating func flushHex() {
    guard !hexRun.isEmpty else { return }
    let run = hexRun
    hexRun = []
    guard isUnicode else { return appendSingle(run[...], storage.characterSet) }
    if UTF8Census(of: run, from: 0).invalid == 0 {
      out.append(contentsOf: run)
    } else {
      appendSingle(run[...], .windows1252)
    }
  }

  private mutating func appendSingle(_ bytes: ArraySlice<UInt8>, _ set: HL7CharacterSet) {
    for byte in bytes {
      if byte < 0x80 {
        out.append(byte)
      } else {
        let scalar = set.scalar(byte) ?? "\u{FFFD}"
        out.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
      }
    }
  }
}
