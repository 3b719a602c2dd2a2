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
  /// Of the test page at a start of duty: whoever goes off it (S23). Nobody for other alerts.
  case outgoing

  /// Close to the form of documents: `responder x`, `rota x`, `rota x, second line`, `named` or
  /// `outgoing`.
  package var text: String {
    switch self {
    case .responder(let id): "responder \(id)"
    case .rota(let id): "rota \(id)"
    case .line(let line, let id): "rota \(id), \(line.rawValue) line"
    case .named: "named"
    case .outgoing: "outgoing"
    }
  }

  /// The rota that is asked; nil for a person and for whom the message names.
  package var rotaID: RotaID? {
    switch self {
    case .rota(let id), .line(_, let id): id
    case .responder, .named, .outgoing: nil
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
  /// Positive; at most `Limits.waitMax`.
  package let wait: Milliseconds

  /// A trainee line among the targets counts among the copies: it owes no answer (S7).
  package init(targets: [PageTarget], copies: [PageTarget] = [], wait: Milliseconds) {
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

  package init() {}
}

/// An ordered list of steps a duty, walked in cycles; one frozen revision.
///
/// Invariant: `roles` is not empty and each role has a step; `fallback.targets` is not empty;
/// `cycles` is at least 1. The document checker refuses anything else.
package struct Policy: Hashable, Codable, Sendable {
  package let reference: PolicyReference
  package let title: String
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

  /// The same policy as another revision.
  package func revised(_ revision: Int) -> Policy {
    Policy(
      reference: PolicyReference(name: reference.name, revision: revision), title: title,
      roles: roles, cycles: cycles, fallback: fallback, times: times)
  }
}
