// Tocsin — TidyTests: one word per concept
// SPDX-License-Identifier: Apache-2.0

extension Rule {
  static let words: [Rule] = [vocabulary, emptyNames, fileNames]

  private static let refusedWords: [[String]] =
    Tree.file("Documentation/GLOSSARY.md").map { Glossary($0).refused } ?? []

  private static let vocabulary = Rule(
    name: "no name built from a word that the glossary refuses",
    covers: isSwift,
    check: { file in
      file.declarations.compactMap { declaration in
        let parts = nameParts(declaration.name)
        let word = refusedWords.first { contains($0, in: parts) }
        return word.map {
          file.finding(
            declaration.line,
            "`\(declaration.name)`: the glossary refuses \"\($0.joined(separator: " "))\"")
        }
      }
    },
    refused: Sample(text: "let alertSeverity = 1"),
    accepted: Sample(text: "let alertPriority = 1; x.severity(2); func f(severity: Int) {}"))

  private static let emptyNames = Rule(
    name: "no type named after nothing: Manager, Helper, Util, Service, Data, Info",
    covers: isSwift,
    check: { file in
      file.declarations.filter { $0.kind == .type }.compactMap { declaration in
        namesNothing(declaration.name)
          ? file.finding(declaration.line, "`\(declaration.name)` names nothing") : nil
      }
    },
    refused: Sample(text: "struct PageManager {}"),
    accepted: Sample(text: "enum DataError {}\nstruct WebPushService {}\nactor RotaManager {}"))

  private static let fileNames = Rule(
    name: "no file named Utilities, Helpers or Extensions",
    covers: isCode,
    check: { file in
      let name = file.path.split(separator: "/").last?.split(separator: ".").first ?? ""
      let parts = nameParts(String(name))
      return parts.contains { ["utilities", "helpers", "extensions", "misc"].contains($0) }
        ? [file.finding(1, "a file is named after its main type or its topic")] : []
    },
    refused: Sample(path: "Sources/TocsinCore/StringExtensions.swift", text: ""),
    accepted: Sample(path: "Sources/TocsinCore/Alert+text.swift", text: ""))

  /// A rota manager is a person; a push service is what it is called.
  private static func namesNothing(_ name: String) -> Bool {
    let parts = nameParts(name)
    let isAllowed = name.hasPrefix("RotaManager") || name.hasSuffix("PushService")
    if isAllowed { return false }
    let anywhere: Set = ["manager", "helper", "helpers", "util", "utils", "utility"]
    let last: Set = ["service", "data", "info"]
    return parts.contains(where: anywhere.contains) || parts.last.map(last.contains) == true
  }

  private static func contains(_ words: [String], in parts: [String]) -> Bool {
    guard parts.count >= words.count, !words.isEmpty else { return false }
    return (0...parts.count - words.count).contains { start in
      words.indices.allSatisfy { isSame(words[$0], parts[start + $0]) }
    }
  }

  /// The word itself or its plural.
  private static func isSame(_ word: String, _ part: String) -> Bool {
    part == word || (part.utf8.count == word.utf8.count + 1 && part == word + "s")
  }
}

/// `alertSeverity` gives `alert`, `severity`; `HL7ACKCode` gives `hl7ack`, `code`.
func nameParts(_ name: String) -> [String] {
  var parts: [String] = []
  var part = ""
  var wasUpper = false
  for character in name {
    let isUpper = character.isUppercase
    if character == "_" || (isUpper && !wasUpper) {
      if !part.isEmpty { parts.append(part.lowercased()) }
      part = ""
    } else if !isUpper, wasUpper, part.count > 1, character.isLetter {
      let last = part.removeLast()
      parts.append(part.lowercased())
      part = String(last)
    }
    if character != "_" { part.append(character) }
    wasUpper = isUpper
  }
  if !part.isEmpty { parts.append(part.lowercased()) }
  return parts
}
