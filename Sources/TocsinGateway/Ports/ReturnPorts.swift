// Tocsin — Gateway: the port by which sources are told
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore
package import TocsinMapping

/// Why a report did not get its reply. The texts are ours or the system's, never the peer's.
package enum ReturnError: Error, Hashable, Sendable {
  /// Nobody answers there, or nobody who is trusted.
  case unreachable(String)
  /// No reply in time. The caller closes the connection: a late reply is credited to nobody.
  case noReply
  /// The peer ended the connection before it replied.
  case ended
}

/// A report as it goes out.
package enum ReturnMessage: Sendable {
  /// HL7 bytes, not framed.
  case hl7([UInt8])
  case request(OutboundRequest)
}

/// What came back for a report.
package enum ReturnAnswer: Hashable, Sendable {
  /// HL7 bytes, not framed.
  case hl7([UInt8])
  /// The status of an HTTP response (RFC 9110 §15).
  case status(Int)
}

/// One open connection to a source: one message in flight.
package protocol ReturnConnection: Sendable {
  /// Sends a report and gives what comes back for it.
  func exchange(
    _ message: ReturnMessage, within length: Milliseconds
  ) async throws(ReturnError) -> ReturnAnswer
  func close() async
}

/// Opens connections to sources.
package protocol ReturnDialler: Sendable {
  func connect(along path: ReturnPath) async throws(ReturnError) -> any ReturnConnection
}
