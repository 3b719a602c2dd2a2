// Tocsin — Documents: one thing that is wrong in a document
// SPDX-License-Identifier: Apache-2.0

/// One thing that is wrong in a document, with its place and the mend.
package struct Finding: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// An error keeps a document out of the store; a warning does not.
  package enum Weight: String, Hashable, Sendable {
    case error, warning
  }

  package let path: String
  /// Counted from 1.
  package let line: Int
  package let weight: Weight
  /// What is wrong, and the mend, on one line.
  package let text: String

  package init(path: String, line: Int, weight: Weight = .error, text: String) {
    self.path = path
    self.line = max(line, 1)
    self.weight = weight
    self.text = text
  }

  /// `PATH:LINE: error: TEXT`.
  package var description: String { "\(path):\(line): \(weight.rawValue): \(text)" }

  package static func < (a: Finding, b: Finding) -> Bool {
    (a.path, a.line, a.weight.rawValue, a.text) < (b.path, b.line, b.weight.rawValue, b.text)
  }
}

/// A document that cannot be read, with everything that is wrong in it.
package struct DocumentRefusal: Error, Sendable, CustomStringConvertible {
  /// Never empty; at least one is an error.
  package let findings: [Finding]

  /// One finding a line.
  package var description: String { findings.map(\.description).joined(separator: "\n") }
}

/// Collects the findings of one document while it is read.
final class FindingLog {
  let path: String
  private(set) var findings: [Finding] = []

  init(path: String) { self.path = path }

  func error(_ line: Int, _ text: String) {
    add(Finding(path: path, line: line, text: text))
  }

  func warning(_ line: Int, _ text: String) {
    add(Finding(path: path, line: line, weight: .warning, text: text))
  }

  var hasErrors: Bool { findings.contains { $0.weight == .error } }

  private func add(_ finding: Finding) {
    if findings.count < DocumentLimits.findingsMax { findings.append(finding) }
  }
}
