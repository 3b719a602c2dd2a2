// Tocsin — IdentityTests: joiners, movers and leavers by SCIM
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinGateway
import TocsinIdentity

@Suite struct `A directory at the door` {
  @Test func `says where a person is reached, and takes it back`() async throws {
    let ward = try DirectoryWard()
    let id = try await ward.provision(
      "ada",
      #"""
      ,"phoneNumbers":[{"type":"mobile","value":"tel:+49-170-1;ext=2"},
       {"type":"pager","value":"7701"},{"type":"fax","value":"9"},{"type":"home","value":"8"}],
       "emails":[{"type":"home","value":"ada@home.example"},
       {"type":"work","value":"ada@ward.example"}]
      """#)
    let account = try #require(try await ward.found(id))
    #expect(account.addresses.mobile == "+49-170-1" && account.addresses.pager == "7701")
    #expect(account.addresses.mail == "ada@ward.example")
    #expect(account.telephone == "+49-170-1", "the number that rings, where none is at work")
    let shown = try await ward.ask("GET", "/Users/\(id)")
    #expect(
      shown.object["phoneNumbers"]
        == .list([
          ["value": "+49-170-1", "type": "mobile"], ["value": "7701", "type": "pager"],
        ]))
    let changed = try await ward.ask(
      "PATCH", "/Users/\(id)",
      #"""
      {"Operations":[
       {"op":"replace","path":"phoneNumbers[type eq \"mobile\"].value","value":"+49 171"},
       {"op":"add","path":"phoneNumbers","value":[{"type":"work","value":"4711"}]},
       {"op":"remove","path":"phoneNumbers[type eq \"pager\"]"},{"op":"remove","path":"emails"}]}
      """#)
    #expect(changed.status == 200)
    let after = try #require(try await ward.found(id))
    #expect(after.addresses.mobile == "+49 171" && after.telephone == "4711")
    #expect(after.addresses.pager.isEmpty && after.addresses.mail.isEmpty)
    _ = try await ward.ask("DELETE", "/Users/\(id)")
    #expect(try await ward.found(id)?.addresses.isEmpty == true)
  }

  @Test func `provisions a person and finds them again`() async throws {
    let ward = try DirectoryWard()
    let made = try await ward.ask(
      "POST", "/Users",
      #"""
      {"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"Eva.Amsel@example.org",
       "externalId":"7f","name":{"givenName":"Eva","familyName":"Amsel"},"active":"True",
       "emails":[{"value":"x@example.org"}],"phoneNumbers":[{"type":"work","value":"4711"}],
       "\#(DirectoryWard.account)":{"kind":"locum","validUntil":"2027-01-01T00:00:00Z"}}
      """#)
    #expect(made.status == 201)
    #expect(made.headers["location"] == "/scim/v2/Users/eva.amsel")
    #expect(made.headers["etag"] == "W/\"1\"")
    #expect(made.object["displayName"] == "Eva Amsel" && made.object["active"] == true)
    #expect(made.object["emails"] == .list([["value": "x@example.org", "type": "work"]]))
    let account = try #require(try await ward.found("eva.amsel"))
    #expect(account.telephone == "4711" && account.kind == .locum && account.externalID == "7f")
    #expect(account.grants == [], "nobody may do anything before a group says so")
    for filter in [
      "userName%20eq%20%22eva.amsel@EXAMPLE.org%22", "externalId+eq+%227f%22",
      "\(DirectoryWard.account):kind+eq+%22locum%22+and+active+eq+true",
    ] {
      #expect(try await ward.ask("GET", "/Users?filter=\(filter)").ids == ["eva.amsel"])
    }
    let search = #"{"filter":"userName sw \"eva\"","attributes":["userName"],"count":1}"#
    #expect(try await ward.ask("POST", "/Users/.search", search).ids == ["eva.amsel"])
    #expect(try await ward.ask("POST", "/.search", search).ids == ["eva.amsel"])
    let again = try await ward.ask("POST", "/Users", #"{"userName":"EVA.amsel@example.org"}"#)
    #expect(again.status == 409 && again.kind == "uniqueness")
    #expect(try await ward.provision("eva.amsel@elsewhere.example") == "eva.amsel-2")
  }

  @Test func `sees nobody whom no directory keeps`() async throws {
    let ward = try DirectoryWard()
    try await Accounts(ward.surroundings).add(
      Account(id: ResponderID("root"), name: "Root", at: Timestamp(milliseconds: 0)),
      by: .commandLine("root"))
    #expect(try await ward.ask("GET", "/Users").ids == [])
    #expect(try await ward.ask("GET", "/Users/root").status == 404)
    #expect(try await ward.ask("DELETE", "/Users/root").status == 404)
    #expect(try await ward.provision("root") == "root-2")
  }

  @Test func `gives and takes roles by groups`() async throws {
    let ward = try DirectoryWard()
    let id = try await ward.provision("eva")
    let made = try await ward.ask(
      "POST", "/Groups", #"{"displayName":"tocsin-responder@ward:ICU","externalId":"g"}"#)
    #expect(made.status == 201)
    let group = try #require(made.object["id"]?.text)
    let add = #"{"Operations":[{"op":"Add","path":"members","value":[{"value":"\#(id)"}]}]}"#
    #expect(try await ward.ask("PATCH", "/Groups/\(group)", add).status == 200)
    #expect(
      try await ward.found(id)?.grants
        == [RoleGrant(.responder, AccessScope(wards: ["ICU"]))])
    let person = try await ward.ask("GET", "/Users/\(id)").object
    #expect(person["groups"]?.elements.first?.object?["value"] == .text(group))
    #expect(
      person[DirectoryWard.account]?.object?["grants"]
        == .list([["role": "responder", "wards": .list(["ICU"])]]))
    let remove =
      #"{"Operations":[{"op":"remove","path":"members[value eq \"\#(id)\"]"}]}"#
    #expect(try await ward.ask("PATCH", "/Groups/\(group)", remove).status == 200)
    #expect(try await ward.found(id)?.grants == [])
    #expect(try await ward.ask("DELETE", "/Groups/\(group)").status == 204)
    #expect(try await ward.ask("GET", "/Groups/\(group)").status == 404)
  }

  @Test func `parts an administrator from an auditor, and asks a locum for an end`() async throws {
    let ward = try DirectoryWard()
    let id = try await ward.provision("eva")
    let members = #""members":[{"value":"\#(id)"}]"#
    let administrators = try await ward.ask(
      "POST", "/Groups", #"{"displayName":"tocsin-administrator",\#(members)}"#)
    #expect(administrators.status == 201)
    let auditors = try await ward.ask(
      "POST", "/Groups", #"{"displayName":"tocsin-auditor",\#(members)}"#)
    #expect(auditors.status == 400 && auditors.kind == "invalidValue")
    #expect(try await ward.found(id)?.roles == [.administrator])
    let locum = try await ward.ask(
      "POST", "/Users", #"{"userName":"b","\#(DirectoryWard.account)":{"kind":"locum"}}"#)
    #expect(locum.status == 400 && locum.kind == "invalidValue")
    #expect(locum.object["detail"]?.text?.contains("validUntil") == true)
    #expect(try await ward.ask("GET", "/Users").ids == [id])
  }

  @Test(arguments: [
    #"{"op":"Replace","path":"active","value":"False"}"#,
    #"{"op":"replace","value":{"active":false}}"#,
  ])
  func `ends an account by active false, and reopens it`(_ operation: String) async throws {
    let ward = try DirectoryWard()
    let id = try await ward.provision("eva")
    let ended = try await ward.ask("PATCH", "/Users/\(id)", #"{"Operations":[\#(operation)]}"#)
    #expect(ended.status == 200 && ended.object["active"] == false)
    #expect(try await ward.found(id)?.endedAt != nil)
    let back = try await ward.ask(
      "PUT", "/Users/\(id)", #"{"userName":"eva","displayName":"Eva","active":true}"#)
    #expect(back.status == 200 && back.object["active"] == true)
    #expect(try await ward.found(id)?.endedAt == nil)
  }

  @Test func `deletes a person for itself, not for the trail`() async throws {
    let ward = try DirectoryWard()
    let id = try await ward.provision("eva")
    #expect(try await ward.ask("DELETE", "/Users/\(id)").status == 204)
    #expect(try await ward.ask("GET", "/Users/\(id)").status == 404)
    #expect(try await ward.ask("DELETE", "/Users/\(id)").status == 404)
    #expect(try await ward.found(id)?.endedAt != nil)
    // Whoever comes next by that name is somebody else.
    #expect(try await ward.provision("eva") == "eva-2")
  }

  @Test func `changes only the version that it means`() async throws {
    let ward = try DirectoryWard()
    let id = try await ward.provision("eva")
    let rename = #"{"Operations":[{"op":"replace","path":"displayName","value":"E"}]}"#
    let path = "/Users/\(id)"
    #expect(
      try await ward.ask("PATCH", path, rename, ["if-match": "W/\"7\""]).status == 412)
    let changed = try await ward.ask("PATCH", path, rename, ["if-match": "W/\"1\", \"x\""])
    #expect(changed.status == 200 && changed.headers["etag"] == "W/\"2\"")
    #expect(try await ward.ask("DELETE", path, "", ["if-match": "W/\"1\""]).status == 412)
    let known = try await ward.ask("GET", path, "", ["if-none-match": "W/\"2\""])
    #expect(known.status == 304 && known.object == [:])
    #expect(try await ward.ask("PATCH", path, rename, ["if-match": "*"]).status == 200)
    #expect(try await ward.found(id)?.revision == 2, "nothing was left to change")
  }

  @Test(arguments: [
    ("GET", "/Users?filter=a+is", "", 400, "invalidFilter"),
    ("GET", "/Nothing", "", 404, nil), ("GET", "/", "", 404, nil),
    ("GET", "/Users/%ff", "", 404, nil), ("GET", "/Users/a/b", "", 404, nil),
    ("PUT", "/Users", "{}", 405, nil), ("POST", "/Bulk", "{}", 404, nil),
    ("POST", "/Users", "{", 400, "invalidSyntax"), ("POST", "/Users", "{}", 400, "invalidValue"),
    ("POST", "/Users", #"{"userName":7}"#, 400, "invalidValue"),
    ("POST", "/Groups", #"{"displayName":"tocsin-nurse"}"#, 400, "invalidValue"),
    ("POST", "/Groups", #"{"displayName":"a","members":[{"value":"x"}]}"#, 400, "invalidValue"),
    ("GET", "/Schemas?filter=id+pr", "", 403, nil), ("GET", "/Schemas/urn:x", "", 404, nil),
  ])
  func `is refused in SCIM's own words`(
    _ method: String, _ target: String, _ body: String, _ status: Int, _ kind: String?
  ) async throws {
    let answer = try await DirectoryWard().ask(method, target, body)
    #expect(answer.status == status && answer.kind == kind)
    #expect(answer.object["status"] == .text(String(status)))
    #expect(answer.headers["content-type"] == "application/scim+json")
  }

  @Test func `learns what the door can do`() async throws {
    let ward = try DirectoryWard()
    let can = try await ward.ask("GET", "/ServiceProviderConfig").object
    #expect(can["bulk"]?.object?["supported"] == false)
    #expect(can["patch"]?.object?["supported"] == true)
    #expect(can["etag"]?.object?["supported"] == true)
    #expect(try await ward.ask("GET", "/ResourceTypes").ids == ["User", "Group"])
    #expect(
      try await ward.ask("GET", "/Schemas").ids == [
        "urn:ietf:params:scim:schemas:core:2.0:User", DirectoryWard.account,
        "urn:ietf:params:scim:schemas:core:2.0:Group",
      ])
    #expect(try await ward.ask("GET", "/Schemas/\(DirectoryWard.account)").status == 200)
    #expect(
      try await ward.ask("POST", "/Users", "{}", ["content-type": "text/plain"]).status == 415)
  }
}
