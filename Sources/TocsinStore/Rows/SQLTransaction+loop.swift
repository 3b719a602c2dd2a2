// Tocsin — Store: documents beside alerts and reports to sources, written
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore
package import TocsinGateway

extension SQLTransaction {
  /// An alert's number and the key with which what belongs to it is sealed.
  func owner(
    of alert: AlertID, at now: Timestamp
  ) throws -> (number: Int64, subject: SubjectKey)? {
    let found = try connection.first(.ownerOfAlert, [.id(alert)]) { row in
      (number: row.int(0), owner: CellOwner(row, at: 1))
    }
    guard let found else { return nil }
    guard let key = try? keys.key(found.owner.wrapped, of: found.owner.subject) else {
      return (found.number, try subject(nil, at: now))
    }
    return (found.number, SubjectKey(number: found.owner.subject, key: key))
  }

  // MARK: - Documents

  package func insert(origin: [UInt8], of alert: AlertID, at now: Timestamp) throws {
    guard let (number, subject) = try owner(of: alert, at: now) else { return }
    let id = Places.key(number, Self.originPlace)
    try connection.execute(
      .insertAttachment,
      [
        .int(id), .int(subject.number), .time(now), .blob([]),
        .blob(seal(origin, for: subject, at: Places.attachmentBody(id))),
      ])
  }

  package func insert(
    _ attachment: AttachmentDraft, of alert: AlertID, at now: Timestamp
  ) throws -> AttachmentOutcome {
    guard let (number, subject) = try owner(of: alert, at: now) else { return .full }
    let known = try attachments(of: alert)
    let digest = vault.digest(attachment.bytes)
    if known.contains(where: { $0.digest == digest }) { return .known }
    let place = (known.last?.number ?? 0) + 1
    let byteCount = known.reduce(attachment.bytes.count) { $0 + $1.byteCount }
    guard place <= AttachmentLimits.countMax, byteCount <= AttachmentLimits.bytesMax else {
      return .full
    }
    let record = AttachmentRecord(
      number: place, title: attachment.title, mediaType: attachment.mediaType,
      byteCount: attachment.bytes.count, digest: digest, receivedAt: now)
    let id = Places.key(number, Int64(place))
    try connection.execute(
      .insertAttachment,
      [
        .int(id), .int(subject.number), .time(now),
        .blob(seal(AttachmentCodec.encode(record), for: subject, at: Places.attachmentHead(id))),
        .blob(seal(attachment.bytes, for: subject, at: Places.attachmentBody(id))),
      ])
    return .kept
  }

  /// Deletes what lies beside an alert and what waits for its source.
  func deleteEnclosures(ofAlert number: Int64) throws {
    let range = Places.range(of: number)
    try connection.execute(.deleteAttachments, [.int(range.from), .int(range.until)])
    try connection.execute(.deleteOutbound, [.int(number)])
    try connection.execute(.deleteResults, [.int(number)])
  }

  /// Deletes what is sealed with a subject's key beside alerts that are another's now.
  func deleteEnclosures(ofSubject number: Int64) throws {
    try connection.execute(.deleteAttachmentsOfSubject, [.int(number)])
    try connection.execute(.deleteOutboundOfSubject, [.int(number)])
    try connection.execute(.deleteResultsOfSubject, [.int(number)])
  }

  // MARK: - Reports to sources

  package func insert(_ report: OutboundDraft) throws {
    guard let (number, subject) = try owner(of: report.alert, at: report.madeAt) else { return }
    let id = try next(.lastOutbound)
    try connection.execute(
      .insertOutbound,
      [
        .int(id), .int(number), .text(report.integration), .int(report.kind.rawValue),
        .text(report.summary), .text(report.controlID), .time(report.madeAt),
        .int(subject.number), .blob(seal(report.body, for: subject, at: Places.outboundBody(id))),
      ])
  }

  package func trimOutbound(to integration: String, leaving max: Int) throws -> Int {
    let waiting =
      try connection.first(.countWaiting, [.text(integration)]) { Int($0.int(0)) } ?? 0
    guard waiting > max else { return 0 }
    return try connection.execute(
      .setAsideOldest,
      [
        .text("too many reports wait for this source"), .text(integration), .int(waiting - max),
      ])
  }

  package func settle(_ report: Int64, as state: OutboundState, note: String) throws {
    try connection.execute(
      .settleOutbound, [.int(state.rawValue), .text(note), .blob([]), .int(report)])
    if state == .told { try connection.execute(.finishFiling, [.int(report)]) }
  }

  package func postpone(_ report: Int64, until: Timestamp, note: String) throws {
    try connection.execute(.postponeOutbound, [.time(until), .text(note), .int(report)])
  }

  package func retry(_ report: Int64, at now: Timestamp) throws -> Bool {
    try connection.execute(.retryOutbound, [.time(now), .int(report)]) > 0
  }

  package func alertsToFile(
    of integration: String, closedBy time: Timestamp, limit: Int
  ) throws -> [AlertID] {
    try [0, 1].flatMap { stage in
      try connection.all(
        .alertsToFile,
        [
          .int(stage), .time(time), .text(integration), .int(Codes.world(.production)),
          .int(limit),
        ]
      ) { try $0.identifier(0, Statement.alertsToFile.name) }
    }
  }

  package func awaitFiling(of alert: AlertID) throws {
    try connection.execute(.setFiling, [.id(alert)])
  }
}
