// Tocsin — TidyTests: the target table of Documentation/ARCHITECTURE.md against the code
// SPDX-License-Identifier: Apache-2.0

/// The table that says which target may import what.
struct TargetTable {
  struct Row: Hashable {
    let layer: Int
    let target: String
    let inner: Set<String>
    /// Modules from outside: products of other packages, C targets, modules of the platform.
    let outer: Set<String>
    let line: Int
  }

  let rows: [Row]
  let path: String

  /// Modules that come with the toolchain and so are no arrow of the manifest.
  static let platform: Set = [
    "Foundation", "FoundationEssentials", "Glibc", "Dispatch", "Synchronization",
  ]

  init(_ file: SourceFile) {
    path = file.path
    let header = ["Layer", "Target", "Responsibility", "Imports here", "Outside"]
    let table = MarkdownTable.rows(in: file, under: header)
    let all = Set(table.map { Self.plain($0.cells[1]) })
    rows = table.map { row in
      let target = Self.plain(row.cells[1])
      let names = Self.names(row.cells[3])
      return Row(
        layer: Int(row.cells[0]) ?? -1, target: target,
        inner: names == ["all"] ? all.subtracting([target]) : Set(names.map { "Tocsin" + $0 }),
        outer: Set(Self.names(row.cells[4])), line: row.line)
    }
  }

  /// Where the manifest and the table differ, and arrows that point up.
  func differences(from manifest: Manifest) -> [Finding] {
    let declared = manifest.targets.filter { !$0.isTest && !$0.name.hasPrefix("C") }
    var found = manifest.findings
    for target in declared where !rows.contains(where: { $0.target == target.name }) {
      found.append(Finding(path: path, line: 1, text: "\(target.name) is not in the table"))
    }
    for row in rows {
      guard let target = declared.first(where: { $0.name == row.target }) else {
        found.append(finding(row, "is not in Package.swift"))
        continue
      }
      let inner = target.inner.filter { !$0.hasPrefix("C") }
      let outer = target.outer.union(target.inner.filter { $0.hasPrefix("C") })
      for name in inner.symmetricDifference(row.inner).sorted() {
        found.append(finding(row, "\(name) is in one of table and Package.swift only"))
      }
      for name in outer.symmetricDifference(row.outer.subtracting(Self.platform)).sorted() {
        found.append(finding(row, "\(name) is in one of table and Package.swift only"))
      }
      found += pointingUp(row)
    }
    return found
  }

  /// Imports in a file that its row does not allow.
  func violations(in file: SourceFile) -> [Finding] {
    guard file.path.hasPrefix("Sources/"), let target = file.target, !target.hasPrefix("C") else {
      return []
    }
    guard let row = rows.first(where: { $0.target == target }) else {
      return [file.finding(1, "\(target) has no row in \(path)")]
    }
    let allowed = row.inner.union(row.outer)
    return file.imports.filter { !allowed.contains($0.module) }
      .map { file.finding($0.line, "\(target) does not import \($0.module)") }
  }

  private func pointingUp(_ row: Row) -> [Finding] {
    rows.filter { row.inner.contains($0.target) && $0.layer > row.layer }
      .map { finding(row, "imports \($0.target) of a higher layer") }
  }

  private func finding(_ row: Row, _ text: String) -> Finding {
    Finding(path: path, line: row.line, text: "\(row.target): \(text)")
  }

  private static func plain(_ cell: String) -> String {
    String(cell.filter { $0 != "`" })
  }

  private static func names(_ cell: String) -> [String] {
    cell.split(separator: ",").map { $0.filter { $0 != "`" && $0 != " " } }
      .filter { $0 != "none" }.map { String($0) }
  }
}

extension SourceFile {
  /// The modules that the file imports, `import struct A.B` included.
  var imports: [(module: String, line: Int)] {
    let kinds: Set = ["struct", "class", "enum", "protocol", "func", "let", "var", "typealias"]
    return tokens.indices.compactMap { index in
      guard tokens[index].text == "import", tokens[index].kind == .word,
        !tokens[index].isQuoted, index + 1 < tokens.count
      else { return nil }
      let isKind = kinds.contains(tokens[index + 1].text) && index + 2 < tokens.count
      let name = tokens[isKind ? index + 2 : index + 1]
      return name.kind == .word ? (name.text, name.line) : nil
    }
  }
}
