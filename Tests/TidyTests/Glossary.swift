// Tocsin — TidyTests: the glossary, as the rules for words read it
// SPDX-License-Identifier: Apache-2.0

/// The table of Documentation/GLOSSARY.md, and the list below it.
struct Glossary: Sendable {
  struct Row: Hashable, Sendable {
    /// The words of the first column, without what stands in brackets.
    let words: [String]
    let meaning: String
    /// The words of the last column.
    let never: [String]
    let line: Int
  }

  let rows: [Row]
  /// Words that have a technical meaning beside the one they are refused for.
  let technical: Set<String>

  init(_ file: SourceFile) {
    rows = MarkdownTable.rows(in: file, under: ["Word", "Meaning", "After", "Never"]).map { row in
      Row(
        words: Self.list(row.cells[0]), meaning: row.cells[1], never: Self.list(row.cells[3]),
        line: row.line)
    }
    let start = file.lines.firstIndex { $0.hasPrefix("Technical words:") }
    let lines = start.map { file.lines[$0...].prefix { !$0.isEmpty } } ?? []
    let text = lines.joined(separator: " ").split(separator: ":").last.map(String.init) ?? ""
    technical = Set(
      text.split(separator: ",").map { entry in
        entry.trimmingPrefix(" ").prefix { $0 != " " && $0 != "." }.lowercased()
      })
  }

  /// What identifiers are not built from, each as its words in order.
  var refused: [[String]] {
    let kept = Set(rows.flatMap(\.words)).union(technical)
    let all = Set(rows.flatMap(\.never)).subtracting(kept)
    return all.sorted().map { $0.split(separator: " ").map(String.init) }
  }

  private static func list(_ cell: String) -> [String] {
    var plain = ""
    var depth = 0
    for character in cell where character != "*" {
      if character == "(" { depth += 1 }
      if depth == 0 { plain.append(character == ";" ? "," : character) }
      if character == ")" { depth -= 1 }
    }
    return plain.lowercased().split(separator: ",")
      .map { $0.split(separator: " ").joined(separator: " ") }
      .filter { !$0.isEmpty && $0 != "–" }
  }
}

/// A table in a document.
enum MarkdownTable {
  struct Row: Hashable {
    let cells: [String]
    let line: Int
  }

  /// The body of the first table whose header row is `header`; empty when there is none.
  static func rows(in file: SourceFile, under header: [String]) -> [Row] {
    let start = file.lines.firstIndex { $0.hasPrefix("|") && cells($0) == header }
    guard let start else { return [] }
    return file.lines.enumerated().dropFirst(start + 2).prefix { $0.element.hasPrefix("|") }
      .map { Row(cells: cells($0.element), line: $0.offset + 1) }
  }

  static func cells(_ line: String) -> [String] {
    var inner = line.dropFirst()
    if inner.hasSuffix("|") { inner = inner.dropLast() }
    return inner.split(separator: "|", omittingEmptySubsequences: false)
      .map { cell in
        let words = cell.split(separator: " ")
        return words.joined(separator: " ")
      }
  }
}
