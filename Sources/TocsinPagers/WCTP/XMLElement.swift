// Tocsin — Pagers: the little of XML that WCTP needs
// SPDX-License-Identifier: Apache-2.0

/// An element of an XML text. No document type is fetched or expanded, no entity but the five of
/// XML is known, and what is nested or repeated beyond the limits is no text for us.
package struct XMLElement: Hashable, Sendable {
  package let name: String
  package fileprivate(set) var attributes: [String: String] = [:]
  package fileprivate(set) var children: [XMLElement] = []
  /// All character data directly inside.
  package fileprivate(set) var text = ""

  package static let depthMax = 12
  package static let elementsMax = 400
  package static let bytesMax = 65_536

  fileprivate init(name: String) { self.name = name }

  /// The root of a text; nil for what is not well-formed, or not this little of XML.
  package init?(parsing bytes: [UInt8]) {
    guard bytes.count <= Self.bytesMax else { return nil }
    var reader = XMLReader(PagerAlphabet.text(bytes))
    guard let root = reader.document() else { return nil }
    self = root
  }

  /// The first child of a name.
  package func child(_ name: String) -> XMLElement? { children.first { $0.name == name } }

  /// The first element on a way of names.
  package func at(_ names: String...) -> XMLElement? {
    names.reduce(self as XMLElement?) { $0?.child($1) }
  }

  /// The text with the characters that XML has for itself written as entities.
  static func escaped(_ text: String) -> String {
    var escaped = ""
    for character in text {
      switch character {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "'": escaped += "&apos;"
      case _: escaped.append(character)
      }
    }
    return escaped
  }
}

private struct XMLReader {
  private let text: [Unicode.Scalar]
  private var place = 0
  private var elements = 0

  init(_ text: String) { self.text = Array(text.unicodeScalars) }

  mutating func document() -> XMLElement? {
    skip("\u{FEFF}")
    guard skipMisc(), let root = element(depth: 0), skipMisc(), place == text.count else {
      return nil
    }
    return root
  }

  /// White space, comments, instructions, and a document type without declarations of its own.
  private mutating func skipMisc() -> Bool {
    while true {
      skipSpace()
      if skip("<?") {
        guard pass("?>") != nil else { return false }
      } else if skip("<!--") {
        guard pass("-->") != nil else { return false }
      } else if skip("<!DOCTYPE") {
        guard let declared = pass(">"), !declared.contains("[") else { return false }
      } else {
        return true
      }
    }
  }

  private mutating func element(depth: Int) -> XMLElement? {
    elements += 1
    guard depth < XMLElement.depthMax, elements <= XMLElement.elementsMax, skip("<"),
      let name = name()
    else { return nil }
    var element = XMLElement(name: name)
    while true {
      let hasSpace = skipSpace()
      if skip("/>") { return element }
      if skip(">") { return content(of: element, depth: depth) }
      guard hasSpace, let (name, value) = attribute(), element.attributes[name] == nil else {
        return nil
      }
      element.attributes[name] = value
    }
  }

  private mutating func attribute() -> (String, String)? {
    guard let name = name() else { return nil }
    skipSpace()
    guard skip("=") else { return nil }
    skipSpace()
    let mark = skip("\"") ? "\"" : skip("'") ? "'" : ""
    guard !mark.isEmpty, let raw = pass(mark), !raw.contains("<"), let value = resolved(raw) else {
      return nil
    }
    return (name, value)
  }

  private mutating func content(of element: XMLElement, depth: Int) -> XMLElement? {
    var element = element
    while place < text.count {
      if skip("</") {
        guard name() == element.name else { return nil }
        skipSpace()
        return skip(">") ? element : nil
      } else if skip("<![CDATA[") {
        guard let data = pass("]]>") else { return nil }
        element.text += data
      } else if skip("<!--") {
        guard pass("-->") != nil else { return nil }
      } else if skip("<?") {
        guard pass("?>") != nil else { return nil }
      } else if text[place] == "<" {
        guard let child = self.element(depth: depth + 1) else { return nil }
        element.children.append(child)
      } else {
        let start = place
        while place < text.count, text[place] != "<" { place += 1 }
        guard let plain = resolved(string(start..<place)) else { return nil }
        element.text += plain
      }
    }
    return nil
  }

  private func resolved(_ raw: String) -> String? {
    guard raw.contains("&") else { return raw }
    var plain = ""
    var rest = raw[...]
    while let mark = rest.firstIndex(of: "&") {
      plain += rest[..<mark]
      let behind = rest[rest.index(after: mark)...]
      guard let end = behind.prefix(10).firstIndex(of: ";"),
        let scalar = Self.entity(behind[..<end])
      else { return nil }
      plain.unicodeScalars.append(scalar)
      rest = behind[behind.index(after: end)...]
    }
    return plain + rest
  }

  private static func entity(_ name: Substring) -> Unicode.Scalar? {
    switch name {
    case "amp": return "&"
    case "lt": return "<"
    case "gt": return ">"
    case "quot": return "\""
    case "apos": return "'"
    case _:
      let number =
        name.hasPrefix("#x")
        ? UInt32(name.dropFirst(2), radix: 16)
        : name.hasPrefix("#") ? UInt32(name.dropFirst()) : nil
      guard let number, number == 0x0A || number == 0x0D || number >= 0x20 else { return nil }
      return Unicode.Scalar(number)
    }
  }

  // MARK: - Characters

  @discardableResult
  private mutating func skip(_ word: String) -> Bool {
    let scalars = Array(word.unicodeScalars)
    guard text.count - place >= scalars.count,
      text[place..<place + scalars.count].elementsEqual(scalars)
    else { return false }
    place += scalars.count
    return true
  }

  @discardableResult
  private mutating func skipSpace() -> Bool {
    let start = place
    while place < text.count, [" ", "\t", "\n", "\r"].contains(text[place]) { place += 1 }
    return place > start
  }

  /// What stands before a word, and goes behind it.
  private mutating func pass(_ word: String) -> String? {
    let start = place
    while place < text.count {
      let end = place
      if skip(word) { return string(start..<end) }
      place += 1
    }
    return nil
  }

  private mutating func name() -> String? {
    let start = place
    while place < text.count, Self.isInName(text[place]) { place += 1 }
    return place > start ? string(start..<place) : nil
  }

  private static func isInName(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
      || ":_-.".unicodeScalars.contains(scalar)
  }

  private func string(_ range: Range<Int>) -> String {
    String(String.UnicodeScalarView(text[range]))
  }
}
