// Tocsin — Store: step 4 of the schema, the tamper-evident trail
// SPDX-License-Identifier: Apache-2.0

extension Schema {
  /// `leaf` is only ever added to; `leaf.trail` is the row of `trail` that holds what the leaf
  /// commits to, `leaf.detail` holds it sealed where no such row does. `tile.id` is the tile's
  /// level times 2^48 plus its place. Alerts from before this step have rows without a leaf.
  static func trailSteps(_ dialect: Dialect) -> [String] {
    [
      """
      CREATE TABLE leaf (idx \(dialect.orderedKey), body \(dialect.blob) NOT NULL,
        link \(dialect.blob) NOT NULL, trail BIGINT, detail \(dialect.blob))
      """,
      "CREATE TABLE tile (id \(dialect.orderedKey), hashes \(dialect.blob) NOT NULL)",
      """
      CREATE TABLE checkpoint (size \(dialect.orderedKey), made_at BIGINT NOT NULL,
        note TEXT NOT NULL)
      """,
      """
      CREATE TABLE trail_key (number \(dialect.orderedKey), wrapped \(dialect.blob) NOT NULL)
      """,
      "ALTER TABLE trail ADD COLUMN salt \(dialect.blob)",
      "ALTER TABLE trail ADD COLUMN leaf BIGINT",
      "ALTER TABLE answer ADD COLUMN signed \(dialect.blob)",
    ]
  }
}
