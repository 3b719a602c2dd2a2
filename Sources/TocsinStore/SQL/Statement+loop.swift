// Tocsin — Store: the statements on documents beside alerts and on reports to sources
// SPDX-License-Identifier: Apache-2.0

extension Statement {
  static let loop = attachments + outbound + filing

  private static let attachments = [
    ownerOfAlert, insertAttachment, listAttachments, findAttachment, deleteAttachments,
    deleteAttachmentsOfSubject,
  ]

  private static let outbound = [
    lastOutbound, insertOutbound, nextOutbound, listOutbound, countWaiting, setAsideOldest,
    settleOutbound, postponeOutbound, retryOutbound, deleteOutbound, deleteOutboundOfSubject,
  ]

  private static let filing = [openFilings, alertsToFile, setFiling, finishFiling]

  static let ownerOfAlert = Statement(
    255, "find owner of alert",
    """
    SELECT a.number, a.subject, s.wrapped FROM alert a LEFT JOIN subject s ON s.number = a.subject
    WHERE a.id = $1
    """)

  static let insertAttachment = Statement(
    256, "insert attachment",
    "INSERT INTO attachment (id, subject, received_at, head, body) VALUES ($1, $2, $3, $4, $5)")

  static let listAttachments = Statement(
    257, "list attachments",
    """
    SELECT t.id, t.received_at, t.head, t.subject, s.wrapped
    FROM attachment t LEFT JOIN subject s ON s.number = t.subject
    WHERE t.id >= $1 AND t.id < $2 ORDER BY t.id
    """)

  static let findAttachment = Statement(
    258, "find attachment",
    """
    SELECT t.body, t.subject, s.wrapped
    FROM attachment t LEFT JOIN subject s ON s.number = t.subject WHERE t.id = $1
    """)

  static let deleteAttachments = Statement(
    259, "delete attachments", "DELETE FROM attachment WHERE id >= $1 AND id < $2")

  static let deleteAttachmentsOfSubject = Statement(
    260, "delete attachments of subject", "DELETE FROM attachment WHERE subject = $1")

  static let lastOutbound = Statement(280, "find last outbound", "SELECT max(id) FROM outbound")

  static let insertOutbound = Statement(
    281, "insert outbound",
    """
    INSERT INTO outbound (id, alert, integration, kind, summary, control_id, made_at, due_at,
      tries, state, note, subject, body)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $7, 0, 0, '', $8, $9)
    """)

  private static let outboundColumns = """
    SELECT o.id, a.id, o.integration, o.kind, o.summary, o.control_id, o.made_at, o.tries, o.state,
      o.note
    """

  /// One report of an alert at a time, so that they arrive in their order, and one that is refused
  /// holds up no other alert.
  static let nextOutbound = Statement(
    282, "find next outbound",
    outboundColumns + """
      , o.body, o.subject, s.wrapped
      FROM outbound o JOIN alert a ON a.number = o.alert
        LEFT JOIN subject s ON s.number = o.subject
      WHERE o.integration = $1 AND o.state = 0 AND o.due_at <= $2
        AND NOT EXISTS (SELECT 1 FROM outbound e
          WHERE e.alert = o.alert AND e.state = 0 AND e.id < o.id)
      ORDER BY o.id LIMIT 1
      """)

  static let listOutbound = Statement(
    283, "list outbound",
    outboundColumns + """
       FROM outbound o JOIN alert a ON a.number = o.alert
      WHERE o.id > $1 ORDER BY o.id LIMIT $2
      """)

  static let countWaiting = Statement(
    284, "count waiting outbound",
    "SELECT count(*) FROM outbound WHERE integration = $1 AND state = 0")

  static let setAsideOldest = Statement(
    285, "set oldest outbound aside",
    """
    UPDATE outbound SET state = 2, note = $1 WHERE id IN (SELECT id FROM outbound
      WHERE integration = $2 AND state = 0 AND kind = 0 ORDER BY id LIMIT $3)
    """)

  static let settleOutbound = Statement(
    286, "settle outbound",
    """
    UPDATE outbound SET state = $1, note = $2, tries = tries + 1,
      body = CASE WHEN CAST($1 AS SMALLINT) = 1 THEN $3 ELSE body END
    WHERE id = $4
    """)

  static let postponeOutbound = Statement(
    287, "postpone outbound",
    "UPDATE outbound SET due_at = $1, note = $2, tries = tries + 1 WHERE id = $3")

  static let retryOutbound = Statement(
    288, "retry outbound",
    "UPDATE outbound SET state = 0, due_at = $1, made_at = $1 WHERE id = $2 AND state = 2")

  static let deleteOutbound = Statement(
    289, "delete outbound", "DELETE FROM outbound WHERE alert = $1")

  static let deleteOutboundOfSubject = Statement(
    290, "delete outbound of subject", "DELETE FROM outbound WHERE subject = $1")

  static let openFilings = Statement(
    291, "count open filings",
    """
    SELECT count(*), min(made_at) FROM outbound
    WHERE integration = $1 AND kind = 1 AND state <> 1
    """)

  static let alertsToFile = Statement(
    292, "list alerts to file",
    """
    SELECT id FROM alert
    WHERE shred = $1 AND closed_at <= $2 AND closed_at IS NOT NULL AND shred < 2
      AND integration = $3 AND world = $4 AND filing = 0
    ORDER BY closed_at LIMIT $5
    """)

  static let setFiling = Statement(
    293, "await filing", "UPDATE alert SET filing = 1 WHERE id = $1")

  static let finishFiling = Statement(
    294, "finish filing",
    """
    UPDATE alert SET filing = 2
    WHERE number = (SELECT alert FROM outbound WHERE id = $1 AND kind = 1)
    """)
}
