// Tocsin — Core: what a person does to an alert from outside its pages
// SPDX-License-Identifier: Apache-2.0

/// What the switchboard, or whoever called, does to an open alert (S15, S16, S25).
package struct HandAct: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    /// A person said on the telephone that they take the duty of `role` (S16).
    case acceptedByTelephone(role: String, responder: ResponderID, isReadBack: Bool)
    /// Nobody has to come any more (S15).
    case standDown
    /// The present step passes at once (S25). With `from`, only while the duty stands there, so
    /// that a second tap passes nobody over; nil for every role, and for wherever it stands.
    case callNext(role: String?, from: StepPosition?)
    /// The duty of `role` goes to somebody else (S25).
    case reassign(role: String, to: PageTarget)
    /// The caller corrects what was said (S18).
    case reword(CallCorrection)
    /// Somebody at the switchboard has rung a person who asked to be called.
    case rung(ResponderID)
    /// The caller says that it is over.
    case resolve
  }

  package let kind: Kind
  /// Who did it, as the trail names them.
  package let by: String

  package init(_ kind: Kind, by: String) {
    self.kind = kind
    self.by = by
  }
}

/// How a duty was taken by telephone: an acknowledgment of lower assurance, since nobody's device
/// has signed it (S16).
package struct TelephoneAcceptance: Hashable, Codable, Sendable {
  /// Who heard it and wrote it down, as the trail names them.
  package let takenBy: String
  /// The person repeated what it is about.
  package let isReadBack: Bool

  package init(takenBy: String, isReadBack: Bool) {
    self.takenBy = takenBy
    self.isReadBack = isReadBack
  }
}
