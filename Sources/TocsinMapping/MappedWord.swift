// Tocsin — Mapping: a word of the draft that the message may decide
// SPDX-License-Identifier: Apache-2.0

/// A word of the draft, such as its priority: always the same, or what a table of the mapping
/// makes of a value. Every word that can come out is known before the first message.
package struct PathWord<Word: Hashable & Sendable, Path: ValuePath>: Hashable, Sendable {
  /// Gives an entry of `words`, or nothing; nil for a word that is always the same.
  let source: PathTemplate<Path>?
  private let words: [String: Word]
  /// The word when the message has no value that the table knows.
  package let otherwise: Word

  /// Always the same word.
  package init(_ word: Word) {
    source = nil
    words = [:]
    otherwise = word
  }

  /// What `source` gives, as a word; `otherwise` when `words` lacks it.
  package init(from source: PathTemplate<Path>, words: [String: Word], otherwise: Word) {
    self.source = source
    self.words = words
    self.otherwise = otherwise
  }

  /// Every word that can come out.
  package var all: Set<Word> { Set(words.values).union([otherwise]) }

  /// The word in one scope.
  func word(in scope: Path.Scope) -> Word {
    guard let source else { return otherwise }
    return words[PathRendering<Path>(scope: scope).text(source)] ?? otherwise
  }
}

/// A word of a mapping that reads HL7 messages.
package typealias MappedWord<Word: Hashable & Sendable> = PathWord<Word, MappingPath>
