// Tocsin — Store: step 12 of the schema, what the site has accepted
// SPDX-License-Identifier: Apache-2.0

extension Schema {
  /// `acceptance.digest` is that of the statement's text.
  static func acceptanceSteps(_ dialect: Dialect) -> [String] {
    [
      """
      CREATE TABLE acceptance (digest \(dialect.blob) PRIMARY KEY, accepted_by TEXT NOT NULL,
        accepted_at BIGINT NOT NULL)
      """
    ]
  }
}
