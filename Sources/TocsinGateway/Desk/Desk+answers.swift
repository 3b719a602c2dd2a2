// Tocsin — Gateway: receipts and responses of devices
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore

extension Desk {
  /// What taking an answer comes to.
  struct TakenAnswer: Sendable {
    let receipt: [UInt8]
    let transition: Transition?
  }

  /// Takes one TCA1 and gives the countersigned TCR1. The same bytes again get the same receipt.
  ///
  /// - Throws: `DeskError.malformed` (422), `.ended` (403), `.notNow` (503).
  package func take(
    _ bytes: [UInt8], from device: SignedDevice
  ) async throws(DeskError) -> [UInt8] {
    let answer: DeviceAnswer
    do { answer = try DeviceAnswer(decoding: bytes) } catch { throw .malformed("\(error)") }
    guard answer.device == device.record.id, answer.site == surroundings.site else {
      throw .malformed("the answer names another device or another site")
    }
    guard surroundings.sealer.verify(answer, of: device.record) else {
      throw .malformed("the signature does not fit the answer")
    }
    guard answer.kind != .readBack || answer.isUnlocked || !device.record.hasLock else {
      throw .malformed("a value is read back on a device that is unlocked")
    }
    let taken = try await commit(answer, bytes: bytes, from: device)
    let alert = taken.transition?.alert
    surroundings.metrics.note(answer.kind, of: answer.page, alert, at: surroundings.time.now())
    if let transition = taken.transition {
      surroundings.hint(after: transition)
      surroundings.say(transition.notices, alert: transition.alert.id)
    }
    return taken.receipt
  }

  private func commit(
    _ answer: DeviceAnswer, bytes: [UInt8], from device: SignedDevice
  ) async throws(DeskError) -> TakenAnswer {
    let surroundings = surroundings
    let digest = surroundings.sealer.digest(bytes)
    let outcome: Result<TakenAnswer, DeskError>
    do {
      outcome = try await surroundings.store.perform(byteCount: 1_024, isUrgent: true) { store in
        surroundings.faults.pass(answer.kind.isReceipt ? .receipt : .answer)
        return try surroundings.take(answer, digest: digest, from: device, in: store)
      }
    } catch {
      throw .notNow
    }
    return try outcome.get()
  }
}

extension Surroundings {
  /// Takes an answer inside a unit. A refusal is an answer of the unit, not a failure: nothing was
  /// written before it.
  func take(
    _ answer: DeviceAnswer, digest: [UInt8], from signed: SignedDevice,
    in store: any StoreTransaction
  ) throws -> Result<Desk.TakenAnswer, DeskError> {
    if let known = try store.answer(device: answer.device, counter: answer.counter) {
      guard known.digest == digest else {
        return .failure(.malformed("the counter was used for another answer"))
      }
      return .success(Desk.TakenAnswer(receipt: known.receipt, transition: nil))
    }
    guard let device = try store.device(answer.device), device.endedAt == nil else {
      return .failure(.ended)
    }
    guard
      try store.envelopeMatches(
        device: answer.device, page: answer.page, digest: answer.envelopeDigest)
    else { return .failure(.malformed("no envelope of this device has this hash")) }
    let now = time.now()
    let age = signed.requestTime - answer.deviceTime
    let transition = try decide(answer, of: device, age: age, in: store)
    var receipt = CountersignedReceipt(
      transition?.result ?? (answer.kind.isReceipt ? .taken : .noDuty),
      phase: ReceiptPhase(transition, page: answer.page), to: answer, digest: digest, at: now)
    if answer.kind.isReceipt, let alert = transition?.alert {
      try noteArrival(answer, of: alert, from: signed.network, in: store)
    }
    if let transition {
      receipt.trailIndex = try record(
        transition, answer, by: .device(answer.device, of: device.responder), in: store)
    }
    let bytes = sealer.countersign(receipt).encoded
    var taken = AnswerRecord(
      device: answer.device, counter: answer.counter, digest: digest, receipt: bytes, takenAt: now)
    taken.signed = answer.encoded
    try store.insert(taken)
    try store.touchDevice(answer.device, from: signed.network, at: now)
    return .success(Desk.TakenAnswer(receipt: bytes, transition: transition))
  }

  private func decide(
    _ answer: DeviceAnswer, of device: DeviceRecord, age: Milliseconds,
    in store: any StoreTransaction
  ) throws -> Transition? {
    guard let alert = try store.alert(ofPage: answer.page) else { return nil }
    let policy = try directory.policy(alert.policy, in: store)
    let staffing = try staffing(in: store, for: alert.world)
    var event = AlertEvent(answer, of: device, age: age)
    if case .responded(var response) = event, alert.tells(answer.page) {
      let isNewest = try store.isNewest(
        answer.envelopeDigest, of: answer.page, device: answer.device)
      response.isOvertaken = !isNewest
      event = .responded(response)
    }
    return Escalation.advance(
      alert, on: event, under: policy, with: staffing, at: time.now())
  }

  /// Stores what the answer changed; an answer that changed nothing costs no revision. Who is asked
  /// again by the same decision, as the last resort, has not answered that; nor does a page end
  /// with what leaves it open, such as "call me": its next sound or its withdrawal still goes out.
  private func record(
    _ transition: Transition, _ answer: DeviceAnswer, by actor: TrailActor,
    in store: any StoreTransaction
  ) throws -> UInt64 {
    var index: Int64 = 0
    if !transition.changesNothing { index = try write(transition, by: actor, in: store) }
    if answer.kind.isReceipt { try noteDelivery(answer, in: store) }
    func mark(_ state: PageState) throws {
      try store.markPage(answer.page, device: answer.device, state: state, at: time.now())
    }
    switch answer.kind {
    case .received: try mark(.delivered)
    case .displayed: try mark(.displayed)
    case .callMe, .readBack, .seen, .notUseful: break
    case .accept, .decline, .resolved, .wrongPerson, .comingIn, .giveBack:
      let isAskedAgain = transition.pages.contains { $0.page == answer.page }
      if transition.result == .taken, !isAskedAgain {
        try mark(.answered)
      }
    }
    return UInt64(index)
  }
}

extension Alert {
  /// Whether this page says, or will say, that something was taken back.
  func tells(_ page: PageID) -> Bool {
    retractedAt != nil
      || duties.contains { $0.people.contains { $0.page == page && $0.isTold } }
  }
}

extension AlertEvent {
  /// The event that an answer of a device is. Where a device with a lock shows a preview, the page
  /// has arrived and nobody has read it (S14).
  init(_ answer: DeviceAnswer, of device: DeviceRecord, age: Milliseconds) {
    let responder = device.responder
    let isPreview = device.hasLock && !answer.isUnlocked
    func response(_ kind: ResponseKind) -> AlertEvent {
      .responded(
        Response(
          page: answer.page, responder: responder, device: answer.device, kind: kind,
          age: max(age, .zero), isUnlocked: answer.isUnlocked))
    }
    switch answer.kind {
    case .received:
      self = .received(Receipt(page: answer.page, responder: responder, kind: .delivered))
    case .displayed:
      self = .received(
        Receipt(
          page: answer.page, responder: responder, kind: isPreview ? .delivered : .displayed))
    case .accept: self = response(.accept)
    case .decline: self = response(.decline(reason: answer.reason))
    case .resolved: self = response(.resolved)
    case .wrongPerson: self = response(.wrongPerson)
    case .comingIn: self = response(.comingIn(minutes: answer.argument))
    case .callMe: self = response(.callMe)
    case .giveBack: self = response(.giveBack)
    case .readBack: self = response(.readBack(isCorrect: answer.reason == 0))
    case .seen: self = response(.seen)
    case .notUseful: self = response(.notUseful)
    }
  }
}

extension ReceiptPhase {
  /// The phase of the duty that the page belongs to.
  init(_ transition: Transition?, page: PageID) {
    let duty = transition?.alert.duties.first { duty in
      duty.people.contains { $0.page == page }
    }
    guard let duty else {
      self = .none
      return
    }
    switch duty.phase {
    case .escalating: self = .escalating
    case .exhausted: self = .exhausted
    case .acknowledged: self = .acknowledged
    case .resolved: self = .resolved
    }
  }
}
