// Tocsin — IdentityTests: SCIM filters and paths
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinIdentity

@Suite struct `A SCIM filter` {
  static let ada: SCIMObject = [
    "schemas": .list([.text("urn:ietf:params:scim:schemas:core:2.0:User")]),
    "id": "ada", "externalId": "7F-a", "userName": "Ada@Example.org", "displayName": "Ada Amsel",
    "active": true, "phoneNumbers": .list([["value": "4711", "type": "work"]]),
    "urn:tocsin:scim:schemas:1.0:Account": [
      "kind": "locum", "validUntil": "2026-12-01T00:00:00+01:00",
    ],
    "meta": ["resourceType": "User", "version": "W/\"3\""],
  ]

  @Test(arguments: [
    (#"userName eq "ada@example.ORG""#, true),
    (#"USERNAME EQ "ada@example.org""#, true),
    (#"externalId eq "7F-a""#, true),
    (#"externalId eq "7f-A""#, false),
    (#"userName sw "ADA" and active eq true"#, true),
    (#"userName ew ".com" or displayName co "amsel""#, true),
    (#"not (userName eq "x")"#, true),
    (#"active eq "True""#, true),
    (#"active ne true"#, false),
    (#"title pr"#, false),
    (#"title ne "x""#, true),
    (#"phoneNumbers pr"#, true),
    (#"phoneNumbers eq "4711""#, true),
    (#"phoneNumbers.type eq "WORK""#, true),
    (#"phoneNumbers[type eq "work" and value eq "4711"]"#, true),
    (#"phoneNumbers[type eq "work" and value eq "4712"]"#, false),
    (#"urn:tocsin:scim:schemas:1.0:Account:kind eq "locum""#, true),
    (#"urn:tocsin:scim:schemas:1.0:Account:validUntil lt "2026-11-30T23:00:01Z""#, true),
    (#"urn:tocsin:scim:schemas:1.0:Account:validUntil gt "2026-11-30T23:00:00Z""#, false),
    (#"urn:tocsin:scim:schemas:1.0:Account:validUntil ge "2026-11-30T23:00:00Z""#, true),
    (#"urn:ietf:params:scim:schemas:core:2.0:User:userName pr"#, true),
    (#"meta.resourceType eq "User""#, true),
    // `and` binds tighter than `or`.
    (#"active eq true or active eq false and userName eq "x""#, true),
    (#"(active eq true or active eq false) and userName eq "x""#, false),
    (#"userName eq "a\"\u0064a""#, false),
    (#"displayName eq "\u0041da Amsel""#, true),
    (#"displayName gt "A" and displayName le "b""#, true),
    (#"nickName eq null"#, true),
  ])
  func `is true of a resource or not`(_ text: String, _ isTrue: Bool) throws {
    #expect(try SCIMFilterParser.filter(text).matches(Self.ada, .person) == isTrue)
  }

  @Test(arguments: [
    ("", 0), ("userName", 8), ("userName is \"x\"", 9), ("userName eq", 11),
    ("userName eq x", 12), ("userName eq \"x", 14), ("userName eq \"x\" and", 19),
    ("(userName pr", 12), ("userName pr)", 11), ("not userName pr", 4), ("9a pr", 0),
    ("a.b.c pr", 0), ("active gt true", 7), ("userName co 5", 9), ("a[b[c pr]]", 4),
    ("a[b pr", 6), ("userName eq \"\\x\"", 15), ("userName eq \"\\ud800\"", 19),
    ("userName eq \"x\" xor a pr", 16), ("x:userName pr", 0),
  ])
  func `that cannot be read is refused at its place`(_ text: String, _ position: Int) {
    #expect {
      try SCIMFilterParser.filter(text)
    } throws: {
      ($0 as? SCIMSyntaxError)?.position == position
    }
  }

  @Test func `is bounded in length, depth and terms`() throws {
    let deep = { (depth: Int) in
      String(repeating: "(", count: depth) + "a pr" + String(repeating: ")", count: depth)
    }
    _ = try SCIMFilterParser.filter(deep(SCIMLimits.filterDepthMax))
    #expect(throws: SCIMSyntaxError.self) {
      try SCIMFilterParser.filter(deep(SCIMLimits.filterDepthMax + 1))
    }
    let wide = { (count: Int) in
      Array(repeating: "a pr", count: count).joined(separator: " or ")
    }
    _ = try SCIMFilterParser.filter(wide(SCIMLimits.filterTermsMax))
    #expect(throws: SCIMSyntaxError.self) {
      try SCIMFilterParser.filter(wide(SCIMLimits.filterTermsMax + 1))
    }
    #expect(throws: SCIMSyntaxError.self) {
      try SCIMFilterParser.filter(
        "a eq \"" + String(repeating: "x", count: SCIMLimits.filterBytesMax) + "\"")
    }
  }

  @Test(arguments: [
    ("members", nil, "members"),
    (#"phoneNumbers[type eq "work"].value"#, #"type"#, "phoneNumbers.value"),
    ("name.familyName", nil, "name.familyName"),
    ("urn:tocsin:scim:schemas:1.0:Account", nil, "urn:tocsin:scim:schemas:1.0:Account"),
  ])
  func `stands in a path`(_ text: String, _ selects: String?, _ name: String) throws {
    let path = try SCIMFilterParser.path(text)
    #expect((path.selection != nil) == (selects != nil))
    #expect(path.attribute.text == name)
  }

  @Test(arguments: ["", "a[", "a[b pr].", "a[b pr] c", "a b", "a.b[c pr]", ".a"])
  func `path that cannot be read is refused`(_ text: String) {
    #expect(throws: SCIMSyntaxError.self) { try SCIMFilterParser.path(text) }
  }
}
