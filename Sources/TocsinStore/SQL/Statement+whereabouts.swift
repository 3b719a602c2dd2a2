// Tocsin — Store: the statements on who is where
// SPDX-License-Identifier: Apache-2.0

extension Statement {
  static let whereabouts = [
    findWhereabouts, putWhereabouts, deleteWhereabouts, agedWhereabouts, findMerge, putMerge,
    deleteMerge, repointMerges, mergedInto, subjectByNumber, openAlertsOfSubject, deleteMergesInto,
    newestOfSubject,
  ]

  static let findWhereabouts = Statement(
    265, "find whereabouts", "SELECT state FROM whereabouts WHERE number = $1")

  static let putWhereabouts = Statement(
    266, "store whereabouts",
    """
    INSERT INTO whereabouts (number, changed_at, state) VALUES ($1, $2, $3)
    ON CONFLICT (number) DO UPDATE SET changed_at = excluded.changed_at, state = excluded.state
    """)

  static let deleteWhereabouts = Statement(
    267, "delete whereabouts", "DELETE FROM whereabouts WHERE number = $1")

  static let agedWhereabouts = Statement(
    268, "list aged whereabouts",
    "SELECT number FROM whereabouts WHERE changed_at <= $1 ORDER BY changed_at LIMIT $2")

  static let findMerge = Statement(
    269, "find merge", "SELECT survivor FROM subject_merge WHERE number = $1")

  static let putMerge = Statement(
    270, "store merge",
    """
    INSERT INTO subject_merge (number, survivor) VALUES ($1, $2)
    ON CONFLICT (number) DO UPDATE SET survivor = excluded.survivor
    """)

  static let deleteMerge = Statement(
    271, "delete merge", "DELETE FROM subject_merge WHERE number = $1")

  /// Whoever was merged into one that is merged itself now follows it, so that no chain grows.
  static let repointMerges = Statement(
    272, "repoint merges",
    "UPDATE subject_merge SET survivor = $1 WHERE survivor = $2 AND number % 2 = $3")

  static let mergedInto = Statement(
    273, "list merged subjects",
    "SELECT number FROM subject_merge WHERE survivor = $1 AND number % 2 = $2 ORDER BY number")

  static let subjectByNumber = Statement(
    274, "find subject by number",
    "SELECT number, wrapped, made_at FROM subject WHERE number = $1 AND wrapped IS NOT NULL")

  static let openAlertsOfSubject = Statement(
    275, "list open alerts of subject",
    alertColumns + """
       WHERE a.subject = $1 AND a.world = $2 AND a.phase < 3 ORDER BY a.number LIMIT $3
      """)

  static let newestOfSubject = Statement(
    480, "list newest alerts of subject",
    alertColumns + """
       WHERE a.subject = $1 AND a.world = $2 ORDER BY a.number DESC LIMIT $3
      """)

  static let deleteMergesInto = Statement(
    276, "delete merges into subject", "DELETE FROM subject_merge WHERE survivor = $1")
}
