// Tocsin — Store: the statements about folded pages
// SPDX-License-Identifier: Apache-2.0

extension Statement {
  static let folding: [Statement] = [
    listTakenPages, foldPage, unfoldPages, countFoldedPages, listFoldedPages, listMorePages,
    putMorePage, findMorePage, seqOfMorePage, deviceForFolding,
  ]

  static let listTakenPages = Statement(
    410, "list taken pages",
    """
    SELECT taken_at FROM page
    WHERE device = $1 AND lane = $2 AND taken_at > $3 AND taken_at IS NOT NULL
    LIMIT $4
    """)

  /// Only what still waits as it was read.
  static let foldPage = Statement(
    411, "fold page",
    """
    UPDATE page SET fold = 2, pending = 0, taken_at = $1
    WHERE page = $2 AND device = $3 AND attempt = $4 AND fold = 1 AND pending = 1
      AND seq IS NULL
    """)

  static let unfoldPages = Statement(
    412, "unfold pages",
    """
    UPDATE page SET fold = 3, pending = 1 WHERE id IN (
      SELECT id FROM page WHERE device = $1 AND fold = 2
      ORDER BY lane, priority, decided_at, id LIMIT $2)
    """)

  static let countFoldedPages = Statement(
    413, "count folded pages", "SELECT count(*) FROM page WHERE device = $1 AND fold = 2")

  /// One walk over the index of what is folded.
  static let listFoldedPages = Statement(
    414, "list folded pages",
    """
    SELECT device, lane, priority, count(*), min(decided_at), max(taken_at)
    FROM page WHERE fold = 2 AND device IS NOT NULL GROUP BY device, lane, priority
    """)

  /// Those that say that something is folded.
  static let listMorePages = Statement(
    415, "list more pages",
    """
    SELECT device, lane, page, medium, low, attempt, told_at, sounded_at FROM more_page
    WHERE medium + low > 0
    """)

  static let putMorePage = Statement(
    416, "store more page",
    """
    INSERT INTO more_page (device, lane, page, medium, low, attempt, told_at, sounded_at, seq)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
    ON CONFLICT (device, lane) DO UPDATE SET medium = excluded.medium, low = excluded.low,
      attempt = excluded.attempt, told_at = excluded.told_at, sounded_at = excluded.sounded_at,
      seq = excluded.seq
    """)

  static let findMorePage = Statement(
    417, "find more page",
    """
    SELECT device, lane, page, medium, low, attempt, told_at, sounded_at, seq FROM more_page
    WHERE device = $1 AND lane = $2
    """)

  static let seqOfMorePage = Statement(
    418, "find seq of more page", "SELECT seq FROM more_page WHERE page = $1 AND device = $2")

  static let deviceForFolding = Statement(
    419, "find device for folding",
    "SELECT notify_key, last_seq FROM device WHERE id = $1 AND ended_at IS NULL")
}
