// Tocsin — ServerTests: local passwords and step-up over HTTP
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Testing
import TocsinCore
import TocsinGateway
import TocsinSealing

@testable import TocsinServer

@Suite struct `A local password` {
  private static let right = "correct horse battery staple"

  private func body(_ name: String, _ password: String = right) -> String {
    #"{"name":"\#(name)","password":"\#(password)"}"#
  }

  private func ward() async throws -> (WebWard, WebBrowser) {
    let ward = try await WebWard()
    try await ward.add("root", RoleGrant(.administrator))
    let browser = try await ward.signIn("root")
    let set = await browser.send("PUT", "/v1/password", #"{"password":"\#(Self.right)"}"#)
    #expect(set.code == .noContent)
    return (ward, browser)
  }

  @Test func `signs its administrator in, and nobody by another or for another`() async throws {
    let (ward, _) = try await ward()
    let browser = WebBrowser(ward)
    for wrong in [body("root", "wrong horse battery staple"), body("ada"), body("nobody")] {
      let reply = await browser.send("POST", "/v1/sign-in/password", wrong, isSigned: false)
      #expect(reply.code == .unauthorized)
      #expect(reply.problem == "sign-in-refused")
    }
    let reply = await browser.send("POST", "/v1/sign-in/password", body("ROOT"), isSigned: false)
    #expect(reply.code == .unauthorized)
    let own = await browser.send("POST", "/v1/sign-in/password", body("root"), isSigned: false)
    #expect(own.code == .ok)
    #expect(try await browser.bind().code == .created)
    let me = try await browser.send("GET", "/v1/me").json()
    #expect(me["signedInBy"] as? String == "password")
    #expect(me["steppedUpUntil"] is String == false)
  }

  @Test func `may be tried five times, then ever more slowly`() async throws {
    let (ward, _) = try await ward()
    let browser = WebBrowser(ward)
    let wrong = body("root", "wrong horse battery staple")
    for _ in 0..<5 {
      let reply = await browser.send("POST", "/v1/sign-in/password", wrong, isSigned: false)
      #expect(reply.code == .unauthorized)
    }
    for wait in [1, 2, 4, 8] as [Int64] {
      let reply = await browser.send("POST", "/v1/sign-in/password", wrong, isSigned: false)
      #expect(reply.code == .tooManyRequests)
      #expect(reply.headers[.retryAfter] == "\(wait)")
      ward.clock.pass(.seconds(wait))
      let next = await browser.send("POST", "/v1/sign-in/password", wrong, isSigned: false)
      #expect(next.code == .unauthorized)
    }
    ward.clock.pass(.seconds(16))
    let own = await browser.send("POST", "/v1/sign-in/password", body("root"), isSigned: false)
    #expect(own.code == .ok)
  }

  @Test func `is for administrators alone, and for two of them`() async throws {
    let (ward, _) = try await ward()
    let ada = try await ward.signIn("ada")
    let text = #"{"password":"\#(Self.right)"}"#
    #expect(await ada.send("PUT", "/v1/password", text).code == .forbidden)
    try await ward.add("second", RoleGrant(.administrator))
    try await ward.add("third", RoleGrant(.administrator))
    let second = try await ward.signIn("second")
    #expect(await second.send("PUT", "/v1/password", text).code == .noContent)
    #expect(await second.send("PUT", "/v1/password", text).code == .noContent)
    let third = try await ward.signIn("third")
    #expect(await third.send("PUT", "/v1/password", text).code == .forbidden)
    let short = await second.send("PUT", "/v1/password", #"{"password":"short"}"#)
    #expect(short.code == .unprocessableContent)
    #expect(try short.json()["field"] as? String == "password")
    for known in ["second-second-1", "tocsin-password", "aaaaaaaaaaaaaaaa"] {
      let reply = await second.send("PUT", "/v1/password", #"{"password":"\#(known)"}"#)
      #expect(reply.code == .unprocessableContent)
    }
  }
}

@Suite struct `A step-up` {
  @Test func `lets a session do for ten minutes what it could not, under a new cookie`()
    async throws
  {
    let ward = try await WebWard()
    try await ward.add("root", RoleGrant(.administrator))
    let browser = try await ward.signIn("root")
    let password = "correct horse battery staple"
    await browser.send("PUT", "/v1/password", #"{"password":"\#(password)"}"#)
    try await ward.forgetStepUp("root")
    let account = #"{"id":"carla","name":"Carla"}"#
    let before = await browser.send("POST", "/v1/accounts", account)
    #expect(before.problem == "step-up-needed")
    let bare = await browser.send("POST", "/v1/session/step-up", "{}")
    #expect(bare.problem == "sign-in-refused")
    let proof = #"{"name":"root","password":"\#(password)"}"#
    let old = browser.cookies
    await browser.send("POST", "/v1/sign-in/password", proof, isSigned: false)
    let reply = await browser.send("POST", "/v1/session/step-up", "{}")
    #expect(reply.code == .ok)
    #expect(browser.cookies[Cookie.session.rawValue] != old[Cookie.session.rawValue])
    #expect(await browser.send("POST", "/v1/accounts", account).code == .created)
    let former = WebBrowser(ward, keys: browser.keys)
    former.cookies = old
    #expect(await former.send("GET", "/v1/me").code == .unauthorized)
    ward.clock.pass(.minutes(10))
    let late = await browser.send("POST", "/v1/accounts", #"{"id":"dora","name":"Dora"}"#)
    #expect(late.problem == "step-up-needed")
  }

  @Test func `by another person's proof is refused`() async throws {
    let ward = try await WebWard()
    try await ward.add("root", RoleGrant(.administrator))
    let root = try await ward.signIn("root")
    let password = "correct horse battery staple"
    await root.send("PUT", "/v1/password", #"{"password":"\#(password)"}"#)
    let ada = try await ward.signIn("ada")
    try await ward.forgetStepUp("ada")
    let proof = #"{"name":"root","password":"\#(password)"}"#
    await ada.send("POST", "/v1/sign-in/password", proof, isSigned: false)
    #expect(await ada.send("POST", "/v1/session/step-up", "{}").code == .unauthorized)
  }
}
