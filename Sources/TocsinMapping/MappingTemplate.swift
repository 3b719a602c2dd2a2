// Tocsin — Mapping: text with places for values
// SPDX-License-Identifier: Apache-2.0

/// A table of a mapping: what a value is replaced by. A value that it lacks becomes empty.
package struct MappingTable: Hashable, Sendable {
  package let entries: [String: String]

  package init(entries: [String: String]) { self.entries = entries }
}

/// How a value is shown, by the HL7 v2 data type that it has.
package enum ValueStyle: String, Hashable, Sendable, CaseIterable {
  /// An observation together with its unit, by OBX-2: the only way to show OBX-5 (S21).
  case result
  /// Free text (FT, TX): each repetition on a line of its own.
  case text
  /// A person's name (XPN): `FAMILY, GIVEN MIDDLE`.
  case name
  /// A location (PL): point of care, room, bed, then building, floor and facility.
  case place
  /// A telephone number (XTN): the first repetition that has one.
  case phone
  /// A day (DT, DTM): `2026-11-24`.
  case date
  /// A time (TS, DTM) with the precision and the offset that it came with.
  case time
  /// Every repetition, with commas between them.
  case list
}

/// Text with places for values: `{PATH|PATH as STYLE via TABLE}`.
///
/// The first path that has a value gives it. What stands in `<…>` is left out unless all its
/// places have a value. `{{`, `}}`, `<<` and `>>` are the characters themselves.
package struct PathTemplate<Path: ValuePath>: Hashable, Sendable {
  /// One place for a value.
  struct Place: Hashable, Sendable {
    let alternatives: [Path]
    let style: Path.Style?
    let table: MappingTable?
  }

  /// A piece of the template.
  enum Part: Hashable, Sendable {
    case literal(String)
    case place(Place)
    case optional([Part])
  }

  let parts: [Part]

  package init(
    parsing text: String, tables: [String: MappingTable] = [:]
  ) throws(MappingSyntaxError) {
    guard text.utf8.count <= MappingLimits.templateBytesMax else {
      throw MappingSyntaxError(
        "the template is longer than \(MappingLimits.templateBytesMax) bytes: shorten it")
    }
    var reader = TemplateReader<Path>(text: text, tables: tables)
    parts = try reader.parts()
  }

  /// Every path in it, for checks.
  package var paths: [Path] { places.flatMap(\.alternatives) }

  /// The table of a template that is one place with `via` and nothing else; nil for any other.
  package var onlyTable: MappingTable? {
    guard parts.count == 1, case .place(let place) = parts[0] else { return nil }
    return place.table
  }

  fileprivate var places: [Place] {
    parts.flatMap { part -> [Place] in
      switch part {
      case .literal: []
      case .place(let place): [place]
      case .optional(let inner):
        inner.compactMap { if case .place(let place) = $0 { place } else { nil } }
      }
    }
  }
}

/// A template of a mapping that reads HL7 messages.
package typealias MappingTemplate = PathTemplate<MappingPath>

extension PathTemplate where Path == MappingPath {
  /// Whether a place shows this field of this segment in another way than with `style`.
  package func shows(_ segment: String, field: Int, otherThan style: ValueStyle) -> Bool {
    places.contains { place in
      place.style != style
        && place.alternatives.contains { $0.segment == segment && $0.field == field }
    }
  }
}

/// Reads a template, front to back.
private struct TemplateReader<Path: ValuePath> {
  private var rest: Substring
  private let tables: [String: MappingTable]
  private var literal = ""

  init(text: String, tables: [String: MappingTable]) {
    rest = text[...]
    self.tables = tables
  }

  mutating func parts() throws(MappingSyntaxError) -> [PathTemplate<Path>.Part] {
    var found: [PathTemplate<Path>.Part] = []
    var section: [PathTemplate<Path>.Part]?
    func put(_ part: PathTemplate<Path>.Part) {
      if section == nil { found.append(part) } else { section?.append(part) }
    }
    while let character = rest.popFirst() {
      if "{}<>".contains(character), rest.first == character {
        rest.removeFirst()
        literal.append(character)
        continue
      }
      guard "{}<>".contains(character) else {
        literal.append(character)
        continue
      }
      if let text = takeLiteral() { put(text) }
      switch character {
      case "{": put(.place(try place()))
      case "<" where section == nil: section = []
      case ">":
        guard let inner = section else {
          throw MappingSyntaxError("> has no < before it: write >> for the character")
        }
        section = nil
        found.append(.optional(inner))
      case "<": throw MappingSyntaxError("< stands inside <…>: optional parts do not nest")
      default: throw MappingSyntaxError("} has no { before it: write }} for the character")
      }
    }
    if let text = takeLiteral() { put(text) }
    guard section == nil else {
      throw MappingSyntaxError("< has no > behind it: write << for the character")
    }
    return found
  }

  private mutating func takeLiteral() -> PathTemplate<Path>.Part? {
    defer { literal = "" }
    return literal.isEmpty ? nil : .literal(literal)
  }

  private mutating func place() throws(MappingSyntaxError) -> PathTemplate<Path>.Place {
    guard let end = rest.firstIndex(of: "}") else {
      throw MappingSyntaxError("{ has no } behind it: write {{ for the character")
    }
    let words = rest[..<end].split(separator: " ")
    rest = rest[rest.index(after: end)...]
    guard let first = words.first else {
      throw MappingSyntaxError("{} names no path: write one, as in {\(Path.example)}")
    }
    var alternatives: [Path] = []
    for path in first.split(separator: "|", omittingEmptySubsequences: false) {
      alternatives.append(try Path(parsing: String(path)))
    }
    var style: Path.Style?
    var table: MappingTable?
    var index = 1
    while index < words.count {
      let argument = index + 1 < words.count ? String(words[index + 1]) : ""
      switch words[index] {
      case "as": style = try self.style(argument)
      case "via": table = try self.table(argument)
      default:
        throw MappingSyntaxError(
          "\"\(words[index])\" is not known here: a path may be followed by \"as STYLE\" and"
            + " \"via TABLE\"")
      }
      index += 2
    }
    return PathTemplate<Path>.Place(alternatives: alternatives, style: style, table: table)
  }

  private func style(_ word: String) throws(MappingSyntaxError) -> Path.Style {
    guard let style = Path.Style(rawValue: word) else {
      let known = Path.Style.allCases.map(\.rawValue).joined(separator: ", ")
      throw MappingSyntaxError("\"\(word)\" is not a style: use one of \(known)")
    }
    return style
  }

  private func table(_ name: String) throws(MappingSyntaxError) -> MappingTable {
    guard let table = tables[name] else {
      throw MappingSyntaxError(
        "there is no table \"\(name)\": add it under tables, or mend the name")
    }
    return table
  }
}
