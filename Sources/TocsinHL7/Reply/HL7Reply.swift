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
/// MSH-9 is `ACK^event^ACK`, or plain `ACK` up to v2.3.1, or `ORA^R41^ORA_R41` to ORU^R40 by rule;
/// MSH-11 and MSH-12 are echoed; MSA-2 is MSH-10 byte for byte. MSH-18 is echoed only where the
/// reply is not ASCII. Echoed fields lose the bytes 0x0B and 0x1C, which would break the reply's
/// own frame. No other content of the message goes into a reply.
package struct HL7Reply: Sendable, Equatable {
  /// MSA-1 (HL7 table 0008).
  package enum Code: String, Sendable, Equatable, CaseIterable {
    /// Accepted and stored.
    case accepted = "AA"
    /// Not stored: sending again is useful.
    case error = "AE"
    /// Will never be accepted as it is.
    case rejected = "AR"
    /// Enhanced mode: accepted and stored.
    case commitAccepted = "CA"
    /// Enhanced mode: cannot be stored now.
    case commitError = "CE"
    /// Enhanced mode: will never be accepted as it is.
    case commitRejected = "CR"

    /// Whether it says that the message is stored.
    package var isPositive: Bool { self == .accepted || self == .commitAccepted }

    /// Whether it is of the enhanced mode: the receiver's, not the application's.
    package var isCommit: Bool {
      switch self {
      case .accepted, .error, .rejected: false
      case .commitAccepted, .commitError, .commitRejected: true
      }
    }
  }

  /// MSA-1.
  package let code: Code
  /// The reply, without an envelope. Each segment ends with CR.
  package let bytes: [UInt8]

  /// The reply in its MLLP envelope.
  package var framed: [UInt8] { MLLPFramer.framed(bytes) }

  /// The replies to a message by the rule of its source, in order: none, one, or two in strict
  /// enhanced mode, each with a control id of its own.
  ///
  /// - Parameter expected: the sequence number that is expected next (MSA-4), where the rule tells
  ///   it.
  package static func replies(
    to message: HL7Message, _ verdict: HL7Verdict, by rule: HL7ReplyRule, _ stamp: HL7ReplyStamp,
    expected: Int64? = nil
  ) -> [HL7Reply] {
    write(verdict, to: message, by: rule, stamp, expected: expected)
  }

  /// The replies to bytes of which perhaps no MSH can be read: MSA-2 is as far as it can be.
  package static func replies(
    toPrefix prefix: [UInt8], _ verdict: HL7Verdict, by rule: HL7ReplyRule, _ stamp: HL7ReplyStamp
  ) -> [HL7Reply] {
    write(verdict, to: try? HL7Message(parsing: prefix), by: rule, stamp, expected: nil)
  }

  /// AA: only after the commit has returned.
  package static func accepted(_ message: HL7Message, _ stamp: HL7ReplyStamp) -> HL7Reply {
    HL7Reply(.accepted, .accepted, to: message, stamp)
  }

  /// AE: the source should send the message again.
  package static func error(
    _ message: HL7Message, _ fault: HL7Fault, _ stamp: HL7ReplyStamp
  ) -> HL7Reply {
    HL7Reply(.error, .notNow(fault), to: message, stamp)
  }

  /// AR: the source should not send the message again as it is.
  package static func rejected(
    _ message: HL7Message, _ fault: HL7Fault, _ stamp: HL7ReplyStamp
  ) -> HL7Reply {
    HL7Reply(.rejected, .rejected(fault), to: message, stamp)
  }

  /// AR to bytes without a readable MSH: MSA-2 is empty.
  package static func rejected(_ error: HL7ParseError, _ stamp: HL7ReplyStamp) -> HL7Reply {
    HL7Reply(.rejected, .rejected(HL7Fault(error)), to: nil, stamp)
  }

  /// AR to the beginning of a message, as far as its MSH can be read from it.
  package static func rejected(
    prefix: [UInt8], _ fault: HL7Fault, _ stamp: HL7ReplyStamp
  ) -> HL7Reply {
    HL7Reply(.rejected, .rejected(fault), to: try? HL7Message(parsing: prefix), stamp)
  }

  /// AE to bytes that are no message, when they could not even be kept: MSA-2 is empty.
  package static func unavailable(_ stamp: HL7ReplyStamp) -> HL7Reply {
    HL7Reply(.error, .notNow(.storeUnavailable), to: nil, stamp)
  }

  private static func write(
    _ verdict: HL7Verdict, to message: HL7Message?, by rule: HL7ReplyRule, _ stamp: HL7ReplyStamp,
    expected: Int64?
  ) -> [HL7Reply] {
    rule.codes(for: verdict, to: message).enumerated().map { index, code in
      var stamp = stamp
      if index > 0 { stamp.controlID += "A" }
      return HL7Reply(
        code, verdict, to: message, stamp,
        ReplyShape(
          answersAlertsByR41: rule.answersAlertsByR41,
          expected: rule.tellsExpectedNumber ? expected : nil))
    }
  }

  private init(
    _ code: Code, _ verdict: HL7Verdict, to message: HL7Message?, _ stamp: HL7ReplyStamp,
    _ shape: ReplyShape = ReplyShape()
  ) {
    self.code = code
    var writer = ReplyWriter(message)
    writer.header(stamp, isR41: shape.answersAlertsByR41 && !code.isCommit)
    writer.verdict(code, verdict.fault, expected: shape.expected)
    if let fault = verdict.fault { writer.fault(fault) }
    bytes = writer.out
  }
}

/// What a rule says about the form of a reply.
private struct ReplyShape {
  var answersAlertsByR41 = false
  var expected: Int64?
}
