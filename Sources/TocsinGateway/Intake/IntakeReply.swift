// Tocsin — Gateway: what a source gets back
// SPDX-License-Identifier: Apache-2.0

internal import TocsinHL7

/// The one reply to one frame.
package struct IntakeReply: Sendable {
  /// HL7 bytes, not framed; empty when nothing can be answered.
  package let bytes: [UInt8]
  /// `AA`, `AE` or `AR`; empty when nothing is answered.
  package let code: String
  /// Whether the connection is to be closed after the reply.
  package let closes: Bool

  package init(bytes: [UInt8], code: String, closes: Bool = false) {
    self.bytes = bytes
    self.code = code
    self.closes = closes
  }

  init(_ reply: HL7Reply) { self.init(bytes: reply.bytes, code: reply.code.rawValue) }
}
