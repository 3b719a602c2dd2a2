// Tocsin — Server: why an alert took its route, as JSON
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore

/// The words of `GET /v1/alerts/{id}` about the route.
enum RouteJSON {
  /// Null for what people call for by hand. `conditions` and `passedOver` are null where the routes
  /// of that time cannot be read any more.
  static func taken(_ alert: Alert, _ choice: RouteChoice?) -> JSONValue {
    guard let taken = alert.route else { return .null }
    return .object(
      [
        ("policy", .text(alert.policy.name)), ("route", .text(taken.route)),
        ("revision", .number(Int64(taken.revision))),
      ] + (choice.map(why) ?? [("conditions", .null), ("passedOver", .null)]))
  }

  /// What decided, and what was passed over and why.
  static func why(_ choice: RouteChoice) -> [(String, JSONValue)] {
    let taken = choice.looks.last.flatMap { $0.isTaken ? $0 : nil }
    return [
      ("conditions", .list((taken?.conditions ?? []).map(condition))),
      (
        "passedOver",
        .list(
          choice.looks.filter { !$0.isTaken }.map { look in
            .object([
              ("route", .text(look.route)), ("failed", .list(look.failed.map(condition))),
            ])
          })
      ),
    ]
  }

  private static func condition(_ condition: RouteCondition) -> JSONValue {
    .object([
      ("kind", .text(condition.kind.rawValue)), ("wanted", .text(condition.wanted)),
      ("found", .text(condition.found)),
    ])
  }
}
