// Tocsin — TidyTests: links, tables and limits of the documents
// SPDX-License-Identifier: Apache-2.0

import Testing

@Suite struct `The documents` {
  private var pages: [SourceFile] { Tree.files.filter { $0.path.hasSuffix(".md") } }

  @Test func `link to files that exist`() {
    let findings = pages.flatMap { deadLinks(in: $0, exists: Tree.exists) }
    #expect(findings.isEmpty, report(findings))
  }

  @Test(arguments: [
    ("[a](missing.md)", 1), ("![a](../missing.png)", 1), ("[a](here.md#part)", 0),
    ("[a](https://example.org) [b](#part)", 0), ("`[a](missing.md)`", 0),
  ])
  func `can hold a dead link`(text: String, count: Int) {
    let file = SourceFile(path: "Documentation/page.md", text: text)
    #expect(deadLinks(in: file) { $0 == "Documentation/here.md" }.count == count)
  }

  @Test func `hold a glossary that reads as a table`() throws {
    let glossary = Glossary(try #require(Tree.file("Documentation/GLOSSARY.md")))
    #expect(glossary.rows.count > 30)
    #expect(glossary.technical.count > 10)
    for row in glossary.rows {
      #expect(!row.words.isEmpty && !row.meaning.isEmpty, "line \(row.line)")
    }
    let words = glossary.rows.flatMap(\.words)
    #expect(Set(words).count == words.count, "a word stands in two rows")
    let refused = glossary.refused.map { $0.joined(separator: " ") }
    #expect(refused.contains("severity"))
    #expect(!refused.contains("message"), "a word of the first column is never refused")
    #expect(!refused.contains("queue"), "a technical word is never refused")
  }

  @Test func `tell the architecture in at most 200 lines`() throws {
    #expect(try #require(Tree.file("Documentation/ARCHITECTURE.md")).lines.count <= 200)
  }

  @Test(arguments: (1...10).map { "I\($0)" } + (1...33).map { "S\($0)" })
  func `give each invariant and rule a hazard`(rule: String) throws {
    let log = try #require(Tree.file("Documentation/hazard-log.md"))
    #expect(log.lines.contains { $0.hasPrefix("| \(rule) |") })
  }

  @Test func `keep decisions in one form and number them without gaps`() {
    let records = pages.filter { $0.path.hasPrefix("Documentation/adr/") }
    #expect(!records.isEmpty)
    let numbers = records.compactMap { file in
      file.path.split(separator: "/").last.flatMap { Int($0.prefix(4)) }
    }
    #expect(numbers.sorted() == Array(1...max(1, records.count)))
    let findings = records.flatMap(missingParts)
    #expect(findings.isEmpty, report(findings))
  }

  @Test func `can hold a decision without its parts`() {
    let file = SourceFile(path: "Documentation/adr/0001-a.md", text: "# A\n\n## Context\n")
    #expect(missingParts(of: file).count == 4)
  }

  private func missingParts(of file: SourceFile) -> [Finding] {
    let parts = ["Status: ", "## Context", "## Options", "## Decision", "## Consequences"]
    return parts.filter { part in !file.lines.contains { $0.hasPrefix(part) } }
      .map { file.finding(1, "a decision has \"\($0)\"") }
  }
}

/// Links of a page to files of the tree that are not there. Code between backticks is left out.
func deadLinks(in file: SourceFile, exists: (String) -> Bool) -> [Finding] {
  let folder = file.path.split(separator: "/").dropLast().map(String.init)
  return file.lines.enumerated().flatMap { index, line in
    links(in: line).filter { !$0.contains("://") && !$0.hasPrefix("mailto:") }
      .compactMap { link in
        let target = link.prefix { $0 != "#" }
        guard !target.isEmpty else { return nil }
        let path = resolve(folder, String(target))
        return exists(path) ? nil : file.finding(index + 1, "\(path) does not exist")
      }
  }
}

private func links(in line: String) -> [String] {
  var found: [String] = []
  var isCode = false
  var rest = line[...]
  while let character = rest.first {
    if character == "`" { isCode.toggle() }
    if !isCode, rest.hasPrefix("]("), let end = rest.firstIndex(of: ")") {
      found.append(String(rest[rest.index(rest.startIndex, offsetBy: 2)..<end]))
    }
    rest = rest.dropFirst()
  }
  return found
}

private func resolve(_ folder: [String], _ link: String) -> String {
  var parts = folder
  for part in link.split(separator: "/") {
    if part == ".." { _ = parts.popLast() } else if part != "." { parts.append(String(part)) }
  }
  return parts.joined(separator: "/")
}
