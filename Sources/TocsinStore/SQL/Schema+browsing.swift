// Tocsin — Store: step 10 of the schema, the list of messages
// SPDX-License-Identifier: Apache-2.0

extension Schema {
  /// `heading` is the narrow part of a message, so that the list is read without the bytes.
  ///
  /// `message_key` has the blind index of each value by which a message can be found, its first
  /// eight bytes, behind the message's number divided by a block's size (step 19 made it smaller).
  /// So what is written together lies together although blind indexes are random, and a search
  /// takes one look for each block. `heading_control` is built alike, since some sources give
  /// random control ids; on PostgreSQL one look reads the whole block.
  static func browsingSteps(_ dialect: Dialect) -> [String] {
    [
      """
      CREATE TABLE heading (id \(dialect.orderedKey), received_at BIGINT NOT NULL,
        integration TEXT NOT NULL, control_id TEXT NOT NULL, outcome SMALLINT NOT NULL,
        code TEXT NOT NULL, reason TEXT NOT NULL, alert \(dialect.blob), type TEXT NOT NULL,
        application TEXT NOT NULL, facility TEXT NOT NULL, rule TEXT NOT NULL,
        revision BIGINT NOT NULL, warnings TEXT NOT NULL, replay_of BIGINT)
      """,
      """
      INSERT INTO heading (id, received_at, integration, control_id, outcome, code, reason, alert,
        type, application, facility, rule, revision, warnings)
      SELECT id, received_at, integration, control_id, outcome, code, reason, alert,
        '', '', '', '', 0, '' FROM message
      """,
      "CREATE INDEX heading_integration ON heading (integration, id)",
      """
      CREATE INDEX heading_control ON heading
        ((id / \(HeadingBlock.size))\(dialect.alsoBy("control_id")))
      WHERE control_id <> ''
      """,
      "CREATE INDEX heading_alert ON heading (alert) WHERE alert IS NOT NULL",
      "CREATE INDEX heading_time ON heading (received_at)",
      """
      CREATE TABLE message_key (block BIGINT NOT NULL, value BIGINT NOT NULL,
        message BIGINT NOT NULL, PRIMARY KEY (block, value, message))\(dialect.keyedTable)
      """,
      "CREATE INDEX message_key_message ON message_key (message)",
      """
      CREATE TABLE message_glass (number \(dialect.numberedKey), account TEXT NOT NULL,
        message BIGINT NOT NULL, begun_at BIGINT NOT NULL, ends_at BIGINT NOT NULL)
      """,
      "CREATE INDEX message_glass_message ON message_glass (message, account)",
      "CREATE INDEX message_glass_time ON message_glass (begun_at)",
    ]
  }
}

/// Messages that are numbered one after another, for searches by control id.
enum HeadingBlock {
  /// Messages of one block.
  static let size: Int64 = 1_024

  static func number(of message: Int64) -> Int64 { message / size }
}
