// Tocsin — Core: whom to page, in which order, with which waits
// SPDX-License-Identifier: Apache-2.0

/// The frozen version of a policy that an alert opened with.
package struct PolicyReference: Hashable, Codable, Sendable {
  package let name: String
  package let revision: Int

  package init(name: String, revision: Int) {
    self.name = name
    self.revision = revision
  }
}

/// Whom a step pages.
package enum PageTarget: Hashable, Codable, Sendable {
  case responder(ResponderID)
  /// The first line of a rota, and its trainee line alongside (S7).
  case rota(RotaID)
  /// One line of a rota by itself.
  case line(RotaLine, RotaID)
  /// Whom the message names, while they are on call on some rota.
  case named
  /// Who acknowledged the last alert like this one, while they are on call on some rota.
  case lastAcknowledged
  /// Of the test page at a start of duty: whoever goes off it (S23). Nobody for other alerts.
  case outgoing

  /// A line of a rota; the first is the rota itself.
  package static func line(_ line: RotaLine, of rota: RotaID) -> PageTarget {
    line == .first ? .rota(rota) : .line(line, rota)
  }

  /// Close to the form of documents: `responder x`, `rota x`, `rota x, second line`, `named`,
  /// `last-acknowledged` or `outgoing`.
  package var text: String {
    switch self {
    case .responder(let id): "responder \(id)"
    case .rota(let id): "rota \(id)"
    case .line(let line, let id): "rota \(id), \(line.rawValue) line"
    case .named: "named"
    case .lastAcknowledged: "last-acknowledged"
    case .outgoing: "outgoing"
    }
  }

  /// Whom it means depends on the alert, and may well be nobody.
  package var mayBeNobody: Bool {
    switch self {
    case .named, .lastAcknowledged, .outgoing: true
    case .responder, .rota, .line: false
    }
  }

  /// The rota that is asked; nil for a person and for whom the alert itself names.
  package var rotaID: RotaID? {
    switch self {
    case .rota(let id), .line(_, let id): id
    case .responder, .named, .lastAcknowledged, .outgoing: nil
    }
  }

  /// Whether those it gives have no duty to answer.
  package var isTraineeLine: Bool { if case .line(.trainee, _) = self { true } else { false } }
}

/// Whom to page, and the wait before the next step.
package struct PolicyStep: Hashable, Codable, Sendable {
  package let targets: [PageTarget]
  /// Paged beside the targets without a duty to answer (S7).
  package let copies: [PageTarget]
  package let wait: StepWait
  /// The only hours in which it pages; outside them it passes at once. Nil for all.
  package var hours: WeeklyHours?

  /// With one wait for every priority.
  package init(targets: [PageTarget], copies: [PageTarget] = [], wait: Milliseconds) {
    self.init(targets: targets, copies: copies, wait: StepWait(wait))
  }

  /// A trainee line among the targets counts among the copies: it owes no answer (S7).
  package init(targets: [PageTarget], copies: [PageTarget] = [], wait: StepWait) {
    self.targets = targets.filter { !$0.isTraineeLine }
    self.copies = copies + targets.filter(\.isTraineeLine)
    self.wait = wait
  }

  /// Everyone who is paged beside the targets: the copies, and the trainee line of each rota of
  /// which the step pages the first line.
  package var alongside: [PageTarget] {
    let trainees = targets.compactMap { target -> PageTarget? in
      if case .rota(let id) = target { .line(.trainee, id) } else { nil }
    }
    return copies + trainees.filter { !copies.contains($0) }
  }
}

/// The steps of one duty. A policy for a single responder has one role, `responder`.
package struct PolicyRole: Hashable, Codable, Sendable {
  package let role: String
  package let steps: [PolicyStep]
  /// Where the role is one of several that need a person each out of the same people, such as two
  /// nurses; nil for a role by itself.
  package var share: RoleShare?

  package init(role: String, steps: [PolicyStep]) {
    self.role = role
    self.steps = steps
  }
}

/// The place of a role among those that share their people: whom a step names is divided among
/// them, so that nobody gets two pages of one call, and each needs an answer of its own (S15).
package struct RoleShare: Hashable, Codable, Sendable {
  /// The name that the roles have in common.
  package let name: String
  /// From 0.
  package let index: Int
  /// How many persons are needed, 2 to `countMax`.
  package let count: Int
  package static let countMax = 6

  package init(name: String, index: Int, count: Int) {
    self.name = name
    self.index = index
    self.count = count
  }
}

/// The last resort: paged on, loudly, until a person answers.
package struct Fallback: Hashable, Codable, Sendable {
  package let targets: [PageTarget]
  package let every: Milliseconds

  package init(targets: [PageTarget], every: Milliseconds) {
    self.targets = targets
    self.every = every
  }
}

/// Times of a policy that a site may set; the defaults are those of the clinical rules.
package struct PolicyTimes: Hashable, Codable, Sendable {
  /// An unanswered high page sounds again after this (S2).
  package var resound: Milliseconds = .seconds(30)
  /// An acknowledged alert must be resolved or confirmed by then (S8).
  package var acknowledged: Milliseconds = .minutes(30)
  /// After the reminder, the next person (S8).
  package var reminded: Milliseconds = .minutes(5)
  /// Read-back deadline (S13); nil when none is asked for.
  package var readBack: Milliseconds?
  /// An accept from the lock screen opens the detail by then (S14).
  package var opening: Milliseconds = .minutes(5)
  /// The most that holds may add up to (S7, S20).
  package var holdMax: Milliseconds = .minutes(2)
  /// How far back an alert may have been open for `last-acknowledged`; at most `lookBackMax`.
  package var lookBack: Milliseconds = .hours(12)
  package static let lookBackMax = Milliseconds.hours(24)
  /// Within this time after a low page that a device got by itself, further ones are folded behind
  /// the page that says how many more there are; nil for no longer than a storm lasts. Pages of
  /// other priorities are never bundled.
  package var bundle: Milliseconds?

  package init() {}
}

/// An ordered list of steps a duty, walked in cycles; one frozen revision.
///
/// Invariant: `roles` is not empty and each role has a step; `fallback.targets` is not empty;
/// `cycles` is at least 1. The document checker refuses anything else.
package struct Policy: Hashable, Codable, Sendable {
  package private(set) var reference: PolicyReference
  package let title: String
  /// The alerts that routes may lead here.
  package var priorities = Set(Priority.allCases)
  package let roles: [PolicyRole]
  package let cycles: Int
  package let fallback: Fallback
  package let times: PolicyTimes

  package init(
    reference: PolicyReference, title: String, roles: [PolicyRole], cycles: Int = 1,
    fallback: Fallback, times: PolicyTimes = PolicyTimes()
  ) {
    self.reference = reference
    self.title = title
    self.roles = roles
    self.cycles = cycles
    self.fallback = fallback
    self.times = times
  }

  /// The rotas that its steps ask, copies included.
  package var rotas: Set<RotaID> {
    Set(
      roles.flatMap(\.steps).flatMap { $0.targets + $0.copies }.compactMap(\.rotaID))
  }

  /// Whether a step, or a copy, asks who acknowledged the last alert like this one.
  package var asksLastAcknowledged: Bool {
    roles.flatMap(\.steps).contains { ($0.targets + $0.copies).contains(.lastAcknowledged) }
  }

  /// The hours of its steps.
  package var hours: [WeeklyHours] { roles.flatMap(\.steps).compactMap(\.hours) }

  /// How long it takes at most until the fallback is paged for an alert of one of these priorities
  /// that nobody answers.
  package func reach(for priorities: some Collection<Priority>) -> Milliseconds {
    roles.map { role in
      role.steps.reduce(.zero) { $0 + $1.wait.longest(of: priorities) } * Int64(cycles)
    }.max() ?? .zero
  }

  /// The same policy as another revision.
  package func revised(_ revision: Int) -> Policy {
    var policy = self
    policy.reference = PolicyReference(name: reference.name, revision: revision)
    return policy
  }
}
