// Tocsin — Store: step 17 of the schema, what was taken back before it was known
// SPDX-License-Identifier: Apache-2.0

extension Schema {
  /// `observation` is a blind index of an observation, its order and its patient. The times are
  /// those of the report that took it back; no row holds a value or a name. From this step on
  /// people of an alert say whether they had taken it before it changed, which an older program
  /// cannot read.
  static func earlySteps(_ dialect: Dialect) -> [String] {
    [
      """
      CREATE TABLE early_result (observation \(dialect.blob) PRIMARY KEY, collected BIGINT,
        reported BIGINT, sent BIGINT, kept_at BIGINT NOT NULL)
      """,
      "CREATE INDEX early_result_kept ON early_result (kept_at)",
    ]
  }
}
