// Tocsin — Store: the statements on subjects and their keys
// SPDX-License-Identifier: Apache-2.0

extension Statement {
  static let sealing = [
    findSubject, findKey, lastSubject, insertSubject, forgetPseudonym, lastMessage, lastAlert,
    alertForUpdate, postponeAlert, plainMessages, sealMessage, plainAlerts, sealAlert,
    raiseEpochNumber, countEpochs, keysOfEpochs, rewrapSubject, rewrapTrailKey,
  ]

  static let findSubject = Statement(
    170, "find subject", "SELECT number, wrapped, made_at FROM subject WHERE pseudonym = $1")

  static let findKey = Statement(
    171, "find key", "SELECT wrapped FROM subject WHERE number = $1")

  static let lastSubject = Statement(172, "find last subject", "SELECT max(number) FROM subject")

  static let insertSubject = Statement(
    173, "insert subject",
    """
    INSERT INTO subject (number, pseudonym, wrapped, epoch, made_at) VALUES ($1, $2, $3, $4, $5)
    """)

  /// A subject whose key does not unwrap gives its pseudonym to a new one.
  static let forgetPseudonym = Statement(
    174, "forget pseudonym", "UPDATE subject SET pseudonym = NULL WHERE number = $1")

  static let lastMessage = Statement(175, "find last message", "SELECT max(id) FROM message")

  static let lastAlert = Statement(176, "find last alert", "SELECT max(number) FROM alert")

  static let alertForUpdate = Statement(
    177, "find alert for update",
    """
    SELECT a.number, a.subject, s.wrapped, a.phase
    FROM alert a LEFT JOIN subject s ON s.number = a.subject
    WHERE a.id = $1 AND a.revision = $2
    """)

  static let postponeAlert = Statement(
    178, "postpone alert", "UPDATE alert SET wake_at = $1 WHERE number = $2")

  static let plainMessages = Statement(
    179, "list plain messages",
    "SELECT id, received_at, raw FROM message WHERE id > $1 ORDER BY id LIMIT $2")

  static let sealMessage = Statement(
    180, "seal message", "UPDATE message SET subject = $1, raw = $2 WHERE id = $3")

  static let plainAlerts = Statement(
    181, "list plain alerts",
    "SELECT number, state FROM alert WHERE number > $1 ORDER BY number LIMIT $2")

  static let sealAlert = Statement(
    182, "seal alert",
    "UPDATE alert SET subject = $1, dedup = $2, state = $3, closed_at = $4 WHERE number = $5")

  static let raiseEpochNumber = Statement(
    183, "raise epoch", "UPDATE meta SET value = value + 1 WHERE name = 'epoch'")

  static let countEpochs = Statement(
    184, "count epochs",
    """
    SELECT epoch, count(*) FROM subject WHERE wrapped IS NOT NULL GROUP BY epoch ORDER BY epoch
    """)

  static let keysOfEpochs = Statement(
    185, "list keys of epochs",
    """
    SELECT number, wrapped FROM subject WHERE wrapped IS NOT NULL AND epoch < $1
    ORDER BY epoch, number LIMIT $2
    """)

  static let rewrapSubject = Statement(
    186, "rewrap subject", "UPDATE subject SET wrapped = $1, epoch = $2 WHERE number = $3")

  static let rewrapTrailKey = Statement(
    187, "rewrap trail key", "UPDATE trail_key SET wrapped = $1 WHERE number = 1")

  static let retention = [
    alertsOfSubject, messagesOfSubject, redactAlert, emptyMessages, eraseSubject, closedAlerts,
    envelopesOfAlert, previousEnvelope, deleteEnvelope, forgetSeq, markShredded, agedMessages,
    deleteMessage, subjectsWithUse,
  ]

  static let alertsOfSubject = Statement(
    200, "list alerts of subject", alertColumns + " WHERE a.subject = $1 ORDER BY a.number")

  static let messagesOfSubject = Statement(
    201, "list messages of subject",
    messageColumns + " WHERE m.subject = $1 AND m.id > $2 ORDER BY m.id LIMIT $3")

  static let redactAlert = Statement(
    202, "redact alert",
    """
    UPDATE alert SET subject = 0, dedup = NULL, state = $1, closed_at = NULL, shred = 2
    WHERE number = $2
    """)

  static let emptyMessages = Statement(
    203, "empty messages",
    """
    UPDATE message SET subject = 0, raw = $1, control_id = '', replay_order = NULL,
      replay_key = NULL
    WHERE subject = $2
    """)

  static let eraseSubject = Statement(
    204, "erase subject",
    """
    UPDATE subject SET pseudonym = NULL, wrapped = NULL, erased_at = $1 WHERE number = $2
    """)

  static let closedAlerts = Statement(
    205, "list closed alerts by time",
    alertColumns + """
       WHERE a.shred = $1 AND a.closed_at <= $2 AND a.closed_at IS NOT NULL AND a.shred < 2
        AND a.filing <> 1
      ORDER BY a.closed_at LIMIT $3
      """)

  static let envelopesOfAlert = Statement(
    206, "list envelopes of alert",
    """
    SELECT p.id, d.number, p.seq FROM page p JOIN device d ON d.id = p.device
    WHERE p.id >= $1 AND p.id < $2 AND p.seq IS NOT NULL
    """)

  static let previousEnvelope = Statement(
    207, "find previous envelope", "SELECT previous_seq FROM mailbox WHERE id = $1")

  static let deleteEnvelope = Statement(
    208, "delete envelope", "DELETE FROM mailbox WHERE id = $1")

  static let forgetSeq = Statement(
    209, "forget seq", "UPDATE page SET seq = NULL, pending = 0 WHERE id = $1")

  static let markShredded = Statement(
    210, "mark shredded", "UPDATE alert SET shred = $1 WHERE number = $2")

  static let agedMessages = Statement(
    211, "list aged messages",
    """
    SELECT m.id, m.received_at, CASE WHEN a.id IS NULL THEN 2 ELSE a.shred END
    FROM message m LEFT JOIN alert a ON a.id = m.alert
    WHERE m.id > $1 ORDER BY m.id LIMIT $2
    """)

  static let deleteMessage = Statement(
    212, "delete message", "DELETE FROM message WHERE id = $1")

  /// The next subjects that have a key, and whether a message, an alert and a location are theirs,
  /// and whether they turned out to be another, whose pseudonym they keep for as long as it lives.
  static let subjectsWithUse = Statement(
    213, "list subjects with use",
    """
    SELECT s.number, s.made_at, EXISTS (SELECT 1 FROM message m WHERE m.subject = s.number)
        OR EXISTS (SELECT 1 FROM attachment t WHERE t.subject = s.number)
        OR EXISTS (SELECT 1 FROM outbound o WHERE o.subject = s.number),
      EXISTS (SELECT 1 FROM alert a WHERE a.subject = s.number),
      EXISTS (SELECT 1 FROM whereabouts w WHERE w.number IN (s.number * 2, s.number * 2 + 1)),
      EXISTS (SELECT 1 FROM subject_merge g WHERE g.number IN (s.number * 2, s.number * 2 + 1))
    FROM subject s WHERE s.number > $1 AND s.wrapped IS NOT NULL ORDER BY s.number LIMIT $2
    """)
}
