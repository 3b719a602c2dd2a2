// Tocsin — Store: who is where, as bytes
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinGateway

/// The stored form of whereabouts, version 1: a byte 1, then the fields in the order in which
/// `encode` writes them, in the forms of `ByteWriter`.
enum WhereaboutsCodec {
  static let version: UInt8 = 1

  static func encode(_ known: Whereabouts) -> [UInt8] {
    var writer = ByteWriter(reserving: 160)
    writer.byte(version)
    writer.time(known.death.at)
    switch known.death.value {
    case .alive: writer.byte(0)
    case .died(let at):
      writer.byte(1)
      writer.time(at)
    }
    writer.text(known.number)
    writer.list(known.formerNumbers) { $0.text($1) }
    writer.list(known.visits) { write($1, to: &$0) }
    return writer.bytes
  }

  private static func write(_ visit: Visit, to writer: inout ByteWriter) {
    writer.text(visit.number)
    writer.time(visit.location.at)
    writer.optional(visit.location.value) { write($1, to: &$0) }
    writer.optional(visit.before) { write($1, to: &$0) }
    writer.time(visit.phase.at)
    switch visit.phase.value {
    case .present: writer.byte(0)
    case .discharged(let at):
      writer.byte(1)
      writer.time(at)
    case .cancelled: writer.byte(2)
    }
    writer.time(visit.visitClass.at)
    writer.text(visit.visitClass.value)
    writer.time(visit.lastAt)
  }

  private static func write(_ location: Location, to writer: inout ByteWriter) {
    writer.text(location.text)
    writer.text(location.ward)
  }

  static func decode(_ bytes: [UInt8]) throws(StoreError) -> Whereabouts {
    var reader = ByteReader(bytes, operation: "read whereabouts")
    guard try reader.byte() == version else { throw reader.damaged }
    var known = Whereabouts()
    let at = try reader.time()
    switch try reader.byte() {
    case 0: known.death = Noted(.alive, at: at)
    case 1: known.death = Noted(.died(at: try reader.optionalTime()), at: at)
    default: throw reader.damaged
    }
    known.number = try reader.text()
    known.formerNumbers = try reader.list { (reader: inout ByteReader) throws(StoreError) in
      try reader.text()
    }
    known.visits = try reader.list(visit)
    try reader.finish()
    return known
  }

  private static func visit(_ reader: inout ByteReader) throws(StoreError) -> Visit {
    var visit = Visit(number: try reader.text())
    let movedAt = try reader.time()
    visit.location = Noted(try optionalLocation(&reader), at: movedAt)
    visit.before = try optionalLocation(&reader)
    let turnedAt = try reader.time()
    switch try reader.byte() {
    case 0: visit.phase = Noted(.present, at: turnedAt)
    case 1: visit.phase = Noted(.discharged(at: try reader.time()), at: turnedAt)
    case 2: visit.phase = Noted(.cancelled, at: turnedAt)
    default: throw reader.damaged
    }
    let classAt = try reader.time()
    visit.visitClass = Noted(try reader.text(), at: classAt)
    visit.lastAt = try reader.time()
    return visit
  }

  private static func optionalLocation(
    _ reader: inout ByteReader
  ) throws(StoreError) -> Location? {
    guard try reader.flag() else { return nil }
    return Location(text: try reader.text(), ward: try reader.text())
  }
}
