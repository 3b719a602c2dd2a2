// Tocsin — Simulation: pages on the channels beside the streams of devices
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinGateway

/// An envelope that a push service brings to a device.
struct Push {
  let device: Int
  let envelope: [UInt8]
}

extension SimulatedWorld {
  /// Push, a provider of texts and old pagers, with ladders of seconds.
  static func contacts(of people: [ResponderID], _ chance: inout Chance) -> ContactTable {
    var table = ContactTable(channels: [
      ChannelSettings("push", .webPush), ChannelSettings("sms", .http),
      ChannelSettings("pager", .snpp),
    ])
    table.rules[.high] = ContactRule([
      ContactRung(["push"]), ContactRung(["sms"], after: .seconds(10)),
      ContactRung(["pager"], after: .seconds(30), isUntilAnswered: true),
    ])
    for person in people where chance.below(3) > 0 {
      var addresses = ["sms": "sms of \(person)"]
      if chance.below(2) == 0 { addresses["pager"] = "pager of \(person)" }
      table.contacts[person] = Contact(addresses: addresses)
    }
    return table
  }

  /// Has the push service take what is for a device, for two devices of three.
  func subscribe(_ device: DeviceID) async throws {
    guard hasChannels, channelChance.below(3) > 0 else { return }
    let at = gatewayNow
    let subscription = PushSubscription(
      device: device, endpoint: "https://push.example/\(device)",
      publicKey: [4] + Array(repeating: 1, count: 64), secret: Array(repeating: 2, count: 16),
      madeAt: at)
    try await change { try $0.put(subscription) }
  }

  // MARK: - The carrier's pass

  /// Something may be due that was not before.
  func arrangeCarrier() {
    guard hasChannels, life != nil else { return }
    if let known = arranged.carrierAt, known >= now, known <= now + Self.passInterval { return }
    arranged.carrierAt = now + Self.passInterval
    arrange(.carrier, after: channelChance.wait(Milliseconds.zero...Self.passInterval))
  }

  func passCarrier() async {
    arranged.carrierAt = nil
    guard let life else { return }
    let began = life.clock.now()
    do {
      try await life.carrier.carryInTurn()
    } catch {
      arranged.carrierFailedAt = life.clock.now()
    }
    for taken in life.provider.takeTaken() { arrive(taken) }
    guard !life.pulse.isOver else { return }
    if life.carrier.hasLeftOvers { arranged.carrierFailedAt = life.clock.now() }
    let isWhole = arranged.carrierFailedAt.map { $0 < began } ?? true
    guard let next = try? await ports.store.look({ try $0.nextLadder() }) else {
      if !isWhole { arrange(.carrier, after: .seconds(2)) }
      return
    }
    if isWhole, next < began {
      judge.found(.reach, "a page was to be looked at \((began - next).text) ago and was not")
    }
    arrange(.carrier, after: max(next - life.clock.now(), .zero) + Self.passInterval)
  }

  /// A channel was handed something: it is judged, and what is for a device comes there, late,
  /// twice, out of order or not at all.
  private func arrive(_ taken: Provider.Taken) {
    judgeHandOver(taken.order)
    guard case .handedOver = taken.outcome, !taken.isLost,
      case .device(let subscription) = taken.order.address,
      let device = deviceIndex[subscription.device], !devices[device].isEnded
    else { return }
    let wait = channelChance.wait(Milliseconds(50) ... .seconds(20))
    guard case .envelope(let envelope) = taken.order.content else {
      return arrange(.fetch(device), after: wait)
    }
    pushes.append(Push(device: device, envelope: envelope))
    arrange(.pushed(pushes.count - 1), after: wait)
    if channelChance.isTrue(rates.doubling) {
      arrange(.pushed(pushes.count - 1), after: wait + .seconds(3))
    }
  }

  /// The worker of a device takes what a push brings, as it takes what it fetches.
  func takePush(_ number: Int) {
    let push = pushes[number]
    guard !devices[push.device].isEnded, !devices[push.device].isDead(at: now),
      let header = try? Envelope(decoding: push.envelope).header
    else { return }
    open(StoredEnvelope(seq: Int64(header.seq), envelope: push.envelope), on: push.device)
  }

  // MARK: - Judging

  /// What is handed over asks somebody who is asked, at an address of theirs (I2, S5).
  private func judgeHandOver(_ order: ChannelOrder) {
    guard let id = judge.ledger.alertOfPage[order.page],
      let alert = judge.ledger.followed[id]?.alert
    else { return judge.found(.reach, "a channel is given a page that is none") }
    guard
      let person = alert.duties.lazy.flatMap(\.people).first(where: { $0.page == order.page })
    else {
      if order.asks { judge.found(.i2, "alert \(id): a page of nobody goes to a channel") }
      return
    }
    switch order.address {
    case .person(let address):
      if address != hospital.contacts.address(of: person.responder, on: order.channel.name) {
        judge.found(.wrongPerson, "alert \(id): a text for \(person.responder) goes elsewhere")
      }
    case .device(let subscription):
      if deviceIndex[subscription.device].map({ devices[$0].person }) != person.responder {
        judge.found(.wrongPerson, "alert \(id): a push for \(person.responder) goes elsewhere")
      }
    }
    if case .text(let text) = order.content,
      text.line(in: .english).contains(MessageWriter.secret)
    {
      judge.found(.i4, "alert \(id): a text holds what only the page may say")
    }
    let isAsked = person.standing.isOpen || person.standing == .holder
    let isTold = person.standing == .withdrawn && person.isTold
    if order.asks, !isAsked, !isTold {
      judge.found(.i2, "alert \(id): \(person.responder) is reached and is not asked")
    }
  }

  /// S1: whoever is silent is tried on everything that leads to them, in time, whatever the rest
  /// does; as far as the gateway was there all that time.
  func checkReach() async throws {
    guard hasChannels, let life else { return }
    let now = life.clock.now()
    let since = max(life.beganAt, arranged.carrierFailedAt ?? life.beganAt)
    for alert in judge.ledger.openAlerts where alert.priority.rings {
      for person in alert.duties.flatMap(\.people) where person.standing == .asked {
        let page = person.page
        let found = try await ports.store.look { store in
          (try store.ladder(of: page), try store.handOvers(ofPage: page))
        }
        guard let ladder = found.0, ladder.deliveredAt == nil, ladder.endedAt == nil,
          since < ladder.begunAt
        else { continue }
        let rule = hospital.contacts.rule(for: person.responder, at: alert.priority)
        let tried = found.1.filter { $0.generation == ladder.generation }.map(\.channel)
        for rung in rule.rungs where ladder.begunAt + rung.after + .seconds(10) < now {
          for channel in rung.channels where !tried.contains(channel) {
            guard hospital.contacts.address(of: person.responder, on: channel) != nil else {
              continue
            }
            judge.found(.reach, "page \(page) of \(person.responder) was not tried by \(channel)")
          }
        }
      }
    }
  }
}

extension ChannelOrder {
  /// Wants an answer, and does not tell of an end.
  fileprivate var asks: Bool {
    switch content {
    case .text(let text): text.kind == .asks
    case .envelope(let bytes):
      (try? Envelope(decoding: bytes)).map { $0.header.type == .preview } ?? true
    case .wakeUp: false
    }
  }
}
