// Tocsin — Store: how documents, people and devices are written
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore
package import TocsinGateway

/// Each of these but tokens and contacts raises the directory version, by which other processes
/// notice the change.
extension SQLTransaction {
  package func insert(_ document: DocumentRevision) throws {
    try connection.execute(
      .insertDocument,
      [
        .text(document.kind), .text(document.name), .int(document.revision),
        .time(document.importedAt), .text(document.text), .text(document.author),
        .text(document.reason), .text(document.acceptance),
      ])
    try raiseDirectory()
  }

  package func insert(_ device: DeviceRecord) throws {
    try connection.execute(
      .insertDevice,
      [
        .id(device.id), .text(device.responder.text), .text(device.name), .blob(device.notifyKey),
        .blob(device.acceptKey), .blob(device.detailKey), .blob(device.unlockedKey),
        .time(device.enrolledAt), .time(device.lastContact), .time(device.endedAt),
        .int(device.hasLock ? 1 : 0),
      ])
    try raiseDirectory()
  }

  package func endDevice(_ id: DeviceID, at now: Timestamp) throws {
    let changed = try connection.execute(.endDevice, [.time(now), .id(id)])
    try connection.execute(.dropLock, [.id(id)])
    if changed > 0 { try raiseDirectory() }
  }

  package func touchDevice(_ id: DeviceID, at now: Timestamp) throws {
    try connection.execute(.touchDevice, [.time(now), .id(id)])
  }

  package func insert(_ token: EnrolmentToken) throws {
    try connection.execute(
      .insertToken,
      [
        .blob(token.digest), .text(token.responder.text), .time(token.expiresAt),
        .time(token.spentAt),
      ])
  }

  package func enrolmentToken(digest: [UInt8]) throws -> EnrolmentToken? {
    try connection.first(.findToken, [.blob(digest)]) { row in
      var token = EnrolmentToken(
        digest: digest, responder: ResponderID(row.text(0)), expiresAt: row.time(1))
      token.spentAt = row.optionalTime(2)
      return token
    }
  }

  /// - Throws: `StoreError.refused` when there is no such token or it is spent already.
  package func spendToken(digest: [UInt8], at now: Timestamp) throws {
    let changed = try connection.execute(.spendToken, [.time(now), .blob(digest)])
    guard changed == 1 else {
      throw StoreError.refused(code: 0, operation: Statement.spendToken.name)
    }
  }

  /// Stores a handover; the same one again is its acceptance, or a new end.
  package func insert(_ handover: Handover) throws {
    try connection.execute(
      .upsertHandover,
      [
        .text(handover.rota.text), .text(handover.from.text), .text(handover.to.text),
        .time(handover.at), .time(handover.until), .time(handover.acceptedAt),
        .text(handover.line.rawValue),
      ])
    try raiseDirectory()
  }

  func raiseDirectory() throws { try connection.execute(.raiseDirectory, []) }
}
