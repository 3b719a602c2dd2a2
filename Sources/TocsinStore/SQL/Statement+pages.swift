// Tocsin — Store: the statements on pages, mailboxes and answers
// SPDX-License-Identifier: Apache-2.0

extension Statement {
  static let pages = [
    orderPage, lastPage, listPages, alertOfPage, pendingPages, withdrawPage, answerPage,
    settlePages, failPage, handOverPages, markPage, pageForDeposit, sealPage, seqOfPage,
    repeatPage,
  ]

  /// A page that is asked again after it was answered, withdrawn or failed is decided anew; what a
  /// device has said about it before otherwise stays. One that was to go out by itself, or was
  /// taken out of the list, is not folded any more.
  static let orderPage = Statement(
    30, "order page",
    """
    INSERT INTO page (id, page, device, role, responder, step, cycle, attempt, state, pending,
      live, priority, why, moves_on_at, decided_at, fold, lane, asked_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $15)
    ON CONFLICT (page, device) WHERE device IS NOT NULL DO UPDATE SET
      \(timesOfPageAskedAgain)
      step = excluded.step, cycle = excluded.cycle, attempt = excluded.attempt,
      pending = excluded.pending, live = excluded.live, priority = excluded.priority,
      why = excluded.why, moves_on_at = excluded.moves_on_at, decided_at = excluded.decided_at,
      fold = CASE WHEN page.fold IN (0, 3) THEN page.fold ELSE excluded.fold END,
      state = CASE
        WHEN page.state >= 5 AND (excluded.pending = 1 OR excluded.attempt > page.attempt) THEN 0
        ELSE page.state END
    """)

  /// Every time is that of the first asking, until the page has ended and is asked again.
  private static let timesOfPageAskedAgain: String = {
    let isAnew = """
      page.state >= 5 AND (excluded.pending = 1 OR excluded.attempt > page.attempt)
      """
    let later = [
      "sealed_at", "handed_at", "delivered_at", "displayed_at", "answered_at", "ended_at",
    ]
    let times = later.map { "\($0) = CASE WHEN \(isAnew) THEN NULL ELSE page.\($0) END," }
    let asked = "asked_at = CASE WHEN \(isAnew) THEN excluded.asked_at ELSE page.asked_at END,"
    return ([asked] + times).joined(separator: "\n      ")
  }()

  /// The page of a person who still has no device.
  static let repeatPage = Statement(
    44, "repeat page",
    """
    UPDATE page SET step = $1, cycle = $2, attempt = $3, state = 5, why = $4, moves_on_at = $5,
      decided_at = $6
    WHERE id >= $7 AND id < $8 AND page = $9 AND device IS NULL
    """)

  static let lastPage = Statement(
    31, "find last page", "SELECT max(id) FROM page WHERE id >= $1 AND id < $2")

  static let listPages = Statement(
    32, "list pages",
    """
    SELECT page, device, role, responder, step, cycle, attempt,
      CASE WHEN fold = 2 THEN 9 ELSE state END, why, decided_at, asked_at, sealed_at, handed_at,
      delivered_at, displayed_at, answered_at, ended_at
    FROM page WHERE id >= $1 AND id < $2 ORDER BY id
    """)

  static let alertOfPage = Statement(
    33, "find alert of page",
    "SELECT id / 16777216 FROM page WHERE page = $1 AND device IS NOT NULL LIMIT 1")

  static let pendingPages = Statement(
    34, "list pending pages",
    """
    SELECT p.page, p.device, p.role, p.responder, p.step, p.cycle, p.attempt, p.state, p.why,
      p.decided_at, p.pending, p.moves_on_at, p.priority, a.number, a.state,
      CASE WHEN d.ended_at IS NULL THEN d.notify_key END, d.last_seq, a.subject, s.wrapped, a.id,
      a.world, p.fold, d.has_lock
    FROM page p JOIN alert a ON a.number = p.id / 16777216
      LEFT JOIN subject s ON s.number = a.subject LEFT JOIN device d ON d.id = p.device
    WHERE p.pending <> 0 ORDER BY p.priority, p.decided_at, p.id LIMIT $1
    """)

  /// A device that never got an envelope of the page needs no withdrawal.
  static let withdrawPage = Statement(
    35, "withdraw page",
    """
    UPDATE page SET state = CASE WHEN state = 6 THEN 6 ELSE 7 END, moves_on_at = NULL, fold = 0,
      ended_at = CASE WHEN state = 6 THEN ended_at ELSE coalesce(ended_at, $6) END,
      pending = CASE WHEN seq IS NULL THEN 0 ELSE $1 END
    WHERE id >= $2 AND id < $3 AND page = $4 AND (device IS NULL OR device <> $5)
    """)

  static let answerPage = Statement(
    36, "answer page",
    """
    UPDATE page SET state = 6, pending = 0, fold = 0, moves_on_at = NULL,
      answered_at = coalesce(answered_at, $3)
    WHERE page = $1 AND device = $2
    """)

  static let settlePages = Statement(
    37, "settle pages", "UPDATE page SET live = 0, fold = 0 WHERE id >= $1 AND id < $2 AND live = 1"
  )

  static let failPage = Statement(
    38, "fail page",
    """
    UPDATE page SET pending = 0, fold = 0, state = CASE WHEN state < 3 THEN 5 ELSE state END,
      ended_at = CASE WHEN state < 3 THEN $5 ELSE ended_at END
    WHERE page = $1 AND device = $2 AND attempt = $3 AND pending = $4
    """)

  static let handOverPages = Statement(
    39, "hand over pages",
    "UPDATE page SET state = 2, handed_at = $3 WHERE device = $1 AND state = 1 AND seq <= $2")

  /// Evidence only grows: decided, sealed, handed over, delivered, displayed; what was answered
  /// stays answered, and only an answer changes a withdrawn or expired page. What a device has was
  /// handed over, whoever was slower to say so.
  static let markPage = Statement(
    40, "mark page",
    """
    UPDATE page SET state = $1, pending = CASE WHEN $1 >= 5 THEN 0 ELSE pending END,
      handed_at = CASE WHEN $1 IN (3, 4) THEN coalesce(handed_at, $4) ELSE handed_at END,
      delivered_at = CASE WHEN $1 IN (3, 4) THEN coalesce(delivered_at, $4) ELSE delivered_at END,
      displayed_at = CASE WHEN $1 = 4 THEN coalesce(displayed_at, $4) ELSE displayed_at END,
      answered_at = CASE WHEN $1 = 6 THEN coalesce(answered_at, $4) ELSE answered_at END,
      ended_at = CASE WHEN $1 = 5 THEN coalesce(ended_at, $4) ELSE ended_at END
    WHERE page = $2 AND device = $3 AND state <> 6
      AND ($1 = 6 OR (state < 5 AND $1 > state) OR (state = 5 AND $1 <> 5))
    """)

  static let pageForDeposit = Statement(
    41, "find page",
    "SELECT id, attempt, pending, seq, decided_at FROM page WHERE page = $1 AND device = $2")

  static let sealPage = Statement(
    42, "seal page",
    """
    UPDATE page SET seq = $1, pending = $2, state = CASE WHEN state = 0 THEN 1 ELSE state END,
      taken_at = CASE WHEN fold = 1 THEN $3 ELSE taken_at END, fold = 0,
      sealed_at = coalesce(sealed_at, $3)
    WHERE id = $4
    """)

  static let seqOfPage = Statement(
    43, "find seq of page", "SELECT seq FROM page WHERE page = $1 AND device = $2")

  static let mailboxes = [insertEnvelope, listEnvelopes, envelopeDigest]

  static let insertEnvelope = Statement(
    46, "insert envelope",
    """
    INSERT INTO mailbox (id, previous_seq, sealed_at, digest, envelope)
    VALUES ($1, $2, $3, $4, $5)
    """)

  static let listEnvelopes = Statement(
    47, "list envelopes",
    "SELECT id, envelope FROM mailbox WHERE id > $1 AND id < $2 ORDER BY id LIMIT $3")

  static let envelopeDigest = Statement(
    48, "find envelope", "SELECT previous_seq, digest FROM mailbox WHERE id = $1")

  static let answers = [insertAnswer, findAnswer]

  static let insertAnswer = Statement(
    50, "insert answer",
    """
    INSERT INTO answer (device, counter, digest, receipt, taken_at, signed)
    VALUES ($1, $2, $3, $4, $5, $6)
    """)

  static let findAnswer = Statement(
    51, "find answer",
    "SELECT digest, receipt, taken_at FROM answer WHERE device = $1 AND counter = $2")
}
