// Tocsin — GatewayTests: leaving is one transaction
// SPDX-License-Identifier: Apache-2.0

import Synchronization
import Testing
import TocsinCore
import TocsinGateway
import TocsinSQLite
import TocsinSealing

private let ada = ResponderID("ada")
private let bo = ResponderID("bo")
private let desk = ResponderID("desk")
private let root = TrailActor.commandLine("root")

/// Hints as they came.
private final class NotedHints: Hints {
  private let ended = Mutex<[(ResponderID, [DeviceID])]>([])

  var departures: [(ResponderID, [DeviceID])] { ended.withLock { $0 } }

  func outboxChanged() {}
  func mailboxGrew(_ device: DeviceID, by envelopes: [StoredEnvelope]) {}
  func laddersChanged() {}
  func accountEnded(_ account: ResponderID, devices: [DeviceID]) {
    ended.withLock { $0.append((account, devices)) }
  }
}

extension Ward {
  fileprivate func accounts(_ hints: any Hints) -> Accounts {
    var all = surroundings
    all.hints = hints
    return Accounts(all)
  }

  fileprivate func giveAdaEverything() async throws {
    let now = clock.now()
    try await store.perform { store in
      try store.insert(
        SessionRecord(
          digest: [1], id: SessionID(high: 1, low: 1), account: ada, method: .passkey,
          key: Array(repeating: 1, count: 32), begunAt: now, idle: .hours(1),
          endsAt: now + .hours(8), providerSession: nil, agent: "test"))
      try store.setPasswordHash("$argon2id$", of: ada, at: now)
      try store.insert(
        PasskeyRecord(
          id: [9], account: ada, publicKey: [1], signCount: 0, name: "key", addedAt: now))
      try store.insert(
        InvitationRecord(digest: [2], account: ada, expiresAt: now + .hours(24)))
      try store.insert(
        EnrolmentToken(digest: [3], responder: ada, expiresAt: now + .minutes(10)))
    }
  }
}

@Suite struct `threat 15: somebody who leaves` {
  @Test func `keeps no session, no credential and no link`() async throws {
    let ward = try await Ward()
    try await ward.giveAdaEverything()
    let departure = try await ward.accounts.end(ada, reason: "test", by: root)
    #expect(departure.sessionCount == 1)
    let now = ward.clock.now()
    let store = ward.store
    #expect(try await store.read { try $0.account(ada)?.endedAt } == now)
    #expect(try await store.read { try $0.session(digest: [1]) } == nil)
    #expect(try await store.read { try $0.passwordHash(of: ada) } == nil)
    #expect(try await store.read { try $0.passkeys(of: ada).isEmpty })
    #expect(try await store.read { try $0.invitation(digest: [2])?.spentAt } == now)
    let token = try await ward.store.perform { try $0.enrolmentToken(digest: [3]) }
    #expect(token?.spentAt == now)
  }

  @Test func `keeps no device: keys are overwritten, the mailbox is empty`() async throws {
    let ward = try await Ward()
    let pocket = try await ward.enrol("ada")
    _ = await ward.send(Ward.potassium())
    try await ward.courier.deliverPending()
    let hints = NotedHints()
    let departure = try await ward.accounts(hints).end(ada, reason: "test", by: root)
    let device = pocket.enrolled.device
    #expect(departure.devices == [device])
    #expect(hints.departures.map(\.0) == [ada])
    #expect(hints.departures.map(\.1) == [[device]])
    let record = try #require(try await ward.store.read { try $0.device(device) })
    #expect(record.endedAt == ward.clock.now())
    for key in [record.notifyKey, record.acceptKey, record.detailKey, record.unlockedKey] {
      #expect(key == Array(repeating: 0, count: 32))
    }
    #expect(try await ward.desk.envelopes(of: device, after: 0, limit: 100).isEmpty)
    #expect(try await ward.store.read { try $0.pendingPages(limit: 100) }.isEmpty)
  }

  @Test func `is followed by the next responder in the same transaction`() async throws {
    let ward = try await Ward()
    _ = try await ward.enrol("ada")
    let next = try await ward.enrol("bo")
    _ = await ward.send(Ward.potassium())
    let departure = try await ward.accounts.end(ada, reason: "test", by: root)
    #expect(departure.releasedCount == 1)
    let alert = try #require(try await ward.alerts().first)
    #expect(alert.duties[0].people.last?.responder == bo)
    try await ward.courier.deliverPending()
    #expect(try await next.fetch().count == 1)
  }

  @Test func `and holds an alert is followed too`() async throws {
    let ward = try await Ward()
    let pocket = try await ward.enrol("ada")
    _ = try await ward.enrol("bo")
    _ = await ward.send(Ward.potassium())
    try await ward.courier.deliverPending()
    let page = try #require(try await pocket.fetch().first)
    _ = try await pocket.give(pocket.answer(.accept, to: page))
    try await ward.accounts.end(ada, reason: "test", by: root)
    let alert = try #require(try await ward.alerts().first)
    #expect(alert.phaseWord == "escalating")
    #expect(alert.duties[0].people.last?.responder == bo)
  }

  @Test func `is never paged again`() async throws {
    let ward = try await Ward()
    _ = try await ward.enrol("ada")
    _ = try await ward.enrol("bo")
    try await ward.accounts.end(ada, reason: "test", by: root)
    _ = await ward.send(Ward.potassium())
    let alert = try #require(try await ward.alerts().first)
    #expect(alert.duties[0].people.map(\.responder) == [bo])
    #expect(try await ward.pages(alert).allSatisfy { $0.responder == bo })
  }

  @Test func `leaves by date with nobody calling`() async throws {
    let ward = try await Ward()
    _ = try await ward.enrol("ada")
    _ = try await ward.enrol("bo")
    let end = ward.clock.now() + .hours(1)
    try await ward.accounts.change(ada, by: root) { $0.validUntil = end }
    _ = await ward.send(Ward.potassium())
    #expect(try await ward.accounts.endOverdue().isEmpty)
    ward.clock.pass(.hours(1))
    #expect(try await ward.accounts.endOverdue() == [ada])
    #expect(try await ward.accounts.endOverdue().isEmpty)
    #expect(try await ward.accounts.find(ada)?.endedAt == end)
    let alert = try #require(try await ward.alerts().first)
    #expect(alert.duties[0].people.last?.responder == bo)
  }

  @Test func `leaves by a change to a date that has passed`() async throws {
    let ward = try await Ward()
    let pocket = try await ward.enrol("ada")
    let past = ward.clock.now() - .minutes(1)
    let after = try await ward.accounts.change(ada, by: root) { $0.validUntil = past }
    #expect(after.endedAt == ward.clock.now())
    let device = pocket.enrolled.device
    #expect(try await ward.store.read { try $0.device(device)?.endedAt } != nil)
  }

  @Test func `a second end changes nothing`() async throws {
    let ward = try await Ward()
    try await ward.accounts.end(ada, reason: "test", by: root)
    let first = try await ward.accounts.find(ada)
    ward.clock.pass(.hours(1))
    try await ward.accounts.end(ada, reason: "test", by: root)
    #expect(try await ward.accounts.find(ada) == first)
  }
}

@Suite struct `Alerts that a departure leaves as they are` {
  /// The last resort stays on its alerts whatever happens; behind more of them than one unit
  /// takes there is one that the person holds alone.
  @Test func `never hide the ones behind them`() async throws {
    let ward = try await Ward()
    let pocket = try await ward.enrol("desk")
    for number in 0...Pager.batchMax {
      _ = await ward.send(Ward.potassium(controlID: "C\(number)", order: "F\(number)"))
    }
    let last = try #require(try await ward.alerts().first)
    try await ward.courier.deliverPending()
    let page = try #require(
      try await ward.pages(last).first { $0.responder == desk && $0.device != nil })
    let envelope = try #require(try await pocket.fetch().first { $0.header.page == page.page })
    _ = try await pocket.give(pocket.answer(.accept, to: envelope))
    let (now, device) = (ward.clock.now(), pocket.enrolled.device)
    try await ward.store.perform { try $0.endDevice(device, at: now) }
    try await ward.refresh()
    #expect(try await ward.pager.releaseLeavers() == 1)
  }
}
