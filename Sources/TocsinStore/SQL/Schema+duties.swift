// Tocsin — Store: step 22 of the schema, who comes on duty
// SPDX-License-Identifier: Apache-2.0

extension Schema {
  /// `line_holder.responders` and `duty_start.outgoing` are ids with spaces between them. A
  /// handover is of a line; those of before are of the first. From this step on an alert says who
  /// goes off duty, which an older program cannot read.
  static func dutySteps(_ dialect: Dialect) -> [String] {
    [
      """
      CREATE TABLE line_holder (rota TEXT NOT NULL, line TEXT NOT NULL, responders TEXT NOT NULL,
        since BIGINT NOT NULL, PRIMARY KEY (rota, line))
      """,
      """
      CREATE TABLE duty_start (rota TEXT NOT NULL, line TEXT NOT NULL, responder TEXT NOT NULL,
        alert \(dialect.blob) NOT NULL, outgoing TEXT NOT NULL, at BIGINT NOT NULL,
        PRIMARY KEY (rota, line, responder))
      """,
      "ALTER TABLE handover RENAME TO handover_before",
      """
      CREATE TABLE handover (number \(dialect.numberedKey), rota TEXT NOT NULL,
        giver TEXT NOT NULL, taker TEXT NOT NULL, begins_at BIGINT NOT NULL,
        ends_at BIGINT NOT NULL, accepted_at BIGINT, line TEXT NOT NULL,
        UNIQUE (rota, line, giver, taker, begins_at))
      """,
      """
      INSERT INTO handover (rota, giver, taker, begins_at, ends_at, accepted_at, line)
      SELECT rota, giver, taker, begins_at, ends_at, accepted_at, 'first' FROM handover_before
      ORDER BY number
      """,
      "DROP TABLE handover_before",
    ]
  }
}
