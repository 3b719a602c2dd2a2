// Tocsin — Gateway: one message as an integration engineer sees it
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore
internal import TocsinHL7
package import TocsinMapping

/// Something odd about a message, with its place.
package struct WarningView: Hashable, Sendable {
  package let kind: String
  /// An offset into the bytes of the message.
  package let byte: Int
  package let count: Int
  /// The bytes around it as hexadecimal digits; empty where they may not be seen.
  package let peek: String
}

/// One message with all that became of it.
package struct MessageView: Sendable {
  package let heading: MessageHeading
  package let byteCount: Int
  /// Whether patient fields are shown, and until when.
  package let revealedUntil: Timestamp?
  /// Whether the content is there; false after erasure, or for a damaged row.
  package let hasContent: Bool
  package let lines: [RawLine]
  /// Nil for bytes in which no message is found; `fault` says why.
  package let tree: MessageTree?
  package let fault: String?
  package let warnings: [WarningView]
  /// Why it became what it became, by the revision that decided; nil when that is gone.
  package let explanation: MappingExplanation?
  package let drafts: [DraftView]
  package let reply: [RawLine]
  /// The alert that it opened or changed, with its trail.
  package let alert: Alert?
  package let timeline: [TrailEntry]
  /// Other messages of the integration with the same control id, newest first.
  package let repeats: [MessageHeading]
}

extension MessageView {
  /// Other messages with the same control id that are named.
  static let repeatsMax = 20

  /// Reads a message and explains it.
  init?(
    _ id: Int64, revealedUntil: Timestamp?, open: Int?, directory: Directory,
    in store: any StoreReader
  ) throws {
    guard let heading = try store.heading(id), let record = try store.message(id) else {
      return nil
    }
    let isMasked = revealedUntil == nil
    self.heading = heading
    self.revealedUntil = revealedUntil
    byteCount = record.raw.count
    hasContent = !record.raw.isEmpty
    reply = RawLine.lines(of: record.reply, masked: false)
    alert = try heading.alert.flatMap { try store.alert($0) }
    timeline = try heading.alert.map { try store.trail(of: $0) } ?? []
    repeats = try Self.repeats(of: heading, in: store)
    let integration = try directory.integration(
      heading.integration, revision: heading.traits.revision, in: store)
    if heading.traits.type == MessageTraits.requestType {
      let request = Self.request(record.raw, integration)
      (tree, explanation, fault, warnings) = (nil, nil, request.fault, [])
      drafts = request.drafts.map { DraftView($0, masked: isMasked) }
      lines = RawLine.lines(of: record.raw, masked: isMasked, isRequest: true)
      return
    }
    let read = Self.read(record.raw)
    guard let message = read.message else {
      (tree, explanation, fault, drafts, warnings) = (nil, nil, read.fault, [], [])
      lines = RawLine.lines(of: record.raw, masked: isMasked)
      return
    }
    fault = nil
    lines = RawLine.lines(of: message, masked: isMasked)
    tree = MessageTree(message, masked: isMasked, open: open)
    warnings = message.warnings.map { warning in
      WarningView(
        kind: warning.kind.rawValue, byte: warning.byte, count: warning.count,
        peek: isMasked ? "" : VisibleText.peek(record.raw, at: warning.byte))
    }
    let mapping = integration?.mapping
    explanation = mapping?.explanation(for: message)
    drafts =
      mapping.map { Self.drafts(of: message, by: $0) }?
      .map { DraftView($0, masked: isMasked) } ?? []
  }

  private static func read(_ bytes: [UInt8]) -> (message: HL7Message?, fault: String?) {
    guard !bytes.isEmpty else { return (nil, nil) }
    do { return (try HL7Message(parsing: bytes), nil) } catch {
      return (nil, "\(error.message) (byte \(error.byte))")
    }
  }

  /// The drafts of a request over HTTP, or why it is refused.
  private static func request(
    _ bytes: [UInt8], _ integration: Integration?
  ) -> (drafts: [AlertDraft], fault: String?) {
    guard let integration, !bytes.isEmpty else { return ([], nil) }
    do throws(RequestFault) {
      if case .drafts(let drafts, _) = try integration.outcome(ofRequest: bytes) {
        return (drafts, nil)
      }
      return ([], nil)
    } catch { return ([], error.text) }
  }

  /// The drafts that a mapping makes of a message.
  static func drafts(of message: HL7Message, by mapping: Mapping) -> [AlertDraft] {
    if case .drafts(let drafts, _) = mapping.outcome(for: message) { drafts } else { [] }
  }

  private static func repeats(
    of heading: MessageHeading, in store: any StoreReader
  ) throws -> [MessageHeading] {
    guard !heading.controlID.isEmpty else { return [] }
    var query = MessageQuery()
    query.integration = heading.integration
    query.controlID = heading.controlID
    query.limit = repeatsMax
    return try store.headings(query).headings.filter { $0.id != heading.id }
  }
}
