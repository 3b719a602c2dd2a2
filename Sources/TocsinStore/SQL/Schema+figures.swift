// Tocsin — Store: step 23 of the schema, figures of alerts that are over, and steps 29 and 30
// SPDX-License-Identifier: Apache-2.0

extension Schema {
  /// `figure.day` is a day of UTC as a number since 1970-01-01. A row adds up alerts of one day,
  /// team, ward and priority; it leads back to none of them, and stays when their content goes.
  static func figureSteps(_ dialect: Dialect) -> [String] {
    [
      """
      CREATE TABLE figure (day BIGINT NOT NULL, team TEXT NOT NULL, ward TEXT NOT NULL,
        priority SMALLINT NOT NULL, measure SMALLINT NOT NULL, bin BIGINT NOT NULL,
        count BIGINT NOT NULL, PRIMARY KEY (day, team, ward, priority, measure, bin))\
      \(dialect.keyedTable)
      """
    ]
  }

  /// The same for the ledger of noise: a row adds up alerts of one day, rule, team and ward.
  static func noiseSteps(_ dialect: Dialect) -> [String] {
    [
      """
      CREATE TABLE noise (day BIGINT NOT NULL, integration TEXT NOT NULL, kind TEXT NOT NULL,
        priority SMALLINT NOT NULL, team TEXT NOT NULL, ward TEXT NOT NULL,
        measure SMALLINT NOT NULL, bin BIGINT NOT NULL, count BIGINT NOT NULL,
        PRIMARY KEY (day, integration, kind, priority, team, ward, measure, bin))\
      \(dialect.keyedTable)
      """
    ]
  }

  /// The same for arrivals, by network (kind 0) or ward (kind 1) and the hour of the day in UTC.
  /// `device.network` is the name of the network from which the device was heard last, null for one
  /// that was not heard since this step; of addresses nothing is kept.
  static func arrivalSteps(_ dialect: Dialect) -> [String] {
    [
      """
      CREATE TABLE arrival (day BIGINT NOT NULL, kind SMALLINT NOT NULL, name TEXT NOT NULL,
        hour SMALLINT NOT NULL, measure SMALLINT NOT NULL, bin BIGINT NOT NULL,
        count BIGINT NOT NULL, PRIMARY KEY (day, kind, name, hour, measure, bin))\
      \(dialect.keyedTable)
      """,
      "ALTER TABLE device ADD COLUMN network TEXT",
    ]
  }
}
