// Tocsin — Store: the statements on figures
// SPDX-License-Identifier: Apache-2.0

extension Statement {
  static let figures = [
    addFigure, listFigures, addNoise, listNoise, addArrival, listArrivals, heardDevice, hearDevice,
    sealedPage,
  ]

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

  static let addArrival = Statement(
    569, "add arrival",
    """
    INSERT INTO arrival (day, kind, name, hour, measure, bin, count)
    VALUES ($1, $2, $3, $4, $5, $6, 1)
    ON CONFLICT (day, kind, name, hour, measure, bin) DO UPDATE SET count = arrival.count + 1
    """)

  /// One walk through the days that are asked for.
  static let listArrivals = Statement(
    570, "list arrivals",
    """
    SELECT kind, name, hour, measure, bin, CAST(sum(count) AS BIGINT) FROM arrival
    WHERE day >= $1 AND day < $2 GROUP BY kind, name, hour, measure, bin
    ORDER BY kind, name, hour, measure, bin LIMIT $3
    """)

  static let heardDevice = Statement(
    571, "find network of device", "SELECT network, last_contact FROM device WHERE id = $1")

  static let hearDevice = Statement(
    572, "hear device",
    """
    UPDATE device SET network = $1,
      last_contact = CASE WHEN last_contact > $2 THEN last_contact ELSE $2 END
    WHERE id = $3
      AND (network IS NULL OR network <> $1 OR last_contact IS NULL OR last_contact < $2)
    """)

  static let sealedPage = Statement(
    573, "find sealed page",
    """
    SELECT sealed_at FROM page
    WHERE page = $1 AND device = $2 AND delivered_at IS NULL AND state < 5
    """)
}
