// Tocsin — Store: step 9 of the schema, how sources do and what is worked on
// SPDX-License-Identifier: Apache-2.0

extension Schema {
  /// `source.state` is a `SourceCodec`; `source_day.day` counts days from 1970-01-01 in the
  /// source's own zone. When the gateway last looked lies in `meta`.
  static func sourceSteps(_ dialect: Dialect) -> [String] {
    [
      "CREATE TABLE source (name TEXT PRIMARY KEY, state \(dialect.blob) NOT NULL)",
      """
      CREATE TABLE source_day (day BIGINT NOT NULL, source TEXT NOT NULL,
        received BIGINT NOT NULL, mapped BIGINT NOT NULL, not_for_us BIGINT NOT NULL,
        refused BIGINT NOT NULL, repeated BIGINT NOT NULL, PRIMARY KEY (day, source))
      """,
      """
      CREATE TABLE maintenance (id \(dialect.blob) PRIMARY KEY, object TEXT NOT NULL,
        begins_at BIGINT NOT NULL, ends_at BIGINT NOT NULL, owner TEXT NOT NULL,
        reason TEXT NOT NULL, ended_at BIGINT, announced SMALLINT NOT NULL)
      """,
      "CREATE INDEX maintenance_open ON maintenance (begins_at) WHERE announced = 0",
    ]
  }
}
