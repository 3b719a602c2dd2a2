// Tocsin — GatewayTests: what senders of old pagers send
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import TocsinCore
import TocsinDocuments
import TocsinGateway
import TocsinMapping

/// The documents of a ward with the shipped one for old pagers.
private struct PagerDocuments: DocumentReader {
  var name = PagerIntake.integration

  func read(_ revisions: [DocumentRevision]) throws -> DirectoryDocuments {
    let path = WardDocuments.root + "/Integrations/old-pagers/mapping.yaml"
    let text = try String(contentsOfFile: path, encoding: .utf8)
    return DirectoryDocuments(
      routing: RoutingTable(routes: [], catchAll: "ward"),
      policies: ["ward": WardDocuments.policy], rotas: [:],
      integrations: [name: try DocumentValues.integration(text: text, name: name).inZone(.utc)])
  }

  func policy(_ revision: DocumentRevision) throws -> Policy { WardDocuments.policy }
}

@Suite struct `A call for an old pager` {
  private let ward: Ward
  private let intake: PagerIntake

  init() async throws {
    ward = try await Ward(reader: PagerDocuments())
    intake = PagerIntake(ward.surroundings)
  }

  private func take(
    _ name: String, _ pagers: [String] = ["7701"], text: String = "Ring ward 7",
    _ from: PagerProtocol = .snpp, priority: String = ""
  ) async -> PagerVerdict {
    let calls = pagers.map { pager in
      var call = PagerCall(pager: pager, text: text)
      call.priority = priority
      return call
    }
    return await withCheckedContinuation { waiting in
      intake.take(PagerCalls(from, name: name, calls)) { waiting.resume(returning: $0.verdict) }
    }
  }

  private func tag(of name: String) async -> PagerTag? {
    let calls = PagerCalls(.snpp, name: name, [PagerCall(pager: "7701", text: "Ring ward 7")])
    return await withCheckedContinuation { waiting in
      intake.take(calls) { waiting.resume(returning: $0.tags.first) }
    }
  }

  private func standing(_ tag: PagerTag) async -> PagerStanding? {
    await withCheckedContinuation { waiting in
      intake.standing(of: tag) { waiting.resume(returning: $0) }
    }
  }

  @Test func `is an alert of the service that its pager stands for`() async throws {
    #expect(intake.check("7701", from: .snpp) == .accepted)
    #expect(await take("c1-1") == .accepted)
    let alert = try #require(try await ward.alerts().first)
    #expect(alert.content.what == "Ring ward 7")
    #expect(alert.kind == "paging-call" && alert.priority == .high)
    #expect(try await ward.messages().map(\.outcome) == [.accepted])
  }

  @Test func `is as urgent as its pager, or as its sender says`() async throws {
    _ = await take("c1-1", ["7720"], priority: "low")
    _ = await take("c1-2", ["7702"], priority: "low")
    _ = await take("c1-3", ["7702"], priority: "a word of no table")
    #expect(try await Set(ward.alerts().map(\.priority)) == [.crash, .medium, .high])
  }

  @Test func `opens one alert however often the same transaction comes`() async throws {
    #expect(await take("c1-1") == .accepted)
    #expect(await take("c1-1") == .accepted)
    #expect(try await ward.alerts().count == 1)
    #expect(await take("c1-2") == .accepted)
    #expect(try await ward.alerts().count == 2)
  }

  @Test func `under a name that stood on another is not taken`() async throws {
    #expect(await take("c1-1") == .accepted)
    #expect(await take("c1-1", text: "Something else") == .unusable)
    #expect(try await ward.alerts().count == 1)
  }

  @Test func `for a pager that no rule has is refused at once and shown`() async throws {
    #expect(intake.check("1234", from: .snpp) == .unknownPager)
    #expect(await take("c1-1", ["1234"]) == .unknownPager)
    #expect(try await ward.alerts().isEmpty)
    let rows = try await ward.messages()
    #expect(rows.map(\.outcome) == [.refused, .refused])
    #expect(rows.allSatisfy { $0.reason == "calls.pager: no rule has this pager" })
  }

  @Test func `opens nothing when one of several pagers is not known`() async throws {
    #expect(await take("c1-1", ["7701", "1234"]) == .unknownPager)
    #expect(try await ward.alerts().isEmpty)
    #expect(await take("c1-2", ["7701", "7702"]) == .accepted)
    #expect(try await ward.alerts().count == 2)
  }

  @Test func `tells its sender how far it has come, and that a person took it`() async throws {
    let ada = try await ward.enrol("ada")
    try await ward.refresh()
    let tag = try #require(await tag(of: "c1-1"))
    #expect(await self.tag(of: "c1-1") == tag)
    let before = try #require(await standing(tag))
    #expect(before.stage == .waiting && before.text == "waits for a device that has it")
    try await ward.pager.advanceDue()
    try await ward.courier.deliverPending()
    let page = try #require(try await ada.fetch().first)
    _ = try await ada.give(ada.answer(.received, to: page))
    #expect(await standing(tag)?.stage == .delivered)
    _ = try await ada.give(ada.answer(.displayed, to: page))
    #expect(await standing(tag)?.stage == .read)
    _ = try await ada.give(ada.answer(.accept, to: page))
    let after = try #require(await standing(tag))
    #expect(after.stage == .answered && after.number > before.number)
    #expect(after.text == "accepted by ada")
  }

  @Test func `tells its sender that somebody declined, and that others are asked`() async throws {
    let ada = try await ward.enrol("ada")
    _ = try await ward.enrol("bo")
    try await ward.refresh()
    let tag = try #require(await tag(of: "c1-1"))
    try await ward.pager.advanceDue()
    try await ward.courier.deliverPending()
    let page = try #require(try await ada.fetch().first)
    _ = try await ada.give(ada.answer(.decline, to: page))
    let now = try #require(await standing(tag))
    #expect(now.stage == .waiting && now.text == "declined by ada, others are asked")
    for _ in 0..<20 {
      ward.clock.pass(.minutes(5))
      try await ward.pager.advanceDue()
    }
    #expect(
      await standing(tag)?.text == "nobody has answered, it is with the last resort")
  }

  @Test func `is not told of to whoever has another code, or has ended its tag`() async throws {
    let tag = try #require(await tag(of: "c1-1"))
    #expect(await standing(PagerTag(number: tag.number, code: tag.code ^ 1)) == nil)
    intake.forget(tag)
    #expect(await standing(tag) == nil)
  }

  @Test func `of another system cannot be asked about by a tag`() async throws {
    let other = try await Ward()
    _ = await other.send(Ward.potassium())
    let alert = try #require(try await other.alerts().first).id
    let tag = PagerTag(number: alert.high, code: alert.low)
    let found = await withCheckedContinuation { waiting in
      PagerIntake(other.surroundings).standing(of: tag) { waiting.resume(returning: $0) }
    }
    #expect(found == nil)
  }

  @Test func `comes from the addresses of the document alone`() {
    #expect(intake.admits("127.0.0.1"))
    #expect(!intake.admits("10.0.0.1"))
    #expect(!intake.admits(""))
  }

  @Test func `is not now where no document takes it`() async throws {
    let other = try await Ward(reader: PagerDocuments(name: "others"))
    let intake = PagerIntake(other.surroundings)
    #expect(intake.check("7701", from: .tap) == .notNow)
    #expect(!intake.admits("127.0.0.1"))
    let verdict = await withCheckedContinuation { waiting in
      let calls = PagerCalls(.tap, name: "c1-1", [PagerCall(pager: "7701", text: "a")])
      intake.take(calls) { waiting.resume(returning: $0.verdict) }
    }
    #expect(verdict == .notNow)
    #expect(try await other.messages().isEmpty)
  }

  @Test func `has a connection of its own name`() {
    #expect(intake.connectionName() != intake.connectionName())
  }
}
