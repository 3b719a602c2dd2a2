// Tocsin — Documents: a text as lines that can be changed one by one
// SPDX-License-Identifier: Apache-2.0

/// The lines of a document; what is not changed stays byte for byte.
struct DocumentLines {
  /// Without their ends. The last one is empty when the text ends with a line end.
  private(set) var lines: [String]
  /// New lines end as the first line does.
  private let hasReturns: Bool

  init(_ text: String) {
    lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      .map { String(decoding: $0, as: UTF8.self) }
    hasReturns = lines.count > 1 && lines[0].utf8.last == UInt8(ascii: "\r")
  }

  var text: String { lines.joined(separator: "\n") }

  /// Spaces before the first other character.
  func indentation(_ index: Int) -> Int { lines[index].utf8.prefix { $0 == 0x20 }.count }

  /// Whether a line says something: it is neither empty nor only a comment.
  func saysSomething(_ index: Int) -> Bool {
    let rest = lines[index].utf8.drop { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
    return rest.first.map { $0 != UInt8(ascii: "#") } ?? false
  }

  /// Whether a line is a comment and begins in that column, counted from 0.
  func isComment(_ index: Int, inColumn column: Int) -> Bool {
    lines[index].utf8.dropFirst(column).first == UInt8(ascii: "#")
      && indentation(index) == column
  }

  /// The index after the last line of a range that says something; its begin when none does.
  func end(ofWhatIsSaidIn range: Range<Int>) -> Int {
    range.last(where: saysSomething).map { $0 + 1 } ?? range.lowerBound
  }

  mutating func replace(_ range: Range<Int>, with new: [String]) {
    var new = hasReturns ? new.map { $0 + "\r" } : new
    // What is put behind a last line without an end gives it one, and takes none itself.
    if range.lowerBound == lines.count, !new.isEmpty, hasReturns, let last = lines.indices.last {
      lines[last] += "\r"
      new[new.count - 1].removeLast()
    }
    lines.replaceSubrange(range, with: new)
  }

  /// Lines as they stand, to be put elsewhere.
  mutating func take(_ range: Range<Int>) -> [String] {
    let taken = Array(lines[range])
    lines.removeSubrange(range)
    return taken
  }

  mutating func put(_ taken: [String], at index: Int) {
    lines.insert(contentsOf: taken, at: index)
  }
}
