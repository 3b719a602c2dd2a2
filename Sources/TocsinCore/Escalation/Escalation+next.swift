// Tocsin — Core: who is asked next, if nobody answers
// SPDX-License-Identifier: Apache-2.0

/// What comes next for one duty when nobody does anything.
package struct NextAsking: Hashable, Sendable {
  package let role: String
  package let at: Timestamp
  /// Whom the next page goes to, in the order of the pages; empty when nobody can be paged then.
  package let people: [ResponderID]
}

extension Escalation {
  /// Who is asked next for each duty that is not resolved, and when, by the same function that
  /// decides it then. The answer is as good as the staffing is now: a rota may still change.
  package static func next(
    of alert: Alert, under policy: Policy, with staffing: Staffing
  ) -> [NextAsking] {
    alert.duties.compactMap { duty in
      guard let deadline = duty.phase.deadline else { return nil }
      let then = advance(
        alert, on: .deadlinePassed, under: policy, with: staffing, at: deadline)
      let people = then.pages.filter { $0.role == duty.role && $0.type == .preview }
      return NextAsking(role: duty.role, at: deadline, people: people.map(\.responder))
    }
  }
}
