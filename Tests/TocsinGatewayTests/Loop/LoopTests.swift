// Tocsin — GatewayTests: statuses on their way back to the source
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinGateway
import TocsinMapping
import TocsinSQLite

@Suite struct `What waits for a source` {
  @Test func `is each status of a page, in the order in which it happened`() async throws {
    let ward = try await Ward(reader: LoopDocuments())
    let ada = try await ward.enrol("ada")
    _ = await ward.send(Ward.potassium())
    #expect(try await ward.summaries() == ["Received ada"])
    try await ward.answer(ada, .received, .displayed, .accept)
    #expect(
      try await ward.summaries() == ["Received ada", "Delivered ada", "Read ada", "Accepted ada"])
  }

  @Test func `S3: is no delivery that only a channel has claimed`() async throws {
    let ward = try await Ward(reader: LoopDocuments())
    let ada = try await ward.enrol("ada")
    _ = await ward.send(Ward.potassium())
    try await ward.courier.deliverPending()
    try await ward.desk.markHandedOver(ada.enrolled.device, through: 99)
    #expect(try await ward.summaries() == ["Received ada"])
  }

  @Test func `says that escalation moved on, and who declined`() async throws {
    let ward = try await Ward(reader: LoopDocuments())
    _ = try await ward.enrol("ada")
    let bo = try await ward.enrol("bo")
    _ = await ward.send(Ward.potassium())
    ward.clock.pass(.minutes(2))
    try await ward.pager.advanceDue()
    try await ward.answer(bo, .decline)
    ward.clock.pass(.minutes(2))
    try await ward.pager.advanceDue()
    #expect(
      try await ward.summaries() == [
        "Received ada", "CancelledOther ada", "Received bo", "Rejected bo", "Undeliverable desk",
      ])
  }

  @Test func `is only what its document asks for`() async throws {
    var documents = LoopDocuments()
    documents.path.statuses = [.accepted]
    let ward = try await Ward(reader: documents)
    let ada = try await ward.enrol("ada")
    _ = await ward.send(Ward.potassium())
    try await ward.answer(ada, .received, .accept)
    #expect(try await ward.summaries() == ["Accepted ada"])
  }

  @Test func `is nothing where the document says nothing`() async throws {
    let ward = try await Ward()
    _ = try await ward.enrol("ada")
    _ = await ward.send(Ward.potassium())
    #expect(try await ward.summaries().isEmpty)
  }
}

@Suite struct `The message of a status` {
  private func message(_ form: StatusForm) async throws -> [String] {
    var documents = LoopDocuments()
    documents.path = ReturnPath(to: .mllp(host: "127.0.0.1", port: 2576, form))
    let ward = try await Ward(reader: documents)
    _ = try await ward.enrol("ada")
    _ = await ward.send(Ward.potassium())
    let peer = Peer()
    try await Teller(ward.surroundings, dialler: peer).deliverPending(to: "laboratory")
    return peer.heard[0].split(separator: "\r").map(String.init)
  }

  @Test(arguments: [
    (StatusForm.pcd05, "ORA^R42^ORA_R42"), (.pcd05R41, "ORA^R41^ORA_R41"),
  ])
  func `in the form of PCD-05 repeats the order and says who`(
    form: StatusForm, type: String
  ) async throws {
    let segments = try await message(form)
    let header = segments[0].split(separator: "|", omittingEmptySubsequences: false)
    #expect(header[2...5].joined(separator: "|") == "TOCSIN|NORTH|SYNLAB|NORTH")
    #expect(header[8] == type && header[10] == "P" && header[11] == "2.7")
    #expect(segments[1].hasPrefix("PID|||990017^^^NORTH^MR||ZZCANARY^ALPHA"))
    #expect(segments[2] == "PV1||I|W4E^12^B")
    #expect(segments[3] == "OBR|1|P1^OE|F1^SYNLAB|24323-8^Panel^LN")
    #expect(
      segments[4].hasPrefix(
        "PRT||AD|Received|AAP^Alert Acknowledging Provider^HL70912|ada^ada||||||2026"))
    #expect(segments.count == 5)
  }

  @Test func `in the form of an observation has a row for each person`() async throws {
    let segments = try await message(.observation)
    #expect(segments[0].contains("|ORU^R01^ORU_R01|"))
    #expect(segments[4].hasPrefix("OBX|1|ST|ALERT-STATUS^Status of the alert^L|1|Received|"))
    #expect(segments[4].hasSuffix("|ada^ada"))
  }
}
