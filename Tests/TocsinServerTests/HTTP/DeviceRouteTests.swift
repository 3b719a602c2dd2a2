// Tocsin — ServerTests: the routes of devices
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Testing
import TocsinCore
import TocsinGateway
import TocsinSealing

@testable import TocsinServer

@Suite struct `Enrolment over HTTP` {
  private let json: HTTPFields = [.contentType: "application/json; charset=utf-8"]

  @Test func `gives the device what it needs to know`() async throws {
    let ward = try await WebWard()
    let link = try await ward.desk.makeLink(for: ResponderID("ada"))
    let body = try WebWard.body(of: .generate(), token: link.token)
    let reply = await ward.send("POST", "/v1/devices", headers: json, body: body)
    #expect(reply.code == .created)
    let enrolled = try reply.json()
    #expect(Set(enrolled.keys) == ["device", "responder", "site", "signer"])
    #expect(enrolled["responder"] as? String == "ada")
    #expect(enrolled["site"] as? String == ward.surroundings.site.text)
    let again = await ward.send("POST", "/v1/devices", headers: json, body: body)
    #expect(again.code == .conflict)
    #expect(again.problem == "spent")
  }

  @Test func `answers 410 to a link that is over or was never made`() async throws {
    let ward = try await WebWard()
    let link = try await ward.desk.makeLink(for: ResponderID("ada"))
    ward.clock.pass(.minutes(10))
    for token in [link.token, "never"] {
      let body = try WebWard.body(of: .generate(), token: token)
      let reply = await ward.send("POST", "/v1/devices", headers: json, body: body)
      #expect(reply.code == .gone)
    }
  }

  @Test func `answers 422 to a proof by other keys`() async throws {
    let ward = try await WebWard()
    let link = try await ward.desk.makeLink(for: ResponderID("ada"))
    let body = String(
      decoding: try WebWard.body(of: .generate(), token: link.token), as: UTF8.self)
    let proof = Base64URL.encode([UInt8](repeating: 1, count: 64))
    let start = try #require(body.firstRange(of: #""proof":""#)).upperBound
    let forged = body[..<start] + proof + "\"}"
    let reply = await ward.send("POST", "/v1/devices", headers: json, body: Array(forged.utf8))
    #expect(reply.code == .unprocessableContent)
    #expect(try reply.json()["field"] as? String == "proof")
  }

  @Test(
    arguments: [
      ("", 400, nil), ("{", 400, nil), ("[1]", 422, nil), (#"{"token":"t"}"#, 422, "name"),
      (#"{"token":1,"name":"n","keys":{},"proof":""}"#, 422, "token"),
      (#"{"token":"t","name":"n","keys":{"notify":"x"},"proof":""}"#, 422, "keys.accept"),
      (
        #"{"token":"t","name":"n","keys":{"notify":"x","accept":"","detail":"","unlocked":""},"#
          + #""proof":""}"#, 422, "keys.notify"
      ),
    ] as [(String, Int, String?)])
  func `says which member is wrong`(body: String, code: Int, field: String?) async throws {
    let reply = await (try WebWard()).send(
      "POST", "/v1/devices", headers: json, body: Array(body.utf8))
    #expect(reply.code.code == code)
    #expect(try reply.json()["field"] as? String == field)
  }

  @Test func `answers 400 to JSON that nests too deep`() async throws {
    let ward = try await WebWard()
    let deep = String(repeating: "[", count: 100_000)
    let reply = await ward.send("POST", "/v1/devices", headers: json, body: Array(deep.utf8))
    #expect(reply.code == .badRequest)
    #expect(try reply.json()["detail"] as? String == "the JSON nests deeper than 64")
  }

  @Test func `answers 415 to another type`() async throws {
    let reply = await (try WebWard()).send(
      "POST", "/v1/devices", headers: [.contentType: "text/plain"], body: [])
    #expect(reply.code == .unsupportedMediaType)
  }
}

@Suite struct `A signed request` {
  @Test func `tells who the device's person is`() async throws {
    let ward = try await WebWard()
    let bo = try await ward.enrol("bo")
    let reply = await bo.send("GET", "/v1/me")
    #expect(reply.code == .ok)
    #expect(
      String(decoding: reply.bytes, as: UTF8.self)
        == #"{"responder":"bo","name":"Bo","roles":["responder","rota-manager"],"#
        + #""site":"\#(ward.surroundings.site.text)","asks":0,"hasLock":false,"#
        + #""lockAfter":15,"troubles":[],"lastResort":[]}"#)
    #expect(reply.headers[.cacheControl] == "no-store")
  }

  @Test func `is good once`() async throws {
    let ward = try await WebWard()
    let ada = try await ward.enrol("ada")
    let header: HTTPFields = [.authorization: ada.authorization("GET", "/v1/me")]
    #expect(await ward.send("GET", "/v1/me", headers: header).code == .ok)
    let again = await ward.send("GET", "/v1/me", headers: header)
    #expect(again.code == .unauthorized)
    #expect(again.problem == "refused")
  }

  @Test func `of a wrong clock learns the time`() async throws {
    let ward = try await WebWard()
    let ada = try await ward.enrol("ada")
    let header: HTTPFields = [.authorization: ada.authorization("GET", "/v1/me")]
    ward.clock.pass(.seconds(301))
    let reply = await ward.send("GET", "/v1/me", headers: header)
    #expect(reply.code == .unauthorized)
    #expect(reply.problem == "untimely")
    #expect(reply.headers[.date] == HTTPDate.text(ward.clock.now()))
  }

  @Test func `for another device is forbidden`() async throws {
    let ward = try await WebWard()
    let ada = try await ward.enrol("ada")
    let bo = try await ward.enrol("bo")
    for rest in ["stream", "envelopes"] {
      let reply = await ada.send("GET", "/v1/devices/\(bo.id.text)/\(rest)")
      #expect(reply.code == .forbidden)
    }
  }

  @Test func `of a device that has ended is forbidden`() async throws {
    let ward = try await WebWard()
    let ada = try await ward.enrol("ada")
    let now = ward.clock.now()
    try await ward.store.perform { try $0.endDevice(ada.id, at: now) }
    #expect(await ada.send("GET", "/v1/me").code == .forbidden)
  }

  @Test func `shows who is on call to rota managers alone`() async throws {
    let ward = try await WebWard()
    let refused = await (try ward.enrol("ada")).send("GET", "/v1/on-call")
    #expect(refused.code == .forbidden)
    let reply = await (try ward.enrol("bo")).send("GET", "/v1/on-call")
    #expect(reply.code == .ok)
    let rota = try #require((try reply.json()["rotas"] as? [[String: Any]])?.first)
    #expect(Set(rota.keys) == ["rota", "title", "at", "until", "responders", "second", "trainees"])
    #expect(rota["rota"] as? String == "medicine")
    let person = try #require((rota["responders"] as? [[String: Any]])?.first)
    #expect(person["id"] as? String == "ada")
    #expect(person["name"] as? String == "Ada")
    let why = try #require(person["why"] as? String)
    #expect(why.hasPrefix("on call for Medicine until "))
  }

  @Test func `fetches the mailbox page by page`() async throws {
    let ward = try await WebWard()
    let ada = try await ward.enrol("ada")
    try await ward.deposit(1...5, for: ada.id)
    let base = "/v1/devices/\(ada.id.text)/envelopes"
    let first = try await ada.send("GET", base + "?after=0&limit=3").json()
    #expect(first["more"] as? Bool == true)
    let rows = try #require(first["envelopes"] as? [[String: Any]])
    #expect(rows.map { $0["seq"] as? Int } == [1, 2, 3])
    #expect(rows[0]["envelope"] as? String == Base64URL.encode(Array("envelope 1".utf8)))
    let rest = try await ada.send("GET", base + "?after=3&limit=3").json()
    #expect(rest["more"] as? Bool == false)
    #expect((rest["envelopes"] as? [Any])?.count == 2)
    #expect(await ada.send("GET", base).code == .ok)
  }

  @Test(arguments: [
    "after=-1", "after=x", "limit=0", "limit=257", "limit=", "after=+1",
    "limit=9999999999999999999",
  ])
  func `is told which parameter is wrong`(query: String) async throws {
    let ward = try await WebWard()
    let ada = try await ward.enrol("ada")
    let reply = await ada.send("GET", "/v1/devices/\(ada.id.text)/envelopes?\(query)")
    #expect(reply.code == .badRequest)
    let field = try #require(try reply.json()["field"] as? String)
    #expect(field == query.prefix { $0 != "=" })
  }

  @Test func `with an answer that is none is told so`() async throws {
    let ward = try await WebWard()
    let ada = try await ward.enrol("ada")
    let target = "/v1/devices/\(ada.id.text)/answers"
    #expect(await ada.send("POST", target, body: [1]).code == .unsupportedMediaType)
    let binary: HTTPFields = [.contentType: "application/octet-stream"]
    let reply = await ada.send("POST", target, headers: binary, body: [1, 2, 3])
    #expect(reply.code == .unprocessableContent)
    #expect(try reply.json()["detail"] as? String == "188 bytes expected, 3 found")
  }

  @Test func `with an answer gets its receipt, and the same again`() async throws {
    let ward = try await WebWard()
    let ada = try await ward.enrol("ada")
    let address = EnvelopeAddress(site: ward.surroundings.site, device: ada.id, seq: 1)
    let page = try #require(try await ward.deposit(1...1, for: ada.id).first)
    let header = EnvelopeHeader(
      .preview, priority: .high, page: page, to: address, issuedAt: ward.clock.now())
    let answer = ada.keys.sign(
      DeviceAnswer(
        .accept, to: header, digest: WebWard.digest(1), counter: 1, at: ward.clock.now())
    ).encoded
    let target = "/v1/devices/\(ada.id.text)/answers"
    let binary: HTTPFields = [.contentType: "application/octet-stream"]
    let first = await ada.send("POST", target, headers: binary, body: answer)
    #expect(first.code == .ok)
    #expect(first.headers[.contentType] == "application/octet-stream")
    #expect(try CountersignedReceipt(decoding: first.bytes).result == .taken)
    let second = await ada.send("POST", target, headers: binary, body: answer)
    #expect(second.bytes == first.bytes)
  }
}
