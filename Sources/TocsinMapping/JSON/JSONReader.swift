// Tocsin — Mapping: reads JSON in place, front to back
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore

/// Reads one JSON text (RFC 8259). Its cost grows with the bytes alone; nesting is counted before
/// it is followed, so that no text can exhaust a stack.
struct JSONReader {
  private let bytes: [UInt8]
  private let limits: JSONLimits
  private var place = 0
  private var depth = 0
  private var nodes = 0

  init(_ bytes: [UInt8], _ limits: JSONLimits) {
    self.bytes = bytes
    self.limits = limits
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { place = 3 }
  }

  mutating func whole() throws(JSONFault) -> JSONTree {
    let value = try value()
    skipSpace()
    guard place == bytes.count else { throw fault("something stands behind the value") }
    return value
  }

  private func fault(_ text: String) -> JSONFault { JSONFault(byte: place, text: text) }

  private var next: UInt8? { place < bytes.count ? bytes[place] : nil }

  private mutating func skipSpace() {
    while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
      place += 1
    }
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard next == byte else { return false }
    place += 1
    return true
  }

  private mutating func count() throws(JSONFault) {
    nodes += 1
    guard nodes <= limits.nodes else {
      throw fault("there are more than \(limits.nodes) values")
    }
  }

  private mutating func value() throws(JSONFault) -> JSONTree {
    skipSpace()
    try count()
    guard let next else { throw fault("the text ends where a value is expected") }
    switch next {
    case UInt8(ascii: "{"):
      return try nested { (reader) throws(JSONFault) in try reader.object() }
    case UInt8(ascii: "["):
      return try nested { (reader) throws(JSONFault) in try reader.list() }
    case UInt8(ascii: "\""): return .text(try text())
    case UInt8(ascii: "t"): return try word("true", .flag(true))
    case UInt8(ascii: "f"): return try word("false", .flag(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(try number())
    default: throw fault("no value begins like this")
    }
  }

  private mutating func nested(
    _ read: (inout JSONReader) throws(JSONFault) -> JSONTree
  ) throws(JSONFault) -> JSONTree {
    depth += 1
    guard depth <= limits.depth else {
      throw fault("arrays and objects nest deeper than \(limits.depth)")
    }
    place += 1
    let value = try read(&self)
    depth -= 1
    return value
  }

  private mutating func object() throws(JSONFault) -> JSONTree {
    var members: [JSONMember] = []
    skipSpace()
    if take(UInt8(ascii: "}")) { return .object(members) }
    while true {
      skipSpace()
      guard next == UInt8(ascii: "\"") else { throw fault("a member's name is expected") }
      let name = try text()
      skipSpace()
      guard take(UInt8(ascii: ":")) else { throw fault("a colon is expected") }
      members.append(JSONMember(name: name, value: try value()))
      skipSpace()
      if take(UInt8(ascii: "}")) { return .object(members) }
      guard take(UInt8(ascii: ",")) else { throw fault("a comma or } is expected") }
    }
  }

  private mutating func list() throws(JSONFault) -> JSONTree {
    var values: [JSONTree] = []
    skipSpace()
    if take(UInt8(ascii: "]")) { return .list(values) }
    while true {
      values.append(try value())
      skipSpace()
      if take(UInt8(ascii: "]")) { return .list(values) }
      guard take(UInt8(ascii: ",")) else { throw fault("a comma or ] is expected") }
    }
  }

  private mutating func word(
    _ word: StaticString, _ value: JSONTree
  ) throws(JSONFault) -> JSONTree {
    let length = word.utf8CodeUnitCount
    guard place + length <= bytes.count,
      word.withUTF8Buffer({ $0.elementsEqual(bytes[place..<place + length]) })
    else { throw fault("no value begins like this") }
    place += length
    return value
  }

  // MARK: - Numbers

  private mutating func number() throws(JSONFault) -> String {
    let start = place
    _ = take(UInt8(ascii: "-"))
    if take(UInt8(ascii: "0")) {
      if isDigit(next) { throw fault("a number has no zero in front") }
    } else {
      try digits()
    }
    if take(UInt8(ascii: ".")) { try digits() }
    if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
      if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
      try digits()
    }
    return String(decoding: bytes[start..<place], as: UTF8.self)
  }

  private func isDigit(_ byte: UInt8?) -> Bool { byte.map { (0x30...0x39).contains($0) } ?? false }

  private mutating func digits() throws(JSONFault) {
    guard isDigit(next) else { throw fault("a digit is expected") }
    while isDigit(next) { place += 1 }
  }

  // MARK: - Strings

  private mutating func text() throws(JSONFault) -> String {
    place += 1
    let start = place
    while let byte = next, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte >= 0x20 {
      place += 1
    }
    guard next != UInt8(ascii: "\"") else {
      defer { place += 1 }
      return try decoded(bytes[start..<place], from: start)
    }
    var out = Array(bytes[start..<place])
    while let byte = next {
      switch byte {
      case UInt8(ascii: "\""):
        place += 1
        return try decoded(out[...], from: start)
      case UInt8(ascii: "\\"): try escape(into: &out)
      case 0..<0x20: throw fault("a control character stands in a string: escape it")
      default:
        out.append(byte)
        place += 1
      }
    }
    throw fault("a string has no end")
  }

  private func decoded(
    _ text: ArraySlice<UInt8>, from start: Int
  ) throws(JSONFault) -> String {
    let decoded = text.withUnsafeBufferPointer { String(validating: $0, as: UTF8.self) }
    guard let decoded else { throw JSONFault(byte: start, text: "a string is not UTF-8") }
    return decoded
  }

  private mutating func escape(into out: inout [UInt8]) throws(JSONFault) {
    place += 1
    guard let byte = next else { throw fault("a string has no end") }
    place += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): out.append(byte)
    case UInt8(ascii: "b"): out.append(0x08)
    case UInt8(ascii: "f"): out.append(0x0C)
    case UInt8(ascii: "n"): out.append(0x0A)
    case UInt8(ascii: "r"): out.append(0x0D)
    case UInt8(ascii: "t"): out.append(0x09)
    case UInt8(ascii: "u"): out += Array(String(Character(try scalar())).utf8)
    default:
      place -= 1
      throw fault("no escape is written like this")
    }
  }

  /// The character of `\uXXXX`, of two of them for one beyond the first plane; U+FFFD for half of
  /// such a pair.
  private mutating func scalar() throws(JSONFault) -> Unicode.Scalar {
    let high = try unit()
    guard (0xD800...0xDBFF).contains(high) else { return Unicode.Scalar(high) ?? "\u{FFFD}" }
    let after = place
    guard take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else {
      place = after
      return "\u{FFFD}"
    }
    let low = try unit()
    guard (0xDC00...0xDFFF).contains(low) else {
      place = after
      return "\u{FFFD}"
    }
    return Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00)) ?? "\u{FFFD}"
  }

  private mutating func unit() throws(JSONFault) -> UInt32 {
    guard place + 4 <= bytes.count,
      let unit = HexadecimalDigits.value(bytes[place..<place + 4])
    else { throw fault("four hexadecimal digits are expected") }
    place += 4
    return unit
  }
}
