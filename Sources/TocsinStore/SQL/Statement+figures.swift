// Tocsin — Store: the statements on figures
// SPDX-License-Identifier: Apache-2.0

extension Statement {
  static let figures = [addFigure, listFigures]

  static let addFigure = Statement(
    490, "add figure",
    """
    INSERT INTO figure (day, team, ward, priority, measure, bin, count)
    VALUES ($1, $2, $3, $4, $5, $6, $7)
    ON CONFLICT (day, team, ward, priority, measure, bin)
    DO UPDATE SET count = figure.count + excluded.count
    """)

  /// One walk through the days that are asked for.
  static let listFigures = Statement(
    491, "list figures",
    """
    SELECT team, ward, priority, measure, bin, CAST(sum(count) AS BIGINT) FROM figure
    WHERE day >= $1 AND day < $2 GROUP BY team, ward, priority, measure, bin
    ORDER BY team, ward, priority, measure, bin LIMIT $3
    """)
}
