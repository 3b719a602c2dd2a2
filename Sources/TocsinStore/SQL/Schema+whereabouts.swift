// Tocsin — Store: step 7 of the schema, who is where
// SPDX-License-Identifier: Apache-2.0

extension Schema {
  /// A row of `whereabouts` is all that is known about one subject in one world, as a cell sealed
  /// with the subject's key; its number is the subject's number times two, plus the world. A row of
  /// `subject_merge` says that a subject turned out to be another: its number is made the same way,
  /// `survivor` is the other's plain number, and no survivor has a row of its own in that world.
  static func whereaboutsSteps(_ dialect: Dialect) -> [String] {
    [
      """
      CREATE TABLE whereabouts (number \(dialect.orderedKey), changed_at BIGINT NOT NULL,
        state \(dialect.blob) NOT NULL)
      """,
      "CREATE INDEX whereabouts_changed ON whereabouts (changed_at)",
      """
      CREATE TABLE subject_merge (number \(dialect.orderedKey), survivor BIGINT NOT NULL)
      """,
      "CREATE INDEX subject_merge_survivor ON subject_merge (survivor)",
      "ALTER TABLE account ADD COLUMN identifiers TEXT NOT NULL DEFAULT ''",
    ]
  }
}
