// Tocsin — Store: the route of an alert as bytes
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinGateway

/// The part of `AlertCodec` that says by which route an alert came to its policy.
enum RouteCodec {
  static func write(_ taken: RouteTaken, to writer: inout ByteWriter) {
    writer.text(taken.route)
    writer.int(taken.revision)
    writer.text(taken.facts.integration)
    writer.text(taken.facts.kind)
    writer.byte(taken.facts.priority.rawValue)
    writer.byte(UInt8(Codes.world(taken.facts.world)))
    writer.text(taken.facts.location)
    writer.text(taken.facts.ward)
    writer.text(taken.facts.service)
    writer.flag(taken.facts.isDischarged)
    writer.flag(taken.facts.isTechnical)
  }

  static func read(_ reader: inout ByteReader) throws(StoreError) -> RouteTaken {
    let route = try reader.text()
    let revision = try reader.int()
    let (integration, kind) = (try reader.text(), try reader.text())
    guard let priority = Priority(rawValue: try reader.byte()) else { throw reader.damaged }
    var draft = AlertDraft(
      integration: integration, dedupKey: "", priority: priority, kind: kind,
      content: AlertContent(what: ""))
    draft.world = try reader.code(Codes.worlds)
    var facts = RouteFacts(draft)
    facts.location = try reader.text()
    facts.ward = try reader.text()
    facts.service = try reader.text()
    facts.isDischarged = try reader.flag()
    facts.isTechnical = try reader.flag()
    return RouteTaken(route: route, revision: revision, facts: facts)
  }
}
