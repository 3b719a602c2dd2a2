// Tocsin — Store: step 11 of the schema, what is kept about sources
// SPDX-License-Identifier: Apache-2.0

extension Schema {
  /// `message_part` holds the parts of messages that have not come as a whole; `awaits` is what the
  /// next part asks for, in the newest part alone. `source_number` is the last MSH-13 of a source.
  /// Both name sources by a digest of their names.
  static func intakeSteps(_ dialect: Dialect) -> [String] {
    [
      """
      CREATE TABLE message_part (message \(dialect.orderedKey), origin BIGINT NOT NULL,
        awaits \(dialect.blob), received_at BIGINT NOT NULL)
      """,
      "CREATE INDEX message_part_awaits ON message_part (awaits) WHERE awaits IS NOT NULL",
      "CREATE INDEX message_part_origin ON message_part (origin)",
      """
      CREATE INDEX message_part_received ON message_part (received_at) WHERE awaits IS NOT NULL
      """,
      """
      CREATE TABLE source_number (source \(dialect.blob) PRIMARY KEY, last BIGINT NOT NULL,
        noted_at BIGINT NOT NULL)
      """,
    ]
  }
}
