// Tocsin — Store: the statements about swaps of shifts
// SPDX-License-Identifier: Apache-2.0

extension Statement {
  static let swaps = [findSwap, listSwaps, putSwap, dropSwaps]

  private static let swapColumns =
    "id, rota, asker, taker, line, begins_at, ends_at, return_line, return_begins_at,"
    + " return_ends_at, words, base, asked_at, phase, consented_at, settled_at, settled_by,"
    + " revision"

  static let findSwap = Statement(
    475, "find swap", "SELECT \(swapColumns) FROM swap_request WHERE id = $1")

  static let listSwaps = Statement(
    476, "list swaps",
    """
    SELECT \(swapColumns) FROM swap_request WHERE over_at >= $1 ORDER BY asked_at, id LIMIT $2
    """)

  static let putSwap = Statement(
    477, "put swap",
    """
    INSERT INTO swap_request (\(swapColumns), over_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8,
      $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
    ON CONFLICT (id) DO UPDATE SET phase = excluded.phase, consented_at = excluded.consented_at,
      settled_at = excluded.settled_at, settled_by = excluded.settled_by,
      revision = excluded.revision
    """)

  static let dropSwaps = Statement(
    478, "drop swaps", "DELETE FROM swap_request WHERE over_at < $1")
}
