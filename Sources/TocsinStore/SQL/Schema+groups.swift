// Tocsin — Store: step 5 of the schema, the groups of a directory
// SPDX-License-Identifier: Apache-2.0

extension Schema {
  /// `name_key` is the name without case.
  static func groupSteps(_ dialect: Dialect) -> [String] {
    [
      """
      CREATE TABLE directory_group (id \(dialect.blob) PRIMARY KEY, name TEXT NOT NULL,
        name_key TEXT NOT NULL UNIQUE, external_id TEXT, revision BIGINT NOT NULL,
        changed_at BIGINT NOT NULL)
      """,
      """
      CREATE TABLE directory_member (account TEXT NOT NULL, member_of \(dialect.blob) NOT NULL,
        PRIMARY KEY (member_of, account))
      """,
      "CREATE INDEX directory_member_account ON directory_member (account)",
    ]
  }
}
