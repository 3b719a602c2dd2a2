// Tocsin — GatewayTests: what is wrong with a source becomes an alert
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import TocsinCore
import TocsinDocuments
import TocsinGateway
import TocsinMapping
import TocsinSQLite
import TocsinSealing

/// The ward's documents, with a live laboratory of which something is expected every 15 minutes.
struct WatchedDocuments: DocumentReader {
  var isLive = true
  var test: String?

  func read(_ revisions: [DocumentRevision]) throws -> DirectoryDocuments {
    var documents = try WardDocuments().read(revisions)
    documents.integrations["laboratory"]?.health.isLive = isLive
    documents.integrations["laboratory"]?.health.expectations = [
      SourceExpectation(silenceMax: .minutes(15))
    ]
    documents.policies["engineers"] = Self.policy("engineers", of: "bo")
    documents.policies["sandbox"] = Self.policy("sandbox", of: "ada")
    documents.routing = RoutingTable(routes: [], catchAll: "ward")
    documents.routing.sources = "engineers"
    documents.routing.test = test
    return documents
  }

  func policy(_ revision: DocumentRevision) throws -> Policy {
    Self.policy(revision.name, of: revision.name == "sandbox" ? "ada" : "bo")
  }

  static func policy(_ name: String, of person: String) -> Policy {
    let target = PageTarget.responder(ResponderID(person))
    return Policy(
      reference: PolicyReference(name: name, revision: 1), title: name,
      roles: [
        PolicyRole(
          role: "responder", steps: [PolicyStep(targets: [target], wait: .minutes(5))])
      ], fallback: Fallback(targets: [target], every: .minutes(5)))
  }
}

extension Ward {
  /// Looks at the sources at each minute of a length of time.
  func look(_ watch: SourceWatch, for minutes: Int) async throws {
    for _ in 0..<minutes {
      clock.pass(.minutes(1))
      try await watch.look()
    }
  }
}

@Suite struct `A live source that falls silent` {
  @Test func `pages the engineers, once`() async throws {
    let ward = try await Ward(reader: WatchedDocuments())
    let watch = SourceWatch(ward.surroundings)
    _ = try await ward.enrol("bo")
    _ = await ward.send(Ward.potassium(flag: "N"))
    try await ward.look(watch, for: 40)
    let alerts = try await ward.alerts()
    #expect(alerts.map(\.kind) == ["source-silent"])
    #expect(alerts[0].integration == "tocsin" && alerts[0].priority == .high)
    #expect(alerts[0].policy.name == "engineers" && alerts[0].repeats == 0)
    #expect(try await ward.pages(alerts[0]).map(\.responder) == [ResponderID("bo")])
  }

  @Test func `and speaks again ends the alert by itself (S19)`() async throws {
    let ward = try await Ward(reader: WatchedDocuments(isLive: false))
    let watch = SourceWatch(ward.surroundings)
    try await ward.look(watch, for: 20)
    _ = await ward.send(Ward.potassium(flag: "N"))
    try await watch.look()
    #expect(try await ward.alerts().map(\.phaseWord) == ["resolved"])
  }

  @Test
  func `S19: stays on the screen as ended when nobody saw it, and rings when it is silent anew`()
    async throws
  {
    let ward = try await Ward(reader: WatchedDocuments())
    let watch = SourceWatch(ward.surroundings)
    _ = try await ward.enrol("bo")
    try await ward.look(watch, for: 20)
    _ = await ward.send(Ward.potassium(flag: "N"))
    try await watch.look()
    let ended = try #require(try await ward.alerts().first)
    #expect(ended.endedAt != nil && !ended.isClosed)
    try await ward.look(watch, for: 40)
    let again = try await ward.alerts()
    #expect(again.count == 1 && again[0].endedAt == nil && again[0].contentRevision == 2)
  }

  @Test func `is known to be silent after a restart, and is not blamed for the outage`()
    async throws
  {
    let ward = try await Ward(reader: WatchedDocuments())
    _ = await ward.send(Ward.potassium(flag: "N"))
    try await ward.look(SourceWatch(ward.surroundings), for: 10)
    ward.clock.pass(.hours(3))
    let after = try await ward.restarted()
    let watch = SourceWatch(after.surroundings)
    try await watch.look()
    #expect(try await ward.alerts().isEmpty)
    try await ward.look(watch, for: 15)
    #expect(try await ward.alerts().isEmpty)
    try await ward.look(watch, for: 1)
    #expect(try await ward.alerts().map(\.kind) == ["source-silent"])
    let third = SourceWatch(try await ward.restarted().surroundings)
    try await ward.look(third, for: 10)
    #expect(try await ward.alerts().count == 1)
    let states = try await ward.store.read { try $0.sourceStates() }
    #expect(states["laboratory"]?.ongoing.map(\.trouble) == [.silent])
  }
}

@Suite struct `Numbers that a source leaves out` {
  private func send(_ number: Int64, _ ward: Ward, from application: String = "") async {
    let text = Ward.potassium(controlID: "\(application)\(number)", flag: "N")
      .replacing("|P|2.5.1", with: "|P|2.5.1|\(number)")
      .replacing("20261124081503+0000", with: "", maxReplacements: 1)
    var fields = text.split(separator: "|", maxSplits: 3, omittingEmptySubsequences: false)
    fields[2] += application
    _ = await ward.send(fields.joined(separator: "|"))
  }

  @Test(
    arguments: [
      ([1, 2, 3], nil), ([1, 3], 1), ([7, 1, 2], nil), ([7, 0, 9, 10], 1), ([-1, 5, 6], nil),
      ([5, 5, 6], nil), ([2, 4, 9], 5),
    ] as [([Int64], Int?)])
  func `page the engineers, with how many they are`(_ numbers: [Int64], _ missed: Int?)
    async throws
  {
    let ward = try await Ward(reader: WatchedDocuments())
    for number in numbers { await send(number, ward) }
    try await SourceWatch(ward.surroundings).look()
    let alerts = try await ward.alerts()
    #expect(alerts.map(\.kind) == (missed == nil ? [] : ["source-sequence"]))
    if let missed {
      #expect(alerts[0].content.what.contains("\(missed) messages are missing"))
    }
  }

  @Test func `are looked for in each application by itself`() async throws {
    let ward = try await Ward(reader: WatchedDocuments())
    for number in Int64(1)...4 {
      await send(number, ward, from: "A")
      await send(number + 70, ward, from: "B")
    }
    try await SourceWatch(ward.surroundings).look()
    #expect(try await ward.alerts().isEmpty)
  }

  @Test func `are found though the gateway was started again in between`() async throws {
    let ward = try await Ward(reader: WatchedDocuments())
    await send(1, ward)
    let after = try await ward.restarted()
    await send(4, after)
    try await SourceWatch(after.surroundings).look()
    let found = try #require(try await after.alerts().first)
    #expect(found.content.what.contains("2 messages are missing"))
  }
}

@Suite struct `What sources do wrong` {
  @Test func `as a run of refused frames pages the engineers`() async throws {
    let ward = try await Ward(reader: WatchedDocuments())
    let watch = SourceWatch(ward.surroundings)
    for number in 0..<5 { _ = await ward.send("hello \(number)") }
    try await watch.look()
    #expect(try await ward.alerts().map(\.kind) == ["source-errors"])
  }

  @Test func `as a frame that does not get on pages the engineers`() async throws {
    let ward = try await Ward(reader: WatchedDocuments())
    let watch = SourceWatch(ward.surroundings)
    ward.intake.noteStall(integration: "laboratory")
    try await watch.look()
    #expect(try await ward.alerts().map(\.kind) == ["source-stalled"])
  }

  @Test(arguments: [
    ("20261124081503+0000", true), ("", false), ("R99", false), ("20261124", false),
  ])
  func `as a wrong clock pages the engineers, and junk is no clock`(
    _ time: String, _ isWrong: Bool
  ) async throws {
    let ward = try await Ward(reader: WatchedDocuments())
    let watch = SourceWatch(ward.surroundings)
    for number in 0..<3 {
      let text = Ward.potassium(controlID: "C\(number)", flag: "N")
      _ = await ward.send(text.replacing("20261124081503+0000", with: time, maxReplacements: 1))
    }
    try await watch.look()
    #expect(try await ward.alerts().map(\.kind) == (isWrong ? ["source-clock"] : []))
  }

  @Test func `is counted by the day, and shown before it is stored`() async throws {
    let ward = try await Ward(reader: WatchedDocuments())
    let watch = SourceWatch(ward.surroundings)
    _ = await ward.send(Ward.potassium())
    _ = await ward.send(Ward.potassium())
    try await watch.look()
    _ = await ward.send(Ward.potassium(controlID: "C2", order: "F2", flag: "N"))
    _ = await ward.send("hello")
    ward.intake.recordNoise(count: 3, peek: [1, 2, 3], integration: "laboratory")
    let standing = try #require(try await ward.surroundings.standings().first)
    var expected = SourceCounts()
    for outcome in [MessageOutcome.accepted, .repeated, .notForUs, .refused] {
      expected.count(outcome)
    }
    #expect(standing.counts == expected && standing.health == .ok)
    #expect(standing.state.mappedAt == ward.clock.now())
    try await watch.look()
    let other = try #require(try await ward.restarted().surroundings.standings().first)
    #expect(other.counts == expected)
  }
}

@Suite struct `Messages for test` {
  @Test(arguments: ["T", "D"])
  func `S22: on a live integration page its engineers`(_ mode: String) async throws {
    let ward = try await Ward(reader: WatchedDocuments())
    let watch = SourceWatch(ward.surroundings)
    #expect(await ward.send(Ward.potassium(mode: mode)).code == "AA")
    try await watch.look()
    let alerts = try await ward.alerts()
    #expect(alerts.map(\.kind) == ["source-test-on-live"])
    #expect(alerts[0].world == .production && alerts[0].priority == .high)
  }

  @Test func `S22: go to the sandbox in a world of their own, and touch nothing real`()
    async throws
  {
    let ward = try await Ward(reader: WatchedDocuments(isLive: false, test: "sandbox"))
    let pocket = try await ward.enrol("ada")
    _ = await ward.send(Ward.potassium(controlID: "C1"))
    _ = await ward.send(Ward.potassium(controlID: "C2", value: "9.9", mode: "T"))
    _ = await ward.send(Ward.potassium(controlID: "C3", value: "9.9", mode: "P^T"))
    let alerts = try await ward.alerts()
    let tests = alerts.filter { $0.world == .test }
    #expect(alerts.count == 2 && tests.map(\.policy.name) == ["sandbox"])
    let real = try #require(alerts.first { $0.world == .production })
    #expect(real.content.what.contains("9.9") && real.contentRevision == 2)
    try await ward.courier.deliverPending()
    let opened = try await pocket.fetch()
    #expect(opened.filter { $0.header.flags.contains(.test) }.count == 1)
    #expect(opened.count > 1)
  }
}

@Suite struct `Planned work` {
  private func begin(
    _ ward: Ward, _ object: String, for owner: String = "bo"
  ) async throws -> Maintenance {
    let works = Maintenances(ward.surroundings)
    return try await works.add(
      try #require(MaintenanceObject(text: object)), from: nil,
      until: ward.clock.now() + .hours(1), for: (ResponderID(owner), "new analyser"),
      by: .person(ResponderID("bo")))
  }

  private func giveAccount(_ ward: Ward) async throws {
    let account = Account(id: ResponderID("bo"), name: "Bo", grants: [], at: ward.clock.now())
    try await ward.store.perform { try $0.upsert(account) }
  }

  @Test func `S27: mutes the silence of its source, and says that it is over`() async throws {
    let ward = try await Ward(reader: WatchedDocuments())
    try await giveAccount(ward)
    let watch = SourceWatch(ward.surroundings)
    _ = try await begin(ward, "source:laboratory")
    try await ward.look(watch, for: 59)
    #expect(try await ward.alerts().isEmpty)
    #expect(try await ward.surroundings.standings().first?.health == .maintenance)
    try await ward.look(watch, for: 1)
    let alerts = try await ward.alerts()
    #expect(alerts.map(\.kind) == ["maintenance-over"] && alerts[0].priority == .low)
    try await ward.look(watch, for: 14)
    #expect(try await ward.alerts().count == 1)
    try await ward.look(watch, for: 2)
    #expect(try await ward.alerts().map(\.kind).contains("source-silent"))
  }

  @Test func `S27: never mutes what is high`() async throws {
    let ward = try await Ward(reader: WatchedDocuments())
    try await giveAccount(ward)
    _ = try await ward.enrol("ada")
    _ = try await begin(ward, "source:laboratory")
    _ = try await begin(ward, "ward:W4E")
    _ = await ward.send(Ward.potassium())
    let alert = try #require(try await ward.alerts().first)
    #expect(try await ward.pages(alert).map(\.responder) == [ResponderID("ada")])
  }

  @Test func `S27: is on the trail from plan to end`() async throws {
    let ward = try await Ward(reader: WatchedDocuments())
    try await giveAccount(ward)
    let work = try await begin(ward, "ward:W4E")
    let works = Maintenances(ward.surroundings)
    _ = try await works.end(work.id, by: .commandLine("root"))
    await #expect(throws: MaintenanceFault.over) {
      try await works.end(work.id, by: .commandLine("root"))
    }
    let actions = try await ward.store.read { store in
      try store.leaves(from: 0, limit: 100, withDetails: false)
        .compactMap { LeafBody(decoding: $0.body)?.action }
    }
    #expect(
      actions.filter { $0.hasPrefix("maintenance.") } == [
        "maintenance.planned", "maintenance.ended", "maintenance.over",
      ])
  }

  @Test(arguments: [
    ("source:nobody", "bo", MaintenanceFault.unknownSource),
    ("source:laboratory", "nobody", .unknownOwner),
  ])
  func `S27: is of a source that is there, by somebody who is there`(
    _ object: String, _ owner: String, _ fault: MaintenanceFault
  ) async throws {
    let ward = try await Ward(reader: WatchedDocuments())
    await #expect(throws: fault) { try await begin(ward, object, for: owner) }
  }
}
