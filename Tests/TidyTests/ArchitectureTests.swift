// Tocsin — TidyTests: the arrows between targets
// SPDX-License-Identifier: Apache-2.0

import Testing

@Suite struct `The target table of ARCHITECTURE` {
  private let document = "Documentation/ARCHITECTURE.md"

  @Test func `says what Package.swift says`() throws {
    let table = TargetTable(try #require(Tree.file(document)))
    let manifest = Manifest(try #require(Tree.file("Package.swift")))
    #expect(table.rows.count > 10)
    let findings = table.differences(from: manifest)
    #expect(findings.isEmpty, report(findings))
  }

  @Test func `is obeyed by every import`() throws {
    let table = TargetTable(try #require(Tree.file(document)))
    let findings = Tree.files.filter { isSwift($0.path) }.flatMap(table.violations)
    #expect(findings.isEmpty, report(findings))
  }

  @Test func `leaves tests to import what their target declares`() throws {
    let manifest = Manifest(try #require(Tree.file("Package.swift")))
    let tests = manifest.targets.filter(\.isTest)
    let findings = Tree.files.filter { $0.path.hasPrefix("Tests/") }.flatMap { file in
      let target = tests.first { $0.name == file.target }
      return target.map { undeclared(in: file, of: $0, among: manifest) } ?? []
    }
    #expect(findings.isEmpty, report(findings))
  }

  private func undeclared(
    in file: SourceFile, of target: Manifest.Target, among manifest: Manifest
  ) -> [Finding] {
    let names = Set(manifest.targets.map(\.name))
    return file.imports.filter { names.contains($0.module) && !target.inner.contains($0.module) }
      .map { file.finding($0.line, "\(target.name) does not declare \($0.module)") }
  }

  @Test(arguments: [
    ("target(\"TocsinA\"), target(\"TocsinB\", [\"TocsinA\", log])", 0),
    ("target(\"TocsinA\"), target(\"TocsinB\", [\"TocsinA\"])", 1),
    ("target(\"TocsinA\"), target(\"TocsinB\", [log], resources: [.copy(\"Web\")])", 1),
    ("target(\"TocsinA\", [\"TocsinB\"]), target(\"TocsinB\", [\"TocsinA\", log])", 1),
    ("target(\"TocsinA\")", 1),
  ])
  func `can differ from a manifest`(targets: String, count: Int) {
    let table = sampleTable
    let product = "let log: Target.Dependency = .product(name: \"Logging\", package: \"log\")\n"
    let manifest = Manifest(
      SourceFile(path: "Package.swift", text: product + "let t = [\(targets)]"))
    #expect(table.differences(from: manifest).count == count)
  }

  @Test func `can refuse an arrow that points up`() {
    let table = TargetTable(
      SourceFile(
        path: document,
        text: """
          | Layer | Target | Responsibility | Imports here | Outside |
          |---|---|---|---|---|
          | 0 | `TocsinA` | Decides. | B | none |
          | 1 | `TocsinB` | Does. | none | none |
          """))
    let text = "let t = [target(\"TocsinA\", [\"TocsinB\"]), target(\"TocsinB\")]"
    let manifest = Manifest(SourceFile(path: "Package.swift", text: text))
    #expect(table.differences(from: manifest).count == 1)
  }

  @Test(arguments: [
    ("internal import TocsinA\npackage import Logging\nimport Foundation", 0),
    ("import struct TocsinC.D", 1), ("@preconcurrency import GRDB", 1),
  ])
  func `can refuse an import`(text: String, count: Int) {
    let file = SourceFile(path: "Sources/TocsinB/B.swift", text: text)
    #expect(sampleTable.violations(in: file).count == count)
  }

  private var sampleTable: TargetTable {
    TargetTable(
      SourceFile(
        path: document,
        text: """
          | Layer | Target | Responsibility | Imports here | Outside |
          |---|---|---|---|---|
          | 0 | `TocsinA` | Decides. | none | none |
          | 1 | `TocsinB` | Does. | A | `Logging`, `Foundation` |
          """))
  }
}
