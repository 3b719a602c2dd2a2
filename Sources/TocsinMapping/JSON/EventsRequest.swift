// Tocsin — Mapping: one request of the Events API v2
// SPDX-License-Identifier: Apache-2.0

/// One request as the PagerDuty Events API v2 has it: what it does, to which condition, and the
/// text that the rules of a document read.
///
/// `acknowledge` and `resolve` need a `dedup_key`; a `trigger` without one gets one, which the
/// answer gives back. A `severity` that the API does not have is let pass: a document's rules page
/// it as the safe priority, since a page that is refused is a page that is missed.
package struct EventsRequest: Hashable, Sendable {
  package enum Action: String, CaseIterable, Sendable {
    case trigger, acknowledge, resolve
  }

  package static let keyCharactersMax = 255

  package let action: Action
  package let dedupKey: String
  /// The whole text, with the `dedup_key`.
  package let tree: JSONTree

  /// - Parameter made: the key of a trigger that brings none.
  /// - Throws: `JSONFieldFault` for the first member that cannot be used.
  package init(_ tree: JSONTree, orKey made: String) throws(JSONFieldFault) {
    guard case .object(let members) = tree else {
      throw JSONFieldFault("", "\(tree.kind) stands here", hint: "send one object")
    }
    let words = Action.allCases.map(\.rawValue).joined(separator: ", ")
    guard let action = tree["event_action"]?.scalar.flatMap(Action.init(rawValue:)) else {
      throw JSONFieldFault(
        "event_action", "it is missing, or no action that is known", hint: "write one of \(words)")
    }
    let given = try Self.key(tree["dedup_key"])
    guard !given.isEmpty || action == .trigger else {
      throw JSONFieldFault(
        "dedup_key", "it is missing or blank",
        hint: "write the key that the answer to the trigger gave")
    }
    if action == .trigger { try Self.check(tree["payload"]) }
    self.action = action
    dedupKey = given.isEmpty ? made : given
    let others = members.filter { $0.name != "dedup_key" }
    self.tree = .object(others + [JSONMember(name: "dedup_key", value: .text(dedupKey))])
  }

  /// The key that says for whom the request is; nil when there is none.
  package static func routingKey(_ tree: JSONTree) -> String? {
    guard case .text(let key)? = tree["routing_key"], !key.isEmpty else { return nil }
    return key
  }

  private static func key(_ value: JSONTree?) throws(JSONFieldFault) -> String {
    switch value {
    case nil, .null: return ""
    case .text(let text) where text.count <= keyCharactersMax: return text.trimmed
    case .text(let text):
      throw JSONFieldFault(
        "dedup_key", "it has \(text.count) characters",
        hint: "write at most \(keyCharactersMax)")
    case .some(let other):
      throw JSONFieldFault("dedup_key", "\(other.kind) stands here", hint: "write a string")
    }
  }

  /// A trigger says what is wrong, and where.
  private static func check(_ value: JSONTree?) throws(JSONFieldFault) {
    guard let value, case .object = value else {
      throw JSONFieldFault(
        "payload", "it is missing, or no object", hint: "add it, with summary, source and severity")
    }
    for name in ["summary", "source"] {
      guard case .text(let text)? = value[name], !text.trimmed.isEmpty else {
        throw JSONFieldFault(
          "payload.\(name)", "it is missing or blank", hint: "write a string")
      }
    }
  }
}
