// Tocsin — ServerTests: the message browser over HTTP
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Testing
import TocsinCore
import TocsinGateway
import TocsinSQLite

@testable import TocsinServer

@Suite struct `The message browser` {
  private static let text = [
    #"MSH|^~\&|SYNLAB|NORTH|||20261124||ORU^R01|C1|P|2.5.1"#,
    "PID|1||990017^^^NORTH^MR||ZZCANARY^ALPHA||19500101|F", "OBX|1|NM|K^Potassium||7.1|mmol/L",
  ].joined(separator: "\r")

  /// A ward with one message, and an engineer who is signed in.
  private static func workshop() async throws -> (WebWard, WebBrowser, Int64) {
    let ward = try await WebWard()
    try await ward.add("eng", RoleGrant(.integrationEngineer))
    let now = ward.clock.now()
    let number = try await ward.store.perform { store in
      var record = MessageRecord(
        receivedAt: now, integration: "laboratory", controlID: "C1", outcome: .notForUs,
        code: "AA", reply: Array("MSH|^~\\&\rMSA|AA|C1".utf8), reason: "no rule", alert: nil,
        raw: Array(text.utf8), replayKey: nil)
      record.traits.type = "ORU^R01"
      record.traits.values = [IndexedValue(path: "PID-3.1", value: "990017")].compactMap(\.self)
      return try store.insert(record)
    }
    return (ward, try await ward.signIn("eng"), number)
  }

  private static func text(of reply: WebReply) -> String {
    String(decoding: reply.bytes, as: UTF8.self)
  }

  @Test func `S31: shows patient fields to nobody without break-glass`() async throws {
    let (_, engineer, number) = try await Self.workshop()
    let list = await engineer.send("GET", "/v1/messages?integration=laboratory")
    let one = await engineer.send("GET", "/v1/messages/\(number)")
    #expect(list.code == .ok && one.code == .ok)
    for hidden in ["ZZCANARY", "990017", "7.1", "19500101"] {
      #expect(!Self.text(of: list).contains(hidden) && !Self.text(of: one).contains(hidden))
    }
    #expect(Self.text(of: one).contains("PID|1||•••^^^NORTH^MR||•••^•••||•••|•••"))
    #expect(try one.json()["isRevealed"] as? Bool == false)
  }

  @Test func `S31: opens one message by break-glass for half an hour, and the trail tells of it`()
    async throws
  {
    let (ward, engineer, number) = try await Self.workshop()
    let target = "/v1/messages/\(number)"
    let body = #"{"reason":"the laboratory asks what it sent"}"#
    #expect(
      await engineer.send("POST", target + "/content", #"{"reason":"short"}"#).code
        == .unprocessableContent)
    #expect(await engineer.send("POST", target + "/content", body).code == .created)
    let shown = await engineer.send("GET", target)
    #expect(Self.text(of: shown).contains("ZZCANARY^ALPHA"))
    let leaves = try await ward.store.read {
      try $0.leaves(from: 0, limit: 1_000, withDetails: false)
    }.compactMap { LeafBody(decoding: $0.body) }.filter { $0.object == "message:\(number)" }
    #expect(leaves.map(\.action) == ["break-glass.begun", "content.viewed"])
    let alerts = try await ward.store.read { try $0.alerts(limit: 10, phase: nil) }
    let notice = try #require(alerts.first { $0.kind == "break-glass" })
    #expect(notice.content.what.hasPrefix("eng opened message \(number) "))
    #expect(!notice.content.what.contains("laboratory asks"))
    ward.clock.pass(.minutes(30))
    let back = try await ward.signIn("eng")
    let later = await back.send("GET", target)
    #expect(later.code == .ok && !Self.text(of: later).contains("ZZCANARY"))
    try await ward.forgetStepUp("eng")
    let again = await back.send("POST", target + "/content", body)
    #expect(again.problem == "step-up-needed")
    try await ward.add("orla", RoleGrant(.auditor))
    let report = await (try ward.signIn("orla")).send("GET", "/v1/break-glass")
    #expect(try report.json()["count"] as? Int == 1)
  }

  @Test func `finds by an indexed value, which stands in no address and no leaf`() async throws {
    let (ward, engineer, number) = try await Self.workshop()
    for body in [
      #"{"value":"990017"}"#, #"{"value":"990017","field":"PID-3"}"#, #"{"prefix":"C"}"#,
      #"{"value":" 990017","type":"oru","outcome":"not-for-us"}"#,
    ] {
      let found = try await engineer.send("POST", "/v1/messages/search", body).json()
      let rows = try #require(found["messages"] as? [[String: Any]])
      #expect(rows.map { $0["id"] as? Int } == [Int(number)], "\(body)")
    }
    let none = try await engineer.send(
      "POST", "/v1/messages/search", #"{"value":"990017","field":"OBR-3.1"}"#
    ).json()
    #expect((none["messages"] as? [Any])?.isEmpty == true)
    let wrong = await engineer.send(
      "POST", "/v1/messages/search", #"{"value":"1","field":"PID-5"}"#)
    #expect(wrong.code == .unprocessableContent)
    let leaves = try await ward.store.read {
      try $0.leaves(from: 0, limit: 1_000, withDetails: false)
    }.compactMap { LeafBody(decoding: $0.body) }.filter { $0.action == "messages.searched" }
    #expect(leaves.count == 4)
    #expect(!leaves.contains { "\($0)".contains("990017") })
  }

  @Test func `replays without paging, and pages only with a reason and a step-up`() async throws {
    let (ward, engineer, number) = try await Self.workshop()
    let plain = await engineer.send("POST", "/v1/messages/replay", #"{"ids":[\#(number)]}"#)
    let rows = try #require(try plain.json()["replayed"] as? [[String: Any]])
    #expect(rows.first?["original"] as? Int == Int(number))
    let new = try #require(rows.first?["id"] as? Int)
    let row = try await ward.store.read { try $0.heading(Int64(new)) }
    #expect(row?.traits.replayOf == number && row?.code == "")
    #expect(row?.reason.hasPrefix("replay of \(number): ") == true)
    let paging = #"{"ids":[\#(number)],"paging":true}"#
    #expect(
      await engineer.send("POST", "/v1/messages/replay", paging).code == .unprocessableContent)
    try await ward.forgetStepUp("eng")
    let refused = await engineer.send("POST", "/v1/messages/replay", paging)
    #expect(refused.problem == "step-up-needed")
    let many = (1...101).map(String.init).joined(separator: ",")
    for body in [#"{"ids":[]}"#, #"{"ids":[\#(many)]}"#] {
      #expect(
        await engineer.send("POST", "/v1/messages/replay", body).code == .unprocessableContent)
    }
  }

  @Test func `says what cannot be asked for`() async throws {
    let (_, engineer, _) = try await Self.workshop()
    for query in ["outcome=lost", "since=yesterday", "limit=0", "limit=999", "alert=7", "before=x"]
    {
      #expect(await engineer.send("GET", "/v1/messages?\(query)").code == .unprocessableContent)
    }
    #expect(await engineer.send("GET", "/v1/messages/999").code == .notFound)
    #expect(await engineer.send("GET", "/v1/messages/x").code == .notFound)
    let none = await engineer.send("GET", "/v1/integrations/nothing/document")
    #expect(none.code == .notFound)
  }
}
