// Tocsin — Store: the trail of one transition as bytes
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinGateway

/// The stored form of the trail entries of one transition, version 1: a byte 1, their number, then
/// for each the time, the event, the reason and the text.
enum TrailCodec {
  static let version: UInt8 = 1

  static func encode(_ entries: [TrailEntry]) -> [UInt8] {
    var writer = ByteWriter(reserving: 16 + entries.count * 96)
    writer.byte(version)
    writer.list(entries) { writer, entry in
      writer.time(entry.at)
      writer.byte(Codes.code(entry.event, in: Codes.events))
      writer.byte(Codes.code(entry.reason, in: Codes.reasons))
      writer.text(entry.text)
    }
    return writer.bytes
  }

  static func decode(_ bytes: [UInt8]) throws(StoreError) -> [TrailEntry] {
    var reader = ByteReader(bytes, operation: "read trail")
    guard try reader.byte() == version else { throw reader.damaged }
    let entries = try reader.list { (reader: inout ByteReader) throws(StoreError) in
      TrailEntry(
        at: try reader.time(), event: try reader.code(Codes.events),
        reason: try reader.code(Codes.reasons), text: try reader.text())
    }
    try reader.finish()
    return entries
  }
}
