// Tocsin — Mapping: the first segment of a name, found once
// SPDX-License-Identifier: Apache-2.0

internal import TocsinHL7

/// Finds the first segment of a name within a range of one message.
///
/// A draft asks for the same few names again and again, once for each observation and each path,
/// and a name that is not there costs a walk over the whole range. What a walk over a long range
/// has found is therefore kept, so that the work grows with the message alone, whatever a hostile
/// one holds: a range is walked once for each name that a mapping can name.
///
/// One belongs to one message; not for several threads.
final class SegmentFinder {
  /// Ranges up to this are walked each time, which is quicker than to remember them.
  private static let shortMax = 32

  private struct Place: Hashable {
    let name: SegmentName
    let range: Range<Int>
  }

  /// How many segments were looked at; the measure of the work.
  private(set) var lookedAt = 0
  private var found: [Place: Int?] = [:]
  private let segments: HL7Segments

  init(_ message: HL7Message) { segments = message.segments }

  func first(_ name: SegmentName, in range: Range<Int>) -> HL7Segment? {
    guard range.count > Self.shortMax else { return walk(range, name).map { segments[$0] } }
    let place = Place(name: name, range: range)
    if let known = found[place] { return known.map { segments[$0] } }
    let index = walk(range, name)
    found[place] = .some(index)
    return index.map { segments[$0] }
  }

  private func walk(_ range: Range<Int>, _ name: SegmentName) -> Int? {
    for index in range {
      lookedAt += 1
      if name.names(segments[index]) { return index }
    }
    return nil
  }
}
