// Tocsin — TidyTests: one place that breaks one rule
// SPDX-License-Identifier: Apache-2.0

import Testing

/// What a rule has found, printed as `path:line: what is wrong`.
struct Finding: Hashable, CustomStringConvertible {
  let path: String
  /// Counted from 1.
  let line: Int
  let text: String

  var description: String { "\(path):\(line): \(text)" }
}

/// A rule over one file, with a sample that it must refuse and one that it must let pass.
struct Rule: CustomTestStringConvertible, Sendable {
  /// The end of the sentence "every file keeps: …".
  let name: String
  /// Whether a path of the tree falls under the rule.
  let covers: @Sendable (String) -> Bool
  let check: @Sendable (SourceFile) -> [Finding]
  let refused: Sample
  let accepted: Sample

  var testDescription: String { name }

  /// A file that exists only in memory.
  struct Sample: Sendable {
    var path = "Sources/TocsinCore/Sample.swift"
    let text: String
  }

  /// Every rule over one file.
  static let all: [Rule] = shape + calls + words + web + places
}
