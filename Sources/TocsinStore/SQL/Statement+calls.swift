// Tocsin — Store: the statements about what the switchboard sees
// SPDX-License-Identifier: Apache-2.0

extension Statement {
  static let calls: [Statement] = [
    putRollReport, findRollReport, listRollReports, listUrgentAlerts,
  ]

  static let putRollReport = Statement(
    400, "store roll report",
    """
    INSERT INTO roll_report (alert, type, called_at, reported_at, answers)
    VALUES ($1, $2, $3, $4, $5) ON CONFLICT (alert) DO NOTHING
    """)

  static let findRollReport = Statement(
    401, "find roll report",
    "SELECT alert, type, called_at, reported_at, answers FROM roll_report WHERE alert = $1")

  static let listRollReports = Statement(
    402, "list roll reports",
    """
    SELECT alert, type, called_at, reported_at, answers FROM roll_report
    ORDER BY called_at DESC LIMIT $1
    """)

  static let listUrgentAlerts = Statement(
    430, "list urgent alerts", alertColumns + " WHERE a.desk >= $1 ORDER BY a.desk LIMIT $2")
}
