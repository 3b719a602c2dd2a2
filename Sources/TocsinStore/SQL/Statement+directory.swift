// Tocsin — Store: the statements on devices, people and documents
// SPDX-License-Identifier: Apache-2.0

extension Statement {
  static let devices = [
    insertDevice, listDevices, findDevice, endDevice, touchDevice, numberOfDevice, raiseSeq,
    insertToken, findToken, spendToken,
  ]

  static let insertDevice = Statement(
    54, "insert device",
    """
    INSERT INTO device (id, responder, name, notify_key, accept_key, detail_key, unlocked_key,
      enrolled_at, last_contact, ended_at, has_lock, last_seq)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0)
    """)

  static let listDevices = Statement(
    55, "list devices",
    """
    SELECT id, responder, name, notify_key, accept_key, detail_key, unlocked_key, enrolled_at,
      last_contact, ended_at, has_lock
    FROM device ORDER BY number
    """)

  static let findDevice = Statement(
    56, "find device",
    """
    SELECT id, responder, name, notify_key, accept_key, detail_key, unlocked_key, enrolled_at,
      last_contact, ended_at, has_lock
    FROM device WHERE id = $1
    """)

  static let endDevice = Statement(
    57, "end device", "UPDATE device SET ended_at = $1 WHERE id = $2 AND ended_at IS NULL")

  static let touchDevice = Statement(
    58, "touch device",
    """
    UPDATE device SET last_contact = $1
    WHERE id = $2 AND (last_contact IS NULL OR last_contact < $1)
    """)

  static let numberOfDevice = Statement(
    59, "number device", "SELECT number FROM device WHERE id = $1")

  static let raiseSeq = Statement(
    60, "raise seq", "UPDATE device SET last_seq = $1 WHERE number = $2 AND last_seq < $1")

  static let insertToken = Statement(
    61, "insert token",
    "INSERT INTO enrolment (digest, responder, expires_at, spent_at) VALUES ($1, $2, $3, $4)")

  static let findToken = Statement(
    62, "find token",
    "SELECT responder, expires_at, spent_at FROM enrolment WHERE digest = $1")

  static let spendToken = Statement(
    63, "spend token",
    "UPDATE enrolment SET spent_at = $1 WHERE digest = $2 AND spent_at IS NULL")

  static let people = [
    listRespondersOfOpenAlerts, upsertHandover, listHandovers,
  ]

  static let listRespondersOfOpenAlerts = Statement(
    76, "list responders of open alerts",
    "SELECT DISTINCT responder FROM page WHERE live = 1 AND lane <> 2")

  static let upsertHandover = Statement(
    67, "store handover",
    """
    INSERT INTO handover (rota, giver, taker, begins_at, ends_at, accepted_at, line)
    VALUES ($1, $2, $3, $4, $5, $6, $7)
    ON CONFLICT (rota, line, giver, taker, begins_at) DO UPDATE SET ends_at = excluded.ends_at,
      accepted_at = excluded.accepted_at
    """)

  static let listHandovers = Statement(
    68, "list handovers",
    """
    SELECT rota, giver, taker, begins_at, ends_at, accepted_at, line FROM handover
    ORDER BY begins_at, number
    """)

  static let documents = [
    insertDocument, findDocument, newestDocuments, readMeta, raiseDirectory, writeVersion,
    listRevisions,
  ]

  static let documentColumns = "kind, name, revision, imported_at, body, author, reason, acceptance"

  static let insertDocument = Statement(
    70, "insert document",
    """
    INSERT INTO document (\(documentColumns)) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
    """)

  static let findDocument = Statement(
    71, "find document",
    """
    SELECT \(documentColumns) FROM document
    WHERE kind = $1 AND name = $2 AND revision = $3
    """)

  static let newestDocuments = Statement(
    72, "list newest documents",
    """
    SELECT \(documentColumns) FROM document d
    WHERE revision = (SELECT max(e.revision) FROM document e
      WHERE e.kind = d.kind AND e.name = d.name)
    ORDER BY kind, name
    """)

  static let listRevisions = Statement(
    77, "list revisions of a document",
    """
    SELECT \(documentColumns) FROM document WHERE kind = $1 AND name = $2
    ORDER BY revision DESC LIMIT $3
    """)

  package static let readMeta = Statement(73, "read meta", "SELECT value FROM meta WHERE name = $1")

  static let raiseDirectory = Statement(
    74, "raise directory version", "UPDATE meta SET value = value + 1 WHERE name = 'directory'")

  static let writeVersion = Statement(
    75, "write schema version", "UPDATE meta SET value = $1 WHERE name = 'schema'")
}
