// Tocsin — Gateway: what looking through the messages asks of the store
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore

/// A value of a message by which people look for it, such as the number of an order.
package struct IndexedValue: Hashable, Sendable, CustomStringConvertible {
  /// The longest value that is indexed, in bytes.
  package static let bytesMax = 200

  /// The text of its path, such as `OBR-3.1`.
  package let path: String
  /// Without blanks around it, ASCII letters in upper case. May name a patient: never stored as it
  /// is, never shown.
  package let unredacted: String

  /// Nil for a value that is empty or longer than `bytesMax`.
  package init?(path: String, value: String) {
    var bytes = Array(value.utf8)[...]
    while bytes.first == 0x20 { bytes.removeFirst() }
    while bytes.last == 0x20 { bytes.removeLast() }
    guard (1...Self.bytesMax).contains(bytes.count) else { return nil }
    self.path = path
    unredacted = String(
      decoding: bytes.map { (0x61...0x7A).contains($0) ? $0 & 0xDF : $0 }, as: UTF8.self)
  }

  /// Where it stands, never what it is.
  package var description: String { "a value of \(path)" }
}

/// What the list of messages can be searched by. Nothing here names a person but `values`, and of
/// those the store keeps blind indexes alone.
package struct MessageTraits: Hashable, Sendable {
  /// MSH-9.1 and MSH-9.2 with `^` between them, such as `ORU^R01`; empty when unreadable.
  package var type = ""
  /// The type of a request over HTTP.
  package static let requestType = "alert"
  /// MSH-3.1 and MSH-4.1: which application of which facility says that it sent the message.
  package var application = ""
  package var facility = ""
  /// The rule that made a draft; empty for none.
  package var rule = ""
  /// The revision of the integration's document that decided; 0 when there was none.
  package var revision = 0
  /// What was odd, as `kind at byte N`, with `; ` between; never a value.
  package var warnings = ""
  /// The message that this is a replay of.
  package var replayOf: Int64?
  /// What the message can be found by; at most 16.
  package var values: [IndexedValue] = []

  package init() {}
}

/// A message in the list: everything but its content and its reply.
package struct MessageHeading: Hashable, Sendable {
  package let id: Int64
  package let receivedAt: Timestamp
  package let integration: String
  /// MSH-10 as text; empty when absent or erased.
  package let controlID: String
  package let outcome: MessageOutcome
  /// The code of the reply; empty when none was given.
  package let code: String
  package let reason: String
  package let alert: AlertID?
  /// `values` is empty: they are not kept.
  package let traits: MessageTraits

  package init(
    _ record: MessageRecord, traits: MessageTraits
  ) {
    id = record.id
    receivedAt = record.receivedAt
    integration = record.integration
    controlID = record.controlID
    outcome = record.outcome
    code = record.code
    reason = record.reason
    alert = record.alert
    self.traits = traits
  }
}

/// Which messages are looked for; what is nil or empty does not count.
package struct MessageQuery: Hashable, Sendable {
  package var integration: String?
  package var outcome: MessageOutcome?
  /// As in `MessageTraits.type`; without `^` the code alone counts.
  package var type: String?
  /// Received at or after.
  package var since: Timestamp?
  /// Received before.
  package var until: Timestamp?
  package var controlID: String?
  /// Whether `controlID` is the beginning of one.
  package var isPrefix = false
  package var alert: AlertID?
  /// A value at each of these paths; any of them will do.
  package var values: [IndexedValue] = []
  package var hasWarnings = false
  /// Only messages with a smaller number.
  package var before: Int64?
  /// 1 to `limitMax`.
  package var limit = 50

  package static let limitMax = 200

  package init() {}

  /// Whether a message is looked for, by everything but `values`.
  package func wants(_ heading: MessageHeading) -> Bool {
    if let integration, heading.integration != integration { return false }
    if let outcome, heading.outcome != outcome { return false }
    if let type, !isType(type, heading.traits.type) { return false }
    if let since, heading.receivedAt < since { return false }
    if let until, heading.receivedAt >= until { return false }
    if let alert, heading.alert != alert { return false }
    if hasWarnings, heading.traits.warnings.isEmpty { return false }
    guard let controlID else { return true }
    return isPrefix ? heading.controlID.hasPrefix(controlID) : heading.controlID == controlID
  }

  private func isType(_ wanted: String, _ found: String) -> Bool {
    if wanted == found { return true }
    return !wanted.contains("^") && found.hasPrefix(wanted + "^")
  }
}

/// A part of the list, newest first.
package struct HeadingPage: Hashable, Sendable {
  package var headings: [MessageHeading] = []
  /// What the next page's `before` is; nil at the end. A page may be short, or empty, and still
  /// have a next one: a search looks at a bounded number of messages at a time.
  package var next: Int64?

  package init() {}
}

/// One message opened by break-glass to one person.
package struct MessageGlass: Hashable, Sendable {
  package let account: ResponderID
  package let message: Int64
  package let begunAt: Timestamp
  package let endsAt: Timestamp

  package init(account: ResponderID, message: Int64, begunAt: Timestamp, endsAt: Timestamp) {
    self.account = account
    self.message = message
    self.begunAt = begunAt
    self.endsAt = endsAt
  }
}

/// What can be asked about messages; the cost of each call is bounded by the answer and by
/// `StoreLimits`, never by the history.
package protocol BrowsingReader: AnyObject {
  /// The messages of a query, newest first.
  func headings(_ query: MessageQuery) throws -> HeadingPage
  func heading(_ id: Int64) throws -> MessageHeading?
  /// One message with its bytes and its reply.
  func message(_ id: Int64) throws -> MessageRecord?
  /// The newest break-glass of a person to a message.
  func glass(of account: ResponderID, to message: Int64) throws -> MessageGlass?
  /// Oldest first.
  func messageGlasses(since: Timestamp) throws -> [MessageGlass]
}

/// What a unit may write for those who look.
package protocol BrowsingTransaction: BrowsingReader {
  func insert(_ glass: MessageGlass) throws
}
