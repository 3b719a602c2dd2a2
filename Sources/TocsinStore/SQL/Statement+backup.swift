// Tocsin — Store: the statements on copies and restored stores
// SPDX-License-Identifier: Apache-2.0

extension Statement {
  static let backups = [
    listWrapped, takeWrapped, putWrapped, eraseKeyless, endAllSessions, skipSeqs, raiseEpoch,
  ]

  static let listWrapped = Statement(
    210, "list wrapped keys",
    "SELECT number, epoch, wrapped FROM subject WHERE wrapped IS NOT NULL ORDER BY number")

  static let takeWrapped = Statement(
    211, "take wrapped keys", "UPDATE subject SET wrapped = NULL WHERE wrapped IS NOT NULL")

  static let putWrapped = Statement(
    212, "put wrapped key",
    "UPDATE subject SET wrapped = $1, epoch = $2 WHERE number = $3 AND erased_at IS NULL")

  static let eraseKeyless = Statement(
    213, "erase keyless subjects",
    """
    UPDATE subject SET erased_at = made_at, pseudonym = NULL
    WHERE wrapped IS NULL AND erased_at IS NULL
    """)

  static let endAllSessions = Statement(214, "end all sessions", "DELETE FROM session")

  static let skipSeqs = Statement(
    215, "skip seqs", "UPDATE device SET last_seq = last_seq + $1 WHERE number > 0")

  static let raiseEpoch = Statement(
    216, "raise epoch", "UPDATE meta SET value = $1 WHERE name = 'epoch' AND value < $1")
}
