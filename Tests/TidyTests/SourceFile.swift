// Tocsin — TidyTests: a file of the tree, read and cut into tokens once
// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A text file. `tokens` is empty but for Swift.
final class SourceFile: Sendable {
  /// Relative to the root of the tree.
  let path: String
  let bytes: [UInt8]
  let tokens: [Token]
  /// The lines that hold a comment, counted from 1.
  let commentLines: Set<Int>
  /// Without their ends of line; an empty last line is not counted.
  let lines: [String]

  init(path: String, text: String) {
    self.path = path
    bytes = Array(text.utf8)
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    if lines.last == "" { lines.removeLast() }
    self.lines = lines
    var lexer = Lexer(bytes)
    let isSwift = path.hasSuffix(".swift")
    tokens = isSwift ? lexer.tokens() : []
    commentLines = lexer.commentLines
  }

  /// `Sources/TocsinCore/…` gives `TocsinCore`; nil outside Sources and Tests.
  var target: String? {
    let parts = path.split(separator: "/")
    guard parts.count > 2, parts[0] == "Sources" || parts[0] == "Tests" else { return nil }
    return String(parts[1])
  }

  func finding(_ line: Int, _ text: String) -> Finding {
    Finding(path: path, line: line, text: text)
  }
}

/// The tree that is checked: this repository.
enum Tree {
  /// The folder that holds Package.swift; a symbolic link to this folder is followed.
  static let root: URL = {
    let here = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
    return here.deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  }()

  /// Every text file under rules, sorted by path.
  static let files: [SourceFile] = {
    let tops = [
      "Sources", "Tests", "Benchmarks", "Documentation", "Escalations", "Integrations", "Scripts",
      ".ci/run", "Makefile", "Package.swift", "README.md", "CONTRIBUTING.md", "SECURITY.md",
      "CHANGELOG.md",
    ]
    return tops.flatMap(paths(under:)).sorted().compactMap(read)
  }()

  static func exists(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: root.appending(path: path).path)
  }

  /// A file that must exist: nil fails the test that asks for it.
  static func file(_ path: String) -> SourceFile? {
    files.first { $0.path == path } ?? read(path)
  }

  private static func read(_ path: String) -> SourceFile? {
    guard let text = try? String(contentsOf: root.appending(path: path), encoding: .utf8) else {
      return nil
    }
    return SourceFile(path: path, text: text)
  }

  private static let endings: Set = [
    "swift", "h", "modulemap", "js", "css", "html", "py", "md", "yaml", "yml", "json", "",
  ]

  private static func paths(under top: String) -> [String] {
    let url = root.appending(path: top)
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder) else {
      return []
    }
    guard isFolder.boolValue else { return [top] }
    let found = FileManager.default.enumerator(atPath: url.path)
    var paths: [String] = []
    while let name = found?.nextObject() as? String {
      let parts = name.split(separator: "/")
      if parts.contains(where: { $0.hasPrefix(".") || $0 == "__pycache__" }) { continue }
      let ending = parts.last?.split(separator: ".").dropFirst().last.map(String.init) ?? ""
      let path = "\(top)/\(name)"
      var isFolder: ObjCBool = false
      _ = FileManager.default.fileExists(
        atPath: root.appending(path: path).path, isDirectory: &isFolder)
      if endings.contains(ending), !isFolder.boolValue { paths.append(path) }
    }
    return paths
  }
}
