// Tocsin — Store: step 18 of the schema, what a desk must not miss
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore

extension Schema {
  /// `alert.desk` is the place of an open alert in the line that desks look at, null for what they
  /// need not see: `Alert.deskRank` times 2^50, plus when it was opened. What was open before this
  /// step stands among the high ones until it changes. From this step on an alert says who asked to
  /// be rung, which an older program cannot read.
  static let deskSteps = [
    "ALTER TABLE alert ADD COLUMN desk BIGINT",
    "UPDATE alert SET desk = \(Int64(Priority.high.rawValue) << 50) + number WHERE phase < 3",
    "CREATE INDEX alert_desk ON alert (desk) WHERE desk IS NOT NULL",
  ]

  /// The value of `alert.desk`.
  static func desk(of alert: Alert) -> Int64? {
    guard let rank = alert.deskRank else { return nil }
    let opened = min(max(alert.openedAt.milliseconds, 0), (1 << 50) - 1)
    return Int64(rank) << 50 + opened
  }
}
