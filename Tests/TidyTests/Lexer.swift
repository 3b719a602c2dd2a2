// Tocsin — TidyTests: Swift source as tokens
// SPDX-License-Identifier: Apache-2.0

/// One token, with what stands directly before it.
struct Token: Hashable, Sendable {
  enum Kind: Sendable {
    /// A name or a keyword, also between backticks.
    case word
    /// A number.
    case number
    /// A string literal; `text` is what stands between the quotes, interpolations included.
    case string
    /// One character, or the two of `->`.
    case mark
  }

  let kind: Kind
  let text: String
  /// Counted from 1.
  let line: Int
  /// No white space and no comment between this token and the one before.
  let isGlued: Bool
  /// Written between backticks.
  var isQuoted = false
}

/// Cuts Swift source into tokens, as far as the rules need it: comments are noted by line and
/// dropped, a string literal is one token. Regular-expression literals are not known.
struct Lexer {
  private let bytes: [UInt8]
  private var at = 0
  private var line = 1
  private var isGlued = false
  private var found: [Token] = []
  /// The lines that hold a comment.
  private(set) var commentLines: Set<Int> = []

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func tokens() -> [Token] {
    while at < bytes.count { step() }
    return found
  }

  private mutating func step() {
    let byte = bytes[at]
    if byte == 10 {
      line += 1
      at += 1
      isGlued = false
    } else if byte == 32 || byte == 9 || byte == 13 {
      at += 1
      isGlued = false
    } else if byte == UInt8(ascii: "/"), peek(1) == UInt8(ascii: "/") {
      lineComment()
    } else if byte == UInt8(ascii: "/"), peek(1) == UInt8(ascii: "*") {
      blockComment()
    } else if byte == UInt8(ascii: "\"") {
      string(hashes: 0)
    } else if byte == UInt8(ascii: "#"), let hashes = hashesBeforeQuote() {
      string(hashes: hashes)
    } else if byte == UInt8(ascii: "`") {
      quotedWord()
    } else if Self.isWord(byte) {
      word(isNumber: Self.isDigit(byte))
    } else {
      mark(byte)
    }
  }

  private func peek(_ ahead: Int) -> UInt8 { at + ahead < bytes.count ? bytes[at + ahead] : 0 }

  private static func isDigit(_ byte: UInt8) -> Bool { byte >= 48 && byte <= 57 }

  private static func isWord(_ byte: UInt8) -> Bool {
    (byte >= 97 && byte <= 122) || (byte >= 65 && byte <= 90) || isDigit(byte) || byte == 95
      || byte >= 128
  }

  private mutating func add(_ kind: Token.Kind, _ range: Range<Int>, isQuoted: Bool = false) {
    let text = String(decoding: bytes[range], as: UTF8.self)
    found.append(
      Token(kind: kind, text: text, line: line, isGlued: isGlued, isQuoted: isQuoted))
    isGlued = true
  }

  private mutating func word(isNumber: Bool) {
    let start = at
    while at < bytes.count, Self.isWord(bytes[at]) { at += 1 }
    add(isNumber ? .number : .word, start..<at)
  }

  private mutating func mark(_ byte: UInt8) {
    let isArrow = byte == UInt8(ascii: "-") && peek(1) == UInt8(ascii: ">")
    let length = isArrow ? 2 : 1
    at += length
    add(.mark, at - length..<at)
  }

  private mutating func quotedWord() {
    let start = at + 1
    at = start
    while at < bytes.count, bytes[at] != UInt8(ascii: "`"), bytes[at] != 10 { at += 1 }
    add(.word, start..<at, isQuoted: true)
    at += 1
  }

  private mutating func lineComment() {
    commentLines.insert(line)
    while at < bytes.count, bytes[at] != 10 { at += 1 }
    isGlued = false
  }

  private mutating func blockComment() {
    var depth = 0
    repeat {
      commentLines.insert(line)
      if bytes[at] == UInt8(ascii: "/"), peek(1) == UInt8(ascii: "*") {
        depth += 1
        at += 2
      } else if bytes[at] == UInt8(ascii: "*"), peek(1) == UInt8(ascii: "/") {
        depth -= 1
        at += 2
      } else {
        if bytes[at] == 10 { line += 1 }
        at += 1
      }
    } while depth > 0 && at < bytes.count
    isGlued = false
  }

  private func hashesBeforeQuote() -> Int? {
    var count = 0
    while peek(count) == UInt8(ascii: "#") { count += 1 }
    return peek(count) == UInt8(ascii: "\"") ? count : nil
  }

  /// Takes a literal with `hashes` number signs around it, of one line or of many.
  private mutating func string(hashes: Int) {
    let startLine = line
    at += hashes
    let isLong = peek(1) == UInt8(ascii: "\"") && peek(2) == UInt8(ascii: "\"")
    let quotes = isLong ? 3 : 1
    at += quotes
    let start = at
    while at < bytes.count, !closes(quotes: quotes, hashes: hashes) {
      if bytes[at] == UInt8(ascii: "\\"), hashes == 0 || hasHashes(hashes, from: 1) {
        escape(hashes: hashes)
      } else {
        if bytes[at] == 10 { line += 1 }
        at += 1
      }
    }
    let end = min(at, bytes.count)
    let text = String(decoding: bytes[min(start, end)..<end], as: UTF8.self)
    found.append(Token(kind: .string, text: text, line: startLine, isGlued: isGlued))
    isGlued = true
    at += quotes + hashes
  }

  private func hasHashes(_ count: Int, from offset: Int) -> Bool {
    (0..<count).allSatisfy { peek(offset + $0) == UInt8(ascii: "#") }
  }

  private func closes(quotes: Int, hashes: Int) -> Bool {
    (0..<quotes).allSatisfy { peek($0) == UInt8(ascii: "\"") } && hasHashes(hashes, from: quotes)
  }

  /// Takes an escape; an interpolation is skipped to its closing parenthesis, strings inside too.
  private mutating func escape(hashes: Int) {
    at += 1 + hashes
    guard peek(0) == UInt8(ascii: "(") else {
      at += 1
      return
    }
    var inner = Lexer(bytes)
    inner.at = at
    inner.line = line
    var depth = 0
    repeat {
      let before = inner.found.count
      inner.step()
      if inner.found.count > before, let token = inner.found.last, token.kind == .mark {
        if token.text == "(" { depth += 1 }
        if token.text == ")" { depth -= 1 }
      }
    } while depth > 0 && inner.at < bytes.count
    at = inner.at
    line = inner.line
  }
}
