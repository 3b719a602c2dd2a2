// Tocsin — Gateway: calls by hand inside a unit
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore

/// What a call came to in its unit.
struct CallOutcome: Sendable {
  let placed: PlacedCall
  /// Nil for a repeat.
  let transition: Transition?
}

/// What an act came to in its unit.
struct ActOutcome: Sendable {
  let done: DoneAct
  let transition: Transition?
}

extension TrailActor {
  /// How the trail names who pages by hand: a person's id, or who is at the machine.
  var word: String {
    switch self {
    case .person(let id), .device(_, let id): id.text
    case .gateway, .commandLine, .directory: text
    }
  }
}

extension Surroundings {
  /// Opens a call inside a unit. Its alert's id is made of the key, so that the same key finds it
  /// again, open or closed.
  func call(
    _ asked: AskedCall, by actor: TrailActor, in store: any StoreTransaction
  ) throws -> Result<CallOutcome, CallError> {
    guard let snapshot = try? directory.snapshot() else { return .failure(.empty) }
    guard let type = snapshot.calls.type(named: asked.type) else { return .failure(.unknownType) }
    if let field = asked.said.fault { return .failure(.field(field)) }
    let key = Self.callKey(asked.key, of: actor)
    let id = identifier(ofCall: key)
    if let known = try store.alert(id) {
      let places = [known.content.location, known.content.reportedLocation]
      let isSame =
        known.kind == type.kind && known.world == asked.world && places.contains(asked.said.place)
      guard isSame else { return .failure(.keyReused) }
      let placed = PlacedCall(alert: known, isRepeat: true)
      return .success(CallOutcome(placed: placed, transition: nil))
    }
    guard
      let policy = snapshot.policies[type.policy]
        ?? snapshot.policies[snapshot.routing.catchAll]
    else { return .failure(.empty) }
    let now = time.now()
    let staffing = try staffing(in: store)
    var draft = AlertDraft(
      type, asked.said, key: key, in: snapshot.calls.language, as: asked.world)
    try addLastAcknowledged(&draft, under: policy, concerning: nil, at: now, in: store)
    var transition = Escalation.open(draft, as: id, under: policy, with: staffing, at: now)
    let count = Set(transition.pages.map(\.responder)).count
    if count > Switchboard.recipientsMax, type.priority != .crash, !asked.isForMany {
      return .failure(.many(count))
    }
    transition.trail[0] = TrailEntry(
      at: now, event: .opened, reason: .calledByHand,
      text: "\(transition.trail[0].text), called for by \(actor.word) as \(type.name)")
    faults.pass(.decide)
    try write(transition, by: actor, in: store)
    faults.pass(.commit)
    let placed = PlacedCall(alert: transition.alert, isRepeat: false)
    return .success(CallOutcome(placed: placed, transition: transition))
  }

  static func callKey(_ key: String, of actor: TrailActor) -> String {
    "call:\(actor.text):\(key)"
  }

  func identifier(ofCall key: String) -> AlertID {
    let digest = sealer.digest(Array(key.utf8))
    func word(_ bytes: ArraySlice<UInt8>) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }
    return AlertID(high: word(digest[0..<8]), low: word(digest[8..<16])).asRandomUUID
  }

  /// Does an act inside a unit. One that changes nothing, and says nothing on the trail, costs no
  /// revision.
  func act(
    _ kind: HandAct.Kind, on id: AlertID, by actor: TrailActor, in store: any StoreTransaction
  ) throws -> Result<ActOutcome, CallError> {
    guard let alert = try store.alert(id) else { return .failure(.unknownAlert) }
    guard !alert.isClosed else {
      return Self.isClosing(kind)
        ? .success(ActOutcome(done: DoneAct(alert: alert, hasChanged: false), transition: nil))
        : .failure(.noDuty)
    }
    let policy = try directory.policy(alert.policy, in: store)
    let staffing = try staffing(in: store)
    guard knows(kind, staffing) else { return .failure(.unknownTarget) }
    if case .reword(let said) = kind, let field = said.fault { return .failure(.field(field)) }
    let transition = Escalation.advance(
      alert, on: .byHand(HandAct(kind, by: actor.word)), under: policy, with: staffing,
      at: time.now())
    switch transition.result {
    case .taken:
      try write(transition, by: actor, in: store)
      let done = DoneAct(alert: transition.alert, hasChanged: true)
      return .success(ActOutcome(done: done, transition: transition))
    case .repeated:
      return .success(ActOutcome(done: DoneAct(alert: alert, hasChanged: false), transition: nil))
    case .takenByAnother: return .failure(.taken)
    case .stale: return .failure(.unknownTarget)
    case .noDuty, nil: return .failure(.noDuty)
    }
  }

  /// What is over can be ended twice: the second hand finds it done.
  private static func isClosing(_ kind: HandAct.Kind) -> Bool {
    switch kind {
    case .standDown, .resolve: true
    case .acceptedByTelephone, .callNext, .reassign, .reword, .rung: false
    }
  }

  private func knows(_ kind: HandAct.Kind, _ staffing: Staffing) -> Bool {
    switch kind {
    case .acceptedByTelephone(_, let person, _), .reassign(_, .responder(let person)):
      staffing.responders[person]?.isValid(at: time.now()) == true
    case .reassign(_, .rota(let rota)), .reassign(_, .line(.second, let rota)),
      .reassign(_, .line(.first, let rota)):
      staffing.rotas[rota] != nil
    case .reassign(_, .line(.trainee, _)): false
    case .reassign(_, .named), .reassign(_, .lastAcknowledged), .reassign(_, .outgoing): false
    case .standDown, .callNext, .reword, .resolve, .rung: true
    }
  }

  // MARK: - The roll

  /// The roll of an alert, with who comes next by the same function that decides it.
  func roll(of alert: Alert, in store: any StoreReader) throws -> CallRoll {
    let policy = try directory.policy(alert.policy, in: store)
    let staffing = try staffing(in: store)
    let calls = try directory.snapshot().calls
    let next = Escalation.next(of: alert, under: policy, with: staffing)
    let fallback = Set(
      policy.fallback.targets.flatMap { staffing.onCall($0, at: time.now()) }.map(\.responder))
    let roles = alert.duties.map { duty -> RollRole in
      let coming = next.first { $0.role == duty.role }
      let people = duty.people.map { RollPerson($0, staffing) }
      var position: StepPosition?
      if case .escalating(let present, _) = duty.phase { position = present }
      return RollRole(
        role: duty.role, phase: duty.phase, people: people,
        holder: people.first { $0.responder == duty.phase.holder || $0.standing == .holder },
        telephone: duty.telephone, arrivedAt: duty.arrivedAt, nextAt: duty.phase.deadline,
        next: (coming?.people ?? []).map { id in
          RollPerson(id, staffing, isFallback: fallback.contains(id))
        }, position: position)
    }
    let isCall = alert.integration == AlertDraft.switchboard
    return CallRoll(
      alert: alert, type: isCall ? calls.type(ofKind: alert.kind) : nil,
      policyTitle: policy.title, rotas: policy.rotas, roles: roles, readAt: time.now())
  }
}

extension RollPerson {
  /// A person who was paged.
  fileprivate init(_ person: PagedResponder, _ staffing: Staffing) {
    let known = staffing.responders[person.responder]
    self.init(
      responder: person.responder, name: known?.name ?? person.responder.text,
      telephone: known?.telephone ?? "", standing: person.standing,
      isDelivered: person.isDelivered, isDisplayed: person.isDisplayed, isCopy: person.isCopy,
      isFallback: person.isFallback, callMeSince: person.callMeSince)
  }

  /// A person who is paged next.
  fileprivate init(_ id: ResponderID, _ staffing: Staffing, isFallback: Bool) {
    let known = staffing.responders[id]
    self.init(
      responder: id, name: known?.name ?? id.text, telephone: known?.telephone ?? "",
      standing: .asked, isDelivered: false, isDisplayed: false, isCopy: false,
      isFallback: isFallback, callMeSince: nil)
  }
}
