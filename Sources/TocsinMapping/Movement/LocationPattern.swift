// Tocsin — Mapping: a location that a source packs into one component
// SPDX-License-Identifier: Apache-2.0

/// How a source packs ward, room and bed into PV1-3.1, such as `{ward} {room} {bed}` for
/// `W4E 12 B` or `{ward}-{bed}` for `ICU-07`.
///
/// Each part takes what stands before the text that follows it in the pattern, the last one the
/// rest; none may be empty. Matching walks the value once.
package struct LocationPattern: Hashable, Sendable {
  /// A piece of the pattern.
  private enum Piece: Hashable, Sendable {
    case literal(String)
    case part(String)
  }

  static let parts = ["ward", "room", "bed"]
  private let pieces: [Piece]

  package init(parsing text: String) throws(MappingSyntaxError) {
    guard text.utf8.count <= MappingLimits.patternBytesMax else {
      throw MappingSyntaxError(
        "the pattern is longer than \(MappingLimits.patternBytesMax) bytes: shorten it")
    }
    var pieces: [Piece] = []
    var rest = text[...]
    while !rest.isEmpty {
      let literal = rest.prefix { $0 != "{" }
      rest = rest[literal.endIndex...]
      if !literal.isEmpty { pieces.append(.literal(String(literal))) }
      guard rest.popFirst() != nil else { break }
      let name = rest.prefix { $0 != "}" }
      rest = rest[name.endIndex...].dropFirst()
      guard Self.parts.contains(String(name)), !pieces.contains(.part(String(name))) else {
        throw MappingSyntaxError(
          "\"{\(name)}\" is no part of a location: use {ward}, {room} and {bed}, each once")
      }
      if case .part = pieces.last {
        throw MappingSyntaxError("nothing stands before {\(name)}: write what separates the parts")
      }
      pieces.append(.part(String(name)))
    }
    guard pieces.contains(.part("ward")) else {
      throw MappingSyntaxError("the pattern has no {ward}: add it, as in \"{ward} {room} {bed}\"")
    }
    self.pieces = pieces
  }

  /// The parts of a value by name; nil when it does not have this form.
  func parts(of value: String) -> [String: String]? {
    var found: [String: String] = [:]
    var rest = value[...]
    for (index, piece) in pieces.enumerated() {
      switch piece {
      case .literal(let text):
        guard rest.hasPrefix(text) else { return nil }
        rest = rest.dropFirst(text.count)
      case .part(let name):
        var end = rest.endIndex
        if index + 1 < pieces.count, case .literal(let next) = pieces[index + 1] {
          guard let range = rest.firstRange(of: next) else { return nil }
          end = range.lowerBound
        }
        let part = String(rest[..<end]).trimmed
        guard !part.isEmpty else { return nil }
        found[name] = part
        rest = rest[end...]
      }
    }
    return rest.isEmpty ? found : nil
  }
}
