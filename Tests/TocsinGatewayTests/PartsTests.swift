// Tocsin — GatewayTests: messages that come in parts
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinGateway

/// A part of a critical potassium: the pointer that it continues, and the one that it ends with.
private func part(
  _ control: String, continues: String = "", _ segments: [String], goesOn: String = ""
) -> String {
  let header =
    "MSH|^~\\&|SYNLAB|NORTH|TOCSIN|NORTH|20261124081503+0000||ORU^R01|\(control)|P|2.5.1||"
    + continues
  let end = goesOn.isEmpty ? [] : ["DSC|\(goesOn)|F"]
  return ([header] + segments + end).joined(separator: "\n")
}

private let whole = Ward.potassium().split(separator: "\n").dropFirst().map(String.init)
private let head = Array(whole.prefix(3))
private let result = whole[3]

@Suite struct `A message in parts` {
  @Test func `is answered part by part, and decided when it is whole`() async throws {
    let ward = try await Ward()
    #expect(await ward.send(part("P1", head, goesOn: "X1")).code == "AA")
    #expect(try await ward.alerts().isEmpty)
    let last = await ward.send(part("P2", continues: "X1", [result]))
    #expect(String(decoding: last.bytes, as: UTF8.self).contains("MSA|AA|P2\r"))
    let alert = try #require(try await ward.alerts().first)
    #expect(alert.controlID == "P1")
    #expect(alert.content.what.contains("7.1"))
    let rows = try await ward.messages()
    #expect(rows.map(\.outcome) == [.accepted, .accepted, .accepted])
    #expect(rows.map(\.alert) == [nil, nil, alert.id])
    #expect(rows.map(\.code) == ["AA", "AA", ""])
  }

  @Test func `may be cut within a segment, even within a value`() async throws {
    let ward = try await Ward()
    let cut = String(result.prefix(while: { $0 != "7" }))
    let rest = String(result.dropFirst(cut.count))
    _ = await ward.send(part("P1", head + [cut, "ADD|"], goesOn: "X1"))
    _ = await ward.send(part("P2", continues: "X1", ["ADD|\(rest)"]))
    let alert = try #require(try await ward.alerts().first)
    #expect(alert.content.what.contains("7.1 mmol/L"))
  }

  @Test func `may have many parts, and those of another source do not mix in`() async throws {
    let ward = try await Ward()
    _ = await ward.send(part("P1", Array(head.prefix(1)), goesOn: "X1"))
    let other = part("P2", continues: "X1", [result]).replacing("SYNLAB", with: "OTHER")
    _ = await ward.send(other)
    _ = await ward.send(part("P3", continues: "X1", Array(head.dropFirst()), goesOn: "X2"))
    _ = await ward.send(part("P4", continues: "X2", [result]))
    let alerts = try await ward.alerts()
    #expect(alerts.contains { $0.controlID == "P1" && $0.content.location.contains("W4E") })
  }

  @Test func `counts each part once when it is sent again`() async throws {
    let ward = try await Ward()
    let first = await ward.send(part("P1", head, goesOn: "X1"))
    #expect(await ward.send(part("P1", head, goesOn: "X1")).bytes == first.bytes)
    let last = await ward.send(part("P2", continues: "X1", [result]))
    #expect(await ward.send(part("P2", continues: "X1", [result])).bytes == last.bytes)
    #expect(try await ward.alerts().map(\.repeats) == [0])
  }

  @Test func `that is never whole is a row of its own, and judged as far as it came`()
    async throws
  {
    let ward = try await Ward()
    _ = await ward.send(part("P1", head + [result], goesOn: "X1"))
    ward.clock.pass(.seconds(59))
    try await ward.intake.giveUpParts()
    #expect(try await ward.messages().count == 1)
    ward.clock.pass(.seconds(2))
    try await ward.intake.giveUpParts()
    let rows = try await ward.messages()
    #expect(rows.map(\.outcome) == [.accepted, .refused, .accepted])
    #expect(rows[1].reason.contains("the rest did not come within 60 s"))
    #expect(try await ward.alerts().map(\.controlID) == ["P1"])
    try await ward.intake.giveUpParts()
    #expect(try await ward.messages().count == 3)
  }

  @Test func `shows no half value when the rest of a segment never comes`() async throws {
    let ward = try await Ward()
    let half = String(result.replacing("|7.1|", with: "|7").prefix { $0 != "m" })
    _ = await ward.send(part("P1", head + [half, "ADD|"], goesOn: "X"))
    ward.clock.pass(.minutes(2))
    try await ward.intake.giveUpParts()
    #expect(try await ward.alerts().isEmpty)
    #expect(try await ward.messages().map(\.outcome) == [.accepted, .refused, .notForUs])
  }

  @Test func `whose first part has not come is judged as it stands`() async throws {
    let ward = try await Ward()
    _ = await ward.send(part("P2", continues: "X1", head + [result]))
    #expect(try await ward.alerts().map(\.controlID) == ["P2"])
  }
}
