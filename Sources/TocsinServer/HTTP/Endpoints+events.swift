// Tocsin — Server: the Events API v2
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import TocsinGateway
internal import TocsinMapping

extension Endpoints {
  /// Takes one event: 202 with its `dedup_key` once it is durable.
  func enqueued(_ call: Call) throws(Problem) -> ReportRequest {
    let key = try key(of: call, taking: .events, in: "routing_key")
    return try reported(call, by: key, try Self.withoutKey(call.request))
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
  /// The same as the API has it: 400 for what is wrong with the event; everything else as any route
  /// has it.
  var event: WebReply {
    guard isOfBody else { return reply }
    return WebReply(
      .badRequest,
      json: .object([
        ("status", .text("invalid event")), ("message", .text("Event object is invalid")),
        ("errors", .list([.text("\(detail); \(hint)")])),
      ]))
  }
}

/// What the API fixes.
enum EventsForm {
  static let path = "/v2/enqueue"
  /// Of one event; its key lies in the body, which is read before anybody is known.
  static let bodyBytesMax = 512 << 10
}
