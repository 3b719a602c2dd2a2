// Tocsin — Store: the statements on messages, alerts and their trail
// SPDX-License-Identifier: Apache-2.0

extension Statement {
  static let messages = [insertMessage, replay, listMessages]

  static let insertMessage = Statement(
    0, "insert message",
    """
    INSERT INTO message (id, received_at, integration, control_id, outcome, code, reason, alert,
      replay_order, replay_key, reply, raw, subject)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
    """)

  static let replay = Statement(
    1, "find reply",
    """
    SELECT replay_key, code, alert, reply FROM message
    WHERE replay_order = $1 AND received_at >= $2 ORDER BY id DESC
    """)

  static let listMessages = Statement(
    2, "list messages",
    messageColumns + " WHERE m.id > $1 ORDER BY m.id LIMIT $2")

  /// Every question about messages gives these columns, and with them the key that opens `raw`.
  static let messageColumns = """
    SELECT m.id, m.received_at, m.integration, m.control_id, m.outcome, m.code, m.reason, m.alert,
      m.replay_key, m.reply, m.raw, m.subject, s.wrapped
    FROM message m LEFT JOIN subject s ON s.number = m.subject
    """

  static let alerts = [
    insertAlert, updateAlert, alertByID, alertByNumber, alertByKey, numberOfAlert, dueAlerts,
    nextWake, listAlerts, listOpenAlerts, listClosedAlerts, insertTrail, listTrail,
    alertsOfResponder,
  ]

  static let insertAlert = Statement(
    10, "insert alert",
    """
    INSERT INTO alert (number, id, revision, phase, wake_at, integration, world, dedup, state,
      subject, closed_at, desk)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT (id) DO NOTHING
    """)

  static let updateAlert = Statement(
    11, "update alert",
    """
    UPDATE alert SET revision = $1, phase = $2, wake_at = $3, dedup = $4, state = $5,
      subject = $6, closed_at = $7, desk = $8
    WHERE number = $9
    """)

  /// Every question about alerts gives these columns, and with them the key that opens `state`.
  static let alertColumns = """
    SELECT a.number, a.state, a.subject, s.wrapped
    FROM alert a LEFT JOIN subject s ON s.number = a.subject
    """

  static let alertByID = Statement(
    12, "find alert", alertColumns + " WHERE a.id = $1")

  static let alertByNumber = Statement(
    13, "find alert by number", alertColumns + " WHERE a.number = $1")

  static let alertByKey = Statement(
    14, "find open alert",
    alertColumns + """
       WHERE a.dedup = $1 AND a.integration = $2 AND a.world = $3 AND a.phase < 3
      ORDER BY a.number DESC LIMIT 1
      """)

  static let numberOfAlert = Statement(
    15, "number alert", "SELECT number FROM alert WHERE id = $1")

  static let dueAlerts = Statement(
    16, "find due alerts",
    alertColumns + " WHERE a.wake_at <= $1 ORDER BY a.wake_at, a.number LIMIT $2")

  static let nextWake = Statement(
    17, "find next wake", "SELECT min(wake_at) FROM alert WHERE wake_at IS NOT NULL")

  static let listAlerts = Statement(
    18, "list alerts", alertColumns + " WHERE a.world <> 2 ORDER BY a.number DESC LIMIT $1")

  /// Goes by the index of open alerts; the plus keeps the planner from walking all the history.
  static let listOpenAlerts = Statement(
    19, "list open alerts",
    alertColumns
      + """
       WHERE a.wake_at > $1 AND a.phase = $2 AND a.world <> 2
      ORDER BY +a.number DESC LIMIT $3
      """)

  static let listClosedAlerts = Statement(
    20, "list closed alerts",
    alertColumns + " WHERE a.phase = 3 AND a.world <> 2 ORDER BY a.number DESC LIMIT $1")

  static let insertTrail = Statement(
    21, "insert trail",
    "INSERT INTO trail (id, entries, salt, leaf) VALUES ($1, $2, $3, $4)")

  static let listTrail = Statement(
    22, "list trail", "SELECT entries FROM trail WHERE id >= $1 AND id < $2 ORDER BY id")

  static let alertsOfResponder = Statement(
    23, "find alerts of responder",
    alertColumns + """
       WHERE a.number IN
        (SELECT p.id / 16777216 FROM page p WHERE p.responder = $1 AND p.live = 1)
      ORDER BY a.number LIMIT $2
      """)
}
