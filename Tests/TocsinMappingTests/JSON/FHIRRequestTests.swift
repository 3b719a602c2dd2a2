// Tocsin — MappingTests: what FHIR peers post
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TocsinMapping

@Suite struct `A FHIR request` {
  private func request(_ text: String) throws -> FHIRRequest {
    try FHIRRequest(JSONTree(parsing: Array(text.utf8)))
  }

  @Test func `is a Bundle to its rules, also when it is a resource alone`() throws {
    let found = try request(#"{"resourceType":"Flag","id":"f"}"#)
    #expect(found.bundleType.isEmpty && found.entryCount == 1 && found.news == nil)
    let path = try JSONPath(parsing: "entry.resource[resourceType=Flag].id")
    #expect(path.value(in: JSONScope(JSONDocument(found.tree)), style: nil) == "f")
    let bundle = try request(#"{"resourceType":"Bundle","type":"batch","entry":[{},{}]}"#)
    #expect(bundle.bundleType == "batch" && bundle.entryCount == 2)
  }

  @Test(arguments: ["[]", "7", "{}", #"{"resourceType":""}"#, #"{"resourceType":null}"#])
  func `is refused when it is no resource`(text: String) {
    #expect(throws: JSONFieldFault.self) { try request(text) }
  }

  private static func status(_ kind: String, _ rest: String = "") -> String {
    """
    {"resource":{"resourceType":"SubscriptionStatus","type":"\(kind)",
    "subscription":{"reference":"Subscription/a"}\(rest)}}
    """
  }

  private static func parameters(_ kind: String, _ rest: String = "") -> String {
    """
    {"resource":{"resourceType":"Parameters","parameter":[
    {"name":"subscription","valueReference":{"reference":"Subscription/a"}},
    {"name":"type","valueCode":"\(kind)"}\(rest)]}}
    """
  }

  private func posted(_ first: String, _ more: String = "") throws
    -> FHIRRequest.SubscriptionNews?
  {
    try request(#"{"resourceType":"Bundle","entry":[\#(first)\#(more)]}"#).news
  }

  @Test func `says its numbers in either style`() throws {
    let event = #", {"resource":{"resourceType":"Flag"}}"#
    let news = try posted(
      Self.status(
        "event-notification",
        """
        ,"eventsSinceSubscriptionStart":"9",
        "notificationEvent":[{"eventNumber":9},{"eventNumber":"8"}]
        """
      ), event)
    let backport = try posted(
      Self.parameters(
        "event-notification",
        """
        ,{"name":"events-since-subscription-start","valueString":"9"},
        {"name":"notification-event","part":[{"name":"event-number","valueString":"8"}]},
        {"name":"notification-event","part":[{"name":"event-number","valueString":"9"}]}
        """), event)
    #expect(news == backport)
    #expect(news?.first == 8 && news?.last == 9 && news?.subscription == "Subscription/a")
  }

  @Test(arguments: ["handshake", "heartbeat"])
  func `without resources is a sign of life`(kind: String) throws {
    #expect(try posted(Self.status(kind))?.kind == kind)
    #expect(try posted(Self.parameters(kind))?.kind == kind)
  }

  @Test func `that brings events without their resources is refused`() {
    #expect(throws: JSONFieldFault.self) { try posted(Self.status("event-notification")) }
    #expect(throws: JSONFieldFault.self) {
      try posted(Self.parameters("event-notification"), #",{"fullUrl":"x"}"#)
    }
  }
}
