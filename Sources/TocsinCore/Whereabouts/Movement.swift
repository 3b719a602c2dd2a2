// Tocsin — Core: one report that somebody came, moved or left
// SPDX-License-Identifier: Apache-2.0

/// What a movement reports (trigger events of HL7 v2.5.1 chapter 3).
package enum MovementKind: String, Sendable, CaseIterable {
  /// A01 and A04: admitted or registered.
  case admitted
  /// A02.
  case transferred
  /// A03.
  case discharged
  /// A06 and A07: from outpatient to inpatient, or back.
  case classChanged = "class-changed"
  /// A08.
  case updated
  /// A17: two people exchange their beds.
  case swapped
  /// A11.
  case admissionCancelled = "admission-cancelled"
  /// A12.
  case transferCancelled = "transfer-cancelled"
  /// A13.
  case dischargeCancelled = "discharge-cancelled"
  /// A34 and A40: two identifiers turn out to be one person's.
  case merged

  /// Nil for an event that moves nobody.
  package init?(trigger: String) {
    switch trigger {
    case "A01", "A04": self = .admitted
    case "A02": self = .transferred
    case "A03": self = .discharged
    case "A06", "A07": self = .classChanged
    case "A08": self = .updated
    case "A11": self = .admissionCancelled
    case "A12": self = .transferCancelled
    case "A13": self = .dischargeCancelled
    case "A17": self = .swapped
    case "A34", "A40": self = .merged
    default: return nil
    }
  }
}

/// What a message says about a location: nothing is not the same as deleting one.
package enum LocationReport: Hashable, Sendable {
  case unsaid
  /// An explicit null (`""`).
  case cleared
  case at(Location)
}

/// What a message says about life and death (PID-29, PID-30, PV1-36).
package enum DeathReport: Hashable, Sendable {
  case unsaid
  case alive
  /// The time is nil when only the fact is known.
  case died(at: Timestamp?)
}

/// One report that somebody came, moved or left, as a mapping reads it from a message.
package struct Movement: Hashable, Sendable {
  package let kind: MovementKind
  package let subject: SubjectIdentifier
  /// The visit's number with its authority (PV1-19); empty when there is none.
  package var visit = ""
  /// When it happened (EVN-6, else EVN-2, else MSH-7); nil when no time can be read.
  package var at: Timestamp?
  package var world = World.production
  /// PV1-3.
  package var location = LocationReport.unsaid
  /// PV1-6, where the source believes the person was before.
  package var prior: Location?
  /// PV1-2; empty when unsaid.
  package var visitClass = ""
  /// PV1-45.
  package var dischargedAt: Timestamp?
  package var death = DeathReport.unsaid
  /// MRG-1: identifiers that are the subject's from now on.
  package var merged: [SubjectIdentifier] = []

  package init(_ kind: MovementKind, of subject: SubjectIdentifier) {
    self.kind = kind
    self.subject = subject
  }
}

/// What is odd about a movement; said beside the message, never a reason to refuse it.
package enum MovementWarning: String, Hashable, Sendable, CaseIterable {
  /// An event of the visit that happened later was applied before it.
  case older = "an event that happened later is known already"
  /// PV1-6 is not where the person was.
  case priorDisagrees = "PV1-6 is not the location that was known"
  case withoutLocation = "PV1-3 does not say where the person is"
  case withoutTime = "no time can be read, the time of receipt counts"
  /// Somebody who had left is moved: a cancelled discharge was not reported.
  case afterDischarge = "the visit had ended before"
}
