// Tocsin — Identity: the reading of filters and paths
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore

/// Reads the text form of filters and paths (RFC 7644 figure 1): `not` binds tighter than `and`,
/// `and` tighter than `or`; operators and attribute names have no case. Recursion is bounded by
/// `SCIMLimits.filterDepthMax`.
package struct SCIMFilterParser {
  private let bytes: [UInt8]
  private var at = 0
  private var depth = 0
  private var termCount = 0

  private init(_ text: String) throws(SCIMSyntaxError) {
    bytes = Array(text.utf8)
    guard bytes.count <= SCIMLimits.filterBytesMax else {
      throw SCIMSyntaxError(
        position: SCIMLimits.filterBytesMax,
        reason: "a filter has at most \(SCIMLimits.filterBytesMax) bytes")
    }
  }

  /// Reads a whole filter.
  package static func filter(_ text: String) throws(SCIMSyntaxError) -> SCIMFilter {
    var parser = try SCIMFilterParser(text)
    let filter = try parser.either(isInElement: false)
    try parser.expectEnd()
    return filter
  }

  /// Reads a whole path.
  package static func path(_ text: String) throws(SCIMSyntaxError) -> SCIMPath {
    var parser = try SCIMFilterParser(text)
    parser.skipSpaces()
    let attribute = try parser.attribute()
    guard parser.take("[") else {
      try parser.expectEnd()
      return SCIMPath(attribute)
    }
    let selection = try parser.selection()
    var sub: String?
    if parser.take(".") {
      let name = parser.word()
      guard Self.isName(name) else { throw parser.fault("a name must follow the full stop") }
      sub = name
    }
    try parser.expectEnd()
    guard attribute.sub == nil else { throw parser.fault("a list stands before the brackets") }
    return SCIMPath(
      SCIMAttributePath(schema: attribute.schema, attribute.name, sub), selection: selection)
  }

  /// Reads the name of an attribute, as the lists of `attributes` have it.
  package static func attribute(_ text: String) throws(SCIMSyntaxError) -> SCIMAttributePath {
    let path = try path(text)
    guard path.selection == nil else {
      throw SCIMSyntaxError(position: 0, reason: "an attribute's name has no brackets")
    }
    return path.attribute
  }

  // MARK: - Grammar

  private mutating func either(isInElement: Bool) throws(SCIMSyntaxError) -> SCIMFilter {
    var left = try both(isInElement: isInElement)
    while takeKeyword("or") { left = .or(left, try both(isInElement: isInElement)) }
    return left
  }

  private mutating func both(isInElement: Bool) throws(SCIMSyntaxError) -> SCIMFilter {
    var left = try term(isInElement: isInElement)
    while takeKeyword("and") { left = .and(left, try term(isInElement: isInElement)) }
    return left
  }

  private mutating func term(isInElement: Bool) throws(SCIMSyntaxError) -> SCIMFilter {
    skipSpaces()
    if take("(") { return try group(isInElement: isInElement) }
    let start = at
    if takeKeyword("not") {
      skipSpaces()
      guard take("(") else { throw fault("a bracket must follow `not`") }
      return .not(try group(isInElement: isInElement))
    }
    at = start
    termCount += 1
    guard termCount <= SCIMLimits.filterTermsMax else {
      throw fault("a filter has at most \(SCIMLimits.filterTermsMax) comparisons")
    }
    let name = try attribute()
    if take("[") {
      guard !isInElement, name.sub == nil else { throw fault("brackets do not nest") }
      return .element(name, try selection())
    }
    return try comparison(of: name)
  }

  /// What stands between round brackets, the closing one too.
  private mutating func group(isInElement: Bool) throws(SCIMSyntaxError) -> SCIMFilter {
    depth += 1
    guard depth <= SCIMLimits.filterDepthMax else {
      throw fault("brackets nest at most \(SCIMLimits.filterDepthMax) deep")
    }
    let filter = try either(isInElement: isInElement)
    skipSpaces()
    guard take(")") else { throw fault("a closing bracket is missing") }
    depth -= 1
    return filter
  }

  private mutating func selection() throws(SCIMSyntaxError) -> SCIMFilter {
    let filter = try either(isInElement: true)
    skipSpaces()
    guard take("]") else { throw fault("a closing square bracket is missing") }
    return filter
  }

  private mutating func comparison(
    of name: SCIMAttributePath
  ) throws(SCIMSyntaxError) -> SCIMFilter {
    guard take(" ") else { throw fault("a space and an operator must follow the attribute") }
    skipSpaces()
    let start = at
    let word = word().lowercased()
    if word == "pr" { return .present(name) }
    guard let comparison = SCIMFilter.Comparison(rawValue: word) else {
      at = start
      throw fault("an operator must stand here: eq ne co sw ew pr gt ge lt le")
    }
    guard take(" ") else { throw fault("a space and a value must follow the operator") }
    skipSpaces()
    let value = try literal()
    guard comparison.takes(value) else {
      at = start
      throw fault("this operator does not compare values of this kind")
    }
    return .compare(name, comparison, value)
  }

  /// `[schema:]name[.sub]`; the schema ends at the last colon.
  private mutating func attribute() throws(SCIMSyntaxError) -> SCIMAttributePath {
    let start = at
    let whole = word()
    guard let name = Self.split(whole) else {
      at = start
      throw fault("an attribute's name must stand here")
    }
    return name
  }

  private static func split(_ text: String) -> SCIMAttributePath? {
    var schema: String?
    var rest = Substring(text)
    if let colon = text.lastIndex(of: ":") {
      schema = String(text[..<colon])
      rest = text[text.index(after: colon)...]
      guard schema?.lowercased().hasPrefix("urn:") == true else { return nil }
    }
    let parts = rest.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard (1...2).contains(parts.count), parts.allSatisfy(isName) else { return nil }
    return SCIMAttributePath(schema: schema, parts[0], parts.count > 1 ? parts[1] : nil)
  }

  /// A letter or `$`, then letters, digits, `-` and `_` (RFC 7643 §2.1).
  private static func isName(_ text: String) -> Bool {
    guard let first = text.utf8.first, isLetter(first) || first == UInt8(ascii: "$") else {
      return false
    }
    return text.utf8.dropFirst().allSatisfy {
      isLetter($0) || isDigit($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_")
    }
  }
}

extension SCIMFilterParser {
  // MARK: - Literals

  private mutating func literal() throws(SCIMSyntaxError) -> SCIMValue {
    if at < bytes.count, bytes[at] == UInt8(ascii: "\"") { return .text(try string()) }
    let start = at
    let word = word(with: "+")
    switch word {
    case "true": return .flag(true)
    case "false": return .flag(false)
    case "null": return .null
    case _ where word.utf8.first.map { Self.isDigit($0) || $0 == UInt8(ascii: "-") } ?? false:
      if let number = Int64(word) { return .number(number) }
      if let decimal = Double(word), decimal.isFinite { return .decimal(decimal) }
    case _: break
    }
    at = start
    throw fault("a value must stand here: true, false, null, a number or a text in quotes")
  }

  /// A JSON string (RFC 8259 §7).
  private mutating func string() throws(SCIMSyntaxError) -> String {
    var out: [UInt8] = []
    at += 1
    while at < bytes.count {
      let byte = bytes[at]
      at += 1
      switch byte {
      case UInt8(ascii: "\""): return String(decoding: out, as: UTF8.self)
      case UInt8(ascii: "\\"): try escape(into: &out)
      case 0..<0x20: throw fault("control characters are written with a backslash")
      case _: out.append(byte)
      }
    }
    throw fault("the closing quote is missing")
  }

  private mutating func escape(into out: inout [UInt8]) throws(SCIMSyntaxError) {
    guard at < bytes.count else { throw fault("the closing quote is missing") }
    let byte = bytes[at]
    at += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): out.append(byte)
    case UInt8(ascii: "b"): out.append(0x08)
    case UInt8(ascii: "f"): out.append(0x0C)
    case UInt8(ascii: "n"): out.append(0x0A)
    case UInt8(ascii: "r"): out.append(0x0D)
    case UInt8(ascii: "t"): out.append(0x09)
    case UInt8(ascii: "u"): out += Array(String(try escapedCharacter()).utf8)
    case _: throw fault("this escape is not JSON's")
    }
  }

  /// One or, for a surrogate pair, two `\uXXXX`.
  private mutating func escapedCharacter() throws(SCIMSyntaxError) -> Unicode.Scalar {
    let first = try hexadecimal()
    if (0xD800..<0xDC00).contains(first), at + 1 < bytes.count,
      bytes[at] == UInt8(ascii: "\\"), bytes[at + 1] == UInt8(ascii: "u")
    {
      at += 2
      let second = try hexadecimal()
      guard (0xDC00..<0xE000).contains(second),
        let pair = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
      else { throw fault("half a character") }
      return pair
    }
    guard let scalar = Unicode.Scalar(first) else { throw fault("half a character") }
    return scalar
  }

  private mutating func hexadecimal() throws(SCIMSyntaxError) -> UInt32 {
    let digits = bytes[at...].prefix(4)
    guard digits.count == 4, let value = HexadecimalDigits.value(digits) else {
      throw fault("four hexadecimal digits must follow")
    }
    at += 4
    return value
  }

  // MARK: - Bytes

  private func fault(_ reason: String) -> SCIMSyntaxError {
    SCIMSyntaxError(position: at, reason: reason)
  }

  private mutating func skipSpaces() {
    while at < bytes.count, bytes[at] == 0x20 { at += 1 }
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard at < bytes.count, bytes[at] == UInt8(ascii: character) else { return false }
    at += 1
    return true
  }

  /// A word between spaces or brackets; nothing is taken when another stands there.
  private mutating func takeKeyword(_ keyword: String) -> Bool {
    let start = at
    skipSpaces()
    if word().lowercased() == keyword { return true }
    at = start
    return false
  }

  private mutating func word(with others: String = "") -> String {
    let start = at
    while at < bytes.count, Self.isWordByte(bytes[at]) || others.utf8.contains(bytes[at]) {
      at += 1
    }
    return String(decoding: bytes[start..<at], as: UTF8.self)
  }

  private mutating func expectEnd() throws(SCIMSyntaxError) {
    skipSpaces()
    guard at == bytes.count else { throw fault("nothing more was expected here") }
  }

  private static func isWordByte(_ byte: UInt8) -> Bool {
    isLetter(byte) || isDigit(byte) || "._:$-".utf8.contains(byte)
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}

extension SCIMFilter.Comparison {
  /// Texts compare in every way, numbers in order, truth and null for being the same.
  func takes(_ value: SCIMValue) -> Bool {
    switch (self, value) {
    case (.equal, _), (.unequal, _), (_, .text): true
    case (.greater, .number), (.greaterOrEqual, .number), (.less, .number), (.lessOrEqual, .number):
      true
    case (.greater, .decimal), (.greaterOrEqual, .decimal), (.less, .decimal),
      (.lessOrEqual, .decimal):
      true
    case (.contains, _), (.begins, _), (.ends, _), (.greater, _), (.greaterOrEqual, _), (.less, _),
      (.lessOrEqual, _):
      false
    }
  }
}
