// Tocsin — GatewayTests: peers that are told over HTTP what happened to an alert
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization
import Testing
import TocsinCore
import TocsinGateway
import TocsinMapping
import TocsinSQLite

/// A peer in the web: says what a test makes it say, and remembers what was asked.
private final class WebPeer: ReturnDialler, ReturnConnection {
  private let state = Mutex<(status: Int, asked: [OutboundRequest])>((204, []))

  var asked: [OutboundRequest] { state.withLock { $0.asked } }

  /// From now on.
  func answer(_ status: Int) { state.withLock { $0.status = status } }

  func connect(along path: ReturnPath) async throws(ReturnError) -> any ReturnConnection { self }

  func exchange(
    _ message: ReturnMessage, within length: Milliseconds
  ) async throws(ReturnError) -> ReturnAnswer {
    guard case .request(let request) = message else { throw .unreachable("it speaks HTTP") }
    return .status(
      state.withLock { state in
        state.asked.append(request)
        return state.status
      })
  }

  func close() async {}
}

@Suite struct `News of an alert` {
  private let peer = WebPeer()

  private func ward(
    _ form: NewsForm, _ news: Set<AlertNews.Kind> = Set(AlertNews.Kind.allCases)
  ) async throws -> Ward {
    var documents = LoopDocuments()
    documents.path = ReturnPath(to: .web("https://peer.example.org/hook", form))
    documents.path.news = news
    return try await Ward(reader: documents)
  }

  private func tell(_ ward: Ward) async throws -> Int {
    try await Teller(ward.surroundings, dialler: peer).deliverPending(to: "laboratory")
  }

  private func json(_ request: OutboundRequest) throws -> [String: Any] {
    try #require(
      try JSONSerialization.jsonObject(with: Data(request.body)) as? [String: Any])
  }

  private func key(_ name: String, _ ward: Ward) async throws -> String {
    var order = KeyOrder(name, of: "laboratory")
    order.scheme = .outbound
    let secret = try await KeyChanges(ward.surroundings).make(order, by: .gateway)
    try await ward.refresh()
    return secret
  }

  @Test func `is what happened to the duty, by whom, and nothing of what the alert says`()
    async throws
  {
    let ward = try await ward(.webhook)
    _ = try await key("main", ward)
    let ada = try await ward.enrol("ada")
    _ = await ward.send(Ward.potassium())
    try await ward.answer(ada, .received, .accept, .resolved)
    let summaries = try await ward.summaries()
    #expect(summaries == ["acknowledged ada", "resolved"])
    #expect(try await tell(ward) == 2)
    let first = try json(peer.asked[0])
    let data = try #require(first["data"] as? [String: Any])
    let alert = try #require(try await ward.outbound().first).draft.alert
    #expect(first["type"] as? String == "alert.acknowledged")
    #expect(data["alert"] as? String == alert.text && data["phase"] as? String == "acknowledged")
    #expect((data["responder"] as? [String: Any])?["id"] as? String == "ada")
    #expect(data["test"] as? Bool == false && data["byTelephone"] as? Bool == false)
    let said = try #require(try await ward.store.read { try $0.alert(alert) }).content
    for request in peer.asked {
      let text = String(decoding: request.body, as: UTF8.self)
      for word in [said.what, said.location, said.before] where !word.isEmpty {
        #expect(!text.contains(word))
      }
    }
  }

  @Test func `says when the next people are asked, when nobody is left, and who passed it on`()
    async throws
  {
    let ward = try await ward(.webhook)
    let ada = try await ward.enrol("ada")
    _ = try await ward.enrol("bo")
    _ = await ward.send(Ward.potassium())
    try await ward.answer(ada, .received, .decline)
    for _ in 0..<40 {
      ward.clock.pass(.minutes(5))
      try await ward.pager.advanceDue()
    }
    let summaries = try await ward.summaries()
    #expect(summaries.prefix(2) == ["declined ada", "escalated"])
    #expect(summaries.last == "exhausted")
  }

  @Test func `is signed by every live key that signs what goes out, and by no other`() async throws
  {
    let ward = try await ward(.webhook, [.acknowledged])
    let secrets = [try await key("old", ward), try await key("new", ward)]
    let ada = try await ward.enrol("ada")
    _ = await ward.send(Ward.potassium())
    try await ward.answer(ada, .received, .accept)
    #expect(try await tell(ward) == 1)
    let request = try #require(peer.asked.first)
    let header: @Sendable (String) -> String? = { name in
      request.headers.first { $0.name == name }?.value
    }
    #expect(request.method == "POST" && request.url == "https://peer.example.org/hook")
    #expect(header("webhook-signature")?.split(separator: " ").count == 2)
    let (id, time) = try (#require(header("webhook-id")), #require(header("webhook-timestamp")))
    let tags = try secrets.map { secret in
      let key = try #require(Data(base64Encoded: String(secret.dropFirst("whsec_".count))))
      let tag = ward.surroundings.sealer.tag(
        of: Array("\(id).\(time).".utf8) + request.body, key: Array(key))
      return "v1,\(Data(tag).base64EncodedString())"
    }
    let signatures = header("webhook-signature")?.split(separator: " ").map(String.init) ?? []
    #expect(Set(signatures) == Set(tags))
    let back = SignedReport(request.body, header: header)
    let keys = try ward.surroundings.directory.snapshot().keys.keys(of: "laboratory")
    #expect(throws: SignatureFault.missing) {
      try back.check(keys, at: ward.clock.now(), by: ward.surroundings.sealer)
    }
  }

  @Test func `waits until a key is made, and is then told`() async throws {
    let ward = try await ward(.webhook, [.acknowledged])
    let ada = try await ward.enrol("ada")
    _ = await ward.send(Ward.potassium())
    try await ward.answer(ada, .received, .accept)
    #expect(try await tell(ward) == 0)
    #expect(peer.asked.isEmpty)
    _ = try await key("main", ward)
    #expect(try await tell(ward) == 1)
  }

  @Test(arguments: [
    (204, OutboundState.told, 1), (410, .setAside, 1), (422, .setAside, 1), (503, .waiting, 2),
    (429, .waiting, 2), (404, .waiting, 2), (302, .waiting, 2),
  ])
  func `is told, tried again or set aside by the status of the answer`(
    status: Int, state: OutboundState, tries: Int
  ) async throws {
    let ward = try await ward(.webhook, [.acknowledged])
    _ = try await key("main", ward)
    let ada = try await ward.enrol("ada")
    _ = await ward.send(Ward.potassium())
    try await ward.answer(ada, .received, .accept)
    peer.answer(status)
    let teller = Teller(ward.surroundings, dialler: peer)
    for _ in 0..<2 {
      try await teller.deliverPending(to: "laboratory")
      ward.clock.pass(.seconds(2))
    }
    #expect(try await ward.outbound().map(\.state) == [state])
    #expect(peer.asked.count == tries)
    #expect(Set(peer.asked.map { $0.headers.first { $0.name == "webhook-id" }?.value }).count == 1)
  }

  @Test func `is one Task of FHIR whose status follows the alert's`() async throws {
    let ward = try await ward(.fhirTask)
    let ada = try await ward.enrol("ada")
    _ = await ward.send(Ward.potassium())
    try await ward.answer(ada, .received, .accept, .resolved)
    #expect(try await tell(ward) == 2)
    let alert = try #require(try await ward.outbound().first).draft.alert
    for (request, status) in zip(peer.asked, ["accepted", "completed"]) {
      #expect(request.method == "PUT")
      #expect(request.url == "https://peer.example.org/hook/Task/\(alert.text)")
      let task = try json(request)
      #expect(task["id"] as? String == alert.text && task["status"] as? String == status)
    }
  }

  @Test func `is a Communication of FHIR for each thing that happened`() async throws {
    let ward = try await ward(.fhirCommunication)
    let ada = try await ward.enrol("ada")
    _ = await ward.send(Ward.potassium())
    try await ward.answer(ada, .received, .accept, .resolved)
    #expect(try await tell(ward) == 2)
    #expect(Set(peer.asked.map(\.url)).count == 2)
    for request in peer.asked {
      let id = try #require(try json(request)["id"] as? String)
      #expect(request.url == "https://peer.example.org/hook/Communication/\(id)")
    }
  }

  @Test func `made for another form than the document has now is set aside`() async throws {
    let ward = try await ward(.webhook)
    _ = try await key("main", ward)
    _ = await ward.send(Ward.potassium())
    let alert = try #require(try await ward.alerts().first).id
    try await ward.store.perform { store in
      try store.insert(
        OutboundDraft(
          .status, of: alert, to: "laboratory", summary: "Received ada", controlID: "TOC1",
          body: Array("MSH|^~\\&|TOCSIN\r".utf8), madeAt: ward.clock.now()))
    }
    _ = try await tell(ward)
    let reports = try await ward.outbound().filter { $0.draft.controlID == "TOC1" }
    #expect(reports.map(\.state) == [.setAside] && reports.allSatisfy { !$0.note.isEmpty })
    #expect(peer.asked.allSatisfy { $0.headers.contains { $0.value == "TOC1" } == false })
  }
}
