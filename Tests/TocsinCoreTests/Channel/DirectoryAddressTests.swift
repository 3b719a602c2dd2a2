// Tocsin — Core tests: addresses that the directory has
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore

@Suite struct `Addresses of the directory` {
  private static func channel(
    _ name: String, _ kind: ChannelKind, _ addresses: DirectoryAddress?
  ) -> ChannelSettings {
    var channel = ChannelSettings(name, kind)
    channel.addresses = addresses
    return channel
  }

  private static var table: ContactTable {
    ContactTable(
      channels: [
        channel("sms", .http, .mobile), channel("desk", .http, .work),
        channel("pager", .snpp, .pager), channel("mail", .mail, .mail),
        channel("other", .http, nil),
      ], contacts: [ResponderID("bo"): Contact(addresses: ["sms": "0301"])])
  }

  private static func person(_ name: String, mobile: String = "") -> Responder {
    var person = Responder(id: ResponderID(name), name: name)
    person.telephone = "4711"
    person.addresses.mobile = mobile
    person.addresses.pager = "77"
    person.addresses.mail = "\(name)@ward.example"
    return person
  }

  @Test func `stand where the document has none, and nowhere else`() {
    let ada = ResponderID("ada")
    #expect(!Self.table.reaches(ada))
    let table = Self.table.withAddresses(of: [Self.person("ada", mobile: "0170 1")])
    #expect(table.reaches(ada))
    #expect(
      ["sms", "desk", "pager", "mail", "other"].map { table.address(of: ada, on: $0) }
        == ["0170 1", "4711", "77", "ada@ward.example", nil])
    #expect(!table.reaches(ResponderID("cleo")))
  }

  @Test func `give way to what the document says`() {
    let bo = ResponderID("bo")
    let table = Self.table.withAddresses(of: [Self.person("bo", mobile: "0170 2")])
    #expect(table.address(of: bo, on: "sms") == "0301")
    #expect(table.address(of: bo, on: "pager") == "77")
  }

  @Test func `change and go with the directory`() {
    let ada = ResponderID("ada")
    let before = Self.table.withAddresses(of: [Self.person("ada", mobile: "0170 1")])
    let after = before.withAddresses(of: [Self.person("ada", mobile: "0170 2")])
    #expect(after.address(of: ada, on: "sms") == "0170 2")
    let gone = after.withAddresses(of: [Self.person("ada")])
    #expect(gone.address(of: ada, on: "sms") == nil && gone.address(of: ada, on: "pager") == "77")
    #expect(!gone.withAddresses(of: []).reaches(ada))
  }

  @Test(arguments: ["{secret}", "a\r\nb", "0170?x=1", "ä", String(repeating: "1", count: 101)])
  func `are none that a channel cannot take`(mobile: String) {
    let table = Self.table.withAddresses(of: [Self.person("ada", mobile: mobile)])
    #expect(table.address(of: ResponderID("ada"), on: "sms") == nil)
  }
}
