// Tocsin — Store: documents beside alerts and reports to sources, read
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore
package import TocsinGateway

extension Places {
  static func attachmentHead(_ id: Int64) -> CellPlace { CellPlace("attachment", "head", row: id) }
  static func attachmentBody(_ id: Int64) -> CellPlace { CellPlace("attachment", "body", row: id) }
  static func outboundBody(_ id: Int64) -> CellPlace { CellPlace("outbound", "body", row: id) }
}

/// What the head of a document holds, in the bytes of its cell.
enum AttachmentCodec {
  static func encode(_ record: AttachmentRecord) -> [UInt8] {
    var out = ByteWriter(reserving: 96)
    out.text(record.title)
    out.text(record.mediaType)
    out.count(record.byteCount)
    out.list(record.digest) { $0.byte($1) }
    return out.bytes
  }

  static func decode(
    _ bytes: [UInt8], number: Int, at receivedAt: Timestamp
  ) throws -> AttachmentRecord {
    var reader = ByteReader(bytes, operation: Statement.listAttachments.name)
    let title = try reader.text()
    let mediaType = try reader.text()
    let byteCount = try reader.unsigned()
    let digest = try reader.list { (reader) throws(StoreError) in try reader.byte() }
    return AttachmentRecord(
      number: number, title: title, mediaType: mediaType, byteCount: Int(clamping: byteCount),
      digest: digest, receivedAt: receivedAt)
  }
}

extension SQLReader {
  /// The place of what the source's message said.
  static var originPlace: Int64 { 0 }

  package func origin(of alert: AlertID) throws -> [UInt8]? {
    try enclosure(of: alert, at: Self.originPlace)
  }

  /// Those that do not open are passed over.
  package func attachments(of alert: AlertID) throws -> [AttachmentRecord] {
    guard let number = try number(of: alert) else { return [] }
    let range = Places.range(of: number)
    let arguments: [Value] = [.int(range.from + 1), .int(range.until)]
    return try connection.all(.listAttachments, arguments) { row -> AttachmentRecord? in
      let id = row.int(0)
      let head = try? open(
        row.blob(2), of: CellOwner(row, at: 3), at: Places.attachmentHead(id), row: id)
      return try? head.map {
        try AttachmentCodec.decode($0, number: Int(Places.place(id)), at: row.time(1))
      }
    }.compactMap(\.self)
  }

  package func attachmentBytes(of alert: AlertID, number: Int) throws -> [UInt8]? {
    guard number > 0, number <= AttachmentLimits.countMax else { return nil }
    return try enclosure(of: alert, at: Int64(number))
  }

  private func enclosure(of alert: AlertID, at place: Int64) throws -> [UInt8]? {
    guard let number = try number(of: alert) else { return nil }
    let id = Places.key(number, place)
    return try connection.first(.findAttachment, [.int(id)]) { row in
      try open(row.blob(0), of: CellOwner(row, at: 1), at: Places.attachmentBody(id), row: id)
    }
  }

  package func nextOutbound(
    to integration: String, at now: Timestamp
  ) throws -> OutboundRecord? {
    try connection.first(.nextOutbound, [.text(integration), .time(now)]) { row in
      let id = row.int(0)
      let body = try? open(
        row.blob(10), of: CellOwner(row, at: 11), at: Places.outboundBody(id), row: id)
      return try Self.outbound(row, body: body ?? [])
    }
  }

  package func outbound(after id: Int64, limit: Int) throws -> [OutboundRecord] {
    try connection.all(.listOutbound, [.int(id), .int(limit)]) { row in
      try Self.outbound(row, body: [])
    }
  }

  private static func outbound(_ row: any Row, body: [UInt8]) throws -> OutboundRecord {
    let operation = Statement.listOutbound.name
    guard let kind = OutboundKind(rawValue: row.int(3)),
      let state = OutboundState(rawValue: row.int(8))
    else { throw StoreError.refused(code: 0, operation: operation) }
    let draft = OutboundDraft(
      kind, of: try row.identifier(1, operation), to: row.text(2), summary: row.text(4),
      controlID: row.text(5), body: body, madeAt: row.time(6))
    return OutboundRecord(
      id: row.int(0), draft: draft, tries: Int(row.int(7)), state: state, note: row.text(9))
  }

  package func openFilings(of integration: String) throws -> (count: Int, since: Timestamp?) {
    try connection.first(.openFilings, [.text(integration)]) { row in
      (Int(row.int(0)), row.optionalTime(1))
    } ?? (0, nil)
  }
}
