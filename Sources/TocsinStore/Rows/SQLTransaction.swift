// Tocsin — Store: messages, and how a transition is written
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore
package import TocsinGateway

/// Reads and writes within the transaction that is open on its connection.
package final class SQLTransaction: SQLReader, StoreTransaction {
  // MARK: - Messages

  package func storedReply(key: [UInt8], since: Timestamp) throws -> StoredReply? {
    var found: StoredReply?
    try connection.query(.replay, [.int(Self.order(key)), .time(since)]) { row in
      guard found == nil, row.blob(0) == key else { return }
      found = StoredReply(
        reply: row.blob(3), code: row.text(1), alert: row.optionalIdentifier(2))
    }
    return found
  }

  @discardableResult
  package func insert(_ message: MessageRecord) throws -> Int64 {
    let order: Value = message.replayKey.map { .int(Self.order($0)) } ?? .null
    let number = try connection.insert(
      .insertMessage,
      [
        .time(message.receivedAt), .text(message.integration), .text(message.controlID),
        .int(Int64(Codes.code(message.outcome, in: Codes.outcomes))), .text(message.code),
        .text(message.reason), message.alert.map(Value.id) ?? .null, order,
        .optionalBlob(message.replayKey), .blob(message.reply), .blob(message.raw),
      ])
    guard let number else {
      throw StoreError.refused(code: 0, operation: Statement.insertMessage.name)
    }
    return number
  }

  /// The first eight bytes of a key, by which it is found; the rest is compared in the row. Keys
  /// that begin alike lie together, so a key that begins with a running number costs least.
  private static func order(_ key: [UInt8]) -> Int64 {
    var word: UInt64 = 0
    for byte in key.prefix(8) { word = word << 8 | UInt64(byte) }
    return Int64(bitPattern: word)
  }

  // MARK: - Alerts

  package func openAlert(
    integration: String, world: World, dedupKey: String
  ) throws -> Alert? {
    try alert(.alertByKey, [.text(dedupKey), .text(integration), .int(Codes.world(world))])
  }

  package func alert(ofPage page: PageID) throws -> Alert? {
    let number = try connection.first(.alertOfPage, [.id(page)]) { $0.int(0) }
    guard let number else { return nil }
    return try alert(.alertByNumber, [.int(number)])
  }

  package func dueAlerts(at now: Timestamp, limit: Int) throws -> [Alert] {
    try alerts(.dueAlerts, [.time(now), .int(limit)])
  }

  package func openAlerts(of responder: ResponderID, limit: Int) throws -> [Alert] {
    try alerts(concerning: responder, limit: limit).map(\.alert)
  }

  /// Open alerts that this person is asked about or holds, with their numbers, oldest first.
  func alerts(
    concerning responder: ResponderID, limit: Int
  ) throws -> [(number: Int64, alert: Alert)] {
    var found: [(number: Int64, alert: Alert)] = []
    let arguments: [Value] = [.text(responder.text), .int(StoreLimits.openAlertsScannedMax)]
    try connection.query(.alertsOfResponder, arguments) { row in
      guard found.count < limit else { return }
      let alert = try AlertCodec.decode(row.blob(1))
      let concerns = alert.duties.contains { duty in
        duty.people.contains {
          $0.responder == responder && ($0.standing.isOpen || $0.standing == .holder)
        }
      }
      if concerns { found.append((row.int(0), alert)) }
    }
    return found
  }

  /// Stores a transition as a whole.
  ///
  /// - Returns: the index of the leaf that tells of it.
  @discardableResult
  package func apply(_ transition: Transition, by actor: TrailActor) throws -> Int64 {
    let alert = transition.alert
    let isNew = alert.revision == 1
    let number = isNew ? try insert(alert) : try update(alert)
    guard let number else { throw StoreError.revisionConflict }
    try order(transition.pages, of: transition, number: number)
    for withdrawal in transition.withdrawals { try withdraw(withdrawal, number: number) }
    if alert.isClosed && !isNew {
      let range = Places.range(of: number)
      try connection.execute(.settlePages, [.int(range.from), .int(range.until)])
    }
    return try tell(of: transition, by: actor, number: number)
  }

  /// Writes the trail entries and the leaf that commits to them; a transition without entries has
  /// its row and its leaf too, so that no revision is missing.
  private func tell(
    of transition: Transition, by actor: TrailActor, number: Int64
  ) throws -> Int64 {
    let alert = transition.alert
    let key = Places.key(number, alert.revision)
    let detail = CommittedDetail(
      salt: vault.randomBytes(CommittedDetail.saltBytes),
      bytes: TrailCodec.encode(transition.trail))
    var leaf = TrailLeaf(
      .alert, on: "alert:\(alert.id)", by: actor,
      at: transition.trail.last?.at ?? alert.openedAt)
    leaf.reason = "\(alert.revision) \(alert.phaseWord)"
    let index = try append(leaf, detail, trail: key)
    try connection.execute(
      .insertTrail, [.int(key), .blob(detail.bytes), .blob(detail.salt), .int(index)])
    return index
  }

  private func insert(_ alert: Alert) throws -> Int64? {
    try connection.insert(
      .insertAlert,
      [
        .id(alert.id), .int(alert.revision), .int(Codes.phase(alert)), .time(alert.wakesAt),
        .text(alert.integration), .int(Codes.world(alert.world)), .text(alert.dedupKey),
        .blob(AlertCodec.encode(alert)),
      ])
  }

  private func update(_ alert: Alert) throws -> Int64? {
    try connection.first(
      .updateAlert,
      [
        .int(alert.revision), .int(Codes.phase(alert)), .time(alert.wakesAt),
        .blob(AlertCodec.encode(alert)), .id(alert.id), .int(alert.revision - 1),
      ]
    ) { $0.int(0) }
  }
}
