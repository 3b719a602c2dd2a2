// Tocsin — Postgres: how a session is set up, and what a database must be like
// SPDX-License-Identifier: Apache-2.0

internal import TocsinGateway

/// Texts of SQL that belong to no table.
enum SessionSQL {
  /// The first number of this program's advisory locks: "Tocs".
  private static let locks = 0x546F_6373

  /// Held by each transaction that writes.
  static let beginWriting = "BEGIN; SELECT pg_advisory_xact_lock(\(locks), 1)"
  /// Held by the writer of a gateway, for as long as its session lives.
  static let takeNode = "SELECT pg_try_advisory_lock(\(locks), 2)"

  /// A commit waits for the disk, and for the standbys where the server is set up to have any. A
  /// session that is cut off in a transaction gives its locks back.
  static func settings(lockWait milliseconds: Int) -> String {
    """
    SET client_min_messages = warning; SET jit = off; SET lock_timeout = \(milliseconds);
    SET idle_in_transaction_session_timeout = \(max(10_000, 2 * milliseconds));
    SET default_transaction_isolation = 'read committed';
    SET tcp_keepalives_idle = 5; SET tcp_keepalives_interval = 2; SET tcp_keepalives_count = 3;
    SELECT set_config('synchronous_commit', CASE current_setting('synchronous_commit')
      WHEN 'remote_apply' THEN 'remote_apply' ELSE 'on' END, false)
    """
  }

  static let database = """
    SELECT current_setting('fsync'), current_setting('full_page_writes'),
      getdatabaseencoding(), datlocprovider, datcollate
    FROM pg_database WHERE datname = current_database()
    """

  /// Ends a session that this process has lost and the server has not.
  static func endOthers(named node: String) -> String {
    """
    SELECT count(pg_terminate_backend(pid, 1000)) FROM pg_stat_activity
    WHERE application_name = '\(node)' AND pid <> pg_backend_pid()
    """
  }

  /// Whether the database takes no writes, and how many other gateways serve it.
  static func probe(node: String?) -> String {
    """
    SELECT pg_is_in_recovery() OR current_setting('transaction_read_only') = 'on', count(a.pid)
    FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
    WHERE l.locktype = 'advisory' AND l.granted AND l.classid = \(locks) AND l.objid = 2
      AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
      AND a.application_name <> '\(node ?? "")'
    """
  }
}

/// Asks a new session whether it will do.
enum SessionCheck {
  /// Locales of the C library that order text by its bytes.
  private static let plainLocales: Set = ["C", "POSIX", "C.UTF-8", "C.utf8", "C.UTF8"]

  /// - Throws: `PostgresError` when the database could lose what it promises, or would find other
  ///   rows than SQLite does.
  static func database(_ session: PostgresSession) throws {
    let words = try session.run(SessionSQL.database, "check database").words
    guard words.count == 5 else { throw PostgresError.unreachable("the database says nothing") }
    for (setting, value) in zip(["fsync", "full_page_writes"], words) where value != "on" {
      throw PostgresError.unsafe(setting: setting)
    }
    // Provider b is the server's own, which orders by code points.
    let isOrdered = words[3] == "b" || words[3] == "c" && plainLocales.contains(words[4])
    guard words[2] == "UTF8", isOrdered else {
      throw PostgresError.wrongOrder(locale: "\(words[4]), \(words[2])")
    }
  }

  /// Takes the lock of the one gateway that serves the database.
  ///
  /// - Throws: `PostgresError.inUse`.
  static func takeNode(_ session: PostgresSession, as node: String) throws {
    try session.run(SessionSQL.endOthers(named: node), "end lost session")
    guard try session.run(SessionSQL.takeNode, "take node").words == ["t"] else {
      throw PostgresError.inUse
    }
  }
}
