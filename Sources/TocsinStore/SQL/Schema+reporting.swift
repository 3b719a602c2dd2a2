// Tocsin — Store: step 13 of the schema, keys of what reports over HTTP
// SPDX-License-Identifier: Apache-2.0

extension Schema {
  /// `integration_key.digest` is that of the key; `secret` is sealed with the site's key, and empty
  /// where the digest is enough.
  static func reportingSteps(_ dialect: Dialect) -> [String] {
    [
      """
      CREATE TABLE integration_key (digest \(dialect.blob) PRIMARY KEY, integration TEXT NOT NULL,
        name TEXT NOT NULL, scheme TEXT NOT NULL, world TEXT NOT NULL,
        secret \(dialect.blob) NOT NULL, made_at BIGINT NOT NULL, ended_at BIGINT)
      """
    ]
  }
}
