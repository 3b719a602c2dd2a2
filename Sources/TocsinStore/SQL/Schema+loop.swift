// Tocsin — Store: step 8 of the schema, documents beside alerts and reports to sources
// SPDX-License-Identifier: Apache-2.0

extension Schema {
  /// `attachment.id` is a place within its alert: 0 what the source's message said, from 1 the
  /// documents. `head` and `body` are cells. `outbound.alert` is the alert's number; a report has a
  /// body until it is told. `alert.filing` is 1 while its content waits for the record, 2 after.
  static func loopSteps(_ dialect: Dialect) -> [String] {
    [
      """
      CREATE TABLE attachment (id \(dialect.orderedKey), subject BIGINT NOT NULL,
        received_at BIGINT NOT NULL, head \(dialect.blob) NOT NULL, body \(dialect.blob) NOT NULL)
      """,
      "CREATE INDEX attachment_subject ON attachment (subject)",
      """
      CREATE TABLE outbound (id \(dialect.numberedKey), alert BIGINT NOT NULL,
        integration TEXT NOT NULL, kind SMALLINT NOT NULL, summary TEXT NOT NULL,
        control_id TEXT NOT NULL, made_at BIGINT NOT NULL, due_at BIGINT NOT NULL,
        tries BIGINT NOT NULL, state SMALLINT NOT NULL, note TEXT NOT NULL,
        subject BIGINT NOT NULL, body \(dialect.blob) NOT NULL)
      """,
      "CREATE INDEX outbound_waiting ON outbound (integration, id) WHERE state = 0",
      """
      CREATE INDEX outbound_filing ON outbound (integration, made_at)
      WHERE kind = 1 AND state <> 1
      """,
      "CREATE INDEX outbound_alert ON outbound (alert)",
      "CREATE INDEX outbound_subject ON outbound (subject)",
      "ALTER TABLE alert ADD COLUMN filing SMALLINT NOT NULL DEFAULT 0",
    ]
  }
}
