// Tocsin — Core: may they
// SPDX-License-Identifier: Apache-2.0

/// Who asks.
package enum Actor: Hashable, Sendable {
  case nobody
  /// A device of this person has signed the request.
  case device(Account)
  /// The person is signed in; the time is that of the last step-up.
  case session(Account, steppedUpAt: Timestamp?)
  /// A directory that provisions accounts, by the name of its key.
  case directory(String)
  /// A source that reports alerts, by the name of its integration.
  case integration(String)
  /// Whoever watches the gateway from outside.
  case watcher

  package var account: Account? {
    switch self {
    case .device(let account), .session(let account, _): account
    case .nobody, .directory, .integration, .watcher: nil
    }
  }

  package var credential: CredentialKind {
    switch self {
    case .nobody: .none
    case .device: .device
    case .session: .session
    case .directory: .directory
    case .integration: .integration
    case .watcher: .watcher
    }
  }
}

/// What is asked for.
package enum AccessObject: Hashable, Sendable {
  /// The site as a whole, or nothing in particular.
  case site
  /// The person's own account, devices and sessions.
  case own
  case account(ResponderID)
  case rota(RotaID)
  /// An alert: its ward, empty when unknown, and the services that are asked.
  case alert(ward: String, rotas: Set<RotaID>)
}

/// What else counts. The handler reads it from the store; nothing here is taken from the request.
package struct AccessContext: Hashable, Sendable {
  package let now: Timestamp
  /// The person is asked about the alert, or holds it.
  package var isAddressed = false
  /// When the person was last on call for a service of the alert; nil when never.
  package var lastOnDuty: Timestamp?
  /// The alert is one that the source which asks has reported.
  package var isReporter = false
  /// The end of a break-glass access of this person to this alert.
  package var breakGlassUntil: Timestamp?

  package init(at now: Timestamp) { self.now = now }
}

/// Why not. Words for people are the caller's.
package enum Denial: String, Error, Hashable, Sendable, CaseIterable {
  /// Nobody has shown who they are.
  case notSignedIn = "not-signed-in"
  /// The credential is of a kind that cannot be used for this.
  case wrongCredential = "wrong-credential"
  case accountEnded = "account-ended"
  case noRole = "no-role"
  case outOfScope = "out-of-scope"
  /// Content that is not for this person; break-glass may open it.
  case notAddressed = "not-addressed"
  case needsStepUp = "needs-step-up"
}

/// A decision in favour. Only `Access.decide` makes one, so whoever holds it has asked.
package struct Permit: Hashable, Sendable {
  package let action: Action
  package let actor: Actor
  /// Content was opened by break-glass: it is shown under a banner and on the trail.
  package let isBreakGlass: Bool

  fileprivate init(_ action: Action, _ actor: Actor, isBreakGlass: Bool = false) {
    self.action = action
    self.actor = actor
    self.isBreakGlass = isBreakGlass
  }
}

/// The one place that says who may do what.
package enum Access {
  /// How long a step-up counts.
  package static let stepUpLifetime = Milliseconds.minutes(10)
  /// How long after the end of a duty its pages may still be read.
  package static let afterDuty = Milliseconds.hours(2)
  /// How long one break-glass access lasts.
  package static let breakGlassLifetime = Milliseconds.minutes(30)

  /// Whether `actor` may do `action` to `object` now. Pure: the same question has the same answer.
  /// Whatever is not allowed here is denied.
  package static func decide(
    _ actor: Actor, _ action: Action, _ object: AccessObject, _ context: AccessContext
  ) -> Result<Permit, Denial> {
    let needs = action.requirement
    guard needs.credentials.contains(actor.credential) else {
      return .failure(actor.credential == .none ? .notSignedIn : .wrongCredential)
    }
    guard let account = actor.account, !needs.credentials.contains(.none) else {
      return isForeign(object, to: actor, context)
        ? .failure(.outOfScope) : .success(Permit(action, actor))
    }
    guard account.isValid(at: context.now) else { return .failure(.accountEnded) }
    if let denial = denial(account, needs.roles, action, object) { return .failure(denial) }
    if needs.needsStepUp, !isSteppedUp(actor, at: context.now) { return .failure(.needsStepUp) }
    guard action == .readContent else { return .success(Permit(action, actor)) }
    return content(actor, account, object, context)
  }

  /// Whether a source asks about an alert that another one has reported.
  private static func isForeign(
    _ object: AccessObject, to actor: Actor, _ context: AccessContext
  ) -> Bool {
    guard case .alert = object, actor.credential == .integration else { return false }
    return !context.isReporter
  }

  private static func isSteppedUp(_ actor: Actor, at now: Timestamp) -> Bool {
    guard case .session(_, let steppedUpAt) = actor, let steppedUpAt else { return false }
    return now < steppedUpAt + stepUpLifetime
  }

  private static func denial(
    _ account: Account, _ roles: Set<Role>, _ action: Action, _ object: AccessObject
  ) -> Denial? {
    guard !roles.isEmpty else { return nil }
    let held = account.grants.filter { roles.contains($0.role) }
    if held.isEmpty { return .noRole }
    // Break-glass is for what the person's own scope does not open.
    if action == .breakGlass { return nil }
    return held.contains { covers($0.scope, object) } ? nil : .outOfScope
  }

  private static func covers(_ scope: AccessScope, _ object: AccessObject) -> Bool {
    switch object {
    case .site, .own, .account: true
    case .rota(let rota): scope.covers(rota: rota)
    case .alert(let ward, let rotas): scope.covers(ward: ward) && scope.covers(anyOf: rotas)
    }
  }

  /// Content opens for who is asked about it or holds it, for the duty of its ward and service
  /// until two hours after its end, and by break-glass.
  private static func content(
    _ actor: Actor, _ account: Account, _ object: AccessObject, _ context: AccessContext
  ) -> Result<Permit, Denial> {
    let clinical = account.grants.filter { [.responder, .trainee].contains($0.role) }
    if context.isAddressed, !clinical.isEmpty {
      return .success(Permit(.readContent, actor))
    }
    let isOnDuty = context.lastOnDuty.map { context.now < $0 + afterDuty } ?? false
    if isOnDuty, clinical.contains(where: { covers($0.scope, object) }) {
      return .success(Permit(.readContent, actor))
    }
    if let until = context.breakGlassUntil, context.now < until {
      return .success(Permit(.readContent, actor, isBreakGlass: true))
    }
    return .failure(.notAddressed)
  }
}
