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
    let subject = try subject(message.subject, at: message.receivedAt)
    let number = try next(.lastMessage)
    try connection.execute(
      .insertMessage,
      [
        .int(number), .time(message.receivedAt), .text(message.integration),
        .text(message.controlID),
        .int(Int64(Codes.code(message.outcome, in: Codes.outcomes))), .text(message.code),
        .text(message.reason), message.alert.map(Value.id) ?? .null, order,
        .optionalBlob(message.replayKey), .blob(message.reply),
        .blob(seal(message.raw, for: subject, at: Places.raw(number))), .int(subject.number),
      ])
    try insertHeading(of: message, number: number)
    return number
  }

  /// The first eight bytes of a key, by which it is found; the rest is compared in the row. Keys
  /// that begin alike lie together, so a key that begins with a running number costs least.
  static func order(_ key: [UInt8]) -> Int64 {
    var word: UInt64 = 0
    for byte in key.prefix(8) { word = word << 8 | UInt64(byte) }
    return Int64(bitPattern: word)
  }

  // MARK: - Alerts

  /// Nil also for one that is damaged: the report opens another, and pages.
  package func openAlert(
    integration: String, world: World, dedupKey: String
  ) throws -> Alert? {
    let arguments: [Value] = [
      .blob(dedupIndex(dedupKey)), .text(integration), .int(Codes.world(world)),
    ]
    return try connection.first(.alertByKey, arguments, readableAlert) ?? nil
  }

  package func alert(ofPage page: PageID) throws -> Alert? {
    let number = try connection.first(.alertOfPage, [.id(page)]) { $0.int(0) }
    guard let number else { return nil }
    return try alert(.alertByNumber, [.int(number)])
  }

  /// One that is damaged is left out, and looked at again a minute later: neither must it hold up
  /// the others, nor be forgotten when it is restored.
  package func dueAlerts(at now: Timestamp, limit: Int) throws -> [Alert] {
    var due: [Alert] = []
    var damaged: [Int64] = []
    try connection.query(.dueAlerts, [.time(now), .int(limit)]) { row in
      if let alert = readableAlert(row) { due.append(alert) } else { damaged.append(row.int(0)) }
    }
    for number in damaged {
      try connection.execute(
        .postponeAlert, [.time(now + StoreLimits.damagedRetryAfter), .int(number)])
    }
    return due
  }

  @discardableResult
  package func apply(
    _ transition: Transition, by actor: TrailActor, concerning subject: SubjectReference?
  ) throws -> Int64 {
    let alert = transition.alert
    let isNew = alert.revision == 1
    let now = transition.trail.last?.at ?? alert.openedAt
    let place =
      isNew
      ? try insert(alert, concerning: subject).map { (number: $0, closes: alert.isClosed) }
      : try update(alert, concerning: subject, at: now)
    guard let (number, closes) = place else { throw StoreError.revisionConflict }
    if closes {
      try count(transition, number: number)
    } else if let noise = NoiseFigure(after: transition) {
      try add(noise)
    }
    try order(transition.pages, of: transition, number: number)
    for withdrawal in transition.withdrawals {
      try withdraw(withdrawal, number: number, at: now)
    }
    if alert.isClosed && !isNew {
      let range = Places.range(of: number)
      try connection.execute(.settlePages, [.int(range.from), .int(range.until)])
    }
    return try tell(of: transition, by: actor, number: number)
  }

  /// Writes the trail entries and the leaf that commits to them; a transition without entries has
  /// its row and its leaf too, so that no revision is missing. A canary happened to nobody: it has
  /// neither, since the trail can never shrink again.
  private func tell(
    of transition: Transition, by actor: TrailActor, number: Int64
  ) throws -> Int64 {
    let alert = transition.alert
    guard alert.world != .canary else { return 0 }
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

  private func insert(
    _ alert: Alert, concerning reference: SubjectReference?
  ) throws -> Int64? {
    let subject = try subject(reference, at: alert.openedAt, in: alert.world)
    let number = try next(.lastAlert)
    let changed = try connection.execute(
      .insertAlert,
      [
        .int(number), .id(alert.id), .int(alert.revision), .int(Codes.phase(alert)),
        .time(alert.wakesAt), .text(alert.integration), .int(Codes.world(alert.world)),
        .blob(dedupIndex(alert.dedupKey)), .blob(state(of: alert, number, for: subject)),
        .int(subject.number), .time(alert.closedAt), Self.desk(of: alert),
      ])
    return changed > 0 ? number : nil
  }

  private func update(
    _ alert: Alert, concerning reference: SubjectReference?, at now: Timestamp
  ) throws -> (number: Int64, closes: Bool)? {
    let place: [Value] = [.id(alert.id), .int(alert.revision - 1)]
    let found = try connection.first(.alertForUpdate, place) { row in
      (number: row.int(0), owner: CellOwner(row, at: 1), wasClosed: row.int(3) == Self.closed)
    }
    guard let found else { return nil }
    let subject = try owner(found.owner, or: reference, at: now, in: alert.world)
    try connection.execute(
      .updateAlert,
      [
        .int(alert.revision), .int(Codes.phase(alert)), .time(alert.wakesAt),
        .blob(dedupIndex(alert.dedupKey)), .blob(state(of: alert, found.number, for: subject)),
        .int(subject.number), .time(alert.closedAt), Self.desk(of: alert),
        .int(found.number),
      ])
    return (found.number, alert.isClosed && !found.wasClosed)
  }

  /// Whom an alert concerns from now on: the one who is named, else whom it concerned before.
  private func owner(
    _ before: CellOwner, or reference: SubjectReference?, at now: Timestamp, in world: World
  ) throws -> SubjectKey {
    if reference == nil, let key = try? keys.key(before.wrapped, of: before.subject) {
      return SubjectKey(number: before.subject, key: key)
    }
    return try subject(reference, at: now, in: world)
  }

  /// The phase of an alert that is closed, as `Codes.phase` has it.
  private static let closed: Int64 = 3

  private static func desk(of alert: Alert) -> Value {
    Schema.desk(of: alert).map(Value.int) ?? .null
  }

  private func state(of alert: Alert, _ number: Int64, for subject: SubjectKey) -> [UInt8] {
    seal(AlertCodec.encode(alert), for: subject, at: Places.state(number))
  }
}
