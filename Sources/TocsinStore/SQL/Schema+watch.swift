// Tocsin — Store: step 27 of the schema, what must never be there
// SPDX-License-Identifier: Apache-2.0

extension Schema {
  /// An index that holds what is wrong and nothing else: it is empty as long as all is well, costs
  /// a write nothing, and makes the question whether all is well cost nothing either.
  static let watchSteps = [
    "CREATE INDEX alert_ownerless ON alert (number) WHERE phase < 3 AND wake_at IS NULL"
  ]
}
