// Tocsin — Core: what the test page of a start of duty says
// SPDX-License-Identifier: Apache-2.0

/// Which lines of rotas begin, and that the page is to be accepted (S23). It names rotas and nobody
/// else. The English `text` is what is stored and sent; a client of another language makes its
/// sentences of the lines.
package struct DutyStartText: Hashable, Sendable {
  /// A line of a rota, by the rota's title.
  package struct Line: Hashable, Sendable {
    package let title: String
    package let line: RotaLine

    package init(title: String, line: RotaLine) {
      self.title = title
      self.line = line
    }

    fileprivate var text: String { title + line.ending }

    fileprivate init(reading text: String) {
      let line = [RotaLine.second, .trainee].first { text.hasSuffix($0.ending) } ?? .first
      self.init(title: String(text.dropLast(line.ending.count)), line: line)
    }
  }

  package let lines: [Line]

  private static let begin = "Start of duty: "
  private static let end = ". Test page: accept it, and you are known to be reached."
  private static let mark = "; "

  package init(lines: [Line]) { self.lines = lines }

  /// In English.
  package var text: String {
    Self.begin + lines.map(\.text).joined(separator: Self.mark) + Self.end
  }

  /// Reads it again; nil when it is something else, or was cut.
  package init?(reading text: String) {
    guard text.hasPrefix(Self.begin), text.hasSuffix(Self.end),
      text.count > Self.begin.count + Self.end.count
    else { return nil }
    var rest = text.dropFirst(Self.begin.count).dropLast(Self.end.count)
    var lines: [Line] = []
    while let at = rest.indices.first(where: { rest[$0...].hasPrefix(Self.mark) }) {
      lines.append(Line(reading: String(rest[..<at])))
      rest = rest[rest.index(at, offsetBy: Self.mark.count)...]
    }
    self.lines = lines + [Line(reading: String(rest))]
  }
}

extension RotaLine {
  /// What stands behind a rota's title; nothing for the first.
  fileprivate var ending: String { self == .first ? "" : ", \(rawValue) line" }
}
