// Tocsin — Store: the statements on credentials, and on people who leave
// SPDX-License-Identifier: Apache-2.0

extension Statement {
  static let credentials = [
    setPassword, deletePassword, findPassword, insertPasskey, listPasskeys, findPasskey,
    usePasskey, deletePasskey, insertInvitation, findInvitation, spendInvitation,
    insertDirectoryKey, findDirectoryKey, listDirectoryKeys, endDirectoryKey, insertBreakGlass,
    findBreakGlass, listBreakGlasses,
  ]

  static let setPassword = Statement(
    120, "set password",
    """
    INSERT INTO password (account, hash, set_at) VALUES ($1, $2, $3)
    ON CONFLICT (account) DO UPDATE SET hash = excluded.hash, set_at = excluded.set_at
    """)

  static let deletePassword = Statement(
    121, "delete password", "DELETE FROM password WHERE account = $1")

  static let findPassword = Statement(
    122, "find password", "SELECT hash FROM password WHERE account = $1")

  static let insertPasskey = Statement(
    123, "insert passkey",
    """
    INSERT INTO passkey (id, account, public_key, sign_count, name, added_at, used_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7)
    """)

  static let listPasskeys = Statement(
    124, "list passkeys",
    """
    SELECT id, account, public_key, sign_count, name, added_at, used_at FROM passkey
    WHERE account = $1 ORDER BY added_at, id
    """)

  static let findPasskey = Statement(
    125, "find passkey",
    """
    SELECT id, account, public_key, sign_count, name, added_at, used_at FROM passkey
    WHERE id = $1
    """)

  static let usePasskey = Statement(
    126, "use passkey", "UPDATE passkey SET sign_count = $1, used_at = $2 WHERE id = $3")

  static let deletePasskey = Statement(
    127, "delete passkey", "DELETE FROM passkey WHERE account = $1 AND id = $2")

  static let insertInvitation = Statement(
    128, "insert invitation",
    "INSERT INTO invitation (digest, account, expires_at, spent_at) VALUES ($1, $2, $3, $4)")

  static let findInvitation = Statement(
    129, "find invitation",
    "SELECT account, expires_at, spent_at FROM invitation WHERE digest = $1")

  static let spendInvitation = Statement(
    130, "spend invitation",
    "UPDATE invitation SET spent_at = $1 WHERE digest = $2 AND spent_at IS NULL")

  static let insertDirectoryKey = Statement(
    131, "insert directory key",
    "INSERT INTO directory_key (digest, name, made_at, ended_at) VALUES ($1, $2, $3, $4)")

  static let findDirectoryKey = Statement(
    132, "find directory key",
    "SELECT digest, name, made_at, ended_at FROM directory_key WHERE digest = $1")

  static let listDirectoryKeys = Statement(
    133, "list directory keys",
    "SELECT digest, name, made_at, ended_at FROM directory_key ORDER BY made_at, name")

  static let endDirectoryKey = Statement(
    134, "end directory key",
    "UPDATE directory_key SET ended_at = $1 WHERE name = $2 AND ended_at IS NULL")

  static let insertBreakGlass = Statement(
    135, "insert break-glass",
    "INSERT INTO break_glass (account, alert, begun_at, ends_at) VALUES ($1, $2, $3, $4)")

  static let findBreakGlass = Statement(
    136, "find break-glass",
    """
    SELECT account, alert, begun_at, ends_at FROM break_glass WHERE alert = $1 AND account = $2
    ORDER BY ends_at DESC LIMIT 1
    """)

  static let listBreakGlasses = Statement(
    137, "list break-glasses",
    """
    SELECT account, alert, begun_at, ends_at FROM break_glass WHERE begun_at >= $1
    ORDER BY begun_at, number
    """)

  static let leaving = [
    liveDevices, clearDevice, emptyMailbox, forgetPending, spendLinks, deletePasskeys,
    spendInvitations, endHandovers,
  ]

  static let liveDevices = Statement(
    140, "list live devices",
    "SELECT id, number FROM device WHERE responder = $1 AND ended_at IS NULL ORDER BY number")

  static let clearDevice = Statement(
    141, "clear device",
    """
    UPDATE device SET ended_at = $1, notify_key = $2, accept_key = $2, detail_key = $2,
      unlocked_key = $2 WHERE number = $3
    """)

  static let emptyMailbox = Statement(
    142, "empty mailbox", "DELETE FROM mailbox WHERE id >= $1 AND id < $2")

  static let forgetPending = Statement(
    143, "forget pending pages",
    """
    UPDATE page SET pending = 0, state = CASE WHEN state < 5 THEN 5 ELSE state END
    WHERE device = $1 AND pending <> 0
    """)

  static let spendLinks = Statement(
    144, "spend links",
    "UPDATE enrolment SET spent_at = $1 WHERE responder = $2 AND spent_at IS NULL")

  static let deletePasskeys = Statement(
    145, "delete passkeys", "DELETE FROM passkey WHERE account = $1")

  static let spendInvitations = Statement(
    146, "spend invitations",
    "UPDATE invitation SET spent_at = $1 WHERE account = $2 AND spent_at IS NULL")

  static let endHandovers = Statement(
    147, "end handovers",
    """
    UPDATE handover SET ends_at = CASE WHEN begins_at > $1 THEN begins_at ELSE $1 END
    WHERE taker = $2 AND ends_at > $1
    """)
}
