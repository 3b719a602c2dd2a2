// Tocsin — ServerTests: paging by hand over HTTP
// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTypes
import Testing
import TocsinCore
import TocsinGateway
import TocsinSQLite

@testable import TocsinServer

/// A ward with an operator at the switchboard, ward staff of W1, and Ada's phone.
private struct CallWard {
  let ward: WebWard
  let operatorSam, callerCarl: WebBrowser
  let phone: WebDevice

  init() async throws {
    ward = try await WebWard()
    phone = try await ward.enrol("ada")
    try await ward.add("sam", RoleGrant(.switchboard))
    try await ward.add("carl", RoleGrant(.caller, AccessScope(wards: ["W1"])))
    try await ward.refresh()
    operatorSam = try await ward.signIn("sam")
    callerCarl = try await ward.signIn("carl")
  }

  /// Calls, and gives the alert's id.
  func call(
    _ browser: WebBrowser, _ body: String = #"{"type":"crash","place":"W1, bed 3"}"#,
    key: String? = "key-00001"
  ) async -> WebReply {
    var headers = WebBrowser.own
    if let key, let name = HTTPField.Name("Idempotency-Key") { headers[name] = key }
    return await browser.send("POST", "/v1/calls", body, headers: headers)
  }

  func alert(_ browser: WebBrowser) async throws -> String {
    let reply = await call(browser)
    #expect(reply.code == .accepted)
    return try #require(try reply.json()["alert"] as? String)
  }

  func roles(_ target: String) async throws -> [[String: Any]] {
    let roll = try await operatorSam.send("GET", target).json()
    return try #require(roll["roles"] as? [[String: Any]])
  }
}

@Suite struct `A call by hand` {
  @Test func `opens one alert for one key, however often it is sent`() async throws {
    let site = try await CallWard()
    let first = await site.call(site.operatorSam)
    let again = await site.call(site.operatorSam)
    #expect(first.code == .accepted && again.code == .accepted)
    #expect(try first.json()["repeated"] as? Bool == false)
    #expect(try again.json()["repeated"] as? Bool == true)
    #expect(try first.json()["alert"] as? String == (try again.json()["alert"] as? String))
    let all = try await site.ward.store.read { try $0.alerts(limit: 9, phase: nil) }
    #expect(all.count == 1 && all.first?.priority == .crash)
    let leaves = try await site.ward.leaves(of: .alert)
    #expect(leaves.first == "person:sam alert:\(all[0].id)")
  }

  @Test(arguments: [
    (#"{"type":"none","place":"W1"}"#, "type"), (#"{"type":"crash","place":""}"#, "place"),
    (#"{"type":"crash","place":"W1","callBack":"call me"}"#, "callBack"),
  ])
  func `is refused at the field at fault`(body: String, field: String) async throws {
    let site = try await CallWard()
    let reply = await site.call(site.operatorSam, body)
    #expect(reply.code == .unprocessableContent)
    #expect(try reply.json()["field"] as? String == field)
  }

  @Test(arguments: [nil, "short", "has spaces in it"] as [String?])
  func `is refused without a key of its form`(key: String?) async throws {
    let site = try await CallWard()
    let reply = await site.call(site.operatorSam, key: key)
    #expect(reply.code == .unprocessableContent)
    #expect(try reply.json()["field"] as? String == "Idempotency-Key")
  }

  @Test func `threat 25: is for the caller's own ward`() async throws {
    let site = try await CallWard()
    let id = try await site.alert(site.callerCarl)
    let alert = try #require(AlertID(text: id))
    let kept = try #require(try await site.ward.store.read { try $0.alert(alert) })
    #expect(kept.content.ward == "W1" && kept.content.location == "W1, bed 3")
    let other = await site.call(
      site.callerCarl, #"{"type":"crash","place":"bed 1","ward":"W2"}"#, key: "key-00002")
    #expect(other.code == .forbidden)
    try await site.ward.add("cleo", RoleGrant(.caller, AccessScope(wards: ["W2"])))
    let cleo = try await site.ward.signIn("cleo")
    for act in ["", "/stand-down", "/resolve"] {
      let reply = await cleo.send(act.isEmpty ? "GET" : "POST", "/v1/calls/\(id)\(act)")
      #expect(reply.code == .forbidden)
    }
  }

  @Test func `as a test is in the world of tests`() async throws {
    let site = try await CallWard()
    let reply = await site.call(
      site.operatorSam, #"{"type":"crash","place":"W1","test":true}"#)
    #expect(reply.code == .accepted)
    let all = try await site.ward.store.read { try $0.alerts(limit: 9, phase: nil) }
    #expect(all.first?.world == .test)
    let queue = try await site.operatorSam.send("GET", "/v1/switchboard").json()
    #expect((queue["rolls"] as? [Any])?.isEmpty == true)
  }
}

@Suite struct `The roll of a call` {
  @Test func `says who was paged, who has it, and who comes next`() async throws {
    let site = try await CallWard()
    let target = "/v1/calls/\(try await site.alert(site.operatorSam))"
    var role = try #require(try await site.roles(target).first)
    #expect(role["phase"] as? String == "escalating" && role["nextAt"] is String)
    let people = try #require(role["people"] as? [[String: Any]])
    #expect(people.first?["id"] as? String == "ada")
    let next = try #require(role["next"] as? [[String: Any]])
    #expect(next.first?["id"] as? String == "bo")
    let body = #"{"role":"responder","responder":"ada","readBack":true}"#
    let reply = await site.operatorSam.send("POST", "\(target)/accepted-by-telephone", body)
    #expect(try reply.json()["changed"] as? Bool == true)
    role = try #require(try await site.roles(target).first)
    #expect((role["by"] as? [String: Any])?["id"] as? String == "ada")
    #expect((role["byTelephone"] as? [String: Any])?["takenBy"] as? String == "sam")
  }

  @Test func `says the place and never the words`() async throws {
    let site = try await CallWard()
    let body = #"{"type":"crash","place":"W1, bed 3","words":"ZZCANARY","callBack":"4711"}"#
    let id = try #require(try await site.call(site.operatorSam, body).json()["alert"] as? String)
    for target in ["/v1/calls/\(id)", "/v1/switchboard"] {
      let text = String(decoding: await site.operatorSam.send("GET", target).bytes, as: UTF8.self)
      #expect(text.contains("W1, bed 3") && text.contains("4711") && !text.contains("ZZCANARY"))
    }
  }

  @Test func `of what a source reports is the switchboard's alone, without its place`()
    async throws
  {
    let site = try await CallWard()
    try await site.ward.deposit(1...1, for: site.phone.id, ward: "W1")
    let target = "/v1/calls/\(AlertID(high: 8, low: 1))"
    #expect(await site.callerCarl.send("GET", target).code == .forbidden)
    let roll = try await site.operatorSam.send("GET", target).json()
    #expect(roll["place"] == nil || roll["place"] is NSNull)
    let words = await site.operatorSam.send(
      "POST", "\(target)/words", #"{"place":"elsewhere"}"#)
    #expect(words.code == .conflict)
  }
}

@Suite struct `An act of the switchboard` {
  @Test func `calls the next once, however often it is tapped`() async throws {
    let site = try await CallWard()
    let target = "/v1/calls/\(try await site.alert(site.operatorSam))"
    let body = #"{"role":"responder","step":0,"cycle":1}"#
    for hasChanged in [true, false] {
      let reply = await site.operatorSam.send("POST", "\(target)/call-next", body)
      #expect(try reply.json()["changed"] as? Bool == hasChanged)
    }
    let role = try #require(try await site.roles(target).first)
    let people = try #require(role["people"] as? [[String: Any]])
    #expect(people.compactMap { $0["id"] as? String } == ["ada", "bo"])
  }

  @Test func `stands everyone down, once, by who called as well`() async throws {
    let site = try await CallWard()
    let target = "/v1/calls/\(try await site.alert(site.callerCarl))"
    for hasChanged in [true, false] {
      let reply = await site.callerCarl.send("POST", "\(target)/stand-down")
      #expect(try reply.json()["changed"] as? Bool == hasChanged)
    }
    let roll = try await site.operatorSam.send("GET", target).json()
    #expect(roll["phase"] as? String == "resolved" && roll["ending"] as? String == "stood-down")
    let late = await site.operatorSam.send("POST", "\(target)/call-next", "{}")
    #expect(late.problem == "taken")
  }

  @Test func `takes who asked to be called from the queue, once`() async throws {
    let site = try await CallWard()
    let id = try await site.alert(site.operatorSam)
    try await site.ward.asksToBeCalled("ada", on: try #require(AlertID(text: id)))
    let queue = try await site.operatorSam.send("GET", "/v1/switchboard").json()
    let roll = try #require((queue["rolls"] as? [[String: Any]])?.first)
    let asking = try #require((roll["callMe"] as? [[String: Any]])?.first)
    #expect(roll["isLoud"] as? Bool == true && asking["id"] as? String == "ada")
    #expect(asking["callMeSince"] is String)
    let board = try await site.operatorSam.send("GET", "/v1/alerts").json()
    let row = try #require((board["alerts"] as? [[String: Any]])?.first)
    #expect(row["callMe"] as? [String] == ["ada"])
    for hasChanged in [true, false] {
      let reply = await site.operatorSam.send(
        "POST", "/v1/calls/\(id)/rung", #"{"responder":"ada"}"#)
      #expect(try reply.json()["changed"] as? Bool == hasChanged)
    }
    let after = try await site.operatorSam.send("GET", "/v1/calls/\(id)").json()
    #expect((after["callMe"] as? [Any])?.isEmpty == true)
  }

  @Test func `of steering is not for who called`() async throws {
    let site = try await CallWard()
    let target = "/v1/calls/\(try await site.alert(site.callerCarl))"
    for act in ["call-next", "reassign", "accepted-by-telephone", "rung"] {
      #expect(await site.callerCarl.send("POST", "\(target)/\(act)", "{}").code == .forbidden)
    }
    #expect(await site.callerCarl.send("GET", "/v1/switchboard").code == .forbidden)
  }

  @Test(arguments: [
    #"{"role":"responder","responder":"nobody"}"#, #"{"role":"responder","rota":"none"}"#,
    #"{"role":"responder"}"#, #"{"role":"responder","responder":"ada","rota":"medicine"}"#,
  ])
  func `reassigns to somebody who can be paged, or says that it cannot`(
    body: String
  ) async throws {
    let site = try await CallWard()
    let target = "/v1/calls/\(try await site.alert(site.operatorSam))"
    let reply = await site.operatorSam.send("POST", "\(target)/reassign", body)
    #expect(reply.code == .unprocessableContent)
  }

  @Test func `corrects the place, and who was paged is paged again`() async throws {
    let site = try await CallWard()
    let id = try await site.alert(site.callerCarl)
    let reply = await site.callerCarl.send(
      "POST", "/v1/calls/\(id)/words", #"{"place":"W1, bed 5"}"#)
    #expect(try reply.json()["changed"] as? Bool == true)
    let alert = try #require(AlertID(text: id))
    let kept = try #require(try await site.ward.store.read { try $0.alert(alert) })
    #expect(kept.content.location == "W1, bed 5" && kept.content.ward == "W1")
  }
}
