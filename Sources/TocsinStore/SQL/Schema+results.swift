// Tocsin — Store: step 6 of the schema, results that were critical once
// SPDX-License-Identifier: Apache-2.0

extension Schema {
  /// `ordered` and `likeness` are blind indexes of an order and of what makes results of two orders
  /// alike; `state` is a cell sealed with the key of the alert's subject.
  static func resultSteps(_ dialect: Dialect) -> [String] {
    [
      """
      CREATE TABLE result (number \(dialect.numberedKey), ordered \(dialect.blob) NOT NULL,
        likeness \(dialect.blob), alert BIGINT NOT NULL, subject BIGINT NOT NULL,
        kept_at BIGINT NOT NULL, state \(dialect.blob) NOT NULL)
      """,
      "CREATE INDEX result_ordered ON result (ordered)",
      "CREATE INDEX result_likeness ON result (likeness) WHERE likeness IS NOT NULL",
      "CREATE INDEX result_alert ON result (alert)",
      "CREATE INDEX result_subject ON result (subject)",
    ]
  }
}
