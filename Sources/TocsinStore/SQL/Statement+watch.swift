// Tocsin — Store: the statements by which the gateway watches itself
// SPDX-License-Identifier: Apache-2.0

extension Statement {
  static let watch = [
    countOpenAlerts, countLivePages, countOutbox, countMailbox, countDueLadders,
    countOpenHandOvers, alertsWithoutDeadline, alertsTooFar, alertsOverdue, alertsUnsealed,
    laddersOverdue, handOversUnsettled, renewDevice, lastSeqOfDevice, listCanaries,
    deleteLaddersOfPages, deletePages, deleteAnswers, deleteAlert,
  ]

  // MARK: - How much there is

  static let countOpenAlerts = Statement(
    540, "count open alerts",
    "SELECT phase, count(*) FROM alert WHERE wake_at IS NOT NULL AND world <> 2 GROUP BY phase")

  static let countLivePages = Statement(
    541, "count live pages",
    """
    SELECT CASE WHEN fold = 2 THEN 9 ELSE state END AS shown, count(*) FROM page
    WHERE live = 1 AND lane <> 2 GROUP BY shown
    """)

  static let countOutbox = Statement(
    542, "count outbox",
    "SELECT priority, count(*), min(decided_at) FROM page WHERE pending <> 0 GROUP BY priority")

  static let countMailbox = Statement(
    543, "count mailbox", "SELECT count(*) FROM page WHERE state = 1")

  static let countDueLadders = Statement(
    544, "count due ladders", "SELECT count(*) FROM ladder WHERE due_at <= $1")

  static let countOpenHandOvers = Statement(
    545, "count open hand-overs", "SELECT count(*) FROM hand_over WHERE state < 2")

  // MARK: - What has no owner

  static let alertsWithoutDeadline = Statement(
    546, "find alerts without deadline",
    "SELECT id FROM alert WHERE phase < 3 AND wake_at IS NULL LIMIT $1")

  static let alertsTooFar = Statement(
    547, "find alerts too far ahead", "SELECT id FROM alert WHERE wake_at > $1 LIMIT $2")

  static let alertsOverdue = Statement(
    548, "find overdue alerts", "SELECT id FROM alert WHERE wake_at < $1 LIMIT $2")

  static let alertsUnsealed = Statement(
    549, "find alerts with unsealed pages",
    """
    SELECT a.id FROM alert a WHERE a.number IN
      (SELECT p.id / 16777216 FROM page p WHERE p.pending <> 0 AND p.decided_at < $1 LIMIT $2)
    """)

  static let laddersOverdue = Statement(
    550, "find overdue ladders", "SELECT DISTINCT alert FROM ladder WHERE due_at < $1 LIMIT $2")

  static let handOversUnsettled = Statement(
    551, "find unsettled hand-overs",
    "SELECT DISTINCT alert FROM hand_over WHERE state < 2 AND changed_at < $1 LIMIT $2")

  // MARK: - Canaries

  static let renewDevice = Statement(
    552, "renew device",
    """
    UPDATE device SET notify_key = $1, accept_key = $2, detail_key = $3, unlocked_key = $4,
      enrolled_at = $5
    WHERE id = $6
    """)

  static let lastSeqOfDevice = Statement(
    553, "find last seq of device", "SELECT number, last_seq FROM device WHERE id = $1")

  static let listCanaries = Statement(
    554, "list canaries", "SELECT number FROM alert WHERE world = 2")

  static let deleteLaddersOfPages = Statement(
    555, "delete ladders of pages",
    "DELETE FROM ladder WHERE page IN (SELECT page FROM page WHERE id >= $1 AND id < $2)")

  static let deletePages = Statement(
    556, "delete pages", "DELETE FROM page WHERE id >= $1 AND id < $2")

  static let deleteAnswers = Statement(
    557, "delete answers of device", "DELETE FROM answer WHERE device = $1")

  static let deleteAlert = Statement(558, "delete alert", "DELETE FROM alert WHERE number = $1")
}
