// Tocsin — Simulation: one message that a source keeps until it is accepted
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore

/// A message in the hands of a source. It is kept, and sent again byte for byte, until a reply with
/// AA has arrived.
struct Parcel {
  let controlID: String
  let bytes: [UInt8]
  let results: [LabResult]
  /// What can be parsed at all; the other kind must get AR.
  let isMessage: Bool
  var isAccepted = false
  var attempts = 0

  /// A source that is never answered gives up so late that no world sees it.
  static let attemptsMax = 5_000
}

/// What the message list says of a control id.
struct ListedMessage {
  /// The reply that a retransmission must get again.
  let reply: [UInt8]
  /// Why it was taken as it was; holds no content.
  let reason: String
  let alert: AlertID?
  /// Whether an alert must tell of it.
  var isTold: Bool
}
