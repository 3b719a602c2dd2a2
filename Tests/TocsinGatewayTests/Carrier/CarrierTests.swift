// Tocsin — GatewayTests: pages on channels beside the streams of devices
// SPDX-License-Identifier: Apache-2.0

import Synchronization
import Testing
import TocsinCore
import TocsinGateway
import TocsinSQLite
import TocsinSealing

/// The far side of every channel: takes what comes, and answers as a test says.
final class FarSide: PageChannel {
  private struct State {
    var taken: [ChannelOrder] = []
    var answers: [String: ChannelOutcome] = [:]
    var news: [FollowedNews] = []
    var asked: [String] = []
  }

  private let state = Mutex(State())

  var taken: [ChannelOrder] { state.withLock { $0.taken } }

  /// The names of the channels that were asked, in order; those of one look come in any.
  var channels: [String] { taken.map(\.channel.name) }

  func answer(_ channel: String, _ outcome: ChannelOutcome) {
    state.withLock { $0.answers[channel] = outcome }
  }

  /// The references about which it was asked, in order.
  var asked: [String] { state.withLock { $0.asked } }

  /// What it says when it is asked, one after the other; nothing more after the last.
  func say(_ news: [FollowedNews]) { state.withLock { $0.news = news } }

  func follow(_ order: ChannelOrder, reference: String) async -> FollowedNews {
    state.withLock { state in
      state.asked.append(reference)
      return state.news.isEmpty ? .nothingYet : state.news.removeFirst()
    }
  }

  func hand(_ order: ChannelOrder) async -> ChannelOutcome {
    state.withLock { state in
      state.taken.append(order)
      return state.answers[order.channel.name] ?? .handedOver(reference: "R\(state.taken.count)")
    }
  }
}

/// A ward whose people are reached on channels, one step at a time.
struct ReachedWard {
  let ward: Ward
  let far = FarSide()
  let carrier: Carrier

  static let sms = ChannelSettings("sms", .http)
  static let voice = ChannelSettings("voice", .http)
  static let push = ChannelSettings("push", .webPush)

  /// Push at once, SMS after ten seconds, a call after twenty.
  static var contacts: ContactTable {
    var table = ContactTable(channels: [push, sms, voice])
    table.call = "4321"
    for name in ["ada", "bo", "desk"] {
      table.contacts[ResponderID(name)] = Contact(addresses: ["sms": "0301", "voice": "0302"])
    }
    return table
  }

  init(_ contacts: ContactTable = contacts) async throws {
    ward = try await Ward(reader: WardDocuments(contacts: contacts))
    var surroundings = ward.surroundings
    surroundings.callbackBase = "https://pager.example"
    carrier = Carrier(surroundings, channel: far)
  }

  /// Opens an alert and lets the activities pass once.
  func open() async throws -> Alert {
    _ = await ward.send(Ward.potassium())
    try await pass(.zero)
    return try #require(try await ward.alerts().first)
  }

  /// Lets time and all activities pass.
  func pass(_ length: Milliseconds) async throws {
    ward.clock.pass(length)
    try await ward.pager.advanceDue()
    try await ward.courier.deliverPending()
    for task in try await carrier.carryDue() { await task.value }
    for task in try await carrier.carryDue() { await task.value }
  }

  func handOvers(_ alert: Alert) async throws -> [HandOverRecord] {
    try await ward.store.read { try $0.handOvers(of: alert.id) }
  }

  /// A device that its browser's push service can wake.
  func enrol(_ name: String) async throws -> Pocket {
    let pocket = try await ward.enrol(name)
    let subscription = PushSubscription(
      device: pocket.enrolled.device, endpoint: "https://push.example/\(name)",
      publicKey: Array(repeating: 4, count: 65), secret: Array(repeating: 9, count: 16),
      madeAt: ward.clock.now())
    try await ward.store.perform { try $0.put(subscription) }
    try await ward.refresh()
    return pocket
  }
}

@Suite struct `A page on the channels of a person` {
  @Test func `is pushed at once, with the envelope of the mailbox`() async throws {
    let reached = try await ReachedWard()
    let pocket = try await reached.enrol("ada")
    _ = try await reached.open()
    #expect(reached.far.channels == ["push"])
    guard case .envelope(let bytes) = reached.far.taken[0].content else {
      Issue.record("no envelope was pushed")
      return
    }
    #expect(try pocket.opener.open(bytes).header.page == reached.far.taken[0].page)
  }

  @Test func `goes on to the next channel while no device has said that it has it`() async throws {
    let reached = try await ReachedWard()
    _ = try await reached.enrol("ada")
    _ = try await reached.open()
    try await reached.pass(.seconds(9))
    #expect(reached.far.channels == ["push"])
    try await reached.pass(.seconds(1))
    #expect(reached.far.channels == ["push", "sms"])
    try await reached.pass(.seconds(10))
    #expect(reached.far.channels == ["push", "sms", "voice"])
    guard case .text(let text) = reached.far.taken[1].content else {
      Issue.record("no text was handed over")
      return
    }
    let line = text.line(in: .english)
    #expect(line.hasPrefix("Tocsin URGENT page ") && line.contains("4321"))
    #expect(reached.far.taken[1].address == .person("0301"))
  }

  @Test func `stops there once a device has it, and rings on by push alone`() async throws {
    let reached = try await ReachedWard()
    let pocket = try await reached.enrol("ada")
    _ = try await reached.open()
    let page = try #require(try await pocket.fetch().first)
    _ = try await pocket.give(pocket.answer(.received, to: page))
    try await reached.pass(.seconds(35))
    #expect(reached.far.channels == ["push", "push"])
  }

  @Test func `goes to the next channel within two seconds of a failure`() async throws {
    let reached = try await ReachedWard()
    reached.far.answer("push", .gone(note: "410"))
    let pocket = try await reached.enrol("ada")
    _ = try await reached.open()
    try await reached.pass(.seconds(1))
    #expect(reached.far.channels.sorted() == ["push", "sms", "voice"])
    let device = pocket.enrolled.device
    #expect(try await reached.ward.store.read { try $0.subscription(of: device) } == nil)
  }

  @Test func `is tried once more where the channel asks for a little patience`() async throws {
    let reached = try await ReachedWard()
    reached.far.answer("push", .notNow(wait: .seconds(3), note: "429"))
    _ = try await reached.enrol("ada")
    let alert = try await reached.open()
    try await reached.pass(.seconds(3))
    #expect(reached.far.channels == ["push", "push"])
    let handOver = try #require(try await reached.handOvers(alert).first)
    #expect(handOver.state == .failed && handOver.tries == 2 && handOver.note == "429")
    try await reached.pass(.seconds(1))
    #expect(reached.far.channels.sorted() == ["push", "push", "sms", "voice"])
  }

  @Test func `is not waited for longer than five seconds`() async throws {
    let reached = try await ReachedWard()
    reached.far.answer("push", .notNow(wait: .seconds(60), note: "429"))
    _ = try await reached.enrol("ada")
    _ = try await reached.open()
    try await reached.pass(.seconds(1))
    #expect(reached.far.channels.sorted() == ["push", "sms", "voice"])
  }

  @Test func `reaches who has no device`() async throws {
    let reached = try await ReachedWard()
    let alert = try await reached.open()
    #expect(reached.far.channels.isEmpty)
    try await reached.pass(.seconds(10))
    #expect(reached.far.channels == ["sms"])
    let pages = try await reached.ward.pages(alert)
    #expect(pages.map(\.responder.text) == ["ada"] && pages[0].state == .handedOver)
  }

  @Test func `passes the step at once when everything has failed and there is no device`()
    async throws
  {
    let reached = try await ReachedWard()
    reached.far.answer("sms", .refused(note: "400"))
    reached.far.answer("voice", .refused(note: "404"))
    let alert = try await reached.open()
    try await reached.pass(.seconds(10))
    try await reached.pass(.seconds(1))
    try await reached.pass(.seconds(1))
    let pages = try await reached.ward.pages(alert)
    #expect(pages.map(\.responder.text) == ["ada", "bo"])
    #expect(pages[0].state == .failed)
    let trail = try await reached.ward.store.read { try $0.trail(of: alert.id) }
    #expect(trail.contains { $0.text == "every channel to ada has failed" })
  }

  @Test func `never counts a device that is silent as out of reach`() async throws {
    let reached = try await ReachedWard()
    for name in ["push", "sms", "voice"] { reached.far.answer(name, .refused(note: "400")) }
    _ = try await reached.enrol("ada")
    let alert = try await reached.open()
    for _ in 0..<5 { try await reached.pass(.seconds(2)) }
    #expect(try await reached.ward.pages(alert).map(\.responder.text) == ["ada"])
  }

  @Test func `ends on every channel that can be told, once it is answered`() async throws {
    let reached = try await ReachedWard()
    let first = try await reached.enrol("ada")
    let second = try await reached.enrol("ada")
    _ = try await reached.open()
    #expect(reached.far.channels == ["push", "push"])
    let page = try #require(try await first.fetch().first)
    _ = try await first.give(first.answer(.accept, to: page))
    try await reached.pass(.seconds(30))
    #expect(reached.far.channels == ["push", "push", "push"])
    guard case .envelope(let bytes) = reached.far.taken[2].content else {
      Issue.record("no envelope was pushed")
      return
    }
    _ = try await second.fetch()
    #expect(try EnvelopeHeader(decoding: Array(bytes.prefix(136))).type == .withdrawn)
    #expect(reached.far.taken[2].page == page.header.page)
  }

  @Test func `says its end once more where the channel had no time for it`() async throws {
    let reached = try await ReachedWard()
    let first = try await reached.enrol("ada")
    _ = try await reached.enrol("ada")
    _ = try await reached.open()
    let page = try #require(try await first.fetch().first)
    _ = try await first.give(first.answer(.accept, to: page))
    reached.far.answer("push", .notNow(wait: .seconds(2), note: "503"))
    try await reached.pass(.zero)
    #expect(reached.far.channels.count == 3)
    reached.far.answer("push", .handedOver(reference: ""))
    try await reached.pass(.seconds(2))
    #expect(reached.far.channels.count == 4)
    let alert = try #require(try await reached.ward.alerts().first)
    let last = try #require(try await reached.handOvers(alert).last)
    #expect(last.kind == .over && last.state == .handedOver && last.tries == 2)
  }

  @Test func `is moot for what was not begun before the answer`() async throws {
    let reached = try await ReachedWard()
    let pocket = try await reached.enrol("ada")
    _ = try await reached.open()
    let page = try #require(try await pocket.fetch().first)
    _ = try await pocket.give(pocket.answer(.accept, to: page))
    try await reached.pass(.seconds(60))
    #expect(reached.far.channels == ["push"])
  }

  @Test func `is asked anew, from its first rung, in the next step's turn`() async throws {
    let reached = try await ReachedWard()
    _ = try await reached.open()
    try await reached.pass(.seconds(10))
    try await reached.pass(.minutes(2))
    try await reached.pass(.seconds(10))
    let asked = reached.far.taken.map(\.page)
    #expect(Set(asked).count == 2)
  }

  @Test func `can be reported by its channel, which is evidence and no answer`() async throws {
    var contacts = ReachedWard.contacts
    contacts.channels[1].takesCallbacks = true
    let reached = try await ReachedWard(contacts)
    let alert = try await reached.open()
    try await reached.pass(.seconds(10))
    let callback = try #require(reached.far.taken[0].callback)
    #expect(callback.hasPrefix("https://pager.example/v1/hand-overs/"))
    let token = String(callback.split(separator: "/").last ?? "")
    #expect(try await !reached.ward.surroundings.take(.received, token: token + "x"))
    #expect(try await reached.ward.surroundings.take(.received, token: token))
    let handOver = try #require(try await reached.handOvers(alert).first)
    #expect(handOver.receivedAt == reached.ward.clock.now())
    try await reached.pass(.seconds(10))
    #expect(reached.far.channels == ["sms", "voice"])
    #expect(try await reached.ward.alerts().first?.phaseWord == "escalating")
  }

  @Test func `goes on at once when its channel reports that it did not arrive`() async throws {
    var contacts = ReachedWard.contacts
    contacts.channels[1].takesCallbacks = true
    let reached = try await ReachedWard(contacts)
    _ = try await reached.open()
    try await reached.pass(.seconds(10))
    let callback = try #require(reached.far.taken[0].callback)
    let token = String(callback.split(separator: "/").last ?? "")
    #expect(try await reached.ward.surroundings.take(.failed, token: token))
    try await reached.pass(.seconds(1))
    #expect(reached.far.channels == ["sms", "voice"])
  }

  @Test func `carries nothing of the alert but in the envelope`() async throws {
    let reached = try await ReachedWard()
    _ = try await reached.enrol("ada")
    let alert = try await reached.open()
    for _ in 0..<4 { try await reached.pass(.seconds(10)) }
    let handOvers = try await reached.handOvers(alert)
    let all = reached.far.taken.map { "\($0)" } + handOvers.map { "\($0)" }
    #expect(!all.isEmpty)
    for text in all {
      #expect(!text.contains("CANARY") && !text.contains("7.1") && !text.contains("Potassium"))
    }
  }
}

@Suite struct `A gateway that ends while pages are handed over` {
  @Test func `hands over again what was on its way, under the same page id`() async throws {
    let reached = try await ReachedWard()
    _ = try await reached.enrol("ada")
    _ = await reached.ward.send(Ward.potassium())
    try await reached.ward.courier.deliverPending()
    let stuck = StuckChannel()
    let before = Carrier(reached.ward.surroundings, channel: stuck)
    let tasks = try await before.carryDue()
    #expect(tasks.count == 1)
    try await reached.carrier.resume()
    for task in try await reached.carrier.carryDue() { await task.value }
    #expect(reached.far.channels == ["push"])
    let alert = try #require(try await reached.ward.alerts().first)
    let handOvers = try await reached.handOvers(alert)
    #expect(handOvers.map(\.state) == [.handedOver] && handOvers[0].tries == 2)
    stuck.release()
    for task in tasks { await task.value }
  }

  @Test func `says how late a text is that comes after an outage`() async throws {
    let reached = try await ReachedWard()
    _ = await reached.ward.send(Ward.potassium())
    reached.ward.clock.pass(.seconds(100))
    for task in try await reached.carrier.carryDue() { await task.value }
    guard case .text(let text) = try #require(reached.far.taken.first).content else {
      Issue.record("no text was handed over")
      return
    }
    #expect(text.line(in: .english).hasPrefix("LATE by 1 min."))
  }
}

/// Never answers before it is released.
private final class StuckChannel: PageChannel {
  private struct State {
    var isOpen = false
    var waiting: [CheckedContinuation<Void, Never>] = []
  }

  private let state = Mutex(State())

  func release() {
    let waiting = state.withLock { state in
      state.isOpen = true
      return state.waiting
    }
    for one in waiting { one.resume() }
  }

  func hand(_ order: ChannelOrder) async -> ChannelOutcome {
    await withCheckedContinuation { continuation in
      let isOpen = state.withLock { state in
        if !state.isOpen { state.waiting.append(continuation) }
        return state.isOpen
      }
      if isOpen { continuation.resume() }
    }
    return .handedOver(reference: "")
  }
}
