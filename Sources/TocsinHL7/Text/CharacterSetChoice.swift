// Tocsin — TocsinHL7: in which character set a message is decoded
// SPDX-License-Identifier: Apache-2.0

/// Chooses by the bytes first, since senders declare one set and send another:
///
/// 1. the set that the integration forces;
/// 2. a byte order mark;
/// 3. bytes that are valid UTF-8 and not ASCII are UTF-8, whatever MSH-18 says;
/// 4. MSH-18, if it is decodable (as UTF-8 only when most sequences are);
/// 5. the integration's fallback.
///
/// What cannot be decoded becomes U+FFFD with a warning; nothing is refused.
struct CharacterSetChoice {
  let rule: HL7CharacterSetRule
  /// MSH-18 up to its first repetition.
  let declared: ArraySlice<UInt8>?
  /// Whether the bytes came as UTF-16.
  let wide: Bool

  func characterSet(of bytes: [UInt8], _ tally: inout WarningTally) -> HL7CharacterSet {
    if wide { return .utf16 }
    let named = declared.flatMap { HL7CharacterSet(named: $0) }
    if let declared, named == nil { tally.add(.characterSetUnknown, at: declared.startIndex) }
    let first = bytes.withUnsafeBytes {
      ByteScan.firstNonASCII(in: $0, from: 0, to: $0.count)
    }
    guard first < bytes.count else {
      if named == .utf16 {
        tally.add(.characterSetMismatch, at: declared?.startIndex ?? 0)
        return rule.forced ?? .ascii
      }
      return rule.forced ?? named ?? .ascii
    }
    let chosen = chosen(bytes, first, named, &tally)
    noteUndecodable(bytes, first, chosen, &tally)
    return chosen
  }

  private func chosen(
    _ bytes: [UInt8], _ first: Int, _ named: HL7CharacterSet?, _ tally: inout WarningTally
  ) -> HL7CharacterSet {
    if let forced = rule.forced, forced != .utf16 { return forced }
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return .utf8 }
    let census = UTF8Census(of: bytes, from: first)
    if declared == nil { tally.add(.characterSetUndeclared, at: first) }
    if census.invalid == 0 {
      if declared != nil, named != .utf8 { tally.add(.characterSetMismatch, at: first) }
      return .utf8
    }
    switch named {
    case .windows1252, .iso8859: return named ?? rule.fallback
    case .utf8 where census.sequences > census.invalid: return .utf8
    case .utf8, .utf16, .ascii:
      tally.add(.characterSetMismatch, at: first)
      return rule.fallback
    case nil: return rule.fallback
    }
  }

  private func noteUndecodable(
    _ bytes: [UInt8], _ first: Int, _ set: HL7CharacterSet, _ tally: inout WarningTally
  ) {
    switch set {
    case .utf8, .utf16:
      let census = UTF8Census(of: bytes, from: first)
      if let bad = census.firstInvalid { tally.add(.undecodableBytes, at: bad) }
    case .ascii: tally.add(.undecodableBytes, at: first)
    case .windows1252, .iso8859:
      let bad = bytes[first...].firstIndex { $0 > 0x7F && set.scalar($0) == nil }
      if let bad { tally.add(.undecodableBytes, at: bad) }
    }
  }
}

/// How much of some bytes is UTF-8 (RFC 3629: shortest forms, no surrogates). One pass.
struct UTF8Census {
  /// Well-formed sequences of two bytes or more.
  private(set) var sequences = 0
  /// Bytes above 0x7F that belong to none.
  private(set) var invalid = 0
  private(set) var firstInvalid: Int?

  init(of bytes: [UInt8], from start: Int) {
    var index = start
    while index < bytes.count {
      if bytes[index] < 0x80 {
        index += 1
        continue
      }
      let length = Self.length(bytes, index)
      if length > 0 {
        sequences += 1
      } else {
        invalid += 1
        if firstInvalid == nil { firstInvalid = index }
      }
      index += max(length, 1)
    }
  }

  /// The length of the sequence at a place, 0 when it is not well formed.
  private static func length(_ bytes: [UInt8], _ index: Int) -> Int {
    let lead = bytes[index]
    let length: Int
    var second: ClosedRange<UInt8> = 0x80...0xBF
    switch lead {
    case 0xC2...0xDF: length = 2
    case 0xE0: (length, second) = (3, 0xA0...0xBF)
    case 0xED: (length, second) = (3, 0x80...0x9F)
    case 0xE1...0xEF: length = 3
    case 0xF0: (length, second) = (4, 0x90...0xBF)
    case 0xF1...0xF3: length = 4
    case 0xF4: (length, second) = (4, 0x80...0x8F)
    default: return 0
    }
    guard index + length <= bytes.count, second.contains(bytes[index + 1]) else { return 0 }
    for next in bytes[index + 2..<index + length] where next & 0xC0 != 0x80 { return 0 }
    return length
  }
}

/// Messages in UTF-16, which files and a few sources bring.
enum UTF16Text {
  /// The UTF-8 form of bytes that are UTF-16, by their byte order mark or by MSH in two-byte
  /// units; nil for anything else.
  ///
  /// Some sources write the envelope in two-byte characters too. Its bytes of zero then stand at
  /// one end: all of it is there, but a little-endian text begins one byte later. With Latin
  /// letters both readings are the same, and little-endian is what senders use.
  static func transcoded(_ bytes: [UInt8]) -> [UInt8]? {
    guard bytes.count >= 6, let bigEndian = byteOrder(bytes) else { return nil }
    let marked = bytes[0] >= 0xFE
    let isShifted = isWide(bytes) && bytes[0] == 0
    var codes: [UInt16] = []
    codes.reserveCapacity(bytes.count / 2)
    var index = marked ? 2 : isShifted ? 1 : 0
    while index + 1 < bytes.count {
      let (a, b) = (UInt16(bytes[index]), UInt16(bytes[index + 1]))
      codes.append(bigEndian && !isShifted ? a << 8 | b : b << 8 | a)
      index += 2
    }
    return Array(String(decoding: codes, as: UTF16.self).utf8)
  }

  /// Whether bytes that are UTF-16 came in an envelope of two-byte characters: half of one is left.
  static func isWide(_ bytes: [UInt8]) -> Bool { bytes.count % 2 == 1 }

  private static func byteOrder(_ bytes: [UInt8]) -> Bool? {
    if bytes.starts(with: [0xFE, 0xFF]) { return true }
    if bytes.starts(with: [0xFF, 0xFE]) { return false }
    if bytes.starts(with: [0, 0x4D, 0, 0x53, 0, 0x48]) { return true }
    if bytes.starts(with: [0x4D, 0, 0x53, 0, 0x48, 0]) { return false }
    return nil
  }
}
