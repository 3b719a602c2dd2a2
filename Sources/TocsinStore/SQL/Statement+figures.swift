// Tocsin — Store: the statements on figures
// SPDX-License-Identifier: Apache-2.0

extension Statement {
  static let figures = [addFigure, listFigures, addNoise, listNoise]

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

  static let addNoise = Statement(
    567, "add noise",
    """
    INSERT INTO noise (day, integration, kind, priority, team, ward, measure, bin, count)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
    ON CONFLICT (day, integration, kind, priority, team, ward, measure, bin)
    DO UPDATE SET count = noise.count + excluded.count
    """)

  /// One walk through the days that are asked for.
  static let listNoise = Statement(
    568, "list noise",
    """
    SELECT integration, kind, priority, team, ward, measure, bin, CAST(sum(count) AS BIGINT)
    FROM noise WHERE day >= $1 AND day < $2
    GROUP BY integration, kind, priority, team, ward, measure, bin
    ORDER BY integration, kind, priority, team, ward, measure, bin LIMIT $3
    """)
}
