// Tocsin — TocsinMappingTests: endpoints and ranges of addresses
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinHL7
import TocsinMapping

@Suite struct `A source that shows a certificate` {
  private static func knows(
    authority: String?, pins: [[UInt8]], names: [String], by authorities: Set<String> = ["a.pem"]
  ) -> Bool {
    var http = HTTPEndpoint()
    (http.authority, http.pins, http.names) = (authority, pins, names)
    var shown = ShownCertificate(digest: [1])
    (shown.authorities, shown.names) = (authorities, ["freezers", "freezers.example"])
    return http.knows(shown)
  }

  @Test(
    arguments: [
      (nil, [], [], false), (nil, [[1]], [], true), (nil, [[2]], [], false),
      ("a.pem", [], [], true), ("b.pem", [], [], false), ("a.pem", [[1]], [], true),
      ("a.pem", [[2]], [], false), ("a.pem", [], ["freezers"], true),
      ("a.pem", [], ["other", "freezers.example"], true), ("a.pem", [], ["other"], false),
      ("b.pem", [[1]], ["freezers"], false),
    ] as [(String?, [[UInt8]], [String], Bool)])
  func `is known by its pin, or by its authority and its name`(
    authority: String?, pins: [[UInt8]], names: [String], expected: Bool
  ) {
    #expect(Self.knows(authority: authority, pins: pins, names: names) == expected)
  }

  @Test func `is not known by an authority that vouched for nothing`() {
    #expect(!Self.knows(authority: "a.pem", pins: [], names: [], by: []))
  }
}

@Suite struct `A range of addresses` {
  @Test(arguments: [
    ("10.20.0.0/16", [10, 20, 255, 1], true), ("10.20.0.0/16", [10, 21, 0, 1], false),
    ("10.20.0.7", [10, 20, 0, 7], true), ("10.20.0.7", [10, 20, 0, 8], false),
    ("0.0.0.0/0", [8, 8, 8, 8], true), ("192.168.4.128/25", [192, 168, 4, 127], false),
  ])
  func `of IPv4 holds what begins alike`(text: String, address: [UInt8], holds: Bool) throws {
    let range = try #require(AddressRange(text))
    #expect(range.contains(address) == holds)
    let mapped = Array(repeating: UInt8(0), count: 10) + [255, 255] + address
    #expect(range.contains(mapped) == holds)
  }

  @Test(arguments: [
    ("::1", true), ("2001:db8::/32", false), ("::/0", true), ("0:0:0:0:0:0:0:1", true),
    ("::ffff:127.0.0.1", false), ("::/127", true),
  ])
  func `of IPv6 holds what begins alike`(text: String, holds: Bool) throws {
    let loopback = Array(repeating: UInt8(0), count: 15) + [1]
    #expect(try #require(AddressRange(text)).contains(loopback) == holds)
  }

  @Test(arguments: [
    "", "10.20.0.1/16", "10.20.0.0/33", "10.20.0/16", "10.20.0.256", "::g", "1::2::3", "/8",
    "10.0.0.0/", "10.0.0.0/08x", "1:2:3:4:5:6:7:8:9", "host.example",
  ])
  func `is refused when it is anything else`(text: String) { #expect(AddressRange(text) == nil) }
}

@Suite struct `An endpoint` {
  private func message(_ type: String, application: String = "SYNLAB") throws -> HL7Message {
    try HL7Message(
      parsing: Array("MSH|^~\\&|\(application)^1.2|NORTH|T|N|1||\(type)|C1|P|2.5\r".utf8))
  }

  @Test func `takes every source and type when it names none`() throws {
    #expect(Endpoint.standard.refusal(of: try message("ADT^A01")) == nil)
  }

  @Test(arguments: [
    ("SYNLAB", "ORU^R01", nil), ("OTHER", "ORU^R01", HL7Fault.sourceRefused),
    ("SYNLAB", "ADT^A01", .typeRefused), ("SYNLAB", "ORU^R32", .eventRefused),
  ])
  func `refuses what it does not name`(
    application: String, type: String, fault: HL7Fault?
  ) throws {
    var endpoint = Endpoint()
    endpoint.sources = [EndpointSource(application: "SYNLAB", facility: "NORTH")]
    endpoint.messages = [try MessageTypePattern(parsing: "ORU^R01")]
    #expect(endpoint.refusal(of: try message(type, application: application)) == fault)
  }
}
