// Tocsin — Gateway: what is begun on one ladder
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore

/// One look at one ladder, inside a unit.
struct LadderWork {
  let surroundings: Surroundings
  let view: LadderView
  let store: any StoreTransaction
  let now: Timestamp

  /// How long a page on a push service is worth anything (security design, 2.1).
  private static let pushValidFor = Milliseconds.seconds(300)
  /// A person is sent words about what does not ring no more often, channel by channel.
  static let textEvery = Milliseconds.minutes(5)
  /// A text that is begun this long after its time says so (I7).
  private static let textLateAfter = Milliseconds.seconds(60)

  /// Begins what is due, and says when to look again.
  func goOn() throws -> CarryStep {
    let (ladder, alert) = (view.ladder, view.alert)
    let rule = view.contacts.rule(for: ladder.responder, at: alert.priority)
    let next = rule.step(view.state, at: now, leadsTo: view.leadsTo)
    var step = CarryStep()
    var again = next.lookAgainAt
    for rung in next.begin + view.resounding {
      if let free = try held(rung) {
        again = min(again ?? free, free)
      } else {
        step.begun += try begin(rung, as: .asks)
      }
    }
    for waiting in view.handOvers where waiting.state == .waiting && waiting.kind == .asks {
      let at = waiting.nextAt ?? now
      if at <= now {
        step.begun += try beginAgain(waiting)
      } else {
        again = min(again ?? at, at)
      }
    }
    try store.look(at: ladder.page, again: again)
    guard !view.hasDevice else { return step }
    try markWithoutDevice(hasFailed: next.hasFailed)
    if next.hasFailed {
      let receipt = Receipt(page: ladder.page, responder: ladder.responder, kind: .everyWayFailed)
      step.transition = try surroundings.advance(
        alert, on: .received(receipt), in: store, at: now)
    }
    return step
  }

  /// Words about what does not ring come one at a time: the others wait, and are counted in it.
  /// What rings is never held.
  ///
  /// - Returns: until when this rung waits; nil for now.
  private func held(_ rung: LadderBegin) throws -> Timestamp? {
    guard !view.alert.priority.rings, let channel = view.contacts.channel(rung.channel),
      !channel.kind.carriesEnvelopes,
      let last = try store.lastText(to: view.ladder.responder, on: rung.channel)
    else { return nil }
    let free = last + Self.textEvery
    return now < free && last <= now ? free : nil
  }

  /// Nobody waits for the person any more: what was not begun is moot, and who has it is told.
  func end() throws -> CarryStep {
    var step = CarryStep()
    var again: Timestamp?
    for var waiting in view.handOvers where waiting.state == .waiting {
      if waiting.kind != .asks {
        let at = waiting.nextAt ?? now
        if at <= now {
          step.begun += try beginAgain(waiting)
        } else {
          again = min(again ?? at, at)
        }
        continue
      }
      waiting.state = .moot
      waiting.changedAt = now
      waiting.nextAt = nil
      try store.update(waiting)
    }
    if view.ladder.endedAt != nil {
      for reached in view.owedTheEnd {
        let rung = LadderBegin(rung: reached.rung, channel: reached.channel)
        step.begun += try begin(rung, as: view.ladder.ending, onlyTo: reached.device)
      }
    }
    try store.look(at: view.ladder.page, again: again)
    return step
  }

  // MARK: - Beginning

  private func begin(
    _ rung: LadderBegin, as kind: PageTextKind, onlyTo device: DeviceID? = nil
  ) throws -> [CarriedHandOver] {
    guard let channel = view.contacts.channel(rung.channel) else { return [] }
    let ladder = view.ladder
    return try places(of: channel, onlyTo: device).compactMap { device, address in
      var record = HandOverRecord(
        ladder.page, of: ladder.alert, generation: ladder.generation, on: rung, to: device,
        attempt: ladder.attempt, kind: kind, at: now)
      guard var order = try order(record, through: channel, to: address) else { return nil }
      if channel.takesCallbacks, kind == .asks, let base = surroundings.callbackBase {
        let token = Base64URL.encode(surroundings.sealer.randomBytes(16))
        record.token = surroundings.sealer.digest(Array(token.utf8))
        order.callback = "\(base)/v1/hand-overs/\(token)"
      }
      record.id = try store.insert(record)
      if !view.alert.priority.rings, kind == .asks, device == nil {
        try store.noteText(to: ladder.responder, on: rung.channel, at: now)
      }
      return CarriedHandOver(record: record, responder: ladder.responder, order: order)
    }
  }

  private func places(
    of channel: ChannelSettings, onlyTo device: DeviceID?
  ) -> [(DeviceID?, ChannelAddress)] {
    if channel.kind.carriesEnvelopes {
      return view.subscriptions.filter { device == nil || $0.device == device }
        .map { ($0.device, .device($0)) }
    }
    let address = view.contacts.address(of: view.ladder.responder, on: channel.name)
    return address.map { [(nil, .person($0))] } ?? []
  }

  private func beginAgain(_ waiting: HandOverRecord) throws -> [CarriedHandOver] {
    var record = waiting
    record.changedAt = now
    record.nextAt = nil
    guard let channel = view.contacts.channel(waiting.channel), let address = address(of: waiting),
      let order = try order(record, through: channel, to: address)
    else {
      record.state = .failed
      record.note = "the channel or the address is not there any more"
      try store.update(record)
      return []
    }
    record.state = .begun
    record.tries += 1
    try store.update(record)
    return [
      CarriedHandOver(record: record, responder: view.ladder.responder, order: order)
    ]
  }

  private func address(of handOver: HandOverRecord) -> ChannelAddress? {
    if let device = handOver.device {
      return view.subscriptions.first { $0.device == device }.map(ChannelAddress.device)
    }
    return view.contacts.address(of: view.ladder.responder, on: handOver.channel)
      .map(ChannelAddress.person)
  }

  /// Nil where nothing is to be told: a device that has no withdrawal yet is told when it is
  /// sealed.
  private func order(
    _ record: HandOverRecord, through channel: ChannelSettings, to address: ChannelAddress
  ) throws -> ChannelOrder? {
    let content: ChannelContent
    if let device = record.device {
      let envelope = try store.newestEnvelope(of: record.page, device: device)
      if record.kind != .asks, envelope.map(Self.asks) != false { return nil }
      content = envelope.map(ChannelContent.envelope) ?? .wakeUp
    } else {
      content = .text(try text(record))
    }
    var order = ChannelOrder(
      content, through: channel, to: address, of: record.page, view.alert.priority,
      validFor: Self.pushValidFor)
    order.language = view.contacts.language
    order.secret = try store.channelSecret(channel.name)
    return order
  }

  /// Whether an envelope asks somebody: its type byte is that of a preview (TCN1).
  private static func asks(_ envelope: [UInt8]) -> Bool {
    envelope.count > 5 && envelope[5] == EnvelopeType.preview.rawValue
  }

  private func text(_ record: HandOverRecord) throws -> PageText {
    var text = PageText(view.alert.priority, code: PageText.code(from: record.page.low))
    text.kind = record.kind
    text.isTest = view.alert.world == .test
    text.call = view.contacts.call
    if view.alert.duties.count > 1, let role = view.duty?.role { text.role = role }
    text.publicLine = surroundings.publicLine(of: view.alert)
    let rule = view.contacts.rule(for: view.ladder.responder, at: view.alert.priority)
    let planned = rule.rungs.indices.contains(record.rung) ? rule.rungs[record.rung].after : .zero
    let late = now - (view.ladder.begunAt + planned)
    if record.kind == .asks, late > Self.textLateAfter { text.lateBy = late }
    if record.kind == .asks, !view.alert.priority.rings {
      text.more = max(0, try store.waitingLadders(of: view.ladder.responder) - 1)
    }
    return text
  }

  /// The page of a person without a device shows how far the channels have come.
  private func markWithoutDevice(hasFailed: Bool) throws {
    let isAnyThere = view.contacts.reaches(view.ladder.responder)
    let state: PageState = hasFailed || !isAnyThere ? .failed : .decided
    let isHandedOver = view.handOvers.contains { $0.state == .handedOver }
    try store.markPageWithoutDevice(view.ladder.page, state: isHandedOver ? .handedOver : state)
  }
}
