// Tocsin — GatewayTests: many different alerts for one person at once
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import TocsinCore
import TocsinGateway
import TocsinSealing

extension Ward {
  /// Opens an alert that a source reported, without a source.
  @discardableResult
  func opens(
    _ number: UInt64, _ priority: Priority = .low, world: World = .production
  ) async throws -> Alert {
    let staffing = try surroundings.directory.snapshot().staffing
    var draft = AlertDraft(
      integration: "laboratory", dedupKey: "K\(number)", priority: priority, kind: "advisory",
      content: AlertContent(
        who: [ContentField(name: "name", value: "ZZCANARY \(number)")], what: "Fact \(number)"))
    draft.world = world
    let opened = Escalation.open(
      draft, as: AlertID(high: 7, low: number), under: WardDocuments.policy, with: staffing,
      at: clock.now())
    _ = try await store.perform { try $0.apply(opened) }
    return opened.alert
  }
}

extension OpenedEnvelope {
  fileprivate var text: String { String(decoding: content, as: UTF8.self) }
}

@Suite struct `A storm` {
  private func storm(_ count: UInt64) async throws -> (Ward, Pocket) {
    let ward = try await Ward()
    let ada = try await ward.enrol("ada")
    for number in 1...count { try await ward.opens(number) }
    return (ward, ada)
  }

  @Test func `pages the first alerts at once, and folds the rest into one page`() async throws {
    let (ward, ada) = try await storm(10)
    #expect(try await ward.courier.deliverPending() == 4)
    let envelopes = try await ada.fetch()
    #expect(envelopes.map(\.header.type) == [.preview, .preview, .preview, .more])
    let more = try #require(envelopes.last)
    #expect(more.text.contains("\"more\":7,\"medium\":0,\"low\":7,\"priority\":\"low\""))
    #expect(!more.text.contains("ZZCANARY") && !more.text.contains("Fact"))
    #expect(more.header.priority == .low && more.header.attempt == 1)
    let alerts = try await ward.alerts()
    #expect(alerts.count == 10)
    #expect(alerts.allSatisfy { $0.nextDeadline != nil && $0.duties[0].people.count == 1 })
  }

  @Test func `lets a page of high priority through by itself and before all others`() async throws {
    let (ward, ada) = try await storm(300)
    try await ward.opens(301, .high)
    try await ward.courier.deliverPending()
    let envelopes = try await ada.fetch()
    #expect(envelopes.first?.header.priority == .high)
    #expect(envelopes.map(\.header.type) == [.preview, .preview, .preview, .preview, .more])
    #expect(envelopes.last?.text.contains("\"more\":297,") == true)
  }

  @Test func `has a list: opened, it brings the pages one by one and without a sound`()
    async throws
  {
    let (ward, ada) = try await storm(10)
    try await ward.courier.deliverPending()
    _ = try await ada.fetch()
    ward.clock.pass(.seconds(30))
    let opened = try await ward.desk.openList(of: ada.enrolled.device, limit: 5)
    #expect(opened == OpenedList(opened: 5, left: 2))
    try await ward.courier.deliverPending()
    let listed = try await ada.fetch()
    #expect(listed.map(\.header.type) == Array(repeating: .preview, count: 5) + [.more])
    #expect(listed.prefix(5).allSatisfy { $0.text.contains("\"listed\":true") })
    #expect(listed.last?.text.contains("\"more\":2,") == true)
    #expect(listed.last?.header.attempt == 1)
    _ = try await ward.desk.openList(of: ada.enrolled.device, limit: 64)
    ward.clock.pass(.seconds(3))
    try await ward.courier.deliverPending()
    let rest = try await ada.fetch()
    #expect(rest.map(\.header.type) == [.preview, .preview, .withdrawn])
    #expect(Set(listed.map(\.header.page)).isDisjoint(with: rest.prefix(2).map(\.header.page)))
  }

  @Test func `is answered page by page: nothing is taken by answering for the list`() async throws {
    let (ward, ada) = try await storm(6)
    try await ward.courier.deliverPending()
    let more = try #require(try await ada.fetch().last)
    #expect(try await ada.give(ada.answer(.displayed, to: more)).result == .taken)
    #expect(try await ada.give(ada.answer(.accept, to: more)).result == .noDuty)
    #expect(try await ward.alerts().allSatisfy { $0.phaseWord == "escalating" })
    _ = try await ward.desk.openList(of: ada.enrolled.device, limit: 1)
    try await ward.courier.deliverPending()
    let page = try #require(try await ada.fetch().first)
    #expect(try await ada.give(ada.answer(.accept, to: page)).result == .taken)
    #expect(try await ward.alerts().count { $0.phaseWord == "acknowledged" } == 1)
  }

  @Test func `passes no alert over: each folded one goes to the next person in its time`()
    async throws
  {
    let (ward, ada) = try await storm(10)
    let bo = try await ward.enrol("bo")
    try await ward.courier.deliverPending()
    _ = try await ada.fetch()
    ward.clock.pass(.minutes(2))
    #expect(try await ward.pager.advanceDue() == 10)
    try await ward.courier.deliverPending()
    #expect(try await bo.fetch().map(\.header.type) == [.preview, .preview, .preview, .more])
    #expect(try await ada.fetch().isEmpty)
  }

  @Test func `is over when a minute was calm: the next page comes by itself`() async throws {
    let (ward, ada) = try await storm(10)
    try await ward.courier.deliverPending()
    _ = try await ada.fetch()
    ward.clock.pass(.seconds(59))
    try await ward.opens(11)
    try await ward.courier.deliverPending()
    #expect(try await ada.fetch().map(\.header.type) == [.more])
    ward.clock.pass(.seconds(61))
    try await ward.opens(12)
    try await ward.courier.deliverPending()
    #expect(try await ada.fetch().map(\.header.type) == [.preview])
  }

  @Test func `of tests folds no page of production, and says that it is one of tests`()
    async throws
  {
    let ward = try await Ward()
    let ada = try await ward.enrol("ada")
    for number in 1...UInt64(5) { try await ward.opens(number, world: .test) }
    try await ward.opens(6)
    try await ward.courier.deliverPending()
    let envelopes = try await ada.fetch()
    #expect(envelopes.count { $0.header.type == .more } == 1)
    #expect(envelopes.last?.header.flags.contains(.test) == true)
    #expect(envelopes.count { !$0.header.flags.contains(.test) } == 1)
  }

  @Test func `is told to the second device as well, and to one that is enrolled in it`()
    async throws
  {
    let (ward, _) = try await storm(10)
    try await ward.courier.deliverPending()
    let late = try await ward.enrol("ada")
    ward.clock.pass(.seconds(1))
    try await ward.courier.deliverPending()
    #expect(try await late.fetch().map(\.header.type) == [.preview, .preview, .preview, .more])
  }

  @Test func `is told on after a restart`() async throws {
    let (ward, ada) = try await storm(4)
    try await ward.courier.deliverPending()
    _ = try await ada.fetch()
    let again = try await ward.restarted()
    ward.clock.pass(.seconds(2))
    for number in 5...UInt64(9) { try await ward.opens(number) }
    try await again.courier.deliverPending()
    let told = try await ada.fetch()
    #expect(told.map(\.header.type) == [.more])
    #expect(told.first?.text.contains("\"more\":6,") == true)
  }
}

@Suite struct `Low pages that their policy bundles` {
  /// The ward, with quarter hours in which low pages come together.
  private struct Bundling: DocumentReader {
    func read(_ revisions: [DocumentRevision]) throws -> DirectoryDocuments {
      var documents = try WardDocuments().read(revisions)
      let plain = WardDocuments.policy
      var times = plain.times
      times.bundle = .minutes(15)
      documents.policies["ward"] = Policy(
        reference: plain.reference, title: plain.title, roles: plain.roles,
        fallback: plain.fallback, times: times)
      return documents
    }

    func policy(_ revision: DocumentRevision) throws -> Policy {
      try read([]).policies["ward"] ?? WardDocuments.policy
    }
  }

  private func bundling() async throws -> (Ward, Pocket) {
    let ward = try await Ward(reader: Bundling())
    return (ward, try await ward.enrol("ada"))
  }

  private func types(_ ward: Ward, _ ada: Pocket) async throws -> [EnvelopeType] {
    try await ward.courier.deliverPending()
    return try await ada.fetch().map(\.header.type)
  }

  @Test func `come by themselves once, then behind one page`() async throws {
    let (ward, ada) = try await bundling()
    try await ward.opens(1)
    #expect(try await types(ward, ada) == [.preview])
    ward.clock.pass(.minutes(14))
    try await ward.opens(2)
    #expect(try await types(ward, ada) == [.more])
    ward.clock.pass(.minutes(16))
    try await ward.opens(3)
    #expect(try await types(ward, ada) == [.preview])
  }

  @Test func `of one moment are one page and the rest behind another`() async throws {
    let (ward, ada) = try await bundling()
    for number in 1...UInt64(3) { try await ward.opens(number) }
    #expect(try await types(ward, ada) == [.preview, .more])
  }

  @Test func `hold back no medium page and none that rings`() async throws {
    let (ward, ada) = try await bundling()
    try await ward.opens(1)
    _ = try await types(ward, ada)
    ward.clock.pass(.minutes(1))
    try await ward.opens(2, .medium)
    try await ward.opens(3, .high)
    #expect(try await types(ward, ada) == [.preview, .preview])
  }

  @Test func `sound from their list no more often than the policy says`() async throws {
    let (ward, ada) = try await bundling()
    for number in 1...UInt64(2) { try await ward.opens(number) }
    _ = try await types(ward, ada)
    var attempts: [UInt16] = []
    for number in 3...UInt64(6) {
      ward.clock.pass(.minutes(5))
      try await ward.opens(number)
      try await ward.courier.deliverPending()
      attempts += try await ada.fetch().filter { $0.header.type == .more }.map(\.header.attempt)
    }
    #expect(attempts == [1, 1, 2, 2])
  }
}
