// Tocsin — Mapping: one request of a FHIR peer
// SPDX-License-Identifier: Apache-2.0

/// What a FHIR peer posts: one resource, a Bundle of them, or a notification of a subscription, in
/// R4, R4B or R5. Rules read a Bundle in any case; a resource alone is the one entry of one.
///
/// A notification is a Bundle whose first entry says so: SubscriptionStatus (R4B, R5) or Parameters
/// of the same words (R4, with the Subscriptions backport). Its numbers show what was lost.
package struct FHIRRequest: Hashable, Sendable {
  /// What a notification says of its subscription.
  package struct SubscriptionNews: Hashable, Sendable {
    /// The subscription's own address; what numbers count within.
    package let subscription: String
    /// `handshake`, `heartbeat`, `event-notification`, `query-status` or `query-event`.
    package let kind: String
    /// The first event that it brings; nil for none.
    package let first: Int64?
    /// Events since the subscription began; nil when it does not say.
    package let last: Int64?
  }

  /// A Bundle.
  package let tree: JSONTree
  /// The Bundle's type; empty for a resource alone.
  package let bundleType: String
  package let entryCount: Int
  package let news: SubscriptionNews?

  /// - Throws: `JSONFieldFault` for what is no resource, and for a notification that brings events
  ///   without their resources.
  package init(_ tree: JSONTree) throws(JSONFieldFault) {
    guard case .object = tree, let type = tree["resourceType"]?.scalar, !type.isEmpty else {
      throw JSONFieldFault(
        "resourceType", "it is missing, or this is no resource",
        hint: "send one FHIR resource, or a Bundle of them, as JSON")
    }
    guard type == "Bundle" else {
      self.tree = .object([
        JSONMember(name: "resourceType", value: .text("Bundle")),
        JSONMember(
          name: "entry", value: .list([.object([JSONMember(name: "resource", value: tree)])])),
      ])
      (bundleType, entryCount, news) = ("", 1, nil)
      return
    }
    var entries: [JSONTree] = []
    if case .list(let all)? = tree["entry"] { entries = all }
    self.tree = tree
    bundleType = tree["type"]?.scalar ?? ""
    entryCount = entries.count
    news = entries.first?["resource"].flatMap(SubscriptionNews.init)
    if let news, news.kind == "event-notification" {
      guard entries.dropFirst().contains(where: { $0["resource"] != nil }) else {
        throw JSONFieldFault(
          "entry", "the notification brings no resource",
          hint: "set the content of the subscription to full-resource")
      }
    }
  }
}

extension FHIRRequest.SubscriptionNews {
  /// Nil for any other resource.
  fileprivate init?(_ status: JSONTree) {
    switch status["resourceType"]?.scalar {
    case "SubscriptionStatus":
      guard let kind = status["type"]?.scalar else { return nil }
      let events = Self.list(status["notificationEvent"]).compactMap {
        $0["eventNumber"]?.scalar.flatMap { Int64($0) }
      }
      self.init(
        subscription: status["subscription"]?["reference"]?.scalar ?? "", kind: kind,
        first: events.min(),
        last: status["eventsSinceSubscriptionStart"]?.scalar.flatMap { Int64($0) })
    case "Parameters":
      let all = Self.list(status["parameter"])
      func value(_ name: String) -> String? {
        all.first { $0["name"]?.scalar == name }.flatMap(Self.value)
      }
      guard let kind = value("type"), let subscription = value("subscription") else { return nil }
      let events = all.filter { $0["name"]?.scalar == "notification-event" }
        .flatMap { Self.list($0["part"]) }.filter { $0["name"]?.scalar == "event-number" }
        .compactMap { Self.value($0).flatMap { Int64($0) } }
      self.init(
        subscription: subscription, kind: kind, first: events.min(),
        last: value("events-since-subscription-start").flatMap { Int64($0) })
    default: return nil
    }
  }

  private static func list(_ value: JSONTree?) -> [JSONTree] {
    if case .list(let all)? = value { all } else { [] }
  }

  /// The one `value[x]` of a parameter; of a reference its address.
  private static func value(_ parameter: JSONTree) -> String? {
    guard case .object(let members) = parameter,
      let found = members.first(where: { $0.name.hasPrefix("value") })
    else { return nil }
    return found.value["reference"]?.scalar ?? found.value.scalar
  }
}
