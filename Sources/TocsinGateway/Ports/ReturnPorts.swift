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

/// One open connection to a source: one message in flight.
package protocol ReturnConnection: Sendable {
  /// Sends HL7 bytes, not framed, and gives what comes back for them.
  func exchange(
    _ message: [UInt8], within length: Milliseconds
  ) async throws(ReturnError) -> [UInt8]
  func close() async
}

/// Opens connections to sources.
package protocol ReturnDialler: Sendable {
  func connect(along path: ReturnPath) async throws(ReturnError) -> any ReturnConnection
}
