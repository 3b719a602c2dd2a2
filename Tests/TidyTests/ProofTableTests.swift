// Tocsin — TidyTests: the tests that tables of proof name
// SPDX-License-Identifier: Apache-2.0

import Testing

/// Tables whose last column says by which test a row is shown: a file, a suite or a `threat N` in
/// backticks, a part of a test's name in italics.
@Suite struct `The tables of proof` {
  private static let tests = Tree.files.filter { $0.path.hasPrefix("Tests/") }
    .map { $0.lines.joined(separator: "\n") }

  private static func isNamed(_ name: String) -> Bool {
    let inPython = name.replacing(" ", with: "_")
    return tests.contains { $0.contains(name) || $0.contains(inPython) }
  }

  private static func isFile(_ path: String) -> Bool {
    Tree.exists(path) || Tree.exists("Tests/" + path)
  }

  @Test(arguments: [
    "Documentation/threat-model.md", "Documentation/asvs.md",
    "Documentation/privacy/requirements.md", "Documentation/safety-case.md",
  ])
  func `name tests and files that exist`(path: String) throws {
    let page = try #require(Tree.file(path))
    var count = 0
    for (number, line) in page.lines.enumerated() {
      for proof in proofs(in: line) {
        count += 1
        let isThere = proof.isFile ? Self.isFile(proof.name) : Self.isNamed(proof.name)
        #expect(isThere, "\(path):\(number + 1): \(proof.name)")
      }
    }
    #expect(count > 20)
  }

  @Test(arguments: [
    ("| 1 | x | Tests: `A suite` *does this*; Tests/a.py `threat 9` |", 4),
    ("| 1 | `A suite` | nothing to show |", 0), ("`A suite` outside a table", 0),
    ("| 1 | **Open**: [x.py](x.py), `make fuzz`, `nosniff` |", 0),
  ])
  func `are read for files, suites and parts of names`(line: String, count: Int) {
    #expect(proofs(in: line).count == count)
  }

  @Test func `can name what does not exist`() {
    #expect(!Self.isNamed("A suite that nobody " + "has written"))
    #expect(!Self.isFile("EndToEndTests/nothing.py"))
  }
}

/// What the last cell of a table's row names.
private func proofs(in line: String) -> [(name: String, isFile: Bool)] {
  guard line.hasPrefix("|"), let cell = line.split(separator: "|").last else { return [] }
  var found: [(name: String, isFile: Bool)] = []
  for span in cell.matches(of: /`([^`]+)`/).map({ String($0.1) }) {
    let isSentence = span.first?.isUppercase == true && span.contains(" ")
    if isSentence || span.hasPrefix("threat ") || span.hasPrefix("test_") {
      found.append((span, false))
    }
  }
  let words = cell.replacing(/`[^`]+`/, with: "").replacing(/\]\([^)]*\)/, with: "]")
    .replacing("**", with: "")
  for part in words.matches(of: /\*([^*]+)\*/) { found.append((String(part.1), false)) }
  for file in words.matches(of: /(?:^|[^\[\w\/+.])([\w\/+.]+\.(?:swift|py))\b/) {
    found.append((String(file.1), true))
  }
  return found
}
