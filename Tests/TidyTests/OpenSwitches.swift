// Tocsin — TidyTests: `default:` over our own enums
// SPDX-License-Identifier: Apache-2.0

/// The cases of every enum that the sources declare, by the enum's name.
///
/// A switch over one of our own enums names each case, so that a new case is a compile error
/// wherever it matters. Types are not known here: a switch counts as one over our enum when every
/// pattern is a case of that enum and at least two are named.
struct OwnEnums {
  private(set) var cases: [String: Set<String>] = [:]

  init(_ files: [SourceFile]) {
    for file in files {
      for index in file.tokens.indices where file.tokens[index].text == "enum" {
        read(file, at: index)
      }
    }
  }

  private mutating func read(_ file: SourceFile, at index: Int) {
    let tokens = file.tokens
    guard index + 1 < tokens.count, tokens[index + 1].kind == .word,
      let open = (index..<min(index + 24, tokens.count)).first(where: { tokens[$0].text == "{" }),
      let close = file.closing(open)
    else { return }
    var depth = 0
    var expectsName = false
    var names: Set<String> = []
    for at in open + 1..<close {
      let token = tokens[at]
      if ["(", "[", "{"].contains(token.text), token.kind == .mark { depth += 1 }
      if [")", "]", "}"].contains(token.text), token.kind == .mark { depth -= 1 }
      guard depth == 0 else { continue }
      if expectsName, token.kind == .word { names.insert(token.text) }
      let goesOn = token.text == "," && at > 0 && !names.isEmpty
      expectsName = token.text == "case" || (goesOn && isInCase(tokens, at))
    }
    cases[tokens[index + 1].text, default: []].formUnion(names)
  }

  /// Whether the comma at an index separates cases: the last declaration word before it is `case`.
  private func isInCase(_ tokens: [Token], _ at: Int) -> Bool {
    let words: Set = ["case", "func", "var", "let", "init"]
    return (0..<at).reversed().first { words.contains(tokens[$0].text) }
      .map { tokens[$0].text == "case" } ?? false
  }

  /// The switches of a file that leave cases of our own enums to `default:`.
  func openSwitches(in file: SourceFile) -> [Finding] {
    let tokens = file.tokens
    return tokens.indices.compactMap { index in
      guard tokens[index].text == "default", index + 1 < tokens.count,
        tokens[index + 1].text == ":", let start = opening(tokens, before: index)
      else { return nil }
      let patterns = patterns(tokens, from: start, to: index)
      guard let patterns, patterns.count > 1 else { return nil }
      let owner = cases.filter { patterns.isSubset(of: $0.value) }.keys.sorted().first
      return owner.map { file.finding(tokens[index].line, "`default:` over \($0)") }
    }
  }

  private func opening(_ tokens: [Token], before index: Int) -> Int? {
    var depth = 0
    for at in (0..<index).reversed() where tokens[at].kind == .mark {
      if tokens[at].text == "}" { depth += 1 }
      if tokens[at].text == "{" {
        if depth == 0 { return at }
        depth -= 1
      }
    }
    return nil
  }

  /// The case names of a switch; nil when a pattern is anything else.
  private func patterns(_ tokens: [Token], from start: Int, to end: Int) -> Set<String>? {
    var names: Set<String> = []
    var depth = 0
    var inPattern = false
    for at in start + 1..<end {
      let text = tokens[at].text
      if tokens[at].kind == .mark, ["(", "[", "{"].contains(text) { depth += 1 }
      if tokens[at].kind == .mark, [")", "]", "}"].contains(text) { depth -= 1 }
      guard depth == 0 else { continue }
      if text == "case" || (inPattern && text == ",") {
        inPattern = true
        let first = tokens[at + 1].text == "let" ? at + 2 : at + 1
        guard first + 1 < end, tokens[first].text == "." else { return nil }
        names.insert(tokens[first + 1].text)
      } else if text == ":" {
        inPattern = false
      }
    }
    return names
  }
}
