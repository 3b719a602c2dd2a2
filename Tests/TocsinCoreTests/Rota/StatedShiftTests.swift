// Tocsin — CoreTests: what another calendar states of a rota
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TocsinCore

private let clara = ResponderID("clara")
private let begin = Timestamp(milliseconds: 1_795_500_000_000)

@Suite struct `What another calendar states of a rota` {
  private func staffing() throws -> (Staffing, Rota) {
    let layer = RotaLayer(
      name: "all", members: [amara],
      start: try #require(CivilDate(year: 2026, month: 1, day: 1)), handoff: .midnight,
      turn: .daily(1))
    let rota = Rota(id: RotaID("medicine"), title: "Medicine", zone: "UTC", layers: [layer])
    return (Staffing(rotas: [rota.id: rota], zones: ["UTC": .utc]), rota)
  }

  private func stated(_ who: ResponderID, _ hours: Range<Int64>) -> StatedShift {
    StatedShift(
      who, from: begin + .hours(hours.lowerBound), until: begin + .hours(hours.upperBound))
  }

  private func hours(_ overrides: [RotaOverride]) -> [String] {
    overrides.map { one in
      let span = [one.from, one.until].map { ($0 - begin).count / 3_600_000 }
      return "\(span[0])-\(span[1]) \(one.responders.map(\.text).joined(separator: "+"))"
    }
  }

  private func overrides(_ shifts: [StatedShift]) throws -> [String] {
    let (staffing, rota) = try staffing()
    return hours(
      staffing.overrides(of: rota, stating: shifts, from: begin, until: begin + .days(7)))
  }

  @Test func `needs no override where the rota says the same`() throws {
    #expect(try overrides([stated(amara, 0..<48)]) == [])
    #expect(try overrides([stated(amara, 0..<12), stated(bruno, 12..<24)]) == ["12-24 bruno"])
  }

  @Test func `is one override for what follows without a break`() throws {
    let days = (0..<3).map { stated(bruno, Int64($0 * 24)..<Int64($0 * 24 + 24)) }
    #expect(try overrides(days) == ["0-72 bruno"])
    #expect(try overrides([days[0], days[2]]) == ["0-24 bruno", "48-72 bruno"])
  }

  @Test func `has everybody whose shifts overlap`() throws {
    #expect(
      try overrides([stated(bruno, 0..<12), stated(clara, 6..<18)])
        == ["0-6 bruno", "6-12 bruno+clara", "12-18 clara"])
    #expect(try overrides([stated(bruno, 0..<4), stated(bruno, 2..<6)]) == ["0-6 bruno"])
  }

  @Test func `counts only in the time that is looked at`() throws {
    #expect(try overrides([stated(bruno, -9..<9)]) == ["0-9 bruno"])
    #expect(try overrides([stated(bruno, 160..<190)]) == ["160-168 bruno"])
    #expect(try overrides([stated(bruno, -9..<0), stated(bruno, 168..<170)]) == [])
  }

  @Test func `acts on the line that it names`() throws {
    let (staffing, rota) = try staffing()
    let second = StatedShift(bruno, on: .second, from: begin, until: begin + .hours(9))
    let found = staffing.overrides(
      of: rota, stating: [second], from: begin, until: begin + .days(1))
    #expect(found.map(\.line) == [.second])
    #expect(found.map(\.responders) == [[bruno]])
  }
}

@Suite struct `A name in another calendar` {
  private let names = PersonNames(
    [
      Responder(id: ResponderID("dr.amsel"), name: "Dr Hanna Amsel"),
      Responder(id: ResponderID("dr.brandt"), name: "Dr. med. Jonas Brandt"),
      Responder(id: ResponderID("j.brandt"), name: "Julia Brandt"),
      Responder(id: ResponderID("koch"), name: "Jan Koch"),
      Responder(id: ResponderID("koch2"), name: "Jan Koch"),
      Responder(id: ResponderID("far"), name: "Ferdinand Farn"),
    ],
    own: [
      ResponderID("dr.amsel"), ResponderID("dr.brandt"), ResponderID("j.brandt"),
    ], mails: [ResponderID("dr.amsel"): "Hanna.Amsel@elm.example"])

  @Test(arguments: [
    ("dr.amsel", "id"), ("Hanna Amsel", "name"), ("AMSEL, Hanna", "name"),
    ("Prof. Dr. Hanna Amsel", "name"), (" Amsel ", "family-name"), ("H. Amsel", "family-name"),
    ("Amsel H.", "family-name"), ("hanna.amsel@ELM.example", "mail"),
  ])
  func `means a person by id, mail, name or family name`(_ text: String, _ by: String) {
    #expect(names.find(text) == .one(ResponderID("dr.amsel"), NamedBy(rawValue: by) ?? .manager))
  }

  @Test func `that fits two means neither`() {
    let brandts = [ResponderID("dr.brandt"), ResponderID("j.brandt")]
    #expect(names.find("Brandt") == .several(brandts))
    #expect(names.find("J. Brandt") == .several(brandts))
    #expect(names.find("Jan Koch") == .several([ResponderID("koch"), ResponderID("koch2")]))
    #expect(names.find("Jonas Brandt") == .one(ResponderID("dr.brandt"), .name))
  }

  @Test(arguments: [
    "", "Dr.", "Hanna", "Amsel Amsel-Meyer", "Farn", "K. Amsel", "Hanna Amsel Meyer", "amsel@",
  ])
  func `means nobody when it is not one of theirs`(_ text: String) {
    #expect(names.find(text) == .nobody)
  }
}
