// Tocsin — Simulation: documents and reports to sources pass through the watched transaction
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinGateway

extension WatchedTransaction {
  func origin(of alert: AlertID) throws -> [UInt8]? { try inner.origin(of: alert) }
  func attachments(of alert: AlertID) throws -> [AttachmentRecord] {
    try inner.attachments(of: alert)
  }
  func attachmentBytes(of alert: AlertID, number: Int) throws -> [UInt8]? {
    try inner.attachmentBytes(of: alert, number: number)
  }
  func nextOutbound(to integration: String, at now: Timestamp) throws -> OutboundRecord? {
    try inner.nextOutbound(to: integration, at: now)
  }
  func outbound(after id: Int64, limit: Int) throws -> [OutboundRecord] {
    try inner.outbound(after: id, limit: limit)
  }
  func openFilings(of integration: String) throws -> (count: Int, since: Timestamp?) {
    try inner.openFilings(of: integration)
  }
  func insert(origin: [UInt8], of alert: AlertID, at now: Timestamp) throws {
    try inner.insert(origin: origin, of: alert, at: now)
  }
  func insert(
    _ attachment: AttachmentDraft, of alert: AlertID, at now: Timestamp
  ) throws -> AttachmentOutcome {
    try inner.insert(attachment, of: alert, at: now)
  }
  func insert(_ report: OutboundDraft) throws {
    try inner.insert(report)
    seen.reports.append(report)
  }
  func trimOutbound(to integration: String, leaving max: Int) throws -> Int {
    try inner.trimOutbound(to: integration, leaving: max)
  }
  func settle(_ report: Int64, as state: OutboundState, note: String) throws {
    try inner.settle(report, as: state, note: note)
  }
  func postpone(_ report: Int64, until: Timestamp, note: String) throws {
    guard breakage?.creditsUnheard != true else {
      return try inner.settle(report, as: .told, note: note)
    }
    try inner.postpone(report, until: until, note: note)
  }
  func retry(_ report: Int64, at now: Timestamp) throws -> Bool {
    try inner.retry(report, at: now)
  }
  func alertsToFile(
    of integration: String, closedBy time: Timestamp, limit: Int
  ) throws -> [AlertID] {
    try inner.alertsToFile(of: integration, closedBy: time, limit: limit)
  }
  func awaitFiling(of alert: AlertID) throws { try inner.awaitFiling(of: alert) }
}
