// Tocsin — IdentityTests: SCIM's PATCH
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinIdentity

/// The resource after a PATCH written as JSON.
private func patched(
  _ resource: SCIMObject, _ operations: String, _ type: SCIMResourceType = .person
) throws -> SCIMObject {
  let body = try SCIMText.object(Array("{\"Operations\":[\(operations)]}".utf8))
  return try SCIMPatch(body).applied(to: resource, type)
}

@Suite struct `A PATCH` {
  static let extensionName = "urn:tocsin:scim:schemas:1.0:Account"
  static let ada: SCIMObject = [
    "id": "ada", "userName": "ada", "displayName": "Ada", "active": true,
    "phoneNumbers": .list([["value": "1", "type": "work"]]),
  ]
  static let group: SCIMObject = [
    "id": "g", "displayName": "tocsin-responder",
    "members": .list([["value": "ada", "display": "Ada"], ["value": "ben"], ["value": "cem"]]),
  ]

  @Test(arguments: [
    // The standard's own
    (#"{"op":"replace","path":"displayName","value":"B"}"#, "displayName", #"{"a":"B"}"#),
    (#"{"op":"replace","value":{"displayName":"B"}}"#, "displayName", #"{"a":"B"}"#),
    (#"{"op":"add","path":"externalId","value":"9"}"#, "externalId", #"{"a":"9"}"#),
    (#"{"op":"remove","path":"phoneNumbers"}"#, "phoneNumbers", "{}"),
    (
      #"{"op":"remove","path":"phoneNumbers[type eq \"work\"]"}"#, "phoneNumbers", "{}"
    ),
    (
      #"{"op":"replace","path":"phoneNumbers[type eq \"work\"].value","value":"2"}"#,
      "phoneNumbers", #"{"a":[{"value":"2","type":"work"}]}"#
    ),
    (
      #"{"op":"add","path":"phoneNumbers","value":[{"value":"1"},{"value":"3"}]}"#,
      "phoneNumbers", #"{"a":[{"value":"1","type":"work"},{"value":"3"}]}"#
    ),
    (
      #"{"op":"remove","path":"phoneNumbers"},"#
        + #"{"op":"add","path":"phoneNumbers[type eq \"work\"].value","value":"5"}"#,
      "phoneNumbers", #"{"a":[{"type":"work","value":"5"}]}"#
    ),
    // Entra's
    (#"{"op":"Replace","path":"active","value":"False"}"#, "active", #"{"a":false}"#),
    (#"{"op":"Add","path":"name.givenName","value":"A"}"#, "name", "{}"),
    (
      #"{"op":"Add","path":"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:"#
        + #"department","value":"Ward"}"#, "department", "{}"
    ),
    (
      #"{"op":"Replace","value":{"active":"True","emails[type eq \"work\"].value":"x"}}"#,
      "active", #"{"a":true}"#
    ),
    (
      #"{"op":"Replace","path":"emails[type eq \"work\"].value","value":"x"}"#, "emails",
      #"{"a":[{"type":"work","value":"x"}]}"#
    ),
    // Okta's
    (#"{"op":"replace","value":{"active":false}}"#, "active", #"{"a":false}"#),
    (#"{"op":"replace","value":{"id":"ada","displayName":"C"}}"#, "displayName", #"{"a":"C"}"#),
  ])
  func `changes one attribute of a person`(
    _ operations: String, _ name: String, _ expected: String
  ) throws {
    let wanted = try SCIMText.object(Array(expected.utf8))["a"]
    #expect(try patched(Self.ada, operations)[name] == wanted)
  }

  @Test func `reaches into the extension, whole or in part`() throws {
    let name = Self.extensionName
    let one = try patched(
      Self.ada, #"{"op":"add","path":"\#(name):kind","value":"LOCUM"}"#)
    #expect(one[name] == ["kind": "locum"])
    let all = try patched(
      one,
      #"{"op":"replace","path":"\#(name)","value":{"validUntil":"2027-01-01T00:00:00Z"}}"#)
    #expect(all[name] == ["kind": "locum", "validUntil": "2027-01-01T00:00:00Z"])
    let merged = try patched(
      Self.ada, #"{"op":"add","value":{"\#(name)":{"kind":"staff","grants":[]}}}"#)
    #expect(merged[name] == ["kind": "staff"])
    #expect(try patched(all, #"{"op":"remove","path":"\#(name)"}"#)[name] == nil)
  }

  @Test(arguments: [
    (
      #"{"op":"add","path":"members","value":[{"value":"ada"},{"value":"dag"}]}"#, "ada ben cem dag"
    ),
    (#"{"op":"remove","path":"members[value eq \"ben\"]"}"#, "ada cem"),
    (#"{"op":"Remove","path":"members","value":[{"value":"ada"},{"value":"cem"}]}"#, "ben"),
    (#"{"op":"remove","path":"members[value eq \"xyz\"]"}"#, "ada ben cem"),
    (#"{"op":"remove","path":"members"}"#, ""),
    (#"{"op":"replace","path":"members","value":[{"value":"dag"}]}"#, "dag"),
    (#"{"op":"replace","value":{"members":[{"value":"ada","$ref":"../Users/ada"}]}}"#, "ada"),
    (#"{"op":"add","path":"members","value":[]}"#, "ada ben cem"),
  ])
  func `changes who is in a group`(_ operations: String, _ members: String) throws {
    let after = try patched(Self.group, operations, .group)["members"]?.elements ?? []
    let ids = after.compactMap { $0.object?["value"]?.text }
    #expect(ids.joined(separator: " ") == members)
  }

  @Test(arguments: [
    (#"{"op":"move","path":"active","value":true}"#, SCIMError.Kind.invalidSyntax),
    (#"{"op":"remove"}"#, .noTarget),
    (#"{"op":"replace","path":"active"}"#, .invalidValue),
    (#"{"op":"replace","path":"active","value":"maybe"}"#, .invalidValue),
    (#"{"op":"replace","path":"active[","value":true}"#, .invalidPath),
    (#"{"op":"replace","path":"nonsense","value":true}"#, .invalidPath),
    (#"{"op":"replace","path":"id","value":"x"}"#, .mutability),
    (#"{"op":"remove","path":"userName"}"#, .mutability),
    (#"{"op":"replace","path":"displayName","value":null}"#, .mutability),
    (#"{"op":"replace","path":"active[value eq true]","value":true}"#, .invalidPath),
    (
      #"{"op":"replace","path":"phoneNumbers[value eq \"9\"].value","value":"2"}"#, .noTarget
    ),
    (
      #"{"op":"add","path":"urn:tocsin:scim:schemas:1.0:Account:kind","value":"guest"}"#,
      .invalidValue
    ),
    (
      #"{"op":"add","path":"urn:tocsin:scim:schemas:1.0:Account:grants","value":[]}"#, .mutability
    ),
    (#"{"op":"replace","value":"active"}"#, .invalidValue),
    ("", .invalidSyntax),
  ])
  func `that cannot be done is refused by its word`(
    _ operations: String, _ kind: SCIMError.Kind
  ) {
    #expect {
      try patched(Self.ada, operations)
    } throws: {
      ($0 as? SCIMError)?.kind == kind && ($0 as? SCIMError)?.status == 400
    }
  }

  @Test func `has a bound on its operations`() {
    let one = #"{"op":"replace","path":"active","value":true}"#
    let many = Array(repeating: one, count: SCIMLimits.operationsMax + 1).joined(separator: ",")
    #expect {
      try patched(Self.ada, many)
    } throws: { ($0 as? SCIMError)?.kind == .tooMany }
  }
}

@Suite struct `The JSON of a directory` {
  @Test(arguments: [
    "", "[]", "{", "nonsense", "{\"a\":}", "\u{0}",
    "{\"a\":" + String(repeating: "[", count: 100_000),
    String(repeating: "{\"a\":", count: 13) + "1" + String(repeating: "}", count: 13),
  ])
  func `that is none, no object or too deep is refused`(_ text: String) {
    #expect {
      try SCIMText.object(Array(text.utf8))
    } throws: { ($0 as? SCIMError)?.kind == .invalidSyntax }
  }

  @Test func `that is too large is refused unread`() {
    #expect {
      try SCIMText.object([UInt8](repeating: 0x20, count: SCIMLimits.bodyBytesMax + 1))
    } throws: { ($0 as? SCIMError)?.status == 413 }
  }

  @Test func `is written as it was read, but for the order of its members`() throws {
    let text = #"{"a":[1,-2.5,true,null,"\"\\é\u0001"],"b":{"[":"}"}}"#
    #expect(
      String(decoding: SCIMText.bytes(try SCIMText.object(Array(text.utf8))), as: UTF8.self)
        == text)
  }

  @Test(arguments: [
    ("attributes=userName", "schemas id userName"),
    ("attributes=USERNAME,meta.version", "schemas id userName meta"),
    (
      "attributes=urn:tocsin:scim:schemas:1.0:Account:kind",
      "schemas id urn:tocsin:scim:schemas:1.0:Account"
    ),
    (
      "excludedAttributes=id,displayName,active,phoneNumbers,externalId",
      "schemas id userName urn:tocsin:scim:schemas:1.0:Account meta"
    ),
    (
      "excludedAttributes=urn:tocsin:scim:schemas:1.0:Account,meta,phoneNumbers,active,externalId",
      "schemas id userName displayName"
    ),
  ])
  func `has the attributes that were asked for`(_ query: String, _ names: String) throws {
    let question = try SCIMQuestion(query: query)
    let part = question.projection.of(`A SCIM filter`.ada, .person)
    #expect(part.members.map(\.name).joined(separator: " ") == names)
    if query.contains("meta.version") { #expect(part["meta"] == ["version": "W/\"3\""]) }
  }

  @Test(arguments: [
    ("", 3, 1, ["a", "b", "c"]), ("startIndex=2", 3, 2, ["b", "c"]),
    ("startIndex=-4&count=1", 3, 1, ["a"]), ("count=0", 3, 1, []), ("count=-3", 3, 1, []),
    ("startIndex=9", 3, 9, []), ("filter=userName%20eq+%22B%22", 1, 1, ["b"]),
  ])
  func `is listed by pages`(
    _ query: String, _ total: Int64, _ start: Int64, _ names: [String]
  ) throws {
    let people = ["a", "b", "c"].map {
      (["userName": .text($0)] as SCIMObject, SCIMResourceType.person)
    }
    let list = try SCIMQuestion(query: query).answer(people)
    #expect(list["totalResults"] == .number(total) && list["startIndex"] == .number(start))
    #expect(list["itemsPerPage"] == .number(Int64(names.count)))
    #expect(list["Resources"]?.elements.compactMap { $0.object?["userName"]?.text } == names)
  }

  @Test(arguments: [
    "count=x", "filter=%", "filter=a+is+b", "attributes=a&excludedAttributes=b",
    "attributes=a[b pr]",
  ])
  func `is not listed for a question that cannot be read`(_ query: String) {
    #expect(throws: SCIMError.self) { try SCIMQuestion(query: query) }
  }
}
