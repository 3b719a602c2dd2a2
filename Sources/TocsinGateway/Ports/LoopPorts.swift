// Tocsin — Gateway: what the loop back to sources, and what came with alerts, ask of the store
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore

/// A document that is kept beside its alert, without its bytes.
package struct AttachmentRecord: Hashable, Sendable {
  /// Counted from 1 within the alert.
  package let number: Int
  /// In the source's words; may name anything, and so belongs to the content.
  package let title: String
  /// By its first bytes, such as `application/pdf`.
  package let mediaType: String
  package let byteCount: Int
  /// SHA-256 of the bytes.
  package let digest: [UInt8]
  package let receivedAt: Timestamp

  package init(
    number: Int, title: String, mediaType: String, byteCount: Int, digest: [UInt8],
    receivedAt: Timestamp
  ) {
    self.number = number
    self.title = title
    self.mediaType = mediaType
    self.byteCount = byteCount
    self.digest = digest
    self.receivedAt = receivedAt
  }
}

/// What became of a document that came with an alert.
package enum AttachmentOutcome: Hashable, Sendable {
  case kept
  /// The alert has the same bytes already.
  case known
  /// The alert has as much as one may have; the message that brought it is kept all the same.
  case full
}

/// What goes out to a source.
package enum OutboundKind: Int64, Sendable, CaseIterable {
  case status = 0
  /// A filing to the record (S30); its message is made when it is sent.
  case record = 1

  package var word: String { self == .status ? "status" : "record" }
}

/// How far a report to a source has come.
package enum OutboundState: Int64, Sendable, CaseIterable {
  case waiting = 0
  /// The source said that it has it.
  case told = 1
  /// The source will never take it, or it waited too long: people have to look.
  case setAside = 2

  package var word: String {
    switch self {
    case .waiting: "waiting"
    case .told: "told"
    case .setAside: "set-aside"
    }
  }
}

/// A report to a source before it is in the line.
package struct OutboundDraft: Sendable {
  package let alert: AlertID
  package let integration: String
  package let kind: OutboundKind
  /// For people: statuses and persons of the site, never content.
  package let summary: String
  /// MSH-10; the same however often it is sent.
  package let controlID: String
  package let body: [UInt8]
  package let madeAt: Timestamp

  package init(
    _ kind: OutboundKind, of alert: AlertID, to integration: String, summary: String,
    controlID: String, body: [UInt8], madeAt: Timestamp
  ) {
    self.kind = kind
    self.alert = alert
    self.integration = integration
    self.summary = summary
    self.controlID = controlID
    self.body = body
    self.madeAt = madeAt
  }
}

/// A report to a source as a row of the list.
package struct OutboundRecord: Sendable {
  package let id: Int64
  package let draft: OutboundDraft
  package let tries: Int
  package let state: OutboundState
  /// What went wrong last, in our own words; empty when nothing did.
  package let note: String

  package init(id: Int64, draft: OutboundDraft, tries: Int, state: OutboundState, note: String) {
    self.id = id
    self.draft = draft
    self.tries = tries
    self.state = state
    self.note = note
  }
}

/// What can be asked about documents and reports to sources.
package protocol LoopReader: AnyObject {
  /// What the source's first message said about itself, the subject and the order, as HL7 in
  /// standard delimiters; nil where nothing was kept.
  func origin(of alert: AlertID) throws -> [UInt8]?
  /// In the order in which they came.
  func attachments(of alert: AlertID) throws -> [AttachmentRecord]
  /// The bytes of one; nil when there is none of that number.
  func attachmentBytes(of alert: AlertID, number: Int) throws -> [UInt8]?
  /// The oldest report to a source that is due and has none of the same alert before it. Its body
  /// is empty when it does not open.
  func nextOutbound(to integration: String, at now: Timestamp) throws -> OutboundRecord?
  /// Oldest first, without their bodies.
  func outbound(after id: Int64, limit: Int) throws -> [OutboundRecord]
  /// How many filings of an integration have no receipt yet, and since when.
  func openFilings(of integration: String) throws -> (count: Int, since: Timestamp?)
}

/// What a unit may do to documents and reports to sources.
package protocol LoopTransaction: LoopReader {
  /// Keeps what the source's first message said, sealed like the alert.
  func insert(origin: [UInt8], of alert: AlertID, at now: Timestamp) throws
  /// Keeps a document beside its alert, sealed like it.
  func insert(
    _ attachment: AttachmentDraft, of alert: AlertID, at now: Timestamp
  ) throws -> AttachmentOutcome
  /// Puts a report in line; nothing when its alert is not there.
  func insert(_ report: OutboundDraft) throws
  /// Sets the oldest waiting statuses to a source aside until `max` are left.
  ///
  /// - Returns: how many.
  func trimOutbound(to integration: String, leaving max: Int) throws -> Int
  /// Ends a report. What was told loses its body, and the filing of its alert is done.
  func settle(_ report: Int64, as state: OutboundState, note: String) throws
  /// Keeps a report for later.
  func postpone(_ report: Int64, until: Timestamp, note: String) throws
  /// Puts a report that was set aside in line again.
  ///
  /// - Returns: false when there is none of that number.
  func retry(_ report: Int64, at now: Timestamp) throws -> Bool
  /// Alerts of an integration that closed by then and were not filed, oldest first.
  func alertsToFile(
    of integration: String, closedBy time: Timestamp, limit: Int
  ) throws -> [AlertID]
  /// From now on the alert's content stays until the filing is told.
  func awaitFiling(of alert: AlertID) throws
}

/// Bounds of what is kept beside one alert.
package enum AttachmentLimits {
  package static let countMax = 32
  /// Of one alert in all, so that all of them fit into one message to the record.
  package static let bytesMax = 8 << 20
}
