// Tocsin — TocsinHL7: segments, as a mapping walks them
// SPDX-License-Identifier: Apache-2.0

/// The segments of a message or of a part of it, in order.
package struct HL7Segments: Sendable, RandomAccessCollection {
  let storage: HL7Storage
  let bounds: Range<Int>

  /// The place of the first segment in the message.
  package var startIndex: Int { bounds.lowerBound }
  /// The place after the last segment.
  package var endIndex: Int { bounds.upperBound }

  /// Walks the segments without a detour over the general iterator of collections.
  package struct Iterator: IteratorProtocol {
    private let storage: HL7Storage
    private var rest: Range<Int>

    init(_ segments: HL7Segments) {
      storage = segments.storage
      rest = segments.bounds
    }

    /// The next segment.
    package mutating func next() -> HL7Segment? {
      guard let index = rest.first else { return nil }
      rest = index + 1..<rest.upperBound
      return HL7Segment(storage: storage, index: index)
    }
  }

  /// A walk from the first segment on.
  package func makeIterator() -> Iterator { Iterator(self) }

  /// The segment at a place in the message, counted from 0.
  package subscript(index: Int) -> HL7Segment {
    precondition(bounds.contains(index), "a place inside the collection")
    return HL7Segment(storage: storage, index: index)
  }
}

/// One segment: its name and its fields, found when asked for.
package struct HL7Segment: Sendable, CustomStringConvertible {
  let storage: HL7Storage

  /// Its place in the message, counted from 0.
  package let index: Int

  var span: SegmentSpan { storage.spans[index] }
  var key: SegmentKey { span.key }

  /// Its name as it stands, three characters.
  package var name: String {
    let start = span.range.lowerBound
    return String(decoding: storage.bytes[start..<start + 3], as: UTF8.self)
  }

  /// Whether it has a name, whatever its case.
  package func isNamed(_ name: String) -> Bool { SegmentKey(name) == key }

  /// All its bytes as they stand, without the terminator; continuation lines included.
  package var raw: ArraySlice<UInt8> { storage.bytes[span.range] }

  /// Field `number`, counted from 1. One beyond the end is absent, never an error.
  package func field(_ number: Int) -> HL7Element {
    let literal = key.declaresDelimiters && number <= 2
    return HL7Element(
      storage: storage, range: number < 1 ? nil : storage.field(number, of: span),
      depth: literal ? .literal : .field)
  }

  /// The fields in order, from field 1; a walk over all of them is linear.
  package var fields: HL7Elements {
    let range = span.range
    let first = storage.field(0, of: span)?.upperBound ?? range.upperBound
    guard first < range.upperBound else {
      return HL7Elements(storage: storage, range: nil, delimiter: nil, depth: .field)
    }
    return HL7Elements(
      storage: storage, range: first + 1..<range.upperBound,
      delimiter: storage.delimiters.field, depth: .field)
  }

  /// The text of an OBX-5 as a person reads it.
  ///
  /// For OBX-2 FT and TX, delimiters that stand raw inside the text are kept and repetitions
  /// are lines; for ST, everything is kept. For other types it is the whole field, decoded.
  package var observationText: String {
    let value = field(5)
    let type = field(2).component(1).raw
    guard type.elementsEqual("FT".utf8) || type.elementsEqual("TX".utf8) else {
      return value.text()
    }
    return value.repetitions.prefix(HL7Limits.valuesMax).map { $0.text() }
      .joined(separator: "\n")
  }

  /// Name and place, never content.
  package var description: String { "\(name) at \(index)" }
}
