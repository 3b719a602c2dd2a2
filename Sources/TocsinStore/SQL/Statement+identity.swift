// Tocsin — Store: the statements on accounts and sessions
// SPDX-License-Identifier: Apache-2.0

extension Statement {
  static let accounts = [
    upsertAccount, listAccounts, findAccount, accountByUserName, accountByExternalID,
    overdueAccounts,
  ]

  private static let accountColumns = """
    id, name, kind, telephone, user_name, external_id, grants, valid_from, valid_until, ended_at,
      revision, changed_at, identifiers, addresses
    """

  static let upsertAccount = Statement(
    100, "store account",
    """
    INSERT INTO account (id, name, kind, telephone, user_name, user_key, external_id, grants,
      valid_from, valid_until, ended_at, revision, changed_at, identifiers, addresses)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
    ON CONFLICT (id) DO UPDATE SET name = excluded.name, kind = excluded.kind,
      telephone = excluded.telephone, user_name = excluded.user_name,
      user_key = excluded.user_key, external_id = excluded.external_id,
      grants = excluded.grants, valid_from = excluded.valid_from,
      valid_until = excluded.valid_until, ended_at = excluded.ended_at,
      revision = excluded.revision, changed_at = excluded.changed_at,
      identifiers = excluded.identifiers, addresses = excluded.addresses
    """)

  static let listAccounts = Statement(
    101, "list accounts", "SELECT \(accountColumns) FROM account ORDER BY id")

  static let findAccount = Statement(
    102, "find account", "SELECT \(accountColumns) FROM account WHERE id = $1")

  static let accountByUserName = Statement(
    103, "find account by name", "SELECT \(accountColumns) FROM account WHERE user_key = $1")

  static let accountByExternalID = Statement(
    104, "find account by external id",
    "SELECT \(accountColumns) FROM account WHERE external_id = $1")

  static let overdueAccounts = Statement(
    105, "list overdue accounts",
    """
    SELECT id FROM account WHERE valid_until <= $1 AND valid_until IS NOT NULL
      AND ended_at IS NULL ORDER BY valid_until, id LIMIT $2
    """)

  static let sessions = [
    insertSession, findSession, listSessions, touchSession, stepUpSession, endSession,
    endSessionsOfAccount, endSessionsOfProvider, endDeadSessions,
  ]

  private static let sessionColumns = """
    digest, id, account, method, key, begun_at, seen_at, idle, ends_at, stepped_up_at,
      provider_session, agent
    """

  static let insertSession = Statement(
    110, "insert session",
    """
    INSERT INTO session (\(sessionColumns))
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
    """)

  static let findSession = Statement(
    111, "find session", "SELECT \(sessionColumns) FROM session WHERE digest = $1")

  static let listSessions = Statement(
    112, "list sessions",
    "SELECT \(sessionColumns) FROM session WHERE account = $1 ORDER BY begun_at DESC, id")

  static let touchSession = Statement(
    113, "touch session", "UPDATE session SET seen_at = $1 WHERE digest = $2 AND seen_at < $1")

  static let stepUpSession = Statement(
    114, "step up session", "UPDATE session SET stepped_up_at = $1 WHERE digest = $2")

  static let endSession = Statement(
    115, "end session", "DELETE FROM session WHERE id = $1 AND account = $2")

  static let endSessionsOfAccount = Statement(
    116, "end sessions of account", "DELETE FROM session WHERE account = $1")

  static let endSessionsOfProvider = Statement(
    117, "end sessions of provider", "DELETE FROM session WHERE provider_session = $1")

  static let endDeadSessions = Statement(
    118, "end dead sessions", "DELETE FROM session WHERE ends_at <= $1 OR seen_at + idle <= $1")
}
