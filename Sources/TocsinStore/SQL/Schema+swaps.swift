// Tocsin — Store: step 24 of the schema, swaps of shifts
// SPDX-License-Identifier: Apache-2.0

extension Schema {
  /// A swap for nothing in return has NULL in the three columns of what is returned. `over_at` is
  /// the end of the later of its shifts.
  static func swapSteps(_ dialect: Dialect) -> [String] {
    [
      """
      CREATE TABLE swap_request (id \(dialect.blob) PRIMARY KEY, rota TEXT NOT NULL,
        asker TEXT NOT NULL, taker TEXT NOT NULL, line TEXT NOT NULL, begins_at BIGINT NOT NULL,
        ends_at BIGINT NOT NULL, return_line TEXT, return_begins_at BIGINT,
        return_ends_at BIGINT, words TEXT NOT NULL, base BIGINT NOT NULL,
        asked_at BIGINT NOT NULL, phase SMALLINT NOT NULL, consented_at BIGINT,
        settled_at BIGINT, settled_by TEXT NOT NULL, revision BIGINT, over_at BIGINT NOT NULL)
      """,
      "CREATE INDEX swap_request_over ON swap_request (over_at)",
    ]
  }
}
