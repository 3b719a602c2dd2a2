// Tocsin — Store: the statements on sources and maintenance
// SPDX-License-Identifier: Apache-2.0

extension Statement {
  static let sources = [
    putSource, listSources, addSourceDay, listSourceDays, forgetSourceDays, putSourceLook,
    listMaintenances, findMaintenance, putMaintenance,
  ]

  static let putSource = Statement(
    300, "store source",
    """
    INSERT INTO source (name, state) VALUES ($1, $2)
    ON CONFLICT (name) DO UPDATE SET state = excluded.state
    """)

  static let listSources = Statement(
    301, "list sources", "SELECT name, state FROM source ORDER BY name")

  static let addSourceDay = Statement(
    302, "add to source day",
    """
    INSERT INTO source_day (day, source, received, mapped, not_for_us, refused, repeated, held,
      dropped)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
    ON CONFLICT (day, source) DO UPDATE SET received = source_day.received + excluded.received,
      mapped = source_day.mapped + excluded.mapped,
      not_for_us = source_day.not_for_us + excluded.not_for_us,
      refused = source_day.refused + excluded.refused,
      repeated = source_day.repeated + excluded.repeated,
      held = source_day.held + excluded.held,
      dropped = source_day.dropped + excluded.dropped
    """)

  static let listSourceDays = Statement(
    303, "list source days",
    """
    SELECT source, day, received, mapped, not_for_us, refused, repeated, held, dropped
    FROM source_day
    WHERE day >= $1 ORDER BY source, day
    """)

  static let forgetSourceDays = Statement(
    304, "forget source days", "DELETE FROM source_day WHERE day < $1")

  static let putSourceLook = Statement(
    305, "note source look",
    """
    INSERT INTO meta (name, value) VALUES ('source-look', $1)
    ON CONFLICT (name) DO UPDATE SET value = excluded.value
    """)

  private static let maintenanceColumns =
    "id, object, begins_at, ends_at, owner, reason, ended_at, announced"

  static let listMaintenances = Statement(
    306, "list maintenances",
    "SELECT \(maintenanceColumns) FROM maintenance WHERE announced = 0 ORDER BY begins_at, id")

  static let findMaintenance = Statement(
    307, "find maintenance", "SELECT \(maintenanceColumns) FROM maintenance WHERE id = $1")

  static let putMaintenance = Statement(
    308, "store maintenance",
    """
    INSERT INTO maintenance (\(maintenanceColumns)) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
    ON CONFLICT (id) DO UPDATE SET ended_at = excluded.ended_at, announced = excluded.announced
    """)
}
