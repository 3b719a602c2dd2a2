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
      intake.take(PagerCalls(from, name: name, calls)) { waiting.resume(returning: $0) }
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
      intake.take(calls) { waiting.resume(returning: $0) }
    }
    #expect(verdict == .notNow)
    #expect(try await other.messages().isEmpty)
  }

  @Test func `has a connection of its own name`() {
    #expect(intake.connectionName() != intake.connectionName())
  }
}
