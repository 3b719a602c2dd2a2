// Tocsin — Server: where pages arrive late, over HTTP
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import TocsinCore
internal import TocsinGateway

extension Endpoints {
  /// How pages arrived by network and, in the scope of who asks, by ward.
  func arrivals(
    _ call: Call, _ span: ReportSpan, isTable: Bool
  ) async throws(Problem) -> WebReply {
    let now = surroundings.time.now()
    let report: ArrivalReport
    do {
      report = try await Reports(surroundings).arrivals(span) { call.mayAlso($0, at: now) }
    } catch { throw Problem(error) }
    guard isTable else { return WebReply(.ok, json: Self.json(report)) }
    return Self.table(ReportTable.text(of: report), named: "arrivals", span)
  }

  private static func json(_ report: ArrivalReport) -> JSONValue {
    .object([
      ("from", .text(report.span.from.text)), ("until", .text(report.span.until.text)),
      ("networks", .list(report.networks.map { json($0, isNetwork: true) })),
      ("wards", .list(report.wards.map { json($0, isNetwork: false) })),
      ("isWhole", .flag(report.isWhole)),
    ])
  }

  private static func json(_ place: ArrivalPlace, isNetwork: Bool) -> JSONValue {
    let hours = place.hours.map { hour, figures in
      JSONValue.object([("hour", .number(Int64(hour)))] + members(figures))
    }
    return .object(
      [("name", .text(place.name)), ("title", .text(place.title)), ("ward", .text(place.ward))]
        + members(place.figures)
        + (isNetwork ? [("lost", .number(place.figures.lost))] : [])
        + [("isDeadSpot", .flag(place.figures.isDeadSpot)), ("hours", .list(hours))])
  }

  private static func members(_ figures: ArrivalFigures) -> [(String, JSONValue)] {
    func time(_ share: Int64) -> JSONValue {
      figures.delivered.percentile(share).map {
        .number($0 == ResponseTimes.longer ? -1 : $0)
      } ?? .null
    }
    return [
      ("pages", .number(figures.pages)), ("delivered", .number(figures.delivered.total)),
      ("p50Seconds", time(50)), ("p95Seconds", time(95)),
      ("undelivered", .number(figures.undelivered)),
    ]
  }
}
