// Tocsin — Store: the statements on copies and restored stores
// SPDX-License-Identifier: Apache-2.0

extension Statement {
  static let backups = [
    listWrapped, takeWrapped, putWrapped, eraseKeyless, endAllSessions, skipSeqs, followEpoch,
  ]

  static let listWrapped = Statement(
    220, "list wrapped keys",
    "SELECT number, epoch, wrapped FROM subject WHERE wrapped IS NOT NULL ORDER BY number")

  static let takeWrapped = Statement(
    221, "take wrapped keys", "UPDATE subject SET wrapped = NULL WHERE wrapped IS NOT NULL")

  static let putWrapped = Statement(
    222, "put wrapped key",
    "UPDATE subject SET wrapped = $1, epoch = $2 WHERE number = $3 AND erased_at IS NULL")

  static let eraseKeyless = Statement(
    223, "erase keyless subjects",
    """
    UPDATE subject SET erased_at = made_at, pseudonym = NULL
    WHERE wrapped IS NULL AND erased_at IS NULL
    """)

  static let endAllSessions = Statement(224, "end all sessions", "DELETE FROM session")

  static let skipSeqs = Statement(
    225, "skip seqs", "UPDATE device SET last_seq = last_seq + $1 WHERE number > 0")

  static let followEpoch = Statement(
    226, "follow epoch", "UPDATE meta SET value = $1 WHERE name = 'epoch' AND value < $1")
}
