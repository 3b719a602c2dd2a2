// Tocsin — ServerTests: sessions over HTTP
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Testing
import TocsinCore
import TocsinGateway
import TocsinSQLite

@testable import TocsinServer

@Suite struct `A session` {
  @Test func `begins with an invitation, which is good once, and says who it is`() async throws {
    let ward = try await WebWard()
    try await ward.add("root", RoleGrant(.administrator))
    let link = try await Accounts(ward.surroundings).invite(ResponderID("root"), by: .gateway)
    let body = #"{"token":"\#(link.token)"}"#
    let (first, second) = (WebBrowser(ward), WebBrowser(ward))
    for browser in [first, second] {
      let reply = await browser.send("POST", "/v1/sign-in/invitation", body, isSigned: false)
      #expect(reply.code == .ok)
    }
    let begun = try await first.bind()
    #expect(begun.code == .created)
    let cookie = begun.headers[fields: .setCookie].map(\.value).first ?? ""
    #expect(cookie.hasPrefix("__Host-tocsin="))
    #expect(cookie.hasSuffix("; Path=/; Secure; HttpOnly; SameSite=Strict"))
    #expect(try await second.bind().code == .conflict)
    let me = try await first.send("GET", "/v1/me").json()
    #expect(me["responder"] as? String == "root")
    #expect(me["roles"] as? [String] == ["administrator"])
    #expect(me["steppedUpUntil"] is String)
    let late = await second.send("POST", "/v1/sign-in/invitation", body, isSigned: false)
    #expect(late.code == .conflict)
  }

  @Test func `threat 5: whose cookie was stolen is of no use in a second browser`() async throws {
    let ward = try await WebWard()
    let browser = try await ward.signIn("ada")
    let thief = WebBrowser(ward)
    thief.cookies = browser.cookies
    #expect(await thief.send("GET", "/v1/me").code == .unauthorized)
    #expect(await thief.send("GET", "/v1/me", isSigned: false).code == .unauthorized)
    #expect(await browser.send("GET", "/v1/me").code == .ok)
  }

  @Test func `threat 5: takes a nonce once and a signature for one request`() async throws {
    let ward = try await WebWard()
    let browser = try await ward.signIn("ada")
    var headers: HTTPFields = [.cookie: browser.cookie]
    headers[.authorization] = browser.authorization("GET", "/v1/me")
    #expect(await ward.send("GET", "/v1/sessions", headers: headers).code == .unauthorized)
    #expect(await ward.send("GET", "/v1/me", headers: headers).code == .ok)
    #expect(await ward.send("GET", "/v1/me", headers: headers).code == .unauthorized)
    ward.clock.pass(.seconds(301))
    headers[.authorization] = browser.authorization("GET", "/v1/me")
    ward.clock.pass(.seconds(301))
    let late = await ward.send("GET", "/v1/me", headers: headers)
    #expect(late.problem == "untimely")
  }

  @Test(arguments: [("bo", 15), ("ada", 12 * 60)] as [(String, Int64)])
  func `ends when it was not used for so many minutes`(
    person: String, minutes: Int64
  ) async throws {
    let ward = try await WebWard()
    let browser = try await ward.signIn(person)
    ward.clock.pass(.minutes(minutes) + Milliseconds(-1))
    #expect(await browser.send("GET", "/v1/me").code == .ok)
    ward.clock.pass(.minutes(minutes))
    #expect(await browser.send("GET", "/v1/me").code == .unauthorized)
  }

  @Test func `ends after twelve hours however busy it is`() async throws {
    let ward = try await WebWard()
    let browser = try await ward.signIn("bo")
    for _ in 0..<71 {
      ward.clock.pass(.minutes(10))
      #expect(await browser.send("GET", "/v1/me").code == .ok)
      // The note that it was used is not waited for by the reply.
      try await ward.store.perform { _ in }
    }
    ward.clock.pass(.minutes(10))
    #expect(await browser.send("GET", "/v1/me").code == .unauthorized)
  }

  @Test func `ends at once with its account, and the browser forgets the site`() async throws {
    let ward = try await WebWard()
    let browser = try await ward.signIn("ada")
    var account = try #require(try await ward.store.read { try $0.account(ResponderID("ada")) })
    account.validUntil = ward.clock.now()
    try await ward.store.perform { [account] in try $0.upsert(account) }
    let reply = await browser.send("GET", "/v1/me")
    #expect(reply.code == .forbidden)
    #expect(reply.header("Clear-Site-Data") == #""cache", "cookies", "storage""#)
    #expect(await browser.send("GET", "/v1/me").code == .unauthorized)
  }

  @Test func `is listed, and ended one by one, all others, or itself`() async throws {
    let ward = try await WebWard()
    let first = try await ward.signIn("ada")
    ward.clock.pass(.seconds(1))
    let second = try await ward.signIn("ada")
    ward.clock.pass(.seconds(1))
    let third = try await ward.signIn("ada")
    let list = try await first.send("GET", "/v1/sessions").json()["sessions"] as? [[String: Any]]
    let rows = try #require(list)
    #expect(rows.map { $0["isThis"] as? Bool } == [false, false, true])
    let id = try #require(rows[0]["id"] as? String)
    #expect(await second.send("DELETE", "/v1/sessions/\(id)").code == .noContent)
    #expect(await second.send("DELETE", "/v1/sessions/\(id)").code == .notFound)
    #expect(await third.send("GET", "/v1/me").code == .unauthorized)
    #expect(try await first.send("DELETE", "/v1/sessions").json()["ended"] as? Int == 1)
    #expect(await second.send("GET", "/v1/me").code == .unauthorized)
    let out = await first.send("DELETE", "/v1/session")
    #expect(out.code == .noContent)
    #expect(out.header("Clear-Site-Data") == #""cache", "cookies""#)
    #expect(first.cookies[Cookie.session.rawValue] == nil)
    #expect(await first.send("GET", "/v1/me").code == .unauthorized)
  }

  @Test func `of another person is not theirs to end`() async throws {
    let ward = try await WebWard()
    let (ada, bo) = (try await ward.signIn("ada"), try await ward.signIn("bo"))
    let list = try await ada.send("GET", "/v1/sessions").json()["sessions"] as? [[String: Any]]
    let id = try #require(list?.first?["id"] as? String)
    #expect(await bo.send("DELETE", "/v1/sessions/\(id)").code == .notFound)
    #expect(await ada.send("GET", "/v1/me").code == .ok)
  }
}

@Suite struct `A request from another site's page` {
  private static let foreign: [(String, String?)] = [
    ("X-Tocsin", nil), ("X-Tocsin", "0"), ("Sec-Fetch-Site", "cross-site"),
    ("Sec-Fetch-Site", "same-site"), ("Sec-Fetch-Site", "none"),
    ("Origin", "https://elsewhere.test"), ("Origin", "null"),
    ("Origin", "http://tocsin.test.elsewhere.test"),
  ]

  @Test(arguments: foreign) func `changes nothing`(name: String, value: String?) async throws {
    let ward = try await WebWard()
    let browser = try await ward.signIn("ada")
    var headers = WebBrowser.own
    headers[try #require(HTTPField.Name(name))] = value
    for (method, target) in [("DELETE", "/v1/session"), ("POST", "/v1/session/step-up")] {
      let reply = await browser.send(method, target, "{}", headers: headers)
      #expect(reply.code == .forbidden)
      #expect(reply.problem == "cross-site")
    }
    let body = #"{"name":"ada","password":"x"}"#
    let signIn = await WebBrowser(ward).send(
      "POST", "/v1/sign-in/password", body, isSigned: false, headers: headers)
    #expect(signIn.problem == "cross-site")
    #expect(await browser.send("GET", "/v1/me").code == .ok)
  }

  @Test func `is told from the site's own by the origin that the operator sets`() async throws {
    var ward = try await WebWard()
    ward.endpoints.origin = "https://tocsin.example"
    let browser = WebBrowser(ward)
    let body = #"{"token":"x"}"#
    #expect(
      await browser.send("POST", "/v1/sign-in/invitation", body, isSigned: false).problem
        == "cross-site")
    var headers = WebBrowser.own
    headers[.origin] = "https://tocsin.example"
    let own = await browser.send(
      "POST", "/v1/sign-in/invitation", body, isSigned: false, headers: headers)
    #expect(own.code == .gone)
  }

  @Test func `cannot send a form where JSON is read`() async throws {
    let ward = try await WebWard()
    var headers = WebBrowser.own
    headers[.contentType] = "application/x-www-form-urlencoded"
    let reply = await WebBrowser(ward).send(
      "POST", "/v1/sign-in/password", "name=a&password=b", isSigned: false, headers: headers)
    #expect(reply.code == .unsupportedMediaType)
  }
}
