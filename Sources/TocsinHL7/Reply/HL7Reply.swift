// Tocsin — TocsinHL7: what the source gets back
// SPDX-License-Identifier: Apache-2.0

/// What a reply needs that the message does not hold.
package struct HL7ReplyStamp: Sendable, Equatable {
  /// MSH-7: `YYYYMMDDHHMMSS[.SSS]+ZZZZ`, given by the caller.
  package var time: String
  /// MSH-10 of the reply, unique among the replies of this site.
  package var controlID: String

  /// A stamp from its parts.
  package init(time: String, controlID: String) {
    self.time = time
    self.controlID = controlID
  }
}

/// An acknowledgment message: MSH, MSA and, for a negative one, ERR (HL7 v2.5.1 §2.9, §2.15).
///
/// MSH-1 and MSH-2 are those of the message; MSH-3 to MSH-6 are its fields 5, 6, 3 and 4, whole;
/// MSH-9 is `ACK^event^ACK`, or plain `ACK` up to v2.3.1; MSH-11 and MSH-12 are echoed; MSA-2 is
/// MSH-10 byte for byte. MSH-18 is echoed only where the reply is not ASCII. Echoed fields lose
/// the bytes 0x0B and 0x1C, which would break the reply's own frame. No other content of the
/// message goes into a reply.
package struct HL7Reply: Sendable, Equatable {
  /// MSA-1 (HL7 table 0008).
  package enum Code: String, Sendable, Equatable, CaseIterable {
    /// Accepted and stored.
    case accepted = "AA"
    /// Not stored: sending again is useful.
    case error = "AE"
    /// Will never be accepted as it is.
    case rejected = "AR"
  }

  /// MSA-1.
  package let code: Code
  /// The reply, without an envelope. Each segment ends with CR.
  package let bytes: [UInt8]

  /// The reply in its MLLP envelope.
  package var framed: [UInt8] { MLLPFramer.framed(bytes) }

  /// AA: only after the commit has returned.
  package static func accepted(_ message: HL7Message, _ stamp: HL7ReplyStamp) -> HL7Reply {
    HL7Reply(code: .accepted, message: message, fault: nil, stamp)
  }

  /// AE: the source should send the message again.
  package static func error(
    _ message: HL7Message, _ fault: HL7Fault, _ stamp: HL7ReplyStamp
  ) -> HL7Reply {
    HL7Reply(code: .error, message: message, fault: fault, stamp)
  }

  /// AR: the source should not send the message again as it is.
  package static func rejected(
    _ message: HL7Message, _ fault: HL7Fault, _ stamp: HL7ReplyStamp
  ) -> HL7Reply {
    HL7Reply(code: .rejected, message: message, fault: fault, stamp)
  }

  /// AR to bytes without a readable MSH: MSA-2 is empty.
  package static func rejected(_ error: HL7ParseError, _ stamp: HL7ReplyStamp) -> HL7Reply {
    HL7Reply(code: .rejected, message: nil, fault: HL7Fault(error), stamp)
  }

  /// AR to the beginning of a message, as far as its MSH can be read from it.
  package static func rejected(
    prefix: [UInt8], _ fault: HL7Fault, _ stamp: HL7ReplyStamp
  ) -> HL7Reply {
    HL7Reply(code: .rejected, message: try? HL7Message(parsing: prefix), fault: fault, stamp)
  }

  /// AE to bytes that are no message, when they could not even be kept: MSA-2 is empty.
  package static func unavailable(_ stamp: HL7ReplyStamp) -> HL7Reply {
    HL7Reply(code: .error, message: nil, fault: .storeUnavailable, stamp)
  }

  private init(code: Code, message: HL7Message?, fault: HL7Fault?, _ stamp: HL7ReplyStamp) {
    self.code = code
    var writer = ReplyWriter(message)
    writer.header(stamp)
    writer.verdict(code, fault)
    if let fault { writer.fault(fault) }
    bytes = writer.out
  }
}
