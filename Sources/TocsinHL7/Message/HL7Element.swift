// Tocsin — TocsinHL7: a field or a part of one
// SPDX-License-Identifier: Apache-2.0

/// What an element says (HL7 v2.5.1 §2.5.3): no value is not the same as deleting one.
package enum HL7Presence: Sendable, Equatable {
  /// The segment or field ends before it. Means the same as empty.
  case absent
  /// It is there and holds nothing, or nothing but delimiters: no value, no change.
  case empty
  /// It is `""`: the value is to be cleared.
  case null
  /// It holds something.
  case value
}

/// A field, one of its repetitions, a component or a subcomponent: a span and its depth.
package struct HL7Element: Sendable {
  /// How deep an element lies, and so at which delimiter it splits.
  enum Depth: Sendable { case field, repetition, component, subcomponent, literal }

  let storage: HL7Storage
  let range: Range<Int>?
  let depth: Depth

  /// Its bytes as they stand; empty when it is absent.
  package var raw: ArraySlice<UInt8> { range.map { storage.bytes[$0] } ?? [] }

  /// How many bytes it has; 0 when it is absent.
  package var byteCount: Int { range?.count ?? 0 }

  /// What it says.
  package var presence: HL7Presence {
    guard let range else { return .absent }
    let bytes = storage.bytes[range]
    if bytes.isEmpty { return .empty }
    if bytes.count == 2, bytes.allSatisfy({ $0 == Byte.quote }) { return .null }
    if depth != .literal, bytes.allSatisfy(storage.delimiters.separatesInsideField) {
      return .empty
    }
    return .value
  }

  /// Its text with escape sequences decoded, once; delimiters inside it stand as they are.
  /// Empty for an absent, empty or null element: `presence` tells these apart.
  package func text() -> String {
    presence == .null ? "" : literalText()
  }

  /// As `text()`, but the two quotes of a null element stand as they are.
  package func literalText() -> String {
    guard let range else { return "" }
    return TextDecoder(storage).text(range, verbatim: depth == .literal)
  }

  /// The repetitions of a field, in order: one at least for a field that is there.
  package var repetitions: HL7Elements {
    guard depth == .field else {
      return HL7Elements(storage: storage, range: range, delimiter: nil, depth: depth)
    }
    return HL7Elements(
      storage: storage, range: range, delimiter: storage.delimiters.repetition,
      depth: .repetition)
  }

  /// Repetition `number` of a field, counted from 1.
  package func repetition(_ number: Int) -> HL7Element {
    guard depth == .field else { return number == 1 ? self : missing(depth) }
    return part(number, by: storage.delimiters.repetition, depth: .repetition)
  }

  /// Component `number`, counted from 1; of a field, that of its first repetition.
  package func component(_ number: Int) -> HL7Element {
    switch depth {
    case .field: return repetition(1).component(number)
    case .repetition:
      return part(number, by: storage.delimiters.component, depth: .component)
    case .component, .subcomponent, .literal:
      return number == 1 ? self : missing(.component)
    }
  }

  /// Subcomponent `number`, counted from 1; of anything higher, that of its first component.
  package func subcomponent(_ number: Int) -> HL7Element {
    switch depth {
    case .field, .repetition: return component(1).subcomponent(number)
    case .component:
      return part(number, by: storage.delimiters.subcomponent, depth: .subcomponent)
    case .subcomponent, .literal: return number == 1 ? self : missing(.subcomponent)
    }
  }

  private func part(_ number: Int, by delimiter: UInt8?, depth: Depth) -> HL7Element {
    HL7Element(
      storage: storage, range: range.flatMap { storage.part(number, of: $0, by: delimiter) },
      depth: depth)
  }

  private func missing(_ depth: Depth) -> HL7Element {
    HL7Element(storage: storage, range: nil, depth: depth)
  }
}

extension HL7Element: CustomStringConvertible {
  /// Its size, never its content.
  package var description: String { "element of \(raw.count) bytes" }
}

/// The parts of a range between delimiters, one after another; walking all of them is linear.
package struct HL7Elements: Sendable, Sequence, IteratorProtocol {
  private let storage: HL7Storage
  private let depth: HL7Element.Depth
  private let delimiter: UInt8?
  private var start: Int?
  private let end: Int

  init(storage: HL7Storage, range: Range<Int>?, delimiter: UInt8?, depth: HL7Element.Depth) {
    self.storage = storage
    self.depth = depth
    self.delimiter = delimiter
    start = range?.lowerBound
    end = range?.upperBound ?? 0
  }

  /// The next part.
  package mutating func next() -> HL7Element? {
    guard let from = start else { return nil }
    guard let delimiter else {
      start = nil
      return HL7Element(storage: storage, range: from..<end, depth: depth)
    }
    let stop = storage.bytes.withUnsafeBytes {
      ByteScan.first(delimiter, in: $0, from: from, to: end)
    }
    start = stop < end ? stop + 1 : nil
    return HL7Element(storage: storage, range: from..<stop, depth: depth)
  }
}
