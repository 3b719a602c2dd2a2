// Tocsin — Store: the statements on leaves, tiles and checkpoints
// SPDX-License-Identifier: Apache-2.0

extension Statement {
  static let trail = [
    insertLeaf, lastLeaf, listLeaves, listDetails, leavesOfAlert, putTile, readTile,
    insertCheckpoint, lastCheckpoint, listCheckpoints, listStandings, listAnswers,
    documentRevisions, findTrailKey, insertTrailKey, newestMoment, newestEnvelope,
  ]

  static let insertLeaf = Statement(
    150, "insert leaf",
    "INSERT INTO leaf (idx, body, link, trail, detail) VALUES ($1, $2, $3, $4, $5)")

  static let lastLeaf = Statement(
    151, "find last leaf", "SELECT idx, link FROM leaf WHERE idx = (SELECT max(idx) FROM leaf)")

  static let listLeaves = Statement(
    152, "list leaves",
    "SELECT idx, body, link FROM leaf WHERE idx >= $1 ORDER BY idx LIMIT $2")

  static let listDetails = Statement(
    153, "list details",
    """
    SELECT l.idx, l.body, l.link, l.detail, l.trail, t.leaf, t.salt, t.entries
    FROM leaf l LEFT JOIN trail t ON t.id = l.trail
    WHERE l.idx >= $1 ORDER BY l.idx LIMIT $2
    """)

  static let leavesOfAlert = Statement(
    154, "list leaves of alert",
    "SELECT leaf FROM trail WHERE id >= $1 AND id < $2 AND leaf IS NOT NULL ORDER BY id")

  static let putTile = Statement(
    155, "put tile",
    """
    INSERT INTO tile (id, hashes) VALUES ($1, $2)
    ON CONFLICT (id) DO UPDATE SET hashes = excluded.hashes
    """)

  static let readTile = Statement(156, "read tile", "SELECT hashes FROM tile WHERE id = $1")

  static let insertCheckpoint = Statement(
    157, "insert checkpoint", "INSERT INTO checkpoint (size, made_at, note) VALUES ($1, $2, $3)")

  static let lastCheckpoint = Statement(
    158, "find last checkpoint",
    """
    SELECT size, made_at, note FROM checkpoint
    WHERE size = (SELECT max(size) FROM checkpoint)
    """)

  static let listCheckpoints = Statement(
    159, "list checkpoints",
    "SELECT size, made_at, note FROM checkpoint WHERE size > $1 ORDER BY size LIMIT $2")

  /// A canary has no leaf and is compared with none.
  static let listStandings = Statement(
    160, "list standings",
    """
    SELECT number, id, revision, phase FROM alert WHERE number > $1 AND world <> 2
    ORDER BY number LIMIT $2
    """)

  static let listAnswers = Statement(
    161, "list answers",
    """
    SELECT counter, digest, receipt, taken_at, signed FROM answer
    WHERE device = $1 AND counter > $2 ORDER BY counter LIMIT $3
    """)

  static let documentRevisions = Statement(
    162, "list document revisions",
    """
    SELECT \(documentColumns) FROM document
    WHERE kind = $1 ORDER BY name, revision
    """)

  static let findTrailKey = Statement(
    163, "find trail key", "SELECT wrapped FROM trail_key WHERE number = 1")

  static let insertTrailKey = Statement(
    164, "insert trail key", "INSERT INTO trail_key (number, wrapped) VALUES (1, $1)")

  /// One row, whatever is there; the last leaf says its time in its body.
  static let newestMoment = Statement(
    165, "find newest moment",
    """
    SELECT (SELECT received_at FROM message WHERE id = (SELECT max(id) FROM message)),
      (SELECT made_at FROM checkpoint WHERE size = (SELECT max(size) FROM checkpoint)),
      (SELECT body FROM leaf WHERE idx = (SELECT max(idx) FROM leaf))
    """)

  /// One look for each device.
  static let newestEnvelope = Statement(
    166, "find newest envelope",
    """
    SELECT max(m.sealed_at) FROM device d
      JOIN mailbox m ON m.id = d.number * 1099511627776 + d.last_seq
    WHERE m.sealed_at <= $1
    """)
}
