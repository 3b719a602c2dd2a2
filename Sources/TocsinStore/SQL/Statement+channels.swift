// Tocsin — Store: the statements about channels beside the streams of devices
// SPDX-License-Identifier: Apache-2.0

extension Statement {
  static let channels =
    ladders + handOvers
    + [noteText, lastText, countWaitingLadders]
    + [putTrouble, dropTrouble, listTroubles, listTroublesOfPerson]
    + [
      putSubscription, findSubscription, listSubscriptions, dropSubscription, putChannelSecret,
      findChannelSecret, dropChannelSecret, markPageWithoutDevice,
    ]

  private static let ladders = [
    beginLadder, endLadder, deliverLadder, findLadder, dueLadders, nextLadder, lookAtLadder,
    lookSooner,
  ]

  private static let handOvers = [
    lastHandOver, insertHandOver, updateHandOver, listHandOversOfPage, listHandOversOfAlert,
    handOverByToken, resumeLadders, resumeHandOvers,
  ]

  // MARK: - Ladders

  /// Asked anew, in another cycle or with another content or after its end, it begins at its first
  /// rung; otherwise it goes on, and its devices sound again.
  static let beginLadder = Statement(
    500, "begin ladder",
    """
    INSERT INTO ladder (page, alert, responder, generation, cycle, content, attempt, begun_at,
      ending, due_at, priority)
    VALUES ($1, $2, $3, 1, $4, $5, $6, $7, 0, $7, $8)
    ON CONFLICT (page) DO UPDATE SET attempt = excluded.attempt, due_at = excluded.due_at,
      priority = excluded.priority,
      generation = CASE WHEN ladder.ended_at IS NOT NULL OR ladder.cycle <> excluded.cycle
        OR ladder.content <> excluded.content THEN ladder.generation + 1
        ELSE ladder.generation END,
      begun_at = CASE WHEN ladder.ended_at IS NOT NULL OR ladder.cycle <> excluded.cycle
        OR ladder.content <> excluded.content THEN excluded.begun_at ELSE ladder.begun_at END,
      delivered_at = CASE WHEN ladder.ended_at IS NOT NULL OR ladder.cycle <> excluded.cycle
        OR ladder.content <> excluded.content THEN NULL ELSE ladder.delivered_at END,
      cycle = excluded.cycle, content = excluded.content, ended_at = NULL, ending = 0
    """)

  static let endLadder = Statement(
    501, "end ladder",
    """
    UPDATE ladder SET ended_at = $1, ending = $2, due_at = $1
    WHERE page = $3 AND ended_at IS NULL
    """)

  static let deliverLadder = Statement(
    502, "deliver ladder",
    """
    UPDATE ladder SET delivered_at = $1
    WHERE page = $2 AND delivered_at IS NULL AND ended_at IS NULL
    """)

  private static let ladderColumns =
    "page, alert, responder, generation, attempt, begun_at, delivered_at, ended_at, ending"

  static let findLadder = Statement(
    503, "find ladder", "SELECT \(ladderColumns) FROM ladder WHERE page = $1")

  static let dueLadders = Statement(
    504, "list due ladders",
    """
    SELECT \(ladderColumns) FROM ladder WHERE priority = $1 AND due_at <= $2
    ORDER BY due_at DESC LIMIT $3
    """)

  static let nextLadder = Statement(
    505, "find next ladder", "SELECT min(due_at) FROM ladder WHERE due_at IS NOT NULL")

  static let lookAtLadder = Statement(
    506, "look at ladder", "UPDATE ladder SET due_at = $1 WHERE page = $2")

  static let lookSooner = Statement(
    507, "look at ladder sooner",
    "UPDATE ladder SET due_at = $1 WHERE page = $2 AND (due_at IS NULL OR due_at > $1)")

  // MARK: - Hand-overs

  private static let handOverColumns =
    "id, page, alert, generation, rung, channel, device, attempt, kind, state, tries, decided_at,"
    + " changed_at, next_at, reference, note, token, received_at"

  static let lastHandOver = Statement(523, "find last hand-over", "SELECT max(id) FROM hand_over")

  static let insertHandOver = Statement(
    508, "insert hand-over",
    """
    INSERT INTO hand_over (\(handOverColumns))
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
    """)

  static let updateHandOver = Statement(
    509, "update hand-over",
    """
    UPDATE hand_over SET state = $1, tries = $2, changed_at = $3, next_at = $4, reference = $5,
      note = $6, received_at = $7
    WHERE id = $8
    """)

  static let listHandOversOfPage = Statement(
    510, "list hand-overs of page",
    "SELECT \(handOverColumns) FROM hand_over WHERE page = $1 ORDER BY id")

  static let listHandOversOfAlert = Statement(
    511, "list hand-overs of alert",
    "SELECT \(handOverColumns) FROM hand_over WHERE alert = $1 ORDER BY id")

  static let handOverByToken = Statement(
    512, "find hand-over by token", "SELECT \(handOverColumns) FROM hand_over WHERE token = $1")

  static let resumeLadders = Statement(
    513, "resume ladders",
    """
    UPDATE ladder SET due_at = $1
    WHERE page IN (SELECT page FROM hand_over WHERE state < 2)
    """)

  static let resumeHandOvers = Statement(
    514, "resume hand-overs",
    "UPDATE hand_over SET state = 0, next_at = $1 WHERE state < 2")

  // MARK: - What does not ring

  static let noteText = Statement(
    564, "note text",
    """
    INSERT INTO text_sent (responder, channel, sent_at) VALUES ($1, $2, $3)
    ON CONFLICT (responder, channel) DO UPDATE SET sent_at = excluded.sent_at
    """)

  static let lastText = Statement(
    565, "find last text",
    "SELECT sent_at FROM text_sent WHERE responder = $1 AND channel = $2")

  static let countWaitingLadders = Statement(
    566, "count waiting ladders",
    """
    SELECT count(*) FROM ladder
    WHERE responder = $1 AND priority >= $2 AND due_at IS NOT NULL AND ended_at IS NULL
    """)

  // MARK: - Troubles

  static let putTrouble = Statement(
    560, "put channel trouble",
    """
    INSERT INTO channel_trouble (responder, channel, since, note) VALUES ($1, $2, $3, $4)
    ON CONFLICT (responder, channel) DO UPDATE SET note = excluded.note
    """)

  static let dropTrouble = Statement(
    561, "drop channel trouble",
    "DELETE FROM channel_trouble WHERE responder = $1 AND channel = $2")

  static let listTroubles = Statement(
    562, "list channel troubles",
    "SELECT responder, channel, since, note FROM channel_trouble ORDER BY responder, channel")

  static let listTroublesOfPerson = Statement(
    563, "list channel troubles of person",
    """
    SELECT responder, channel, since, note FROM channel_trouble WHERE responder = $1
    ORDER BY channel
    """)

  // MARK: - Subscriptions and secrets

  static let putSubscription = Statement(
    515, "put subscription",
    """
    INSERT INTO subscription (device, sealed, made_at) VALUES ($1, $2, $3)
    ON CONFLICT (device) DO UPDATE SET sealed = excluded.sealed, made_at = excluded.made_at
    """)

  static let findSubscription = Statement(
    516, "find subscription", "SELECT device, sealed, made_at FROM subscription WHERE device = $1")

  static let listSubscriptions = Statement(
    517, "list subscriptions",
    """
    SELECT s.device, s.sealed, s.made_at FROM subscription s JOIN device d ON d.id = s.device
    WHERE d.ended_at IS NULL ORDER BY s.device
    """)

  static let dropSubscription = Statement(
    518, "drop subscription", "DELETE FROM subscription WHERE device = $1")

  static let putChannelSecret = Statement(
    519, "put channel secret",
    """
    INSERT INTO channel_secret (channel, sealed, set_at) VALUES ($1, $2, $3)
    ON CONFLICT (channel) DO UPDATE SET sealed = excluded.sealed, set_at = excluded.set_at
    """)

  static let findChannelSecret = Statement(
    520, "find channel secret", "SELECT sealed FROM channel_secret WHERE channel = $1")

  static let dropChannelSecret = Statement(
    521, "drop channel secret", "DELETE FROM channel_secret WHERE channel = $1")

  /// Of a page that has ended, nothing is said any more.
  static let markPageWithoutDevice = Statement(
    522, "mark page without device",
    """
    UPDATE page SET state = $1
    WHERE id >= $2 AND id < $3 AND page = $4 AND device IS NULL AND state NOT IN (6, 7, 8)
    """)
}
