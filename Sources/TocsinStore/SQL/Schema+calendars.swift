// Tocsin — Store: step 21 of the schema, links to calendars
// SPDX-License-Identifier: Apache-2.0

extension Schema {
  /// `calendar_link.digest` is that of the link's secret, which is kept nowhere. A link of one
  /// person has `kind` person and the person's id.
  static func calendarSteps(_ dialect: Dialect) -> [String] {
    [
      """
      CREATE TABLE calendar_link (digest \(dialect.blob) PRIMARY KEY, kind TEXT NOT NULL,
        name TEXT NOT NULL, made_by TEXT NOT NULL, made_at BIGINT NOT NULL, ended_at BIGINT)
      """
    ]
  }
}
