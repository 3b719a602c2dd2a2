// Tocsin — Store: the statements on what is kept about sources
// SPDX-License-Identifier: Apache-2.0

extension Statement {
  static let intake = [
    findReuse, readNumber, writeNumber, insertPart, settleParts, originOfPart, messagesOfParts,
    deleteParts, staleParts,
  ]

  static let findReuse = Statement(
    350, "find control id",
    """
    SELECT id FROM message
    WHERE replay_order >= $1 AND replay_order <= $2 AND received_at >= $3 AND control_id = $4
      AND integration = $5
    LIMIT 1
    """)

  static let readNumber = Statement(
    351, "read source number", "SELECT last FROM source_number WHERE source = $1")

  static let writeNumber = Statement(
    352, "write source number",
    """
    INSERT INTO source_number (source, last, noted_at) VALUES ($1, $2, $3)
    ON CONFLICT (source) DO UPDATE SET last = excluded.last, noted_at = excluded.noted_at
    """)

  static let insertPart = Statement(
    353, "insert message part",
    "INSERT INTO message_part (message, origin, awaits, received_at) VALUES ($1, $2, $3, $4)")

  static let settleParts = Statement(
    354, "settle message parts", "UPDATE message_part SET awaits = NULL WHERE origin = $1")

  static let originOfPart = Statement(
    355, "find message part",
    """
    SELECT origin FROM message_part WHERE awaits = $1 AND received_at >= $2
    ORDER BY message DESC LIMIT 1
    """)

  static let messagesOfParts = Statement(
    356, "list message parts",
    messageColumns
      + """
       WHERE m.id IN (SELECT message FROM message_part WHERE origin = $1) ORDER BY m.id
      """)

  static let deleteParts = Statement(
    357, "delete message parts", "DELETE FROM message_part WHERE origin = $1")

  static let staleParts = Statement(
    358, "list stale message parts",
    """
    SELECT origin FROM message_part WHERE awaits IS NOT NULL AND received_at < $1
    ORDER BY received_at LIMIT $2
    """)
}
