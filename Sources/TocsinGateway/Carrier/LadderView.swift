// Tocsin — Gateway: one ladder with all that deciding needs
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore

/// One ladder at one moment, as the store and the directory have it.
struct LadderView {
  let ladder: LadderRecord
  let alert: Alert
  let contacts: ContactTable
  /// Of the present generation, oldest first.
  let handOvers: [HandOverRecord]
  /// Of the person's devices.
  let subscriptions: [PushSubscription]
  let hasDevice: Bool

  init(
    _ ladder: LadderRecord, of alert: Alert, with staffing: Staffing, in store: any StoreReader
  ) throws {
    self.ladder = ladder
    self.alert = alert
    contacts = staffing.contacts
    handOvers = try store.handOvers(ofPage: ladder.page)
      .filter { $0.generation == ladder.generation }
    let devices = staffing.devices[ladder.responder] ?? []
    hasDevice = !devices.isEmpty
    subscriptions = try devices.compactMap { try store.subscription(of: $0) }
  }

  /// The person on the alert; nil when the alert has lost the page.
  var person: PagedResponder? {
    alert.duties.lazy.flatMap(\.people).first { $0.page == ladder.page }
  }

  /// The duty in which the person is asked.
  var duty: Duty? {
    alert.duties.first { $0.people.contains { $0.page == ladder.page } }
  }

  /// Whether somebody still waits for the person: present state decides, whatever was due (I7).
  var isWanted: Bool {
    guard ladder.endedAt == nil, !alert.isClosed, let person else { return false }
    switch person.standing {
    case .asked, .holder: return true
    case .withdrawn: return person.isTold
    case .passed, .declined, .wrongPerson, .unreachable, .gaveBack: return false
    }
  }

  func leadsTo(_ name: String) -> Bool {
    guard let channel = contacts.channel(name) else { return false }
    if channel.kind.carriesEnvelopes { return !subscriptions.isEmpty }
    return contacts.address(of: ladder.responder, on: name) != nil
  }

  /// One mark for each channel: the best that any device of it has.
  var state: LadderState {
    let asking = handOvers.filter { $0.kind == .asks }
    let marks = Dictionary(grouping: asking, by: \.channel).map { channel, all in
      let places = Dictionary(grouping: all, by: \.device).values.compactMap(Self.standing)
      let best = places.max { Self.rank($0.state) < Self.rank($1.state) }
      return HandOverMark(
        channel, best?.state ?? .waiting, at: best?.changedAt ?? ladder.begunAt)
    }
    return LadderState(
      begunAt: ladder.begunAt, isDelivered: ladder.deliveredAt != nil, marks: marks)
  }

  /// Where a channel stands at one device, or for the person: once it has failed there, a further
  /// attempt that is on its way is no reason to wait; one that arrives is.
  private static func standing(_ all: [HandOverRecord]) -> HandOverRecord? {
    all.last { $0.state == .handedOver } ?? all.first { $0.state == .failed }
      ?? all.max { rank($0.state) < rank($1.state) }
  }

  private static func rank(_ state: HandOverState) -> Int {
    switch state {
    case .failed: 0
    case .moot: 1
    case .waiting: 2
    case .begun: 3
    case .handedOver: 4
    }
  }

  /// Channels that sound again with the page, and have not with this attempt (S2).
  var resounding: [LadderBegin] {
    let sounding = handOvers.filter { handOver in
      handOver.kind == .asks && handOver.state != .failed
        && contacts.channel(handOver.channel)?.kind.soundsAgain == true
    }
    let last = Dictionary(grouping: sounding, by: \.channel).mapValues { all in
      all.map(\.attempt).max() ?? 0
    }
    return last.filter { $0.value < ladder.attempt && leadsTo($0.key) }.keys.sorted()
      .map { name in
        LadderBegin(rung: sounding.first { $0.channel == name }?.rung ?? 0, channel: name)
      }
  }

  /// Those who have it and are to be told that it is over: everything can be told of a stand-down
  /// (S15), of an answer only what replaces the page without a sound.
  var owedTheEnd: [HandOverRecord] {
    let told = handOvers.filter { $0.kind != .asks }
    let reached = handOvers.filter { $0.kind == .asks && $0.state == .handedOver }
    var seen: Set<String> = []
    return reached.filter { handOver in
      guard let kind = contacts.channel(handOver.channel)?.kind else { return false }
      let key = handOver.channel + (handOver.device.map { "\($0)" } ?? "")
      let wasTold = told.contains {
        $0.channel == handOver.channel && $0.device == handOver.device
      }
      return (ladder.ending == .stoodDown || kind.soundsAgain) && !wasTold
        && seen.insert(key).inserted
    }
  }
}

extension ChannelKind {
  /// A later hand-over replaces the one before on the device, so that it can sound again, or fall
  /// quiet.
  var soundsAgain: Bool { self == .webPush || self == .ntfy }
}
