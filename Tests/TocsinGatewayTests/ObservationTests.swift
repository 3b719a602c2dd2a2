// Tocsin — GatewayTests: observations of a FHIR peer, value by value
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import TocsinCore
import TocsinDocuments
import TocsinGateway
import TocsinMapping

/// The documents of a ward, with the shipped one of a FHIR peer.
private struct PeerDocuments: DocumentReader {
  private let ward = WardDocuments()

  func read(_ revisions: [DocumentRevision]) throws -> DirectoryDocuments {
    let path = WardDocuments.root + "/Integrations/fhir/mapping.yaml"
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let peer = try DocumentValues.integration(text: text, name: "fhir").inZone(.utc)
    var documents = try ward.read(revisions)
    documents.integrations["fhir"] = peer
    return documents
  }

  func policy(_ revision: DocumentRevision) throws -> Policy { WardDocuments.policy }
}

/// One Observation; its components are parts of a panel.
private struct Seen {
  var id = "k1"
  var status = "final"
  var code = "2823-3"
  var name = "Potassium"
  var value = "7.25"
  var flag = "HH"
  var note = ""
  var order = ""
  var collected = "2026-11-24T07:45:00Z"
  var issued = "2026-11-24T08:10:00Z"
  var components: [Seen] = []

  private var result: String {
    let coding = #"[{"system":"http://loinc.org","code":"\#(code)"}]"#
    let coded = #""code":{"coding":\#(coding),"text":"\#(name)"}"#
    let shown = value.isEmpty ? "" : #","valueQuantity":{"value":\#(value),"unit":"mmol/L"}"#
    let flagged = flag.isEmpty ? "" : #","interpretation":[{"coding":[{"code":"\#(flag)"}]}]"#
    return coded + shown + flagged
  }

  /// The resource as JSON.
  var text: String {
    let parts = components.map { "{\($0.result)}" }.joined(separator: ",")
    return #"{"resourceType":"Observation","id":"\#(id)","status":"\#(status)","#
      + #""issued":"\#(issued)","effectiveDateTime":"\#(collected)","#
      + #""subject":{"reference":"Patient/p1"},"#
      + (order.isEmpty ? "" : #""basedOn":[{"reference":"\#(order)"}],"#)
      + (note.isEmpty ? "" : #""note":[{"text":"\#(note)"}],"#)
      + (parts.isEmpty ? "" : #""component":[\#(parts)],"#) + result + "}"
  }
}

/// A ward to which a FHIR peer reports.
private struct PeerWard {
  let ward: Ward
  private let key = IntegrationKey(
    digest: [], integration: "fhir", name: "main", scheme: .bearer, world: .production,
    secret: .none, madeAt: Timestamp(milliseconds: 0))

  init() async throws { ward = try await Ward(reader: PeerDocuments()) }

  /// Reports observations in one Bundle, with their patient, and gives the texts of the answer.
  @discardableResult
  func report(_ all: Seen..., patient: String = "4711007") async throws -> String {
    let person =
      #"{"resourceType":"Patient","id":"p1","birthDate":"1954-02-01","name":[{"family":"ZZTEST"}],"#
      + #""identifier":[{"type":{"coding":[{"code":"MR"}]},"value":"\#(patient)"}]}"#
    let entries = (patient.isEmpty ? [] : [person]) + all.map(\.text)
    let resources = entries.map { #"{"resource":\#($0)}"# }.joined(separator: ",")
    let body = #"{"resourceType":"Bundle","type":"collection","entry":[\#(resources)]}"#
    let answer = await ReportIntake(ward.surroundings)
      .take(ReportRequest(by: key, name: "", body: Array(body.utf8)))
    guard case .taken(let bytes, _) = answer else {
      Issue.record("it was refused: \(answer)")
      return ""
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  func what() async throws -> [String] {
    let alerts = try await ward.alerts()
    return try #require(alerts.first).content.what.split(separator: "\n").map(String.init)
  }
}

@Suite struct `An observation of a FHIR peer` {
  @Test func `pages once, and its repeats are silent whatever carries them`() async throws {
    let peer = try await PeerWard()
    let sodium = Seen(id: "n1", code: "2951-2", name: "Sodium", value: "139", flag: "N")
    #expect(try await peer.report(Seen(), sodium).contains("opened "))
    #expect(try await peer.report(sodium, Seen()).contains("repeated "))
    #expect(try await peer.report(Seen(), patient: "").contains("repeated "))
    let alerts = try await peer.ward.alerts()
    #expect(alerts.count == 1 && alerts[0].contentRevision == 1 && alerts[0].repeats == 2)
    #expect(alerts[0].content.who.map(\.value) == ["ZZTEST", "1954-02-01", "4711007"])
    #expect(
      try await peer.ward.reasons().last == "rule observation: repeated (1 same)")
  }

  @Test(arguments: ["corrected", "amended"])
  func `S18: that is corrected pages old to new, also to what is not critical`(
    status: String
  ) async throws {
    let peer = try await PeerWard()
    try await peer.report(Seen())
    #expect(try await peer.report(Seen(status: status, value: "7.4")).contains("changed "))
    #expect(
      try await peer.what().first?.hasPrefix(
        "CORRECTED: Potassium 7.25 mmol/L -> 7.4 mmol/L (HH)") == true)
    try await peer.report(Seen(status: status, value: "4.2", flag: "N"))
    #expect(
      try await peer.what().first?.hasPrefix(
        "CORRECTED: Potassium 7.4 mmol/L -> 4.2 mmol/L, no longer critical") == true)
    let alert = try #require(try await peer.ward.alerts().first)
    #expect(!alert.isClosed && alert.contentRevision == 3)
  }

  @Test(arguments: ["entered-in-error", "cancelled"])
  func `S18: that is taken back ends, and reaches everyone who had it`(
    status: String
  ) async throws {
    let peer = try await PeerWard()
    let ada = try await peer.ward.enrol("ada")
    try await peer.report(Seen())
    _ = try await peer.ward.courier.deliverPending()
    _ = try await ada.give(ada.answer(.received, to: try #require(try await ada.fetch().first)))
    _ = try await peer.ward.types(ada)
    let back = Seen(status: status, value: "", flag: "", note: "Wrong tube.")
    #expect(try await peer.report(back, patient: "").contains("retracted "))
    let alert = try #require(try await peer.ward.alerts().first)
    #expect(alert.retractedAt != nil)
    #expect(try await peer.what() == ["RETRACTED: Potassium 7.25 mmol/L", "Wrong tube."])
    #expect(try await peer.ward.types(ada) == [.retracted])
  }

  @Test func `S18: asks whoever answered when it is taken back after everything was done`()
    async throws
  {
    let peer = try await PeerWard()
    let ada = try await peer.ward.enrol("ada")
    try await peer.report(Seen())
    _ = try await peer.ward.courier.deliverPending()
    let page = try #require(try await ada.fetch().first)
    #expect(try await ada.give(ada.answer(.accept, to: page)).result == .taken)
    #expect(try await ada.give(ada.answer(.resolved, to: page)).result == .taken)
    try await peer.report(Seen(status: "entered-in-error"))
    let open = try #require(try await peer.ward.alerts().first { !$0.isClosed })
    #expect(open.retractedAt != nil)
    #expect(open.content.who.map(\.value).contains("4711007"))
  }

  @Test func `S18: pages nobody when what takes it back came first`() async throws {
    let peer = try await PeerWard()
    let back = Seen(status: "entered-in-error", issued: "2026-11-24T09:10:00Z")
    #expect(try await peer.report(back).contains("nothing-open"))
    #expect(try await peer.report(Seen()).contains("nothing-open"))
    #expect(try await peer.ward.alerts().isEmpty)
    try await peer.report(Seen(issued: "2026-11-24T10:10:00Z"))
    #expect(try await peer.ward.alerts().count == 1, "reported again since")
  }

  @Test func `that is no more critical is said on the alert, and opens none`() async throws {
    let peer = try await PeerWard()
    let normal = Seen(value: "4.2", flag: "N", issued: "2026-11-24T09:10:00Z")
    #expect(try await peer.report(normal).contains("nothing-open"))
    #expect(try await peer.ward.alerts().isEmpty)
    #expect(try await peer.report(Seen(id: "k2")).contains("opened "))
    var later = normal
    later.id = "k2"
    #expect(try await peer.report(later).contains("changed "))
    #expect(
      try await peer.what().first?.hasPrefix(
        "Potassium 7.25 mmol/L -> 4.2 mmol/L, no longer critical") == true)
  }

  @Test(arguments: ["registered", "specimen-in-process"])
  func `that is pending says nothing`(status: String) async throws {
    let peer = try await PeerWard()
    try await peer.report(Seen(status: status))
    #expect(try await peer.ward.alerts().isEmpty)
  }

  @Test(arguments: [("preliminary", "PRELIMINARY: Potassium"), ("unknown", "Potassium")])
  func `that is critical pages before it is final`(status: String, begin: String) async throws {
    let peer = try await PeerWard()
    try await peer.report(Seen(status: status))
    #expect(try await peer.what().first?.hasPrefix(begin + " 7.25 mmol/L (HH)") == true)
  }

  @Test func `S17: of another patient under the same number is another condition`() async throws {
    let peer = try await PeerWard()
    try await peer.report(Seen())
    let later = Seen(
      value: "4.2", flag: "N", collected: "2026-11-25T07:45:00Z", issued: "2026-11-25T08:10:00Z")
    try await peer.report(later, patient: "990042")
    let alert = try #require(try await peer.ward.alerts().first)
    #expect(alert.contentRevision == 1 && alert.content.who.map(\.value).contains("4711007"))
  }
}

@Suite struct `A panel of a FHIR peer` {
  private static func panel(
    _ components: [Seen], status: String = "final", note: String = "",
    issued: String = "2026-11-24T08:10:00Z"
  ) -> Seen {
    Seen(
      id: "panel", status: status, code: "24323-8", name: "Electrolytes", value: "", flag: "",
      note: note, issued: issued, components: components)
  }
  private static let sodium = Seen(code: "2951-2", name: "Sodium", value: "118", flag: "LL")
  private static let chloride = Seen(code: "2075-0", name: "Chloride", value: "101", flag: "N")

  @Test func `reports each critical component by its own interpretation`() async throws {
    let peer = try await PeerWard()
    try await peer.report(Self.panel([Seen(), Self.sodium, Self.chloride]))
    let lines = try await peer.what()
    #expect(lines.count == 2)
    #expect(lines[0].hasPrefix("Potassium 7.25 mmol/L (HH)"))
    #expect(lines[1].hasPrefix("Sodium 118 mmol/L (LL)"))
  }

  @Test func `S18: that corrects one component leaves the others as they are`() async throws {
    let peer = try await PeerWard()
    try await peer.report(Self.panel([Seen(), Self.sodium]))
    let better = Seen(value: "4.2", flag: "N")
    try await peer.report(Self.panel([better, Self.sodium], status: "corrected"))
    let lines = try await peer.what()
    #expect(lines[0].hasPrefix("CORRECTED: Potassium 7.25 mmol/L -> 4.2 mmol/L"))
    #expect(lines.contains { $0.contains("Sodium 118 mmol/L") })
  }

  @Test func `S18: is taken back as a whole, also when it names its components no more`()
    async throws
  {
    let peer = try await PeerWard()
    try await peer.report(Self.panel([Seen(), Self.sodium, Self.chloride]))
    let back = Self.panel([], status: "entered-in-error", issued: "2026-11-24T09:10:00Z")
    #expect(try await peer.report(back).contains("retracted "))
    let alert = try #require(try await peer.ward.alerts().first)
    #expect(alert.retractedAt != nil)
    #expect(
      try await peer.what() == [
        "RETRACTED: Potassium 7.25 mmol/L", "RETRACTED: Sodium 118 mmol/L",
      ])
  }

  @Test func `that leaves a component out takes nothing back`() async throws {
    let peer = try await PeerWard()
    try await peer.report(Self.panel([Seen(), Self.sodium]))
    try await peer.report(Self.panel([Seen()], issued: "2026-11-24T09:10:00Z"))
    #expect(try await peer.what().contains { $0.hasPrefix("Sodium 118 mmol/L") })
  }

  @Test func `and observations that were ordered together are one alert, and one page`()
    async throws
  {
    let peer = try await PeerWard()
    let order = "ServiceRequest/r1"
    var (first, second) = (Seen(order: order), Self.sodium)
    (second.id, second.order) = ("n1", order)
    try await peer.report(first, second)
    let alert = try #require(try await peer.ward.alerts().first)
    #expect(try await peer.ward.alerts().count == 1)
    let lines = try await peer.what()
    #expect(alert.contentRevision == 1 && lines.count == 2)
    (first.status, first.value, first.flag) = ("corrected", "4.2", "N")
    first.order = ""
    try await peer.report(first)
    #expect(try await peer.ward.alerts().count == 1, "found by its own number")
    #expect(try await peer.what().first?.hasPrefix("CORRECTED: Potassium") == true)
  }
}
