// Tocsin — Store: step 3 of the schema, sealed content
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinGateway

extension Schema {
  /// `message.raw` and `alert.state` become cells, sealed with the key of their subject at the
  /// place of their row. `subject.wrapped` is that key, wrapped under the root key; without it
  /// nothing of the subject opens. Subject 0 is the site itself. `alert.dedup` is the blind index
  /// of the dedup key. `shred` counts what retention has done to an alert: 1 its envelopes are
  /// gone, 2 its content too.
  static func sealingSteps(_ dialect: Dialect) -> [String] {
    [
      """
      CREATE TABLE subject (number \(dialect.numberedKey), pseudonym \(dialect.blob) UNIQUE,
        wrapped \(dialect.blob), epoch BIGINT NOT NULL, made_at BIGINT NOT NULL,
        erased_at BIGINT)
      """,
      "CREATE INDEX subject_epoch ON subject (epoch) WHERE wrapped IS NOT NULL",
      "ALTER TABLE message ADD COLUMN subject BIGINT NOT NULL DEFAULT 0",
      "CREATE INDEX message_subject ON message (subject)",
      "DROP INDEX alert_open",
      "ALTER TABLE alert ADD COLUMN subject BIGINT NOT NULL DEFAULT 0",
      "ALTER TABLE alert ADD COLUMN dedup \(dialect.blob)",
      "ALTER TABLE alert ADD COLUMN closed_at BIGINT",
      "ALTER TABLE alert ADD COLUMN shred SMALLINT NOT NULL DEFAULT 0",
      "ALTER TABLE alert DROP COLUMN dedup_key",
      "CREATE INDEX alert_subject ON alert (subject)",
      "CREATE INDEX alert_open ON alert (dedup, integration, world) WHERE phase < 3",
      """
      CREATE INDEX alert_closed ON alert (shred, closed_at)
      WHERE closed_at IS NOT NULL AND shred < 2
      """,
      "INSERT INTO meta (name, value) VALUES ('epoch', 1), ('plain', 0)",
    ]
  }

  /// Says that no plain page is left in the file.
  package static func settled(_ connection: any Connection) throws {
    try connection.define("UPDATE meta SET value = 0 WHERE name = 'plain'")
  }

  /// Gives the ring the epoch and the site's own key, which an empty store gets here.
  ///
  /// - Throws: `SchemaError.wrongKey` when the root key is another.
  static func openKeys(
    _ connection: any Connection, _ keys: KeyRing, isNew: Bool
  ) throws {
    let epoch = try connection.first(.readMeta, [.text("epoch")]) { $0.int(0) } ?? 1
    keys.vault.adopt(epoch: UInt32(clamping: epoch))
    if isNew {
      let key = keys.vault.makeKey()
      try connection.execute(
        .insertSubject,
        [
          .int(0), .null, .blob(keys.vault.wrap(key, for: 0)), .int(epoch), .int(0),
        ])
      keys.setSite(key)
      return
    }
    let wrapped = try connection.first(.findKey, [.int(0)]) { $0.blob(0) } ?? []
    do {
      keys.setSite(try keys.vault.unwrap(wrapped, for: 0))
    } catch {
      throw SchemaError.wrongKey
    }
  }
}

/// Seals what an older file holds in the clear. Who it concerns is not known any more: it belongs
/// to the day on which it came.
struct SealingMigration {
  private let connection: any Connection
  private let transaction: SQLTransaction

  /// Rows read and sealed at a time.
  private static let batchMax = 256

  init(_ connection: any Connection, _ keys: KeyRing) {
    self.connection = connection
    transaction = SQLTransaction(connection, keys)
  }

  func run() throws {
    var last: Int64 = 0
    while let next = try messages(after: last) { last = next }
    last = 0
    while let next = try alerts(after: last) { last = next }
  }

  private func messages(after last: Int64) throws -> Int64? {
    let arguments: [Value] = [.int(last), .int(Self.batchMax)]
    let rows = try connection.all(.plainMessages, arguments) { row in
      (id: row.int(0), at: row.time(1), raw: row.blob(2))
    }
    for row in rows {
      let subject = try transaction.subject(nil, at: row.at)
      let cell = transaction.seal(row.raw, for: subject, at: Places.raw(row.id))
      try connection.execute(
        .sealMessage, [.int(subject.number), .blob(cell), .int(row.id)])
    }
    return rows.last?.id
  }

  private func alerts(after last: Int64) throws -> Int64? {
    let arguments: [Value] = [.int(last), .int(Self.batchMax)]
    let rows = try connection.all(.plainAlerts, arguments) { row in
      (number: row.int(0), alert: try AlertCodec.decode(row.blob(1)))
    }
    for row in rows {
      let subject = try transaction.subject(nil, at: row.alert.openedAt)
      let state = AlertCodec.encode(row.alert)
      try connection.execute(
        .sealAlert,
        [
          .int(subject.number), .blob(transaction.dedupIndex(row.alert.dedupKey)),
          .blob(transaction.seal(state, for: subject, at: Places.state(row.number))),
          .time(row.alert.closedAt), .int(row.number),
        ])
    }
    return rows.last?.number
  }
}
