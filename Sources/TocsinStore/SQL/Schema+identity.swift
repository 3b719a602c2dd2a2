// Tocsin — Store: step 2 of the schema, accounts and sign-in
// SPDX-License-Identifier: Apache-2.0

extension Schema {
  /// Every responder becomes an account of the same id; what was a flag becomes a grant.
  ///
  /// `account.grants` is the text form of `GrantText`; `user_key` is the name without case.
  static func identitySteps(_ dialect: Dialect) -> [String] {
    accountTables(dialect) + credentialTables(dialect)
  }

  private static func accountTables(_ dialect: Dialect) -> [String] {
    [
      """
      CREATE TABLE account (id TEXT PRIMARY KEY, name TEXT NOT NULL, kind SMALLINT NOT NULL,
        telephone TEXT NOT NULL, user_name TEXT, user_key TEXT UNIQUE, external_id TEXT UNIQUE,
        grants TEXT NOT NULL, valid_from BIGINT, valid_until BIGINT, ended_at BIGINT,
        revision BIGINT NOT NULL, changed_at BIGINT NOT NULL)
      """,
      """
      INSERT INTO account (id, name, kind, telephone, grants, valid_until, revision, changed_at)
      SELECT id, name, 0, telephone,
        CASE WHEN is_trainee = 1 THEN 'trainee' ELSE 'responder' END
          || CASE WHEN is_rota_manager = 1 THEN ';rota-manager' ELSE '' END,
        valid_until, 1, 0
      FROM responder
      """,
      "DROP TABLE responder",
      """
      CREATE INDEX account_until ON account (valid_until)
      WHERE valid_until IS NOT NULL AND ended_at IS NULL
      """,
    ]
  }

  private static func credentialTables(_ dialect: Dialect) -> [String] {
    [
      """
      CREATE TABLE session (digest \(dialect.blob) PRIMARY KEY, id \(dialect.blob) NOT NULL UNIQUE,
        account TEXT NOT NULL, method SMALLINT NOT NULL, key \(dialect.blob) NOT NULL,
        begun_at BIGINT NOT NULL, seen_at BIGINT NOT NULL, idle BIGINT NOT NULL,
        ends_at BIGINT NOT NULL, stepped_up_at BIGINT, provider_session TEXT, agent TEXT NOT NULL)
      """,
      "CREATE INDEX session_account ON session (account)",
      """
      CREATE INDEX session_provider ON session (provider_session)
      WHERE provider_session IS NOT NULL
      """,
      """
      CREATE TABLE password (account TEXT PRIMARY KEY, hash TEXT NOT NULL, set_at BIGINT NOT NULL)
      """,
      """
      CREATE TABLE passkey (id \(dialect.blob) PRIMARY KEY, account TEXT NOT NULL,
        public_key \(dialect.blob) NOT NULL, sign_count BIGINT NOT NULL, name TEXT NOT NULL,
        added_at BIGINT NOT NULL, used_at BIGINT)
      """,
      "CREATE INDEX passkey_account ON passkey (account)",
      """
      CREATE TABLE invitation (digest \(dialect.blob) PRIMARY KEY, account TEXT NOT NULL,
        expires_at BIGINT NOT NULL, spent_at BIGINT)
      """,
      """
      CREATE TABLE directory_key (digest \(dialect.blob) PRIMARY KEY, name TEXT NOT NULL,
        made_at BIGINT NOT NULL, ended_at BIGINT)
      """,
      """
      CREATE TABLE break_glass (number \(dialect.numberedKey), account TEXT NOT NULL,
        alert \(dialect.blob) NOT NULL, begun_at BIGINT NOT NULL, ends_at BIGINT NOT NULL)
      """,
      "CREATE INDEX break_glass_begun ON break_glass (begun_at)",
      "CREATE INDEX break_glass_pair ON break_glass (alert, account)",
    ]
  }
}
