// Tocsin — TidyTests: calls that are not made
// SPDX-License-Identifier: Apache-2.0

extension Rule {
  static let calls: [Rule] = [
    forceUnwrap, forceTry, clock, printing, detached, silentCrash, unprovedSendable, unfinished,
  ]

  /// A rule over tokens: the message for the token at an index, or nil.
  private static func tokens(
    _ name: String, refused: String, accepted: String, butUnder folders: [String] = [],
    _ complaint: @escaping @Sendable ([Token], Int) -> String?
  ) -> Rule {
    Rule(
      name: name,
      covers: { path in isSwift(path) && !folders.contains(where: path.hasPrefix) },
      check: { file in
        file.tokens.indices.compactMap { index in
          complaint(file.tokens, index).map { file.finding(file.tokens[index].line, $0) }
        }
      },
      refused: Sample(text: refused), accepted: Sample(text: accepted))
  }

  private static let forceUnwrap = tokens(
    "no forced unwrap, no forced cast, no implicitly unwrapped optional",
    refused: "let a = b!", accepted: "if !a, a != b, c! = d, !(e) { \"f!\" }  // g!"
  ) { tokens, at in
    guard tokens[at].text == "!", tokens[at].kind == .mark, tokens[at].isGlued, at > 0 else {
      return nil
    }
    let next = at + 1 < tokens.count ? tokens[at + 1] : nil
    let isUnequal = next?.text == "=" && (next?.isGlued == true || tokens[at - 1].text != ")")
    let before = tokens[at - 1]
    let isOperand = before.kind == .word || [")", "]", "}", "?"].contains(before.text)
    return isOperand && !isUnequal && before.text != "try" ? "`\(before.text)!`" : nil
  }

  private static let forceTry = tokens(
    "no try!", refused: "let a = try! b()", accepted: "let a = try b(); let c = try? d()"
  ) { tokens, at in
    tokens[at].text == "!" && at > 0 && tokens[at - 1].text == "try" ? "`try!`" : nil
  }

  private static let clock = tokens(
    "the clock is read by TocsinSystem alone",
    refused: "let a = ContinuousClock.now",
    accepted: "let a = time.now; let b = Date(timeIntervalSince1970: 0); let c = self.now",
    butUnder: ["Sources/TocsinSystem/", "Tests/TocsinSystemTests/", "Benchmarks/"]
  ) { tokens, at in
    if tokens[at].text == "Date", at + 2 < tokens.count, tokens[at + 1].text == "(",
      tokens[at + 2].text == ")"
    {
      return "`Date()`: time is a parameter"
    }
    guard tokens[at].text == "now", at > 0, tokens[at - 1].text == ".", tokens[at].isGlued else {
      return nil
    }
    let base = at > 1 && tokens[at - 1].isGlued ? tokens[at - 2] : nil
    let isValue = base.map { $0.kind == .word && $0.text.first?.isLowercase == true } ?? false
    let isMember = base.map { [")", "]", "?"].contains($0.text) } ?? false
    return isValue || isMember ? nil : "`.now`: time is a parameter"
  }

  private static let printing = tokens(
    "only the program prints", refused: "print(a)",
    accepted: "document.print(a); func print(_ a: Int) {}",
    butUnder: ["Sources/tocsin/", "Benchmarks/"]
  ) { tokens, at in
    guard tokens[at].text == "print", tokens[at].kind == .word, at + 1 < tokens.count,
      tokens[at + 1].text == "(", tokens[at + 1].isGlued
    else { return nil }
    let before = at > 0 ? tokens[at - 1].text : ""
    return before == "." || before == "func" ? nil : "`print`"
  }

  private static let detached = tokens(
    "no detached task", refused: "Task.detached { }", accepted: "Task { }; a.detached = true"
  ) { tokens, at in
    tokens[at].text == "detached" && at > 1 && tokens[at - 1].text == "."
      && tokens[at - 2].text == "Task" ? "`Task.detached`" : nil
  }

  private static let silentCrash = tokens(
    "a crash says why", refused: "fatalError()", accepted: "fatalError(\"no site key\")"
  ) { tokens, at in
    let names: Set = ["fatalError", "preconditionFailure", "assertionFailure"]
    guard names.contains(tokens[at].text), at + 2 < tokens.count, tokens[at + 1].text == "("
    else { return nil }
    let argument = tokens[at + 2]
    let isEmpty = argument.text == ")" || argument.kind == .string && argument.text.isEmpty
    return isEmpty ? "`\(tokens[at].text)` without a message" : nil
  }

  private static let unprovedSendable = Rule(
    name: "@unchecked Sendable stands under a comment that proves it",
    covers: isSwift,
    check: { file in
      file.tokens.indices.compactMap { index in
        let token = file.tokens[index]
        guard token.text == "unchecked", index > 0, file.tokens[index - 1].text == "@" else {
          return nil
        }
        let proof = (max(3, token.line - 3)...max(3, token.line)).contains {
          file.commentLines.contains($0)
        }
        return proof ? nil : file.finding(token.line, "`@unchecked Sendable` without its proof")
      }
    },
    refused: Sample(text: "// Header\n// Licence\n\nfinal class A: @unchecked Sendable {}"),
    accepted: Sample(
      text: "// Header\n// Licence\n\n/// A lock guards `b`.\nfinal class A: @unchecked Sendable {}"
    ))

  private static let unfinished = Rule(
    name: "nothing is left unfinished in a comment",
    covers: { !$0.hasPrefix("Tests/TidyTests/") },
    check: { file in
      let words = ["TO" + "DO", "FIX" + "ME"]
      return file.lines.enumerated().flatMap { index, line in
        words.filter { hasWord($0, in: line) }.map { file.finding(index + 1, "`\($0)`") }
      }
    },
    refused: Sample(text: "// TO" + "DO: later\n"),
    accepted: Sample(text: "// A TO" + "DOLIST is no such mark\n"))

  private static func hasWord(_ word: String, in line: String) -> Bool {
    guard line.utf8.count >= word.utf8.count, let range = line.firstRange(of: word) else {
      return false
    }
    let isLetter = { (character: Character?) in character?.isLetter ?? false }
    let before = line[..<range.lowerBound].last
    let after = range.upperBound < line.endIndex ? line[range.upperBound] : nil
    return !isLetter(before) && !isLetter(after)
  }
}
