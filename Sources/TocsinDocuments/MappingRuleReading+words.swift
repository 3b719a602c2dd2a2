// Tocsin — Documents: words of a draft that a table may give
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinMapping

/// The words that one key of a draft may have.
struct Vocabulary<Word: Hashable & Sendable> {
  /// Reads a word where it stands in the document.
  let read: (YAMLValue) -> Word?
  /// Reads what a table gives; nil for what is no such word.
  let word: (String) -> Word?
  /// What to write instead.
  let mend: String
}

extension Vocabulary where Word == String {
  /// Kinds of alerts.
  static var kinds: Vocabulary {
    Vocabulary(
      read: { $0.name() }, word: { NameForm.holds($0) ? $0 : nil },
      mend: "use a-z, 0-9, dot, dash and underscore, at most 64")
  }
}

extension Vocabulary where Word == Priority {
  /// The four priorities.
  static var priorities: Vocabulary {
    Vocabulary(
      read: { $0.priority() }, word: Priority.init(word:),
      mend: "write crash, high, medium or low")
  }
}

extension Vocabulary where Word == SourceSignal {
  private static var list: String {
    SourceSignal.allCases.map(\.rawValue).joined(separator: ", ")
  }

  /// What a source says about a condition.
  static var signals: Vocabulary {
    Vocabulary(
      read: { value in
        guard let text = value.text() else { return nil }
        if let signal = SourceSignal(rawValue: text) { return signal }
        value.refuse("\(value.label) is \"\(text)\": write one of \(list)")
        return nil
      },
      word: SourceSignal.init(rawValue:), mend: "write one of \(list)")
  }
}

extension MappingRuleReading {
  /// A word, or `{ from: "{PATH via TABLE}", else: WORD }`, in which the table gives words alone.
  func word<Word, Path: ValuePath>(
    _ value: YAMLValue, _ vocabulary: Vocabulary<Word>
  ) -> PathWord<Word, Path>? {
    guard value.isObject else { return vocabulary.read(value).map { PathWord($0) } }
    guard let object = value.object(["from", "else"]) else { return nil }
    let from = object.required("from", example: "from: \"{PATH via TABLE}\"")
    let otherwise = object.required("else", example: "else: with the word for any other value")
      .flatMap(vocabulary.read)
    guard let from, let text = from.text(), let otherwise else { return nil }
    let template = read(text, line: from.line) { (text) throws(MappingSyntaxError) in
      try PathTemplate<Path>(parsing: text, tables: tables)
    }
    guard let template else { return nil }
    guard let table = template.onlyTable else {
      from.refuse(
        "\(value.label) can become any text: write one place with a table, as in"
          + " \"{\(Path.example) via priorities}\"")
      return nil
    }
    var words: [String: Word] = [:]
    for (key, text) in table.entries.sorted(by: { $0.key < $1.key }) {
      if let word = vocabulary.word(text) {
        words[text] = word
      } else {
        from.refuse(
          "\(value.label) would be \"\(text)\" for \"\(key)\" of the table: \(vocabulary.mend)")
      }
    }
    return PathWord(from: template, words: words, otherwise: otherwise)
  }
}
