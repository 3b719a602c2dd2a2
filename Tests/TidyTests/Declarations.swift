// Tocsin — TidyTests: what a file declares
// SPDX-License-Identifier: Apache-2.0

/// A declared name, as far as the rules need it.
struct Declaration: Hashable {
  enum Kind { case type, function, value }

  let kind: Kind
  let name: String
  let line: Int
}

/// A function or an initialiser with a body.
struct FunctionShape: Hashable {
  let name: String
  let line: Int
  let lastLine: Int
  let parameters: Int
  /// An initialiser without a branch or a loop: it only stores what it is given.
  let onlyStores: Bool

  var lineCount: Int { lastLine - line + 1 }
}

extension SourceFile {
  private static let typeWords: Set = [
    "struct", "class", "enum", "actor", "protocol", "typealias", "associatedtype",
  ]
  private static let valueWords: Set = ["let", "var", "case"]

  /// Types, functions, constants, variables and cases; neither parameters nor loop variables.
  var declarations: [Declaration] {
    var found: [Declaration] = []
    for index in tokens.indices.dropLast() where tokens[index].kind == .word {
      let token = tokens[index]
      let next = tokens[index + 1]
      let isMember = index > 0 && tokens[index - 1].text == "."
      guard !isMember, !token.isQuoted, next.kind == .word else { continue }
      if Self.typeWords.contains(token.text), next.text != "func", next.text != "var" {
        found.append(Declaration(kind: .type, name: next.text, line: next.line))
      } else if token.text == "func", !next.isQuoted {
        found.append(Declaration(kind: .function, name: next.text, line: next.line))
      } else if Self.valueWords.contains(token.text), !next.isQuoted {
        found.append(Declaration(kind: .value, name: next.text, line: next.line))
      }
    }
    return found
  }

  /// Every function and initialiser that has a body.
  var functions: [FunctionShape] {
    tokens.indices.compactMap(function(at:))
  }

  private func function(at index: Int) -> FunctionShape? {
    guard tokens[index].kind == .word, !tokens[index].isQuoted, index + 2 < tokens.count else {
      return nil
    }
    let isInit = tokens[index].text == "init" && (index == 0 || tokens[index - 1].text != ".")
    guard isInit || tokens[index].text == "func" else { return nil }
    guard
      let open = (index + 1..<tokens.count).first(where: { tokens[$0].text == "(" }),
      tokens[open].line - tokens[index].line < 6,
      let close = closing(open),
      let body = bodyStart(after: close), let end = closing(body)
    else { return nil }
    return FunctionShape(
      name: isInit ? "init" : tokens[index + 1].text, line: tokens[index].line,
      lastLine: tokens[end].line, parameters: parameterCount(open, close),
      onlyStores: isInit && !branches(body..<end))
  }

  private func branches(_ range: Range<Int>) -> Bool {
    let words: Set = ["if", "for", "while", "switch", "guard", "repeat"]
    return range.contains { tokens[$0].kind == .word && words.contains(tokens[$0].text) }
  }

  /// The index of the bracket that closes the one at `open`.
  func closing(_ open: Int) -> Int? {
    var depth = 0
    for index in open..<tokens.count where tokens[index].kind == .mark {
      switch tokens[index].text {
      case "(", "[", "{": depth += 1
      case ")", "]", "}":
        depth -= 1
        if depth == 0 { return index }
      default: break
      }
    }
    return nil
  }

  private func parameterCount(_ open: Int, _ close: Int) -> Int {
    guard close > open + 1 else { return 0 }
    var depth = 0
    var commas = 0
    for index in open + 1..<close where tokens[index].kind == .mark {
      switch tokens[index].text {
      case "(", "[", "{", "<": depth += 1
      case ")", "]", "}", ">": depth -= 1
      case "," where depth == 0 && index + 1 < close: commas += 1
      default: break
      }
    }
    return commas + 1
  }

  private static let declarationWords: Set = [
    "func", "var", "let", "init", "case", "struct", "class", "enum", "extension", "protocol",
    "actor", "subscript", "static", "mutating", "package", "private", "public", "internal",
    "associatedtype", "typealias",
  ]

  /// The opening brace of the body, nil for a requirement without one.
  private func bodyStart(after close: Int) -> Int? {
    var index = close + 1
    while index < tokens.count {
      let token = tokens[index]
      if token.text == "{" { return index }
      if token.text == "(" || token.text == "[" {
        guard let end = closing(index) else { return nil }
        index = end + 1
        continue
      }
      let isNextDeclaration = token.kind == .word && Self.declarationWords.contains(token.text)
      if token.text == "}" || token.text == "@" || isNextDeclaration { return nil }
      index += 1
    }
    return nil
  }
}
