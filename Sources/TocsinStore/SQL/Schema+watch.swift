// Tocsin — Store: step 27 of the schema, what must never be there, and when pages went on
// SPDX-License-Identifier: Apache-2.0

extension Schema {
  /// An index that holds what is wrong and nothing else: it is empty as long as all is well, costs
  /// a write nothing, and makes the question whether all is well cost nothing either.
  /// The other one holds the canary that is on its way. From this step on an alert may be of the
  /// canary's world, which an older program cannot read.
  static let watchSteps =
    [
      "CREATE INDEX alert_ownerless ON alert (number) WHERE phase < 3 AND wake_at IS NULL",
      "CREATE INDEX alert_canary ON alert (number) WHERE world = 2",
    ] + pageTimes.map { "ALTER TABLE page ADD COLUMN \($0) BIGINT" }

  /// When a page was first decided, sealed, handed over, delivered, displayed and answered, and
  /// when it ended in another way; of pages from before this step nobody knows. One that is asked
  /// again after its end begins anew.
  private static let pageTimes = [
    "asked_at", "sealed_at", "handed_at", "delivered_at", "displayed_at", "answered_at", "ended_at",
  ]
}
