// Tocsin — Store: the statements on results
// SPDX-License-Identifier: Apache-2.0

extension Statement {
  static let results = [
    insertResult, updateResult, resultsOfOrder, resultByLikeness, resultsOfAlert, lastResult,
    deleteResults, deleteResultsOfSubject, moveResults, keepEarly, findEarly, forgetEarly,
  ]

  static let insertResult = Statement(
    240, "insert result",
    """
    INSERT INTO result (number, ordered, likeness, alert, subject, kept_at, state)
    VALUES ($1, $2, $3, $4, $5, $6, $7)
    """)

  static let updateResult = Statement(
    241, "update result",
    """
    UPDATE result SET likeness = $1, alert = $2, subject = $3, kept_at = $4, state = $5
    WHERE number = $6
    """)

  /// Every question about results gives these columns, and with them the key that opens `state`.
  private static let resultColumns = """
    SELECT r.number, r.state, r.subject, s.wrapped, a.id
    FROM result r JOIN alert a ON a.number = r.alert LEFT JOIN subject s ON s.number = r.subject
    """

  static let resultsOfOrder = Statement(
    242, "list results of order",
    resultColumns + " WHERE r.ordered = $1 AND r.kept_at >= $2 ORDER BY r.number LIMIT $3")

  static let resultByLikeness = Statement(
    243, "find result by likeness",
    resultColumns + """
       WHERE r.likeness = $1 AND r.likeness IS NOT NULL AND r.kept_at >= $2
      ORDER BY r.number DESC LIMIT 1
      """)

  static let resultsOfAlert = Statement(
    244, "list results of alert",
    resultColumns + " WHERE r.alert = $1 ORDER BY r.number LIMIT $2")

  static let lastResult = Statement(245, "find last result", "SELECT max(number) FROM result")

  static let deleteResults = Statement(
    246, "delete results", "DELETE FROM result WHERE alert = $1")

  static let deleteResultsOfSubject = Statement(
    247, "delete results of subject", "DELETE FROM result WHERE subject = $1")

  static let moveResults = Statement(
    248, "move results", "UPDATE result SET alert = $1 WHERE alert = $2")

  static let keepEarly = Statement(
    249, "keep early result",
    """
    INSERT INTO early_result (observation, collected, reported, sent, kept_at)
    VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (observation) DO UPDATE SET collected = excluded.collected,
      reported = excluded.reported, sent = excluded.sent, kept_at = excluded.kept_at
    """)

  static let findEarly = Statement(
    250, "find early result",
    "SELECT collected, reported, sent FROM early_result WHERE observation = $1 AND kept_at >= $2")

  static let forgetEarly = Statement(
    251, "forget early results", "DELETE FROM early_result WHERE kept_at < $1")
}
