// Tocsin — Store: the tables, and how an older file becomes a newer one
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore

/// Why a database cannot be used by this program, or not with this root key.
package enum SchemaError: Error, Equatable {
  /// The root key is not the one with which the store was sealed; nothing was changed.
  case wrongKey
  /// A newer program has written it; nothing was changed.
  case newer(found: Int64, known: Int64)

  /// What to do next.
  package var hint: String {
    switch self {
    case .wrongKey:
      "give the root key that this store was sealed with: --root-key FILE or --passphrase-file FILE"
    case .newer(let found, let known):
      "the store has schema \(found), this program knows up to \(known): "
        + "start the newer program, or restore the copy made before the upgrade"
    }
  }
}

/// The numbered steps that lead from an empty database to the present tables. A step, once
/// released, never changes; what differs later is a new step.
///
/// The tables are narrow and their keys are numbers in the order of arrival, so that what is
/// written together lies together and the cost of a transition does not grow with the history. Open
/// alerts and waiting pages are found through partial indexes that hold nothing else; the page of a
/// person without a device is in none of those that only devices ask by.
///
/// `page.id` and `trail.id` are the alert's number times 2^24 plus a place within the alert;
/// `mailbox.id` is the device's number times 2^40 plus the seq.
package enum Schema {
  /// The newest version that this program knows.
  package static let version: Int64 = 32

  /// Brings the database up to `version` in one transaction.
  ///
  /// - Parameter keys: gets the site's own key, which is made here at first.
  /// - Returns: whether plain content of an older file still lies in pages that are free now: the
  ///   driver then writes the file anew and calls `settled`.
  /// - Throws: `SchemaError`, and then nothing has changed.
  package static func prepare(
    _ connection: any Connection, _ dialect: Dialect, _ keys: KeyRing
  ) throws -> Bool {
    try connection.begin()
    do {
      try connection.define(
        "CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value BIGINT NOT NULL)")
      try connection.define(
        """
        INSERT INTO meta (name, value) VALUES ('schema', 0), ('directory', 1)
        ON CONFLICT (name) DO NOTHING
        """)
      let found = try connection.first(.readMeta, [.text("schema")]) { $0.int(0) } ?? 0
      guard found <= version else { throw SchemaError.newer(found: found, known: version) }
      for step in 1...version where found < step {
        try define(statements(ofStep: step, dialect), on: connection)
      }
      try openKeys(connection, keys, isNew: found < sealedVersion)
      if found > 0 && found < sealedVersion {
        try SealingMigration(connection, keys).run()
        try define(["UPDATE meta SET value = 1 WHERE name = 'plain'"], on: connection)
      }
      if found < version { try connection.execute(.writeVersion, [.int(version)]) }
      let isPlain = try connection.first(.readMeta, [.text("plain")]) { $0.int(0) } == 1
      try connection.commit()
      return isPlain
    } catch {
      connection.rollback()
      throw error
    }
  }

  /// What a step does; a number without statements is of a step that was never released.
  static func statements(ofStep step: Int64, _ dialect: Dialect) -> [String] {
    switch step {
    case 1: tables(dialect) + indexes
    case 2: identitySteps(dialect)
    case 3: sealingSteps(dialect)
    case 4: trailSteps(dialect)
    case 5: groupSteps(dialect)
    case 6: resultSteps(dialect)
    case 7: whereaboutsSteps(dialect)
    case 8: loopSteps(dialect)
    case 9: sourceSteps(dialect)
    case 10: browsingSteps(dialect)
    case 11: intakeSteps(dialect)
    case 12: acceptanceSteps(dialect)
    case 13: reportingSteps(dialect)
    case 14: engineeringSteps
    case 15: callSteps(dialect)
    case 16: foldingSteps(dialect)
    case 17: earlySteps(dialect)
    case 18: deskSteps
    case 19: keySteps
    case 20: rotaSteps
    case 21: calendarSteps(dialect)
    case 22: dutySteps(dialect)
    case 23: figureSteps(dialect)
    case 24: swapSteps(dialect)
    case 25: channelSteps(dialect)
    case 26: troubleSteps
    case 27: watchSteps
    case 28: priorityLadderSteps
    case 29: addressSteps(dialect)
    case 30: noiseSteps(dialect)
    case 31: arrivalSteps(dialect)
    case 32: lockSteps(dialect)
    default: []
    }
  }

  /// The step from which on content is sealed.
  private static let sealedVersion: Int64 = 3

  /// Whether the tables, which are there, hold sealed cells.
  package static func isSealed(_ connection: any Connection) throws -> Bool {
    try found(connection) >= sealedVersion
  }

  /// The release of the tables, which are there.
  package static func found(_ connection: any Connection) throws -> Int64 {
    try connection.first(.readMeta, [.text("schema")]) { $0.int(0) } ?? 0
  }

  private static func define(_ statements: [String], on connection: any Connection) throws {
    for sql in statements { try connection.define(sql) }
  }

  // MARK: - Step 1

  private static func tables(_ dialect: Dialect) -> [String] {
    alertTables(dialect) + deviceTables(dialect) + directoryTables(dialect)
  }

  private static func alertTables(_ dialect: Dialect) -> [String] {
    [
      """
      CREATE TABLE message (id \(dialect.numberedKey), received_at BIGINT NOT NULL,
        integration TEXT NOT NULL, control_id TEXT NOT NULL, outcome SMALLINT NOT NULL,
        code TEXT NOT NULL, reason TEXT NOT NULL, alert \(dialect.blob), replay_order BIGINT,
        replay_key \(dialect.blob), reply \(dialect.blob) NOT NULL, raw \(dialect.blob) NOT NULL)
      """,
      """
      CREATE TABLE alert (number \(dialect.numberedKey), id \(dialect.blob) NOT NULL UNIQUE,
        revision BIGINT NOT NULL, phase SMALLINT NOT NULL, wake_at BIGINT,
        integration TEXT NOT NULL, world SMALLINT NOT NULL, dedup_key TEXT NOT NULL,
        state \(dialect.blob) NOT NULL)
      """,
      """
      CREATE TABLE page (id \(dialect.orderedKey), page \(dialect.blob) NOT NULL,
        device \(dialect.blob), role TEXT NOT NULL, responder TEXT NOT NULL,
        step BIGINT NOT NULL, cycle BIGINT NOT NULL, attempt BIGINT NOT NULL,
        state SMALLINT NOT NULL, pending SMALLINT NOT NULL, live SMALLINT NOT NULL,
        priority SMALLINT NOT NULL, why TEXT NOT NULL, moves_on_at BIGINT,
        decided_at BIGINT NOT NULL, seq BIGINT)
      """,
      "CREATE TABLE trail (id \(dialect.orderedKey), entries \(dialect.blob) NOT NULL)",
    ]
  }

  private static func deviceTables(_ dialect: Dialect) -> [String] {
    [
      """
      CREATE TABLE device (number \(dialect.numberedKey), id \(dialect.blob) NOT NULL UNIQUE,
        responder TEXT NOT NULL, name TEXT NOT NULL, notify_key \(dialect.blob) NOT NULL,
        accept_key \(dialect.blob) NOT NULL, detail_key \(dialect.blob) NOT NULL,
        unlocked_key \(dialect.blob) NOT NULL, enrolled_at BIGINT NOT NULL, last_contact BIGINT,
        ended_at BIGINT, last_seq BIGINT NOT NULL)
      """,
      """
      CREATE TABLE mailbox (id \(dialect.orderedKey), previous_seq BIGINT,
        sealed_at BIGINT NOT NULL, digest \(dialect.blob) NOT NULL,
        envelope \(dialect.blob) NOT NULL)
      """,
      """
      CREATE TABLE answer (device \(dialect.blob) NOT NULL, counter BIGINT NOT NULL,
        digest \(dialect.blob) NOT NULL, receipt \(dialect.blob) NOT NULL,
        taken_at BIGINT NOT NULL, PRIMARY KEY (device, counter))
      """,
      """
      CREATE TABLE enrolment (digest \(dialect.blob) PRIMARY KEY, responder TEXT NOT NULL,
        expires_at BIGINT NOT NULL, spent_at BIGINT)
      """,
    ]
  }

  private static func directoryTables(_ dialect: Dialect) -> [String] {
    [
      """
      CREATE TABLE responder (id TEXT PRIMARY KEY, name TEXT NOT NULL,
        is_trainee SMALLINT NOT NULL, is_rota_manager SMALLINT NOT NULL, telephone TEXT NOT NULL,
        valid_until BIGINT)
      """,
      """
      CREATE TABLE handover (number \(dialect.numberedKey), rota TEXT NOT NULL,
        giver TEXT NOT NULL, taker TEXT NOT NULL, begins_at BIGINT NOT NULL,
        ends_at BIGINT NOT NULL, accepted_at BIGINT, UNIQUE (rota, giver, taker, begins_at))
      """,
      """
      CREATE TABLE document (kind TEXT NOT NULL, name TEXT NOT NULL, revision BIGINT NOT NULL,
        imported_at BIGINT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (kind, name, revision))
      """,
    ]
  }

  private static let indexes = [
    "CREATE INDEX message_replay ON message (replay_order) WHERE replay_order IS NOT NULL",
    "CREATE INDEX alert_open ON alert (dedup_key, integration, world) WHERE phase < 3",
    "CREATE INDEX alert_wake ON alert (wake_at) WHERE wake_at IS NOT NULL",
    "CREATE UNIQUE INDEX page_device ON page (page, device) WHERE device IS NOT NULL",
    "CREATE INDEX page_pending ON page (priority, decided_at) WHERE pending <> 0",
    "CREATE INDEX page_live ON page (responder) WHERE live = 1",
    "CREATE INDEX page_sealed ON page (device, seq) WHERE state = 1",
  ]
}
