// Tocsin — GatewayTests: people from a table
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinGateway

private let root = TrailActor.commandLine("root")

@Suite struct `Comma-separated values` {
  @Test(arguments: [
    ("a,b\r\nc,d\r\n", [["a", "b"], ["c", "d"]]),
    ("a,b\nc,d", [["a", "b"], ["c", "d"]]),
    ("\u{FEFF}a\n", [["a"]]),
    ("\"a,\"\"b\"\"\",\"c\nd\"\n", [["a,\"b\"", "c\nd"]]),
    ("a,,\n\n,\n", [["a", "", ""], ["", ""]]),
    ("\"\"\n", []),
    (" a , b \n", [[" a ", " b "]]),
    ("", []),
  ])
  func `are read as RFC 4180 has them`(_ text: String, _ fields: [[String]]) throws {
    #expect(try CSVText.read(text).map(\.fields) == fields)
  }

  @Test(arguments: [
    ("a\n\"b", 2), ("a\nb\"c\"\n", 2), ("\"a\" b\n", 1), ("\"a\nb\" c", 2),
  ])
  func `that are broken name the line`(_ text: String, _ line: Int) {
    #expect { try CSVText.read(text) } throws: { ($0 as? CSVFault)?.line == line }
  }

  @Test func `count lines within quotes`() throws {
    let rows = try CSVText.read("\"a\nb\"\nc\n")
    #expect(rows.map(\.line) == [1, 3])
  }
}

@Suite struct `A table of people` {
  private static let table = """
    id,name,kind,telephone,roles,until,end
    cleo,Cleo,,4711,"responder;caller|W4E,W7",,
    ada,Ada Amsel,,,,,
    bo,,,,,,yes
    desk,,,,,,no
    """

  @Test func `says what it would do, with lines, and writes nothing`() async throws {
    let ward = try await Ward()
    let before = try await ward.accounts.all()
    let lines = try await ward.accounts.preview(AccountTable(Self.table))
    #expect(lines.map(\.line) == [2, 3, 4, 5])
    #expect(lines.map(\.deed) == [.added, .changed, .ended, .unchanged])
    #expect(try await ward.accounts.all() == before)
  }

  @Test func `is carried out by the same routines as everything else`() async throws {
    let ward = try await Ward()
    let table = try AccountTable(Self.table)
    let lines = try await ward.accounts.apply(table, by: root)
    #expect(lines.map(\.deed) == [.added, .changed, .ended, .unchanged])
    let cleo = try #require(try await ward.accounts.find(ResponderID("cleo")))
    #expect(cleo.telephone == "4711")
    #expect(
      cleo.grants == [
        RoleGrant(.caller, AccessScope(wards: ["W4E", "W7"])), RoleGrant(.responder),
      ])
    #expect(try await ward.accounts.find(ResponderID("ada"))?.name == "Ada Amsel")
    #expect(try await ward.accounts.find(ResponderID("bo"))?.endedAt == ward.clock.now())
    let again = try await ward.accounts.apply(table, by: root)
    #expect(again.allSatisfy { $0.deed == .unchanged })
  }

  @Test(arguments: [
    ("id,kind\nx,locum", "a name has 1 to 200 bytes"),
    ("id,name,kind\nx,X,locum", "a locum has an end from the first day"),
    ("id,name\nNot An Id,X", "an id has 1 to 64 of a-z, 0-9, '.', '-', '_'"),
    ("id,name,roles\nx,X,pilot", "roles are such as responder;caller|W4E"),
    ("id,name,roles\nx,X,auditor;administrator", "who administers is no auditor"),
    ("id,name,until\nx,X,tomorrow", "until is a time such as 2027-01-31T18:00:00+01:00"),
    ("id,end\nnobody,yes", "there is no such person"),
    ("id,end\nada,soon", "end is yes or no"),
    ("id,name\nx,X,Y", "3 cells, but 2 columns"),
    ("id,name\nada,Ada\nada,Aida", "the id stands in the table already"),
    (
      "id,name,user-name\nx,X,Same\ny,Y,SAME",
      "the user name or external id belongs to another person"
    ),
  ])
  func `with a row that cannot be is not carried out at all`(
    _ text: String, _ reason: String
  ) async throws {
    let ward = try await Ward()
    let before = try await ward.accounts.all()
    let lines = try await ward.accounts.apply(AccountTable(text), by: root)
    #expect(lines.last?.deed == .refused(reason))
    #expect(try await ward.accounts.all() == before)
  }

  @Test(arguments: ["", "name\nx", "id,id\nx,y", "id,shoe size\nx,42"])
  func `that is none is refused as a whole`(_ text: String) {
    #expect(throws: CSVFault.self) { try AccountTable(text) }
  }

  @Test func `takes away with a dash and leaves with nothing`() async throws {
    let ward = try await Ward()
    try await ward.accounts.change(ResponderID("ada"), by: root) {
      $0.telephone = "4711"
      $0.userName = "ada@north.example"
    }
    let table = try AccountTable("id,telephone,user-name\nada,-,")
    _ = try await ward.accounts.apply(table, by: root)
    let ada = try await ward.accounts.find(ResponderID("ada"))
    #expect(ada?.telephone == "")
    #expect(ada?.userName == "ada@north.example")
  }
}
