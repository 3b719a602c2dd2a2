// Tocsin — Store: how a source is doing, as bytes
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore

/// A source's state in form 3; form 2 has no refusals. It holds times, counts and our own words,
/// nothing of a message, and so lies in the clear.
enum SourceCodec {
  private static let form: UInt8 = 3

  static func encode(_ state: SourceState) -> [UInt8] {
    var writer = ByteWriter(reserving: 128)
    writer.byte(form)
    writer.time(state.heardAt)
    writer.time(state.mappedAt)
    writer.time(state.countsFrom)
    writer.optional(state.ownRhythm) { $0.signed($1.count) }
    writer.optional(state.skew) { $0.signed($1.count) }
    writer.int(state.skewRun)
    writer.time(state.restsSince)
    writer.signed(state.missed)
    writer.list(state.faults) { $0.time($1) }
    write(state.happened, to: &writer)
    write(state.overAt, to: &writer)
    writer.list(state.ongoing) { writer, trouble in
      writer.text(trouble.trouble.rawValue)
      writer.time(trouble.since)
      writer.time(trouble.saidAt)
      writer.text(trouble.text)
    }
    let refusals = state.refusals.sorted { $0.key.rawValue < $1.key.rawValue }
    writer.list(refusals) { writer, entry in
      writer.text(entry.key.rawValue)
      writer.signed(entry.value.count)
      writer.time(entry.value.lastAt)
    }
    return writer.bytes
  }

  private static func write(_ times: [SourceTrouble: Timestamp], to writer: inout ByteWriter) {
    let sorted = times.sorted { $0.key.rawValue < $1.key.rawValue }
    writer.list(sorted) { writer, entry in
      writer.text(entry.key.rawValue)
      writer.time(entry.value)
    }
  }

  /// Throws `StoreError` for anything else than what `encode` made.
  static func decode(_ bytes: [UInt8], _ operation: String) throws -> SourceState {
    var reader = ByteReader(bytes, operation: operation)
    let found = try reader.byte()
    guard (2...form).contains(found) else { throw reader.damaged }
    let heardAt = try optional(&reader) { try $0.time() }
    let mappedAt = try optional(&reader) { try $0.time() }
    var state = SourceState(countingFrom: try reader.time())
    (state.heardAt, state.mappedAt) = (heardAt, mappedAt)
    state.ownRhythm = try optional(&reader) { Milliseconds(try $0.signed()) }
    state.skew = try optional(&reader) { Milliseconds(try $0.signed()) }
    state.skewRun = try reader.int()
    state.restsSince = try optional(&reader) { try $0.time() }
    state.missed = try reader.signed()
    for _ in 0..<(try reader.count()) { state.faults.append(try reader.time()) }
    state.happened = try times(&reader)
    state.overAt = try times(&reader)
    for _ in 0..<(try reader.count()) {
      let trouble = try trouble(&reader)
      let since = try reader.time()
      let saidAt = try reader.time()
      state.ongoing.append(
        OngoingTrouble(trouble, since: since, saidAt: saidAt, text: try reader.text()))
    }
    if found >= 3 { state.refusals = try refusals(&reader) }
    guard reader.remaining == 0 else { throw reader.damaged }
    return state
  }

  private static func refusals(
    _ reader: inout ByteReader
  ) throws -> [ReportRefusal: RefusalCount] {
    var refusals: [ReportRefusal: RefusalCount] = [:]
    for _ in 0..<(try reader.count()) {
      guard let why = ReportRefusal(rawValue: try reader.text()) else { throw reader.damaged }
      refusals[why] = RefusalCount(count: try reader.signed(), lastAt: try reader.time())
    }
    return refusals
  }

  private static func optional<Wrapped>(
    _ reader: inout ByteReader, _ read: (inout ByteReader) throws -> Wrapped
  ) throws -> Wrapped? {
    try reader.flag() ? try read(&reader) : nil
  }

  private static func times(_ reader: inout ByteReader) throws -> [SourceTrouble: Timestamp] {
    var times: [SourceTrouble: Timestamp] = [:]
    for _ in 0..<(try reader.count()) {
      let trouble = try trouble(&reader)
      times[trouble] = try reader.time()
    }
    return times
  }

  private static func trouble(_ reader: inout ByteReader) throws -> SourceTrouble {
    guard let trouble = SourceTrouble(rawValue: try reader.text()) else { throw reader.damaged }
    return trouble
  }
}
