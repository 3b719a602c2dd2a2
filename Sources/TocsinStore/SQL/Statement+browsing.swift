// Tocsin — Store: the statements on the list of messages
// SPDX-License-Identifier: Apache-2.0

extension Statement {
  static let browsing = [
    insertHeading, listHeadings, headingsOfIntegration, headingsOfAlert, headingsByControl,
    insertMessageKeys, messagesByKey, headingByID, messageByID, lastHeading, firstHeading,
    headingByTime, deleteHeading, deleteMessageKeys, emptyHeadings, deleteKeysOfSubject,
    insertGlass, findGlass, listGlasses,
  ]

  static let headingColumns = """
    SELECT h.id, h.received_at, h.integration, h.control_id, h.outcome, h.code, h.reason, h.alert,
      h.type, h.application, h.facility, h.rule, h.revision, h.warnings, h.replay_of
    FROM heading h
    """

  static let insertHeading = Statement(
    320, "insert heading",
    """
    INSERT INTO heading (id, received_at, integration, control_id, outcome, code, reason, alert,
      type, application, facility, rule, revision, warnings, replay_of)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
    """)

  static let listHeadings = Statement(
    321, "list headings", headingColumns + " WHERE h.id < $1 ORDER BY h.id DESC LIMIT $2")

  static let headingsOfIntegration = Statement(
    322, "list headings of integration",
    headingColumns + " WHERE h.integration = $3 AND h.id < $1 ORDER BY h.id DESC LIMIT $2")

  static let headingsOfAlert = Statement(
    323, "list headings of alert",
    headingColumns + " WHERE h.alert = $3 AND h.id < $1 ORDER BY h.id DESC LIMIT $2")

  /// Within one block; the control ids from `$3` to before `$4`.
  static let headingsByControl = Statement(
    324, "find headings by control id",
    headingColumns + """
       WHERE (h.id / \(HeadingBlock.size)) = $1 AND h.control_id >= $3 AND h.control_id < $4
        AND h.control_id <> '' AND h.id < $2
      ORDER BY h.id DESC
      """)

  /// Eight values of one message at once; one that comes twice counts once.
  static let insertMessageKeys = Statement(
    325, "insert message keys",
    """
    INSERT INTO message_key (block, message, value) VALUES ($1, $2, $3), ($1, $2, $4),
      ($1, $2, $5), ($1, $2, $6), ($1, $2, $7), ($1, $2, $8), ($1, $2, $9), ($1, $2, $10)
    ON CONFLICT DO NOTHING
    """)

  static let messagesByKey = Statement(
    326, "find messages by key",
    """
    SELECT message FROM message_key WHERE block = $1 AND value = $2 AND message < $3
    ORDER BY message DESC
    """)

  static let headingByID = Statement(
    327, "find heading", headingColumns + " WHERE h.id = $1")

  static let messageByID = Statement(
    328, "find message", messageColumns + " WHERE m.id = $1")

  static let lastHeading = Statement(329, "find last heading", "SELECT max(id) FROM heading")

  static let firstHeading = Statement(330, "find first heading", "SELECT min(id) FROM heading")

  static let headingByTime = Statement(
    331, "find heading by time",
    "SELECT id FROM heading WHERE received_at <= $1 ORDER BY received_at DESC LIMIT 1")

  static let deleteHeading = Statement(
    332, "delete heading", "DELETE FROM heading WHERE id = $1")

  static let deleteMessageKeys = Statement(
    333, "delete message keys", "DELETE FROM message_key WHERE block = $1 AND message = $2")

  static let emptyHeadings = Statement(
    334, "empty headings",
    """
    UPDATE heading SET control_id = '' WHERE id IN
      (SELECT m.id FROM message m WHERE m.subject = $1)
    """)

  static let deleteKeysOfSubject = Statement(
    335, "delete message keys of subject",
    """
    DELETE FROM message_key
    WHERE block IN (SELECT m.id / \(KeyBlock.size) FROM message m WHERE m.subject = $1)
      AND message IN (SELECT m.id FROM message m WHERE m.subject = $1)
    """)

  static let insertGlass = Statement(
    336, "insert message glass",
    "INSERT INTO message_glass (account, message, begun_at, ends_at) VALUES ($1, $2, $3, $4)")

  static let findGlass = Statement(
    337, "find message glass",
    """
    SELECT account, message, begun_at, ends_at FROM message_glass
    WHERE message = $1 AND account = $2 ORDER BY ends_at DESC LIMIT 1
    """)

  static let listGlasses = Statement(
    338, "list message glasses",
    """
    SELECT account, message, begun_at, ends_at FROM message_glass WHERE begun_at >= $1
    ORDER BY begun_at, number
    """)
}
