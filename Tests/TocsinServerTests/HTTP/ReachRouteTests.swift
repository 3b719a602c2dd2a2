// Tocsin — ServerTests: a person's own devices and channels over HTTP
// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTypes
import Testing
import TocsinCore
import TocsinGateway
import TocsinSQLite
import TocsinSealing

@testable import TocsinServer

@Suite struct `What a device asks about its person` {
  @Test func `pages its person for a test, and says when it was asked twice`() async throws {
    let ward = try await WebWard()
    let ada = try await ward.enrol("ada")
    let first = await ada.send("POST", "/v1/me/test-page")
    #expect(first.code == .accepted)
    let again = await ada.send("POST", "/v1/me/test-page")
    #expect(try first.json()["repeated"] as? Bool == false)
    #expect(try again.json()["repeated"] as? Bool == true)
    #expect(try first.json()["alert"] as? String == (try again.json()["alert"] as? String))
    let pages = try await ward.store.read { try $0.pendingPages(limit: 9) }
    #expect(pages.map(\.record.responder.text) == ["ada"])
    #expect(pages.map(\.world) == [.test])
  }

  @Test func `lists the devices of its person alone, itself marked`() async throws {
    let ward = try await WebWard()
    let ada = try await ward.enrol("ada")
    let other = try await ward.enrol("ada")
    _ = try await ward.enrol("bo")
    let reply = try await ada.send("GET", "/v1/me/devices").json()
    let rows = try #require(reply["devices"] as? [[String: Any]])
    #expect(Set(rows.compactMap { $0["id"] as? String }) == [ada.id.text, other.id.text])
    let own = rows.filter { $0["isThis"] as? Bool == true }
    #expect(own.map { $0["id"] as? String } == [ada.id.text])
  }

  @Test func `ends another device of its person at once, and its keys are to leave it`()
    async throws
  {
    let ward = try await WebWard()
    let ada = try await ward.enrol("ada")
    let lost = try await ward.enrol("ada")
    #expect(await ada.send("POST", "/v1/me/devices/\(lost.id.text)/end").code == .noContent)
    let refused = await lost.send("GET", "/v1/me")
    #expect(refused.code == .forbidden)
    #expect(refused.header("Clear-Site-Data") == #""storage""#)
    #expect(await ada.send("GET", "/v1/me").code == .ok)
    let rows = try await ada.send("GET", "/v1/me/devices").json()["devices"] as? [Any]
    #expect(rows?.count == 1)
  }

  @Test func `keeps its keys while the account is not valid, which may come back`() async throws {
    let ward = try await WebWard()
    let ada = try await ward.enrol("ada")
    let now = ward.clock.now()
    try await ward.store.perform { store in
      var account = try #require(try store.account(ResponderID("ada")))
      account.validUntil = now
      try store.upsert(account)
    }
    ward.clock.pass(.seconds(1))
    let refused = await ada.send("GET", "/v1/me")
    #expect(refused.code == .forbidden)
    #expect(refused.header("Clear-Site-Data") == nil)
  }

  @Test func `cannot end a device of somebody else`() async throws {
    let ward = try await WebWard()
    let ada = try await ward.enrol("ada")
    let bo = try await ward.enrol("bo")
    for id in [bo.id.text, "x", DeviceID(high: 1, low: 1).text] {
      #expect(await ada.send("POST", "/v1/me/devices/\(id)/end").code == .notFound)
    }
    #expect(await bo.send("GET", "/v1/me").code == .ok)
  }

  @Test func `makes a link that enrols one more device of its person, with its squares`()
    async throws
  {
    let ward = try await WebWard()
    let ada = try await ward.enrol("ada")
    let blind = try await ada.send("POST", "/v1/me/device-link").json()
    #expect(blind["qr"] is NSNull)
    var site = ward
    site.endpoints.origin = "https://tocsin.example"
    let device = WebDevice(ward: site, keys: ada.keys, id: ada.id)
    let made = try await device.send("POST", "/v1/me/device-link").json()
    let link = try #require(made["link"] as? String)
    #expect(link.hasPrefix("https://tocsin.example/enrol#"))
    let rows = try #require(made["qr"] as? [String])
    #expect(rows.allSatisfy { $0.count == rows.count && $0.allSatisfy("01".contains) })
    let token = try #require(link.split(separator: "#").last)
    let reply = await site.send(
      "POST", "/v1/devices", headers: [.contentType: "application/json"],
      body: try WebWard.body(of: .generate(), token: String(token)))
    #expect(reply.code == .created)
    #expect(try reply.json()["responder"] as? String == "ada")
  }

  @Test func `makes a link on a device with a lock only while it is unlocked`() async throws {
    let ward = try await WebWard()
    var ada = try await ward.enrol("ada", lock: [UInt8](repeating: 7, count: 32))
    let refused = await ada.send("POST", "/v1/me/device-link")
    #expect(refused.code == .forbidden && refused.problem == "forbidden")
    let links = try await ward.store.read { store in
      try store.leaves(from: 0, limit: 100, withDetails: false).compactMap {
        LeafBody(decoding: $0.body)?.action
      }
    }.filter { $0 == TrailAction.linkMade.rawValue }
    #expect(links.count == 1)
    ada.isUnlocked = true
    #expect(await ada.send("POST", "/v1/me/device-link").code == .created)
  }

  @Test func `says which of its person's devices have a lock`() async throws {
    let ward = try await WebWard()
    let ada = try await ward.enrol("ada", lock: [UInt8](repeating: 7, count: 32))
    let other = try await ward.enrol("ada")
    let reply = try await ada.send("GET", "/v1/me/devices").json()
    let rows = try #require(reply["devices"] as? [[String: Any]])
    let locks = Dictionary(
      uniqueKeysWithValues: rows.map { ($0["id"] as? String, $0["hasLock"] as? Bool) })
    #expect(locks == [ada.id.text: true, other.id.text: false])
  }

  @Test func `reads who is on call and whom to ring`() async throws {
    let ward = try await WebWard()
    let ada = try await ward.enrol("ada")
    try await ward.store.perform { store in
      var account = try #require(try store.account(ResponderID("bo")))
      account.telephone = "4321"
      try store.upsert(account)
    }
    try await ward.refresh()
    let reply = try await ada.send("GET", "/v1/contacts").json()
    let rota = try #require((reply["rotas"] as? [[String: Any]])?.first)
    #expect(rota["title"] as? String == "Medicine")
    let person = try #require((rota["people"] as? [[String: Any]])?.first)
    #expect(person["name"] as? String == "Ada")
    let last = try #require((reply["lastResort"] as? [[String: Any]])?.first)
    #expect(last["telephone"] as? String == "4321")
    let profile = try await ada.send("GET", "/v1/me").json()
    #expect((profile["lastResort"] as? [[String: Any]])?.first?["name"] as? String == "Bo")
  }

  @Test func `reads no contacts where its person has no part in paging`() async throws {
    let ward = try await WebWard()
    try await ward.add("eve", RoleGrant(.auditor))
    let eve = try await ward.signIn("eve")
    #expect(await eve.send("GET", "/v1/contacts").code == .forbidden)
  }

  @Test func `reads a ladder of each priority`() async throws {
    let ward = try await WebWard()
    let ada = try await ward.enrol("ada")
    let reply = try await ada.send("GET", "/v1/me/ladder").json()
    let rows = try #require(reply["priorities"] as? [[String: Any]])
    #expect(rows.compactMap { $0["priority"] as? String } == ["crash", "high", "medium", "low"])
  }
}

@Suite struct `A device that calls for help` {
  private static let body = Array(#"{"type":"crash","place":"W1, bed 3"}"#.utf8)

  private static func headers(_ key: String) -> HTTPFields {
    var headers: HTTPFields = [.contentType: "application/json"]
    if let name = HTTPField.Name("Idempotency-Key") { headers[name] = key }
    return headers
  }

  @Test func `calls in the name of a person who may, and sees who comes`() async throws {
    let ward = try await WebWard()
    try await ward.add("carl", RoleGrant(.caller, AccessScope(wards: ["W1"])))
    try await ward.refresh()
    let carl = try await ward.enrol("carl")
    #expect(await carl.send("GET", "/v1/call-types").code == .ok)
    let made = await carl.send(
      "POST", "/v1/calls", headers: Self.headers("key-00001"), body: Self.body)
    #expect(made.code == .accepted)
    let alert = try #require(try made.json()["alert"] as? String)
    let roll = await carl.send("GET", "/v1/calls/\(alert)")
    #expect(roll.code == .ok)
    #expect(await carl.send("POST", "/v1/calls/\(alert)/stand-down").code == .ok)
    #expect(await carl.send("GET", "/v1/switchboard").code == .forbidden)
  }

  @Test func `is refused in the name of a person who is only paged`() async throws {
    let ward = try await WebWard()
    let ada = try await ward.enrol("ada")
    #expect(await ada.send("GET", "/v1/call-types").code == .forbidden)
    let made = await ada.send(
      "POST", "/v1/calls", headers: Self.headers("key-00001"), body: Self.body)
    #expect(made.code == .forbidden)
    #expect(await ada.send("GET", "/v1/calls/\(AlertID(high: 1, low: 1).text)").code != .ok)
  }
}

@Suite struct `The files that a client keeps` {
  @Test func `are named together, and by another name when one has changed`() async throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("tocsin-\(ProcessInfo.processInfo.globallyUniqueString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("index.html")
    let digest = { (bytes: [UInt8]) in
      [UInt8](repeating: bytes.reduce(0) { $0 &* 31 &+ $1 }, count: 32)
    }
    var releases: Set<String> = []
    for text in ["one", "two"] {
      try Data(text.utf8).write(to: file)
      let files = try WebFiles(folder: folder.path) { digest($0) }
      let ward = try await WebWard(files: files)
      let reply = await ward.send("GET", "/release.json")
      #expect(reply.code == .ok)
      #expect(reply.headers[.cacheControl] == "no-store")
      let told = try reply.json()
      releases.insert(try #require(told["release"] as? String))
      let part = try #require((told["parts"] as? [[String: Any]])?.first)
      #expect(part["path"] as? String == "/web/index.html")
      let whole = await ward.send("GET", "/web/index.html")
      #expect(part["tag"] as? String == whole.headers[.eTag])
    }
    #expect(releases.count == 2)
  }
}
