// Tocsin — Core: what a source is told about a page
// SPDX-License-Identifier: Apache-2.0

/// What became of the page of one person, as its source is told. Each follows from evidence; none
/// is told of a page that did not happen (S3).
package enum PageStatus: String, Codable, Sendable, CaseIterable {
  /// The page is queued for a device of the person.
  case received
  /// A device said that it has the page; a push service's acceptance never is.
  case delivered
  /// A device showed it.
  case read
  /// The person took the duty.
  case accepted
  /// The person passed it on or gave it back.
  case rejected
  /// The source's own word has ended it: it is over, or was taken back.
  case cancelled
  /// Escalation has moved on, or another took the duty.
  case cancelledOther = "cancelled-other"
  /// The person, or everybody, cannot be reached.
  case undeliverable

  /// The word of IHE PCD-05 for it, as PRT-3 carries it.
  package var text: String {
    switch self {
    case .received: "Received"
    case .delivered: "Delivered"
    case .read: "Read"
    case .accepted: "Accepted"
    case .rejected: "Rejected"
    case .cancelled: "Cancelled"
    case .cancelledOther: "CancelledOther"
    case .undeliverable: "Undeliverable"
    }
  }
}

/// One status of one person's page.
package struct StatusReport: Hashable, Sendable {
  package let status: PageStatus
  /// Nil when nobody could be paged at all.
  package let responder: ResponderID?
  /// The device on whose word it rests; nil for what no device said.
  package let device: DeviceID?
  /// The person was told, without a duty to answer (S7).
  package let isCopy: Bool
  package let at: Timestamp

  package init(
    _ status: PageStatus, of responder: ResponderID?, device: DeviceID? = nil,
    isCopy: Bool = false, at: Timestamp
  ) {
    self.status = status
    self.responder = responder
    self.device = device
    self.isCopy = isCopy
    self.at = at
  }
}
