// Tocsin — GatewayTests: results followed from message to message
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinGateway
import TocsinSealing

/// One OBX: code, value, flag, status, comment.
struct Observed {
  var code = "2823-3^Potassium^LN"
  var value = "7.1"
  var flag = "HH"
  var status = "F"
  var comment = ""
}

extension Ward {
  /// A report of one order with its results.
  static func order(
    _ controlID: String, _ results: [Observed], order: String = "F1", patient: String = "990017",
    reported: String = "20261124081500+0000"
  ) -> String {
    var lines = [
      "MSH|^~\\&|SYNLAB|NORTH|TOCSIN|NORTH|\(reported)||ORU^R01|\(controlID)|P|2.5.1",
      "PID|1||\(patient)^^^NORTH^MR||ZZCANARY^ALPHA||19500101|F", "PV1|1|I|W4E^12^B",
      "OBR|1|P1^OE|\(order)^SYNLAB|24323-8^Panel^LN|||20261124074500+0000"
        + "|||||||||||||||\(reported)|||F",
    ]
    for (index, result) in results.enumerated() {
      lines.append(
        "OBX|\(index + 1)|NM|\(result.code)||\(result.value)|mmol/L|3.5-5.1|\(result.flag)"
          + "|||\(result.status)|||20261124074500+0000")
      if !result.comment.isEmpty { lines.append("NTE|1|L|\(result.comment)") }
    }
    return lines.joined(separator: "\n")
  }

  func types(_ pocket: Pocket) async throws -> [PageType] {
    _ = try await courier.deliverPending()
    return try await pocket.fetch().compactMap { PageType(rawValue: $0.header.type.rawValue) }
  }

  func reasons() async throws -> [String] { try await messages().map(\.reason) }
}

@Suite struct `A result that is followed` {
  @Test func `pages once, and its repeats are silent whatever carries them`() async throws {
    let ward = try await Ward()
    let sodium = Observed(code: "2951-2^Sodium^LN", value: "139", flag: "N")
    _ = await ward.send(Ward.order("C1", [Observed(), sodium]))
    _ = await ward.send(Ward.order("C2", [sodium, Observed()], reported: "20261124091500+0000"))
    let alerts = try await ward.alerts()
    #expect(alerts.count == 1 && alerts[0].contentRevision == 1 && alerts[0].repeats == 1)
    #expect(
      try await ward.reasons()
        == ["rule critical-result: 1 first critical", "rule critical-result: 1 same"])
  }

  @Test func `that was never critical pages nobody when it is taken back`() async throws {
    let ward = try await Ward()
    _ = await ward.send(Ward.order("C1", [Observed(value: "4.2", flag: "N")]))
    _ = await ward.send(Ward.order("C2", [Observed(value: "", flag: "", status: "W")]))
    #expect(try await ward.alerts().isEmpty)
    #expect(try await ward.messages().map(\.outcome) == [.notForUs, .notForUs])
    #expect(try await ward.reasons().last?.hasSuffix("1 takes back what is not known here") == true)
  }

  @Test(arguments: [("W", "", ""), ("D", "7.1", "HH"), ("C", "4.2", "N")])
  func `S18: pages nobody when what takes it back came first`(
    _ status: String, _ value: String, _ flag: String
  ) async throws {
    let ward = try await Ward()
    let back = Observed(value: value, flag: flag, status: status)
    _ = await ward.send(Ward.order("C1", [back], reported: "20261124091500+0000"))
    _ = await ward.send(Ward.order("C2", [Observed()], reported: "20261124081500+0000"))
    #expect(try await ward.alerts().isEmpty)
    let late = try #require(try await ward.messages().last)
    #expect(late.outcome == .accepted && late.reason.hasSuffix("1 older than what is known"))
    _ = await ward.send(
      Ward.order("C3", [Observed()], patient: "990042", reported: "20261124081500+0000"))
    #expect(try await ward.alerts().count == 1, "another patient under the same number")
    _ = await ward.send(Ward.order("C4", [Observed()], reported: "20261124101500+0000"))
    #expect(try await ward.alerts().first?.contentRevision == 2, "reported again since")
  }

  @Test func `S18: pages again when what took it back is 30 days ago`() async throws {
    let ward = try await Ward()
    let back = Observed(value: "", flag: "", status: "W")
    _ = await ward.send(Ward.order("C1", [back], reported: "20261124091500+0000"))
    ward.clock.pass(.days(31))
    _ = try await Shredder(ward.surroundings).run()
    _ = await ward.send(Ward.order("C2", [Observed()], reported: "20261124081500+0000"))
    #expect(try await ward.alerts().count == 1)
  }

  @Test func `S18: that is corrected pages old to new, also to what is not critical`() async throws
  {
    let ward = try await Ward()
    _ = await ward.send(Ward.order("C1", [Observed()]))
    _ = await ward.send(Ward.order("C2", [Observed(value: "4.2", flag: "N", status: "C")]))
    let alert = try #require(try await ward.alerts().first)
    #expect(
      alert.content.what.hasPrefix(
        "CORRECTED: Potassium 7.1 mmol/L -> 4.2 mmol/L, no longer critical"))
    #expect(!alert.isClosed && alert.contentRevision == 2)
    let message = try #require(try await ward.messages().last)
    #expect(message.outcome == .accepted && message.alert == alert.id)
    #expect(message.reason == "rule critical-result: 1 corrected, no longer critical")
  }

  @Test func `S18: that is retracted in part leaves the rest critical`() async throws {
    let ward = try await Ward()
    let platelets = Observed(code: "777-3^Platelets^LN", value: "9", flag: "LL")
    _ = await ward.send(Ward.order("C1", [Observed(), platelets]))
    _ = await ward.send(
      Ward.order("C2", [Observed(value: "", flag: "", status: "W", comment: "Wrong tube.")]))
    let alert = try #require(try await ward.alerts().first)
    let lines = alert.content.what.split(separator: "\n")
    #expect(lines.prefix(2) == ["RETRACTED: Potassium 7.1 mmol/L", "Wrong tube."])
    #expect(lines[2].hasPrefix("Platelets 9 mmol/L"))
    #expect(alert.retractedAt == nil && !alert.isClosed)
    _ = await ward.send(
      Ward.order("C3", [Observed(code: "777-3^Platelets^LN", value: "", flag: "", status: "D")]))
    let closed = try #require(try await ward.alerts().first)
    #expect(closed.retractedAt != nil && closed.isClosed)
  }

  @Test func `is told no more by an older report that comes late`() async throws {
    let ward = try await Ward()
    _ = await ward.send(Ward.order("C1", [Observed()], reported: "20261124090000+0000"))
    _ = await ward.send(
      Ward.order("C2", [Observed(value: "7.4", status: "C")], reported: "20261124083000+0000"))
    let alert = try #require(try await ward.alerts().first)
    #expect(alert.content.what.contains("7.1") && alert.contentRevision == 1)
    #expect(
      try await ward.reasons().last == "rule critical-result: 1 older than what is known")
  }

  @Test func `S17: under another order is one alert when it is identical, of one patient`()
    async throws
  {
    let ward = try await Ward()
    _ = await ward.send(Ward.order("C1", [Observed()]))
    _ = await ward.send(Ward.order("C2", [Observed()], order: "F2"))
    #expect(try await ward.alerts().count == 1)
    #expect(
      try await ward.reasons().last == "rule critical-result: 1 same under another order")
    _ = await ward.send(Ward.order("C3", [Observed(value: "7.2")], order: "F3"))
    _ = await ward.send(Ward.order("C4", [Observed()], order: "F4", patient: "990042"))
    #expect(try await ward.alerts().count == 3)
    ward.clock.pass(.minutes(61))
    _ = await ward.send(Ward.order("C5", [Observed()], order: "F5"))
    #expect(try await ward.alerts().count == 4)
  }

  @Test func `is of another patient when the same numbers come again`() async throws {
    let ward = try await Ward()
    _ = await ward.send(Ward.order("C1", [Observed()]))
    let other = Ward.order(
      "C2", [Observed(value: "4.2", flag: "N")], patient: "990042"
    ).replacing("20261124074500", with: "20261125074500")
    _ = await ward.send(other)
    #expect(try await ward.alerts().map(\.contentRevision) == [1])
    #expect(try await ward.messages().last?.outcome == .notForUs)
  }
}

@Suite struct `A result that is taken back after everything was done` {
  /// Ada had the page, took it and resolved it.
  private func resolved(_ ward: Ward) async throws -> Pocket {
    let phone = try await ward.enrol("ada")
    _ = try await ward.enrol("bo")
    _ = await ward.send(Ward.order("C1", [Observed()]))
    _ = try await ward.courier.deliverPending()
    let page = try #require(try await phone.fetch().first)
    #expect(try await phone.give(phone.answer(.accept, to: page)).result == .taken)
    #expect(try await phone.give(phone.answer(.resolved, to: page)).result == .taken)
    #expect(try await ward.alerts().allSatisfy(\.isClosed))
    _ = try await ward.types(phone)
    return phone
  }

  @Test(arguments: ["W", "D"])
  func `S18: asks whoever answered, who must answer the retraction`(_ status: String) async throws {
    let ward = try await Ward()
    let phone = try await resolved(ward)
    ward.clock.pass(.hours(30))
    _ = await ward.send(Ward.order("C2", [Observed(value: "", flag: "", status: status)]))
    let open = try #require(try await ward.alerts().first { !$0.isClosed })
    #expect(open.retractedAt != nil && open.content.what == "RETRACTED: Potassium 7.1 mmol/L")
    let ids = try await ward.pages(open).map(\.page)
    _ = try await ward.courier.deliverPending()
    let page = try #require(
      try await phone.fetch().last { ids.contains($0.header.page) })
    #expect(page.header.type.rawValue == PageType.retracted.rawValue)
    #expect(try await phone.give(phone.answer(.accept, to: page)).result == .taken)
    #expect(try await ward.alerts().allSatisfy(\.isClosed))
    _ = await ward.send(
      Ward.order(
        "C3", [Observed(value: "", flag: "", status: status)], reported: "20261124091500+0000"))
    #expect(try await ward.alerts().count == 2)
  }

  /// Ada's page went on to bo, who took and resolved it.
  ///
  /// - Parameter meanwhile: what ada does with the page before.
  /// - Returns: her page.
  private func passedOn(
    _ ward: Ward, from ada: Pocket, _ meanwhile: (OpenedEnvelope) async throws -> Void
  ) async throws -> OpenedEnvelope {
    let bo = try await ward.enrol("bo")
    _ = await ward.send(Ward.order("C1", [Observed()]))
    _ = try await ward.courier.deliverPending()
    let old = try #require(try await ada.fetch().first)
    try await meanwhile(old)
    ward.clock.pass(.minutes(3))
    _ = try await ward.pager.advanceDue()
    _ = try await ward.courier.deliverPending()
    let page = try #require(try await bo.fetch().first)
    #expect(try await bo.give(bo.answer(.accept, to: page)).result == .taken)
    #expect(try await bo.give(bo.answer(.resolved, to: page)).result == .taken)
    return old
  }

  /// Found by the simulation: the second correction reached only those of the second alert.
  @Test func `S18: tells who had it on the closed alert of every later report`() async throws {
    let ward = try await Ward()
    let ada = try await ward.enrol("ada")
    _ = try await passedOn(ward, from: ada) { page in
      _ = try await ada.give(ada.answer(.received, to: page))
    }
    _ = try await ward.types(ada)
    let corrected = Observed(value: "7.9", status: "C")
    _ = await ward.send(Ward.order("C2", [corrected], reported: "20261124091500+0000"))
    #expect(try await ward.types(ada) == [.retracted])
    let deleted = Observed(value: "", flag: "", status: "D")
    _ = await ward.send(Ward.order("C3", [deleted], reported: "20261124101500+0000"))
    #expect(try await ward.types(ada) == [.retracted])
  }

  /// Found by the simulation: a device said late that it had the page, and whoever read it was told
  /// of nothing that came after the alert that follows.
  @Test func `S18: tells of every later report who was late to say that they had it`() async throws
  {
    let ward = try await Ward()
    let ada = try await ward.enrol("ada")
    let old = try await passedOn(ward, from: ada) { _ in }
    let corrected = Observed(value: "7.9", status: "C")
    _ = await ward.send(Ward.order("C2", [corrected], reported: "20261124091500+0000"))
    #expect(try await ward.types(ada).contains(.retracted) == false)
    _ = try await ada.give(ada.answer(.received, to: old))
    #expect(try await ward.types(ada) == [.retracted])
    let deleted = Observed(value: "", flag: "", status: "D")
    _ = await ward.send(Ward.order("C3", [deleted], reported: "20261124101500+0000"))
    #expect(try await ward.types(ada) == [.retracted])
  }

  /// Found by the simulation: nothing of the retraction was ever sealed.
  @Test func `S18: reaches who had it when a correction and a retraction come at once`()
    async throws
  {
    let ward = try await Ward()
    let ada = try await ward.enrol("ada")
    _ = await ward.send(Ward.order("C1", [Observed()]))
    _ = try await ward.courier.deliverPending()
    _ = try await ada.give(ada.answer(.received, to: try #require(try await ada.fetch().first)))
    _ = try await ward.types(ada)
    let corrected = Observed(value: "7.9", status: "C")
    _ = await ward.send(Ward.order("C2", [corrected], reported: "20261124091500+0000"))
    let deleted = Observed(value: "", flag: "", status: "D")
    _ = await ward.send(Ward.order("C3", [deleted], reported: "20261124101500+0000"))
    #expect(try await ward.types(ada).contains(.retracted))
  }

  /// Found by the simulation: the answer to what was wrong ended the page of the retraction.
  @Test func `S18: still reaches who accepts what it was before`() async throws {
    let ward = try await Ward()
    let ada = try await ward.enrol("ada")
    _ = await ward.send(Ward.order("C1", [Observed()]))
    _ = try await ward.courier.deliverPending()
    let page = try #require(try await ada.fetch().first)
    _ = try await ada.give(ada.answer(.received, to: page))
    let deleted = Observed(value: "", flag: "", status: "D")
    _ = await ward.send(Ward.order("C2", [deleted], reported: "20261124101500+0000"))
    #expect(try await ada.give(ada.answer(.accept, to: page)).result == .noDuty)
    _ = try await ward.courier.deliverPending()
    let told = try #require(try await ada.fetch().last)
    #expect(told.header.type == .retracted)
    #expect(try await ada.give(ada.answer(.accept, to: page)).result == .noDuty)
    #expect(try await ada.give(ada.answer(.accept, to: told)).result == .taken)
  }

  @Test func `S18: escalates from the first step on when they do not answer`() async throws {
    let ward = try await Ward()
    _ = try await resolved(ward)
    _ = await ward.send(Ward.order("C2", [Observed(value: "4.2", flag: "N", status: "C")]))
    let open = try #require(try await ward.alerts().first { !$0.isClosed })
    #expect(open.duties[0].people.map(\.responder.text) == ["ada"])
    #expect(open.content.what.hasPrefix("CORRECTED: Potassium 7.1 mmol/L -> 4.2 mmol/L"))
    ward.clock.pass(.minutes(3))
    _ = try await ward.pager.advanceDue()
    ward.clock.pass(.minutes(3))
    _ = try await ward.pager.advanceDue()
    let later = try #require(try await ward.alerts().first { !$0.isClosed })
    #expect(later.duties[0].people.map(\.responder.text) == ["ada", "bo"])
  }
}
