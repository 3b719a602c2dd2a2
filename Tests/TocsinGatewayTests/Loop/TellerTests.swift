// Tocsin — GatewayTests: how reports reach a source, whatever it does
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinGateway
import TocsinMapping
import TocsinSQLite

@Suite struct `The Teller` {
  private let peer = Peer()

  /// A ward in which one page was received, delivered and read.
  private func ward(_ documents: LoopDocuments = LoopDocuments()) async throws -> Ward {
    let ward = try await Ward(reader: documents)
    let ada = try await ward.enrol("ada")
    _ = await ward.send(Ward.potassium())
    try await ward.answer(ada, .received, .displayed)
    return ward
  }

  private func states(_ ward: Ward) async throws -> [OutboundState] {
    try await ward.outbound().map(\.state)
  }

  @Test(arguments: ["AA", "CA"])
  func `tells in order, over one connection, and only once`(_ code: String) async throws {
    let ward = try await ward()
    peer.say(.code(code))
    let teller = Teller(ward.surroundings, dialler: peer)
    #expect(try await teller.deliverPending(to: "laboratory") == 3)
    #expect(try await teller.deliverPending(to: "laboratory") == 0)
    let words = peer.heard.map { text in
      ["Received", "Delivered", "Read"].first { text.contains("|AD|\($0)|") } ?? ""
    }
    #expect(words == ["Received", "Delivered", "Read"])
    #expect(peer.connections == 1 && peer.closed == 0)
    #expect(try await states(ward) == [.told, .told, .told])
  }

  @Test(arguments: [Peer.Saying.foreignID, .nothing, .ends])
  func `credits nothing to a reply that is not its own, and sends the same again`(
    _ saying: Peer.Saying
  ) async throws {
    let ward = try await ward()
    let teller = Teller(ward.surroundings, dialler: peer)
    peer.sayOnce(saying)
    #expect(try await teller.deliverPending(to: "laboratory") == 0)
    #expect(peer.closed == 1)
    #expect(try await states(ward) == [.waiting, .waiting, .waiting])
    #expect(try await teller.deliverPending(to: "laboratory") == 0)
    #expect(peer.heard.count == 1)
    ward.clock.pass(.minutes(1))
    #expect(try await teller.deliverPending(to: "laboratory") == 3)
    #expect(peer.heard[0] == peer.heard[1])
  }

  @Test func `opens a connection anew that ended while it lay idle`() async throws {
    let ward = try await ward()
    let teller = Teller(ward.surroundings, dialler: peer)
    try await teller.deliverPending(to: "laboratory")
    _ = await ward.send(Ward.potassium(controlID: "C2", order: "F2"))
    peer.sayOnce(.ends)
    #expect(try await teller.deliverPending(to: "laboratory") == 1)
    #expect(peer.connections == 2)
  }

  @Test func `waits longer and longer for a source that is down, and loses nothing`() async throws {
    let ward = try await ward()
    peer.say(.isDown)
    let teller = Teller(ward.surroundings, dialler: peer)
    for _ in 0..<600 {
      try await teller.deliverPending(to: "laboratory")
      ward.clock.pass(.seconds(1))
    }
    #expect((6...24).contains(peer.connections))
    peer.say(.code("AA"))
    ward.clock.pass(.minutes(2))
    #expect(try await teller.deliverPending(to: "laboratory") == 3)
  }

  @Test func `sends again what the source asks for again, and keeps the order of an alert`()
    async throws
  {
    let ward = try await ward()
    let teller = Teller(ward.surroundings, dialler: peer)
    _ = await ward.send(Ward.potassium(controlID: "C2", order: "F2"))
    peer.sayOnce(.code("AE"))
    #expect(try await teller.deliverPending(to: "laboratory") == 1)
    #expect(peer.heard[1].contains("|F2^SYNLAB|"))
    #expect(try await states(ward) == [.waiting, .waiting, .waiting, .told])
    #expect(try await ward.outbound()[0].note == "answered AE")
    ward.clock.pass(.minutes(1))
    #expect(try await teller.deliverPending(to: "laboratory") == 3)
    #expect(peer.heard[2] == peer.heard[0])
  }

  @Test(arguments: ["AR", "CR"])
  func `sets aside what the source refuses, and sends it again when asked to`(
    _ code: String
  ) async throws {
    let ward = try await ward()
    let teller = Teller(ward.surroundings, dialler: peer)
    peer.sayOnce(.code(code))
    #expect(try await teller.deliverPending(to: "laboratory") == 2)
    let refused = try await ward.outbound()[0]
    #expect(refused.state == .setAside && refused.note == "answered \(code)")
    let now = ward.clock.now()
    #expect(try await ward.store.perform { try $0.retry(refused.id, at: now) })
    #expect(try await teller.deliverPending(to: "laboratory") == 1)
    #expect(peer.heard.last == peer.heard.first)
  }

  @Test func `sends again after a crash, under the same control id`() async throws {
    let ward = try await ward()
    peer.sayOnce(.nothing)
    try await Teller(ward.surroundings, dialler: peer).deliverPending(to: "laboratory")
    ward.clock.pass(.minutes(1))
    let next = Teller(ward.surroundings, dialler: peer)
    #expect(try await next.deliverPending(to: "laboratory") == 3)
    #expect(peer.heard[0] == peer.heard[1])
  }

  @Test func `sets aside what could not be told for too long`() async throws {
    var documents = LoopDocuments()
    documents.path.keepFor = .hours(1)
    let ward = try await ward(documents)
    ward.clock.pass(.hours(2))
    let teller = Teller(ward.surroundings, dialler: peer)
    #expect(try await teller.deliverPending(to: "laboratory") == 0)
    #expect(peer.heard.isEmpty)
    #expect(try await states(ward) == [.setAside, .setAside, .setAside])
  }

  @Test func `keeps no more waiting than its bound`() async throws {
    let ward = try await ward()
    let aside = try await ward.store.perform {
      try $0.trimOutbound(to: "laboratory", leaving: 1)
    }
    #expect(aside == 2)
    #expect(try await states(ward) == [.setAside, .setAside, .waiting])
  }
}
