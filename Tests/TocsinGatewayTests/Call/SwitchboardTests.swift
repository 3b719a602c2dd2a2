// Tocsin — GatewayTests: paging by hand
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinGateway
import TocsinSQLite
import TocsinSealing

/// The documents of the ward with two things to call for: a team of two, and everybody.
private struct CallDocuments: DocumentReader {
  private static func policy(_ name: String, _ roles: [String: [String]]) -> Policy {
    Policy(
      reference: PolicyReference(name: name, revision: 1), title: name,
      roles: roles.sorted { $0.key < $1.key }.map { role, people in
        PolicyRole(
          role: role,
          steps: [
            PolicyStep(
              targets: people.map { .responder(ResponderID($0)) }, wait: .minutes(2))
          ])
      },
      fallback: Fallback(targets: [.responder(ResponderID("desk"))], every: .minutes(1)))
  }

  private static let crowd = policy("crowd", ["responder": (1...12).map { "p\($0)" }])
  private static let team = policy("team", ["airway": ["bo"], "leader": ["ada"]])

  private static func type(_ name: String, _ priority: Priority, _ policy: String) -> CallType {
    CallType(
      name: name, titles: [.english: "Crash call"], priority: priority, policy: policy,
      fields: [.place])
  }

  var lockScreen: LockScreenRule?

  func read(_ revisions: [DocumentRevision]) throws -> DirectoryDocuments {
    var all = try WardDocuments().read(revisions)
    all.routing.lockScreen = lockScreen
    all.policies["team"] = Self.team
    all.policies["crowd"] = Self.crowd
    all.calls = CallTable(types: [
      Self.type("crash", .crash, "team"), Self.type("crowd", .medium, "crowd"),
      Self.type("crash-crowd", .crash, "crowd"), Self.type("lost", .high, "gone"),
    ])
    return all
  }

  func policy(_ revision: DocumentRevision) throws -> Policy { Self.team }
}

private let sam = TrailActor.person(ResponderID("sam"))

private struct CallSite {
  let ward: Ward
  let switchboard: Switchboard

  init(_ lockScreen: LockScreenRule? = nil) async throws {
    ward = try await Ward(reader: CallDocuments(lockScreen: lockScreen))
    for number in 1...12 {
      let person = Responder(id: ResponderID("p\(number)"), name: "P")
      try await ward.store.perform { try $0.upsert(person) }
    }
    try await ward.refresh()
    switchboard = Switchboard(ward.surroundings)
  }

  func call(_ type: String = "crash", key: String = "key-0001") async throws -> PlacedCall {
    try await switchboard.call(
      AskedCall(type, CallWords(place: "W7, bed 3", ward: "W7"), key: key), by: sam)
  }
}

extension CallSite {
  /// A critical potassium that ada is paged for, and has: her device, the alert and the page.
  fileprivate func potassium() async throws -> (phone: Pocket, alert: Alert, page: OpenedEnvelope) {
    let phone = try await ward.enrol("ada")
    _ = try await ward.enrol("bo")
    try await ward.refresh()
    _ = await ward.send(Ward.potassium())
    let alert = try #require(try await ward.alerts().first)
    try await ward.courier.deliverPending()
    return (phone, alert, try #require(try await phone.fetch().first))
  }
}

@Suite struct `A call at the switchboard` {
  @Test func `opens one alert, pages each role, and says on the trail who called`() async throws {
    let site = try await CallSite()
    let phone = try await site.ward.enrol("ada")
    try await site.ward.refresh()
    let placed = try await site.call()
    #expect(placed.alert.priority == .crash && placed.alert.policy.name == "team")
    #expect(placed.alert.duties.map(\.role) == ["airway", "leader"])
    try await site.ward.courier.deliverPending()
    let pages = try await phone.fetch()
    #expect(pages.count == 1 && pages.first?.header.priority == .crash)
    let id = placed.alert.id
    let trail = try await site.ward.store.read { try $0.trail(of: id) }
    #expect(trail.first?.reason == .calledByHand)
    #expect(trail.first?.text.hasSuffix("called for by sam as crash") == true)
    #expect(!trail.contains { $0.text.contains("W7") })
    let leaves = try await site.ward.store.read {
      try $0.leaves(from: 0, limit: 100, withDetails: false)
    }
    let actors = leaves.compactMap { LeafBody(decoding: $0.body) }
      .filter { $0.object == "alert:\(id)" }.map(\.actor)
    #expect(actors == ["person:sam"])
  }

  @Test func `with the same key is the same call, even when it is over`() async throws {
    let site = try await CallSite()
    let first = try await site.call()
    #expect(try await site.call().isRepeat)
    _ = try await site.switchboard.act(.standDown, on: first.alert.id, by: sam)
    let again = try await site.call()
    #expect(again.isRepeat && again.alert.id == first.alert.id && again.alert.isClosed)
    #expect(try await site.call(key: "key-0002").alert.id != first.alert.id)
    #expect(try await site.ward.alerts().count == 2)
  }

  @Test func `that is stood down is a page of that type, with who said so`() async throws {
    let site = try await CallSite()
    let phone = try await site.ward.enrol("ada")
    let operatorSam = Responder(id: ResponderID("sam"), name: "Sam Specht")
    try await site.ward.store.perform { try $0.upsert(operatorSam) }
    try await site.ward.refresh()
    let placed = try await site.call()
    try await site.ward.courier.deliverPending()
    let page = try #require(try await phone.fetch().first)
    _ = try await site.switchboard.act(.standDown, on: placed.alert.id, by: sam)
    try await site.ward.courier.deliverPending()
    let said = try #require(try await phone.fetch().first)
    #expect(said.header.type == .stoodDown && said.header.page == page.header.page)
    #expect(!said.header.flags.contains(.responseRequired))
    let words = String(decoding: said.content, as: UTF8.self)
    #expect(words.contains(#""by":"Sam Specht""#))
    #expect(words.contains("Stood down by Sam Specht: nobody has to come any more"))
  }

  @Test(arguments: [true, false])
  func `has a line for locked screens only where the site says so`(isSaid: Bool) async throws {
    var rule = LockScreenRule()
    rule.wards = ["W7": "Ward seven"]
    let site = try await CallSite(isSaid ? rule : nil)
    let phone = try await site.ward.enrol("ada")
    try await site.ward.refresh()
    _ = try await site.call()
    _ = await site.ward.send(Ward.potassium())
    try await site.ward.courier.deliverPending()
    let pages = try await phone.fetch().map { String(decoding: $0.content, as: UTF8.self) }
    let line = #""public":{"call":"Crash call","place":"Ward seven"}"#
    #expect(pages.count == 2)
    #expect(pages.filter { $0.contains(line) }.count == (isSaid ? 1 : 0))
    #expect(pages.filter { $0.contains("public") }.count == (isSaid ? 1 : 0))
  }

  @Test func `with a key that was for another call is refused`() async throws {
    let site = try await CallSite()
    _ = try await site.call()
    await #expect(throws: CallError.keyReused) { _ = try await site.call("lost") }
    await #expect(throws: CallError.keyReused) {
      _ = try await site.switchboard.call(
        AskedCall("crash", CallWords(place: "elsewhere"), key: "key-0001"), by: sam)
    }
  }

  @Test func `for very many people is asked about once more, and a crash call never is`()
    async throws
  {
    let site = try await CallSite()
    for number in 1...12 { _ = try await site.ward.enrol("p\(number)") }
    try await site.ward.refresh()
    await #expect(throws: CallError.many(12)) { _ = try await site.call("crowd") }
    #expect(try await site.ward.alerts().isEmpty)
    var asked = AskedCall("crowd", CallWords(place: "W7"), key: "key-0001")
    asked.isForMany = true
    let meant = asked
    #expect(try await site.switchboard.call(meant, by: sam).alert.duties[0].people.count == 12)
    let crash = try await site.call("crash-crowd", key: "key-0003")
    #expect(crash.alert.duties[0].people.count == 12)
  }

  @Test func `whose policy is gone goes to the catch-all`() async throws {
    let site = try await CallSite()
    #expect(try await site.call("lost").alert.policy.name == "ward")
  }
}

@Suite struct `A roll` {
  @Test func `names who comes next, with the number to ring`() async throws {
    let site = try await CallSite()
    _ = try await site.ward.enrol("ada")
    var desk = Responder(id: ResponderID("desk"), name: "Switchboard")
    desk.telephone = "4321"
    let staffed = desk
    try await site.ward.store.perform { try $0.upsert(staffed) }
    try await site.ward.refresh()
    let roll = try await site.switchboard.roll(of: try await site.call().alert.id)
    let leader = try #require(roll.roles.first { $0.role == "leader" })
    #expect(leader.people.map(\.responder.text) == ["ada"] && leader.holder == nil)
    #expect(leader.next.map(\.name) == ["Switchboard"])
    #expect(leader.next.first?.telephone == "4321" && leader.next.first?.isFallback == true)
    #expect(leader.nextAt == roll.alert.openedAt + .minutes(2))
    // Nobody has a device for the airway: it went to the last resort at once, and that is loud.
    #expect(roll.roles.first { $0.role == "airway" }?.phase.word == "exhausted" && roll.isLoud)
  }

  @Test func `is in the queue while its call is open, the loud ones first`() async throws {
    let site = try await CallSite()
    _ = try await site.ward.enrol("ada")
    _ = try await site.ward.enrol("bo")
    try await site.ward.refresh()
    let calm = try await site.call()
    #expect(try await site.switchboard.queue().rolls.map(\.isLoud) == [false])
    _ = await site.ward.send(Ward.potassium())
    #expect(try await site.switchboard.queue().rolls.count == 1)
    for _ in 0..<2 {
      site.ward.clock.pass(.minutes(2))
      _ = try await site.ward.pager.advanceDue()
    }
    let loud = try await site.switchboard.queue().rolls
    #expect(loud.map(\.isLoud) == [true, true])
    #expect(loud.first?.alert.id == calm.alert.id)
    _ = try await site.switchboard.act(.standDown, on: calm.alert.id, by: sam)
    #expect(try await site.switchboard.queue().rolls.map(\.alert.priority) == [.high])
  }

  @Test func `is in the loud queue while somebody asks to be called, whoever has taken it`()
    async throws
  {
    let site = try await CallSite()
    let (phone, alert, page) = try await site.potassium()
    #expect(try await site.switchboard.queue().rolls.isEmpty)
    for kind in [AnswerKind.callMe, .accept] {
      #expect(try await phone.give(phone.answer(kind, to: page)).result == .taken)
    }
    let roll = try #require(try await site.switchboard.queue().rolls.first)
    #expect(roll.isLoud && roll.alert.phaseWord == "acknowledged")
    #expect(roll.callMes.map(\.responder.text) == ["ada"])
    let done = try await site.switchboard.act(
      .rung(ResponderID("ada")), on: alert.id, by: sam)
    #expect(done.hasChanged)
    #expect(try await site.switchboard.queue().rolls.isEmpty)
    let again = try await site.switchboard.act(
      .rung(ResponderID("ada")), on: alert.id, by: sam)
    #expect(!again.hasChanged)
  }
}

@Suite struct `What needs a person in a storm` {
  /// Opens more calm alerts than a board or a queue lists, all newer than what is there.
  private func storm(_ site: CallSite) async throws {
    let staffing = try site.ward.surroundings.directory.snapshot().staffing
    let now = site.ward.clock.now() + .seconds(1)
    try await site.ward.store.perform { store in
      for number in 1...UInt64(Board.rowsMax + 50) {
        let draft = AlertDraft(
          integration: "laboratory", dedupKey: "shelf-\(number)", priority: .low,
          kind: "temperature", content: AlertContent(what: "Shelf \(number)"))
        try store.apply(
          Escalation.open(
            draft, as: AlertID(high: 9, low: number), under: WardDocuments.policy, with: staffing,
            at: now))
      }
    }
  }

  @Test func `is in the queue and on the board, however many others are newer`() async throws {
    let site = try await CallSite()
    let (phone, alert, page) = try await site.potassium()
    _ = try await phone.give(phone.answer(.callMe, to: page))
    try await storm(site)
    let queue = try await site.switchboard.queue()
    #expect(queue.rolls.first?.alert.id == alert.id && queue.isCut)
    let board = try await Board(site.ward.surroundings).open()
    #expect(board.first?.alert.id == alert.id)
    #expect(Set(board.map(\.alert.id)).count == board.count)
  }
}
