// Tocsin — Store: step 15 of the schema, what roll-calls came to
// SPDX-License-Identifier: Apache-2.0

extension Schema {
  /// `roll_report.answers` is a `RollReportCodec`. From this step on alerts say how they were
  /// answered (version 3 of `AlertCodec`), which an older program cannot read.
  static func callSteps(_ dialect: Dialect) -> [String] {
    [
      """
      CREATE TABLE roll_report (alert \(dialect.blob) PRIMARY KEY, type TEXT NOT NULL,
        called_at BIGINT NOT NULL, reported_at BIGINT NOT NULL, answers \(dialect.blob) NOT NULL)
      """,
      "CREATE INDEX roll_report_called ON roll_report (called_at)",
    ]
  }
}
