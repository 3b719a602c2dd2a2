// Tocsin — Documents: where the parts of a rota stand in its text
// SPDX-License-Identifier: Apache-2.0

internal import Yams

/// The lines of the keys of a rota's document, and of the items of its lists.
struct RotaOutline {
  struct Entry {
    let key: String
    /// The line of the key, counted from 0.
    let line: Int
    /// The line of the next key, or the number of lines.
    let end: Int
    /// Where the value begins.
    let value: Mark
  }

  /// One item of a list that is written one item a line.
  struct Item {
    /// The line of its first comment that stands directly above it, or of its dash.
    let begin: Int
    let dash: Int
    /// The line after the last one that says something.
    let end: Int
  }

  struct List {
    let items: [Item]
    /// Of the dashes, counted from 0.
    let column: Int

    var end: Int { items.last?.end ?? 0 }

    /// The lines of an item, with the comments above it.
    func item(_ index: Int) -> Range<Int> { items[index].begin..<items[index].end }
  }

  /// Whether the document's own keys stand on lines of their own.
  let isBlock: Bool
  /// Of the document's own keys, counted from 0.
  let column: Int
  let entries: [Entry]
  /// Nil when the key is missing or its value is not written one item a line.
  let layers: List?
  let overrides: List?

  /// The outline of a text that was read as a rota.
  init(_ text: String, _ lines: DocumentLines) {
    guard let root = try? Parser(yaml: text).singleRoot(), case .mapping(let pairs) = root else {
      (isBlock, column, entries, layers, overrides) = (false, 0, [], nil, nil)
      return
    }
    let marks = pairs.compactMap { key, value -> (String, Mark, Node, Mark)? in
      guard let name = key.string, let begin = key.mark, let place = value.mark else { return nil }
      return (name, begin, value, place)
    }
    var entries: [Entry] = []
    for (index, mark) in marks.enumerated() {
      let end = index + 1 < marks.count ? marks[index + 1].1.line - 1 : lines.lines.count
      entries.append(Entry(key: mark.0, line: mark.1.line - 1, end: end, value: mark.3))
    }
    isBlock =
      pairs.style != .flow && marks.count == pairs.count
      && zip(entries, entries.dropFirst()).allSatisfy { $0.line < $1.line }
      && entries.allSatisfy { $0.end <= lines.lines.count }
    column = (marks.first?.1.column ?? 1) - 1
    self.entries = entries
    let isBlock = isBlock
    func list(_ key: String) -> List? {
      guard isBlock, let index = marks.firstIndex(where: { $0.0 == key }),
        case .sequence(let items) = marks[index].2, items.style != .flow
      else { return nil }
      return List(items.compactMap { $0.mark?.line }, of: entries[index], in: lines)
    }
    layers = list("layers")
    overrides = list("overrides")
  }

  func entry(_ key: String) -> Entry? { entries.first { $0.key == key } }
}

extension RotaOutline.List {
  /// - Parameter marks: the lines on which the items' values begin, counted from 1.
  fileprivate init?(_ marks: [Int], of entry: RotaOutline.Entry, in lines: DocumentLines) {
    let dashes = marks.compactMap { mark in
      (entry.line..<entry.end).prefix { $0 < mark }.last { index in
        lines.lines[index].utf8.dropFirst(lines.indentation(index)).first == UInt8(ascii: "-")
      }
    }
    guard let first = dashes.first, dashes.count == marks.count,
      zip(dashes, dashes.dropFirst()).allSatisfy({ $0 < $1 })
    else { return nil }
    let column = lines.indentation(first)
    guard dashes.allSatisfy({ lines.indentation($0) == column }) else { return nil }
    self.column = column
    items = dashes.enumerated().map { index, dash in
      let next = index + 1 < dashes.count ? dashes[index + 1] : entry.end
      let floor = index > 0 ? dashes[index - 1] : entry.line
      var begin = dash
      while begin - 1 > floor, lines.isComment(begin - 1, inColumn: column) { begin -= 1 }
      return RotaOutline.Item(
        begin: begin, dash: dash, end: lines.end(ofWhatIsSaidIn: dash..<next))
    }
  }
}
