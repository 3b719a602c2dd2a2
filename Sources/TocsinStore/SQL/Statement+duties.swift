// Tocsin — Store: the statements about who comes on duty
// SPDX-License-Identifier: Apache-2.0

extension Statement {
  static let duties = [
    listLineHolders, putLineHolders, listDutyStarts, insertDutyStart, endDutyStart,
  ]

  static let listLineHolders = Statement(
    470, "list holders of lines",
    "SELECT rota, line, responders, since FROM line_holder ORDER BY rota, line")

  static let putLineHolders = Statement(
    471, "put holders of a line",
    """
    INSERT INTO line_holder (rota, line, responders, since) VALUES ($1, $2, $3, $4)
    ON CONFLICT (rota, line) DO UPDATE SET responders = excluded.responders,
      since = excluded.since
    """)

  static let listDutyStarts = Statement(
    472, "list starts of duty",
    """
    SELECT alert, responder, rota, line, outgoing, at FROM duty_start
    ORDER BY at, rota, line, responder
    """)

  static let insertDutyStart = Statement(
    473, "insert start of duty",
    """
    INSERT INTO duty_start (alert, responder, rota, line, outgoing, at)
    VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (rota, line, responder) DO UPDATE SET alert = excluded.alert,
      outgoing = excluded.outgoing, at = excluded.at
    """)

  static let endDutyStart = Statement(
    474, "end start of duty",
    "DELETE FROM duty_start WHERE rota = $1 AND line = $2 AND responder = $3")
}
