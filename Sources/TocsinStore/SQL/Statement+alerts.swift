// Tocsin — Store: the statements on messages, alerts and their trail
// SPDX-License-Identifier: Apache-2.0

extension Statement {
  static let messages = [insertMessage, replay, listMessages]

  static let insertMessage = Statement(
    0, "insert message",
    """
    INSERT INTO message (received_at, integration, control_id, outcome, code, reason, alert,
      replay_order, replay_key, reply, raw)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
    """)

  static let replay = Statement(
    1, "find reply",
    """
    SELECT replay_key, code, alert, reply FROM message
    WHERE replay_order = $1 AND received_at >= $2 ORDER BY id DESC
    """)

  static let listMessages = Statement(
    2, "list messages",
    """
    SELECT id, received_at, integration, control_id, outcome, code, reason, alert, replay_key,
      reply, raw
    FROM message WHERE id > $1 ORDER BY id LIMIT $2
    """)

  static let alerts = [
    insertAlert, updateAlert, alertByID, alertByNumber, alertByKey, numberOfAlert, dueAlerts,
    nextWake, listAlerts, listOpenAlerts, listClosedAlerts, insertTrail, listTrail,
    alertsOfResponder,
  ]

  static let insertAlert = Statement(
    10, "insert alert",
    """
    INSERT INTO alert (id, revision, phase, wake_at, integration, world, dedup_key, state)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (id) DO NOTHING
    """)

  static let updateAlert = Statement(
    11, "update alert",
    """
    UPDATE alert SET revision = $1, phase = $2, wake_at = $3, state = $4
    WHERE id = $5 AND revision = $6 RETURNING number
    """)

  static let alertByID = Statement(12, "find alert", "SELECT state FROM alert WHERE id = $1")

  static let alertByNumber = Statement(
    13, "find alert by number", "SELECT state FROM alert WHERE number = $1")

  static let alertByKey = Statement(
    14, "find open alert",
    """
    SELECT state FROM alert
    WHERE dedup_key = $1 AND integration = $2 AND world = $3 AND phase < 3
    ORDER BY number DESC LIMIT 1
    """)

  static let numberOfAlert = Statement(
    15, "number alert", "SELECT number FROM alert WHERE id = $1")

  static let dueAlerts = Statement(
    16, "find due alerts",
    "SELECT state FROM alert WHERE wake_at <= $1 ORDER BY wake_at, number LIMIT $2")

  static let nextWake = Statement(
    17, "find next wake", "SELECT min(wake_at) FROM alert WHERE wake_at IS NOT NULL")

  static let listAlerts = Statement(
    18, "list alerts", "SELECT state FROM alert ORDER BY number DESC LIMIT $1")

  /// Goes by the index of open alerts; the plus keeps the planner from walking all the history.
  static let listOpenAlerts = Statement(
    19, "list open alerts",
    """
    SELECT state FROM alert WHERE wake_at > $1 AND phase = $2
    ORDER BY +number DESC LIMIT $3
    """)

  static let listClosedAlerts = Statement(
    20, "list closed alerts",
    "SELECT state FROM alert WHERE phase = 3 ORDER BY number DESC LIMIT $1")

  static let insertTrail = Statement(
    21, "insert trail",
    "INSERT INTO trail (id, entries, salt, leaf) VALUES ($1, $2, $3, $4)")

  static let listTrail = Statement(
    22, "list trail", "SELECT entries FROM trail WHERE id >= $1 AND id < $2 ORDER BY id")

  static let alertsOfResponder = Statement(
    23, "find alerts of responder",
    """
    SELECT a.number, a.state FROM alert a WHERE a.number IN
      (SELECT p.id / 16777216 FROM page p WHERE p.responder = $1 AND p.live = 1)
    ORDER BY a.number LIMIT $2
    """)
}
