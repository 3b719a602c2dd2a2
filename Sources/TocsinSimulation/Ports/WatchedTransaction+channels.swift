// Tocsin — Simulation: ladders, hand-overs and subscriptions, passed on as they are
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinGateway

extension WatchedTransaction {
  func handOvers(of alert: AlertID) throws -> [HandOverRecord] { try inner.handOvers(of: alert) }
  func handOvers(ofPage page: PageID) throws -> [HandOverRecord] {
    try inner.handOvers(ofPage: page)
  }
  func handOver(token: [UInt8]) throws -> HandOverRecord? { try inner.handOver(token: token) }
  func ladder(of page: PageID) throws -> LadderRecord? { try inner.ladder(of: page) }
  func nextLadder() throws -> Timestamp? { try inner.nextLadder() }
  func subscriptions() throws -> [PushSubscription] { try inner.subscriptions() }
  func subscription(of device: DeviceID) throws -> PushSubscription? {
    try inner.subscription(of: device)
  }
  func newestEnvelope(of page: PageID, device: DeviceID) throws -> [UInt8]? {
    try inner.newestEnvelope(of: page, device: device)
  }
  func channelTroubles() throws -> [ChannelTrouble] { try inner.channelTroubles() }
  func channelTroubles(of responder: ResponderID) throws -> [ChannelTrouble] {
    try inner.channelTroubles(of: responder)
  }
  func note(_ trouble: ChannelTrouble) throws { try inner.note(trouble) }
  func clearTrouble(of responder: ResponderID, on channel: String) throws {
    try inner.clearTrouble(of: responder, on: channel)
  }
  func channelSecret(_ channel: String) throws -> String? { try inner.channelSecret(channel) }
  func begin(_ start: LadderStart, at now: Timestamp) throws { try inner.begin(start, at: now) }
  func markLadderDelivered(_ page: PageID, at now: Timestamp) throws {
    try inner.markLadderDelivered(page, at: now)
  }
  func dueLadders(
    at now: Timestamp, through priority: Priority, limit: Int
  ) throws -> [LadderRecord] {
    breakage?.waitsOutSilence == true
      ? [] : try inner.dueLadders(at: now, through: priority, limit: limit)
  }
  func noteText(to responder: ResponderID, on channel: String, at now: Timestamp) throws {
    try inner.noteText(to: responder, on: channel, at: now)
  }
  func lastText(to responder: ResponderID, on channel: String) throws -> Timestamp? {
    try inner.lastText(to: responder, on: channel)
  }
  func waitingLadders(of responder: ResponderID) throws -> Int {
    try inner.waitingLadders(of: responder)
  }
  func look(at page: PageID, again time: Timestamp?) throws {
    try inner.look(at: page, again: time)
  }
  func look(at page: PageID, noLaterThan time: Timestamp) throws {
    try inner.look(at: page, noLaterThan: time)
  }
  func insert(_ handOver: HandOverRecord) throws -> Int64 { try inner.insert(handOver) }
  func update(_ handOver: HandOverRecord) throws { try inner.update(handOver) }
  func resumeHandOvers(at now: Timestamp) throws -> Int {
    try inner.resumeHandOvers(at: now)
  }
  func put(_ subscription: PushSubscription) throws { try inner.put(subscription) }
  func dropSubscription(of device: DeviceID) throws -> Bool {
    try inner.dropSubscription(of: device)
  }
  func setChannelSecret(_ secret: String?, for channel: String, at now: Timestamp) throws {
    try inner.setChannelSecret(secret, for: channel, at: now)
  }
  func markPageWithoutDevice(_ page: PageID, state: PageState) throws {
    try inner.markPageWithoutDevice(page, state: state)
  }
}
