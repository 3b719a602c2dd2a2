// Tocsin — TocsinHL7: how one source wants to be answered
// SPDX-License-Identifier: Apache-2.0

/// What decides whether a source gets AA or CA, and whether it gets anything at all.
///
/// HL7 v2.5.1 §2.9.2 has two modes, and MSH-15 and MSH-16 choose. Few sources mean what they say
/// there, so each integration names its dialect.
package enum HL7Dialect: String, Sendable, CaseIterable {
  /// CA where MSH-15 asks for it (AL, SU or ER), AA otherwise. Always one reply.
  case auto
  /// AA, AE or AR, whatever MSH-15 and MSH-16 say.
  case alwaysAA = "always-aa"
  /// CA, CE or CR, whatever MSH-15 and MSH-16 say.
  case alwaysCA = "always-ca"
  /// To the letter: with MSH-15 and MSH-16 empty one AA; else CA if MSH-15 asks and then, in a
  /// message of its own, AA if MSH-16 asks. NE gets nothing.
  case strict
  /// No reply at all.
  case none
}

/// How one source is answered.
package struct HL7ReplyRule: Sendable, Hashable {
  /// Which codes, and whether at all.
  package var dialect = HL7Dialect.alwaysAA
  /// The code for a message that cannot be stored now; nil is AE, or CE in enhanced mode.
  package var notNow: HL7Reply.Code?
  /// Whether ORU^R40 is answered by ORA^R41 in the place of ACK^R40.
  package var answersAlertsByR41 = false
  /// Whether MSA-4 tells the sequence number that is expected next.
  package var tellsExpectedNumber = false

  /// The rule of a source about which nothing is known: AA, AE or AR.
  package static let standard = HL7ReplyRule()

  /// A rule from its dialect.
  package init(_ dialect: HL7Dialect = .alwaysAA) { self.dialect = dialect }
}

/// What became of a message, as its replies say it.
package enum HL7Verdict: Sendable, Equatable {
  /// It is stored.
  case accepted
  /// It is not stored: sending again is useful.
  case notNow(HL7Fault)
  /// It is kept, and this gateway failed on it.
  case failed(HL7Fault)
  /// It will never be accepted as it is.
  case rejected(HL7Fault)

  /// What a negative reply says.
  package var fault: HL7Fault? {
    switch self {
    case .accepted: nil
    case .notNow(let fault), .failed(let fault), .rejected(let fault): fault
    }
  }
}

extension HL7ReplyRule {
  /// The codes of the replies to a message, in order; none, one, or two in `strict`.
  ///
  /// - Parameter message: nil for bytes without a readable MSH.
  func codes(for verdict: HL7Verdict, to message: HL7Message?) -> [HL7Reply.Code] {
    let (accept, application) = (message?.msh(15) ?? [], message?.msh(16) ?? [])
    switch dialect {
    case .none: return []
    case .alwaysAA: return [original(verdict)]
    case .alwaysCA: return [enhanced(verdict)]
    case .auto:
      let asks = ["AL", "SU", "ER"].contains { accept.elementsEqual($0.utf8) }
      return [asks ? enhanced(verdict) : original(verdict)]
    case .strict:
      guard !accept.isEmpty || !application.isEmpty else { return [original(verdict)] }
      var codes: [HL7Reply.Code] = []
      if Self.asks(accept, verdict) { codes.append(enhanced(verdict)) }
      if Self.asks(application, verdict), codes.isEmpty || verdict == .accepted {
        codes.append(original(verdict))
      }
      return codes
    }
  }

  /// Table 0155: AL always, NE never, ER on an error, SU on success; anything else is never.
  private static func asks(_ condition: ArraySlice<UInt8>, _ verdict: HL7Verdict) -> Bool {
    if condition.elementsEqual("AL".utf8) { return true }
    return condition.elementsEqual((verdict == .accepted ? "SU" : "ER").utf8)
  }

  private func original(_ verdict: HL7Verdict) -> HL7Reply.Code {
    switch verdict {
    case .accepted: .accepted
    case .notNow: notNow ?? .error
    case .failed: .error
    case .rejected: .rejected
    }
  }

  private func enhanced(_ verdict: HL7Verdict) -> HL7Reply.Code {
    switch verdict {
    case .accepted: .commitAccepted
    case .notNow: notNow ?? .commitError
    case .failed: .commitError
    case .rejected: .commitRejected
    }
  }
}
