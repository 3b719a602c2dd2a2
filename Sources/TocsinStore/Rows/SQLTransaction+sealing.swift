// Tocsin — Store: how content is sealed for its subject, and keys are changed
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore
package import TocsinGateway

extension SQLTransaction {
  /// Milliseconds of a day.
  private static let day: Int64 = 86_400_000

  /// The key of a subject, made when it is first named; of the day when nobody is named.
  ///
  /// A key that does not unwrap any more must not keep a message from being taken: its subject
  /// gives the pseudonym to a new one.
  ///
  /// - Parameter world: one who was merged into another in it means the other.
  func subject(
    _ reference: SubjectReference?, at now: Timestamp, in world: World = .production
  ) throws -> SubjectKey {
    if let reference, let owner = try owner(reference, in: world), !owner.wrapped.isEmpty,
      let key = try? keys.key(owner.wrapped, of: owner.number)
    {
      return SubjectKey(number: owner.number, key: key)
    }
    let pseudonym: [UInt8]
    if let reference {
      pseudonym = vault.blindIndex(reference.unredacted, of: .subject, with: keys.site)
    } else {
      let day = now.milliseconds / Self.day
      pseudonym = vault.blindIndex(Array("\(day)".utf8), of: .day, with: keys.site)
    }
    let found = try connection.first(.findSubject, [.blob(pseudonym)]) { row in
      (number: row.int(0), wrapped: row.blob(1))
    }
    guard let found else { return try makeSubject(pseudonym, at: now) }
    do {
      return SubjectKey(
        number: found.number, key: try keys.key(found.wrapped, of: found.number))
    } catch {
      keys.note(damaged: DamagedRow("subject", found.number))
      try connection.execute(.forgetPseudonym, [.int(found.number)])
      return try makeSubject(pseudonym, at: now)
    }
  }

  private func makeSubject(_ pseudonym: [UInt8], at now: Timestamp) throws -> SubjectKey {
    try adoptEpoch()
    let number = try next(.lastSubject)
    let key = vault.makeKey()
    try connection.execute(
      .insertSubject,
      [
        .int(number), .blob(pseudonym), .blob(vault.wrap(key, for: number)),
        .int(Int64(vault.epoch)), .time(now),
      ])
    return SubjectKey(number: number, key: key)
  }

  /// One more than the number that a statement gives. The cell of a row names the row, so its
  /// number is needed before it is written; there is one writer, and the greatest number is the
  /// last leaf of the table.
  func next(_ statement: Statement) throws -> Int64 {
    (try connection.first(statement, []) { $0.int(0) } ?? 0) + 1
  }

  func seal(_ plain: [UInt8], for subject: SubjectKey, at place: CellPlace) -> [UInt8] {
    vault.seal(plain, with: subject.key, at: place)
  }

  // MARK: - Rotation

  /// The epoch that stands in the store, which another process may have raised.
  private func adoptEpoch() throws {
    let epoch = try connection.first(.readMeta, [.text("epoch")]) { $0.int(0) } ?? 1
    vault.adopt(epoch: UInt32(clamping: epoch))
  }

  package func raiseEpoch() throws -> UInt32 {
    try connection.execute(.raiseEpochNumber, [])
    try adoptEpoch()
    return vault.epoch
  }

  package func rewrapKeys(limit: Int) throws -> Int {
    try adoptEpoch()
    try rewrapTrailKey()
    let waiting = try connection.all(
      .keysOfEpochs, [.int(Int64(vault.epoch)), .int(limit)]
    ) { row in
      (number: row.int(0), wrapped: row.blob(1))
    }
    var count = 0
    for row in waiting {
      guard let key = try? vault.unwrap(row.wrapped, for: row.number) else {
        keys.note(damaged: DamagedRow("subject", row.number))
        continue
      }
      try connection.execute(
        .rewrapSubject,
        [.blob(vault.wrap(key, for: row.number)), .int(Int64(vault.epoch)), .int(row.number)])
      count += 1
    }
    return count
  }

  private func rewrapTrailKey() throws {
    let wrapped = try connection.first(.findTrailKey, []) { $0.blob(0) }
    guard let wrapped, vault.epoch(of: wrapped) != vault.epoch, let key = try trailKey() else {
      return
    }
    try connection.execute(
      .rewrapTrailKey, [.blob(vault.wrap(key, for: Self.trailKeyOwner))])
  }

  // MARK: - Erasure

  package func eraseSubject(_ number: Int64, at now: Timestamp) throws -> ShreddedCounts {
    var counts = ShreddedCounts()
    for one in [number] + (try merged(into: number, in: .production)) {
      counts += try eraseOne(one, at: now)
    }
    keys.forget()
    return counts
  }

  private func eraseOne(_ number: Int64, at now: Timestamp) throws -> ShreddedCounts {
    var counts = ShreddedCounts()
    var held: [(number: Int64, alert: Alert)] = []
    try connection.query(.alertsOfSubject, [.int(number)]) { row in
      if let alert = readableAlert(row) { held.append((row.int(0), alert)) }
    }
    for (number, alert) in held {
      counts.envelopes += try emptyMailboxes(ofAlert: number)
      try redact(alert, number: number)
    }
    counts.alerts = held.count
    try deleteEnclosures(ofSubject: number)
    try emptyHeadings(ofSubject: number)
    counts.messages = try connection.execute(.emptyMessages, [.blob([]), .int(number)])
    counts.keys = try connection.execute(.eraseSubject, [.time(now), .int(number)])
    try forgetWhereabouts(of: number)
    return counts
  }

  /// Leaves of an alert what is no content, sealed with the site's own key.
  func redact(_ alert: Alert, number: Int64) throws {
    let state = AlertCodec.encode(alert.withoutContent)
    let cell = vault.seal(state, with: keys.site, at: Places.state(number))
    try connection.execute(.redactAlert, [.blob(cell), .int(number)])
    try deleteEnclosures(ofAlert: number)
  }
}
