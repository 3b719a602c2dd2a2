// Tocsin — Server: the Events API v2
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import TocsinGateway
internal import TocsinMapping

extension Endpoints {
  /// Takes one event: 202 with its `dedup_key` once it is durable.
  func enqueue(_ call: Call) async throws(Problem) -> WebReply {
    let key = try call.integrationKey
    let format = (try? surroundings.directory.snapshot())?.integrations[key.integration]?.http?
      .format
    guard format == .events else {
      throw Problem(
        .unusable, "routing_key: it is the key of an integration that takes another form",
        field: "routing_key", hint: "write format: events-v2 into its document")
    }
    try call.request.requireJSON()
    return try await answer(
      to: ReportRequest(
        by: key, name: try Self.requestName(call.request),
        body: try Self.withoutKey(call.request)))
  }

  /// The body with asterisks in the place of its key, which no store may keep.
  private static func withoutKey(_ request: WebRequest) throws(Problem) -> [UInt8] {
    var body = request.body
    guard let tree = try? JSONTree(parsing: body),
      let key = EventsRequest.routingKey(tree).map({ Array($0.utf8) })
    else { return body }
    var wasFound = false
    var place = 0
    while place + key.count <= body.count {
      if body[place] == key[0], body[place..<place + key.count].elementsEqual(key) {
        for index in place..<place + key.count { body[index] = UInt8(ascii: "*") }
        wasFound = true
        place += key.count
      } else {
        place += 1
      }
    }
    guard wasFound else {
      throw Problem(
        .unusable, "routing_key: it is written with escapes", field: "routing_key",
        hint: "write it plainly")
    }
    return body
  }
}

extension Problem {
  /// The reply in the form of the API where the request was asked in it: 400 for what is wrong with
  /// the event, everything else as any route has it.
  func reply(to request: WebRequest) -> WebReply {
    if FHIRForm.takes(request.path) { return outcome }
    guard request.path == EventsForm.path else { return reply }
    switch kind {
    case .badRequest, .unusable, .wrongType:
      return WebReply(
        .badRequest,
        json: .object([
          ("status", .text("invalid event")), ("message", .text("Event object is invalid")),
          ("errors", .list([.text("\(detail); \(hint)")])),
        ]))
    case .unsigned, .untimely, .refused, .forbidden, .signInRefused, .stepUp, .crossSite,
      .notFound, .wrongMethod, .spent, .taken, .stale, .expired, .tooLarge, .targetTooLong,
      .tooMany, .fault, .notNow:
      return reply
    }
  }
}

/// What the API fixes.
enum EventsForm {
  static let path = "/v2/enqueue"
  /// Of one event; its key lies in the body, which is read before anybody is known.
  static let bodyBytesMax = 512 << 10
}
