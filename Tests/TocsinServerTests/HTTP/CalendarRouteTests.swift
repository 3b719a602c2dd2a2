// Tocsin — ServerTests: calendars over HTTP
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Testing
import TocsinCore
import TocsinGateway

@testable import TocsinServer

@Suite struct `The routes of calendars` {
  private func made(
    _ device: WebDevice, _ body: String
  ) async throws -> WebReply {
    await device.send(
      "POST", "/v1/calendar-links", headers: [.contentType: "application/json"],
      body: Array(body.utf8))
  }

  private func text(_ reply: WebReply) -> String { String(decoding: reply.bytes, as: UTF8.self) }

  @Test func `give a person a link to their own calendar, read by whoever has it`() async throws {
    let ward = try await WebWard()
    let device = try await ward.enrol("ada")
    let reply = try await made(device, #"{"kind":"person"}"#)
    #expect(reply.code == .created)
    let path = try #require(try reply.json()["path"] as? String)
    let calendar = await ward.send("GET", path)
    #expect(calendar.code == .ok)
    #expect(calendar.headers[.contentType] == "text/calendar; charset=utf-8")
    #expect(calendar.headers[.cacheControl] == "private, max-age=300")
    #expect(text(calendar).contains("SUMMARY:Medicine"))
    #expect(await ward.send("GET", String(path.dropLast(4))).code == .ok)
  }

  @Test func `end a link, and only one's own`() async throws {
    let ward = try await WebWard()
    let (ada, bo) = (try await ward.enrol("ada"), try await ward.enrol("bo"))
    let path = try #require(try await made(ada, #"{"kind":"person"}"#).json()["path"] as? String)
    let listed = try await ada.send("GET", "/v1/calendar-links").json()["links"] as? [[String: Any]]
    let link = try #require(listed?.first?["link"] as? String)
    #expect(!path.contains(link))
    #expect(try await bo.send("GET", "/v1/calendar-links").json()["links"] as? [String] == [])
    #expect(await bo.send("DELETE", "/v1/calendar-links/\(link)").code == .notFound)
    #expect(await ada.send("DELETE", "/v1/calendar-links/\(link)").code == .noContent)
    #expect(await ward.send("GET", path).code == .notFound)
    #expect(await ada.send("DELETE", "/v1/calendar-links/\(link)").code == .notFound)
  }

  @Test func `give rotas and teams to their managers alone`() async throws {
    let ward = try await WebWard()
    let (ada, bo) = (try await ward.enrol("ada"), try await ward.enrol("bo"))
    for body in [#"{"kind":"rota","name":"medicine"}"#, #"{"kind":"team","name":"ward"}"#] {
      #expect(try await made(ada, body).code == .forbidden)
      let reply = try await made(bo, body)
      #expect(reply.code == .created)
      let path = try #require(try reply.json()["path"] as? String)
      #expect(await text(ward.send("GET", path)).contains("SUMMARY:Medicine: Ada"))
    }
    #expect(try await made(bo, #"{"kind":"person","name":"ada"}"#).code == .forbidden)
    #expect(try await made(bo, #"{"kind":"rota","name":"gone"}"#).code == .forbidden)
    #expect(try await made(bo, #"{"kind":"shift"}"#).code == .unprocessableContent)
  }

  @Test func `show nothing of a person whose account has ended`() async throws {
    let ward = try await WebWard()
    let secret = try await CalendarLinks(ward.surroundings).make(
      .person(ResponderID("ada")), by: .gateway)
    let path = "/calendars/\(secret)"
    #expect(await ward.send("GET", path).code == .ok)
    let now = ward.clock.now()
    try await ward.store.perform { store in
      try store.upsert(
        Responder(id: ResponderID("ada"), name: "Ada", validUntil: now - .hours(1)))
    }
    try await ward.refresh()
    #expect(await ward.send("GET", path).code == .notFound)
  }

  @Test func `show a wall board to whoever has its link, without content`() async throws {
    let ward = try await WebWard()
    let (ada, bo) = (try await ward.enrol("ada"), try await ward.enrol("bo"))
    try await ward.deposit(1...3, for: ada.id, ward: "4 West")
    #expect(try await made(ada, #"{"kind":"board","name":"names"}"#).code == .forbidden)
    let reply = try await made(bo, #"{"kind":"board","name":"names"}"#)
    let path = try #require(try reply.json()["path"] as? String)
    let board = await ward.send("GET", path)
    #expect(board.code == .ok)
    #expect(
      text(board) == """
        {"rotas":[{"rota":"medicine","title":"Medicine","until":"2026-11-25T00:00:00.000+00:00",\
        "lines":{"first":[{"name":"Ada"}],"second":[],"trainee":[]}}],\
        "alerts":[{"ward":"4 West","crash":0,"high":3,"medium":0,"low":0,"untaken":3}],\
        "isWhole":true}
        """)
    let tag = try #require(board.headers[.eTag])
    let known = await ward.send("GET", path, headers: [.ifNoneMatch: tag])
    #expect(known.code == .notModified)
    try await ward.deposit(4...4, for: ada.id, ward: "4 West")
    #expect(await ward.send("GET", path).headers[.eTag] == tag)
    ward.clock.pass(WallBoardMemory.lifetime)
    #expect(await text(ward.send("GET", path)).contains(#""high":4"#))
    #expect(try await made(bo, #"{"kind":"board","name":"all"}"#).code == .unprocessableContent)
  }

  @Test func `make at most twenty links of one calendar`() async throws {
    let ward = try await WebWard()
    let device = try await ward.enrol("ada")
    for _ in 0..<CalendarLinks.linksMax {
      #expect(try await made(device, #"{"kind":"person"}"#).code == .created)
    }
    #expect(try await made(device, #"{"kind":"person"}"#).code == .conflict)
  }
}
