// Tocsin — TocsinHL7Tests: paths, orders and times
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinHL7

@Suite struct `A path` {
  @Test(arguments: [
    ("MSH-1", ["|"]), ("MSH-2", [#"^~\&"#]), ("MSH-9", ["ORU^R01^ORU_R01"]),
    ("MSH-9.2", ["R01"]), ("PID-3", ["990017^^^NORTH&1.2.3.4&ISO^MR", "55^^^WEST^PI"]),
    ("PID-3.1", ["990017", "55"]), ("PID-3[2].1", ["55"]), ("PID-3[3].1", [""]),
    ("PID-3.4.2", ["1.2.3.4", ""]), ("OBX-8", ["HH", "N", "N"]), ("OBX[2]-8", ["N"]),
    ("OBX[1]-3.2", ["Potassium"]), ("obx[3]-5", ["130"]), ("OBX[4]-5", []),
    ("OBX-99", ["", "", ""]), ("ZZZ-1", []), ("PV1-3", ["W4E^12^B^NORTH^^^MAIN^4"]),
  ])
  func `gives a value for each repetition of each occurrence`(
    path: String, expected: [String]
  ) throws {
    let message = try HL7Message(parsing: Samples.potassium)
    #expect(message.values(at: try #require(HL7Path(path))) == expected)
  }

  @Test(arguments: ["PID-3", "PID-3.1", "PID-3.1.2", "OBX[2]-5[3].1.2", "ZA1-10"])
  func `is written as it is read`(path: String) throws {
    #expect(try #require(HL7Path(path)).description == path)
  }

  @Test(arguments: [
    "", "PID", "PID-", "PID-0", "PID3", "PID-3.", "PID-3.0", "PID-3.1.2.3", "PIDX-3", "1ID-3",
    "PID[0]-3", "PID[]-3", "PID[1-3", "PID-3[", "PID-3[x]", "PID-9999999", "PID-3 ", "P-3", "é-1",
  ])
  func `that is not one is refused`(path: String) {
    #expect(HL7Path(path) == nil)
  }

  @Test func `shows a null as its quotes and decodes escapes`() throws {
    let raw = Samples.message([#"MSH|^~\&|A|B|C|D|||ORU^R01|1|P|2.5"#, #"PID|""|a\T\b"#])
    let message = try HL7Message(parsing: raw)
    #expect(message.values(at: try #require(HL7Path("PID-1"))) == [#""""#])
    #expect(message.values(at: try #require(HL7Path("PID-2"))) == ["a&b"])
  }
}

@Suite struct `The orders of a result message` {
  @Test func `hold each OBR with its control, observations and notes`() throws {
    let orders = try HL7Message(parsing: Samples.potassium).orders
    #expect(orders.count == 2)
    #expect(orders[0].request?.field(4).component(2).text() == "Electrolytes")
    #expect(orders[0].control?.field(2).component(1).text() == "P55501")
    #expect(orders[0].subject?.field(5).component(1).text() == "ZZTEST")
    #expect(orders[0].visit?.field(3).component(1).text() == "W4E")
    #expect(orders[0].notes.map { $0.field(3).text() } == ["Taken on the ward"])
    #expect(orders[0].observations.map { $0.segment.field(8).text() } == ["HH", "N"])
    #expect(orders[0].observations.map(\.notes.count) == [2, 0])
    #expect(orders[0].others.map(\.name) == ["SPM", "NTE"])
    #expect(orders[1].control == nil)
    #expect(orders[1].observations.count == 1)
  }

  @Test func `keep an observation that came without OBR`() throws {
    let orders = try HL7Message(parsing: Samples.observation("7.1")).orders
    #expect(orders.count == 1)
    #expect(orders[0].request == nil)
    #expect(orders[0].observations.count == 1)
  }

  @Test func `belong to the subject before them`() throws {
    let raw = Samples.message([
      #"MSH|^~\&|A|B|C|D|||ORU^R01|1|P|2.5"#, "PID|1||one", "PV1|1|I|W1", "OBR|1", "OBX|1",
      "PID|2||two", "OBR|1", "OBX|1",
    ])
    let orders = try HL7Message(parsing: raw).orders
    #expect(orders.map { $0.subject?.field(3).text() } == ["one", "two"])
    #expect(orders.map { $0.visit?.field(3).text() } == ["W1", nil])
  }
}

@Suite struct `A point in time` {
  @Test func `keeps its precision and whether an offset was given`() throws {
    let full = try #require(HL7Time.parse("20261124081503.4107+0130"))
    #expect([full.year, full.month, full.day, full.hour, full.minute] == [2026, 11, 24, 8, 15])
    #expect(full.second == 3 && full.nanoseconds == 410_700_000)
    #expect(full.offsetMinutes == 90 && full.precision == .fraction)
    let day = try #require(HL7Time.parse("20240229"))
    #expect(day.precision == .day && day.offsetMinutes == nil)
  }

  @Test(arguments: [
    ("2026", HL7Time.Precision.year), ("202611", .month), ("20261124", .day),
    ("2026112408", .hour), ("202611240815", .minute), ("20261124081503", .second),
    ("202611240815-0500", .minute), ("20261124081503.1", .fraction),
  ])
  func `has the precision of its digits`(value: String, precision: HL7Time.Precision) {
    #expect(HL7Time.parse(value)?.precision == precision)
  }

  @Test(arguments: [
    "", "R99", "20261", "20261324", "20260230", "20260229", "2026112424", "202611240860",
    "20261124081560", "20261124081503.", "202611240815.5", "20261124081503+01", "20261124Z",
    "20261124081503123", "20261124081503+1500", "20261124081503+0160", "0000", "2026-11-24",
  ])
  func `that does not exist is none`(value: String) {
    #expect(HL7Time.parse(value) == nil)
  }
}
