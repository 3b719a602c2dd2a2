// Tocsin — ServerTests: policies and rehearsals over HTTP
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Testing
import TocsinCore
import TocsinGateway

@testable import TocsinServer

@Suite struct `The routes of policies` {
  private func manager() async throws -> (WebWard, WebBrowser) {
    let ward = try await WebWard()
    try await ward.add("kite", RoleGrant(.rotaManager, .everywhere))
    return (ward, try await ward.signIn("kite"))
  }

  private func text(_ reply: WebReply) -> String { String(decoding: reply.bytes, as: UTF8.self) }

  @Test func `show each policy with who its steps ask now`() async throws {
    let (_, kite) = try await manager()
    let list = await kite.send("GET", "/v1/policies")
    #expect(list.code == .ok && text(list).contains(#""name":"ward","revision":1,"title":"Ward""#))
    let one = await kite.send("GET", "/v1/policies/ward")
    #expect(text(one).contains(#""title":"Medicine","rota":"medicine""#))
    #expect(text(one).contains(#""name":"Ada""#) && text(one).contains(#""isReachable":false"#))
    #expect(text(one).contains(#""waits":[{"priority":"crash","wait":120}]"#))
    #expect(await kite.send("GET", "/v1/policies/gone").code == .notFound)
  }

  @Test func `answer who would be paged, when and why, and who has no device`() async throws {
    let (ward, kite) = try await manager()
    _ = try await ward.enrol("bo")
    try await ward.refresh()
    let reply = await kite.send(
      "POST", "/v1/rehearsals",
      #"{"kind":"critical-result","ward":"W4E","at":"2026-12-06T03:00"}"#)
    #expect(reply.code == .ok)
    let answer = text(reply)
    #expect(answer.contains(#"{"at":"2026-12-06T03:00:00.000+00:00","zone":"UTC""#))
    #expect(answer.contains(#""route":"catch-all","policy":"ward""#))
    #expect(answer.contains(#""missing":[{"id":"ada","name":"Ada"}]"#))
    #expect(answer.contains(#""after":0,"id":"bo""#) && answer.contains(#""isFallback":true"#))
  }

  @Test func `play the past under another text, for managers alone`() async throws {
    let (ward, kite) = try await manager()
    let reply = await kite.send("POST", "/v1/policies/ward/hindsight", #"{"text":"title: W"}"#)
    #expect(reply.code == .ok && text(reply).contains(#""count":0,"isSample":false"#))
    let long = String(repeating: "x", count: Replays.textBytesMax + 1)
    let refused = await kite.send(
      "POST", "/v1/policies/ward/hindsight", #"{"text":"\#(long)"}"#)
    #expect(refused.code == .unprocessableContent || refused.code == .contentTooLarge)
    try await ward.add("desk", RoleGrant(.switchboard, .everywhere))
    let desk = try await ward.signIn("desk")
    let body = #"{"text":"title: W"}"#
    #expect(await desk.send("POST", "/v1/policies/ward/hindsight", body).code == .forbidden)
  }

  @Test func `refuse a second replay in words, before it reads anything`() async throws {
    let (ward, kite) = try await manager()
    let second = await ward.endpoints.quietThread.alone { _ in
      await kite.send("POST", "/v1/policies/ward/hindsight", #"{"text":"title: W"}"#)
    }
    let reply = try #require(second)
    #expect(reply.code == .serviceUnavailable && reply.header("Retry-After") != nil)
    #expect(text(reply).contains("another replay of the past is being done"))
  }

  @Test func `read a result through the mapping, and say when it makes no alert of it`()
    async throws
  {
    let (_, kite) = try await manager()
    let asked = #"{"integration":"laboratory","fields":{"OBX-5":"7.1"}}"#
    let reply = await kite.send("POST", "/v1/rehearsals", asked)
    #expect(reply.code == .unprocessableContent && text(reply).contains(#""field":"no-alert""#))
    let odd = await kite.send("POST", "/v1/rehearsals", asked.replacing("OBX-5", with: "OBX"))
    #expect(odd.code == .unprocessableContent && text(odd).contains(#""field":"fields""#))
  }

  @Test func `name everyone who can stand in a new rota, when they are asked for`() async throws {
    let (_, kite) = try await manager()
    let asked = await kite.send("GET", "/v1/rotas?people=all")
    #expect(asked.code == .ok && text(asked).contains(#"{"id":"ada","name":"Ada"}"#))
    #expect(!text(await kite.send("GET", "/v1/rotas")).contains(#""people""#))
  }

  @Test func `refuse facts that say nothing, and whoever has no role for them`() async throws {
    let (ward, kite) = try await manager()
    for body in [
      #"{"kind":"K 7.1"}"#, #"{"kind":"k","priority":"urgent"}"#, #"{"kind":"k","at":"soon"}"#,
    ] {
      let reply = await kite.send("POST", "/v1/rehearsals", body)
      #expect(reply.code == .unprocessableContent)
    }
    try await ward.add("ward", RoleGrant(.responder, .everywhere))
    let other = try await ward.signIn("ward")
    #expect(await other.send("GET", "/v1/policies").code == .forbidden)
  }
}
