// Tocsin — Core tests: instants as text
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore

@Suite struct `An instant as RFC 3339 text` {
  @Test(arguments: [
    (Int64(0), "1970-01-01T00:00:00.000+00:00"), (-1, "1969-12-31T23:59:59.999+00:00"),
    (1_795_590_000_007, "2026-11-25T07:00:00.007+00:00"),
  ])
  func `has milliseconds and an offset`(milliseconds: Int64, text: String) {
    #expect(RFC3339.text(Timestamp(milliseconds: milliseconds)) == text)
    #expect(RFC3339.parse(text) == Timestamp(milliseconds: milliseconds))
  }

  @Test func `shows the zone's clock`() {
    let instant = at("2026-11-25T07:00:00.007Z")
    #expect(RFC3339.text(instant, in: TestZones.paris) == "2026-11-25T08:00:00.007+01:00")
    #expect(RFC3339.text(instant, in: TestZones.newYork) == "2026-11-25T02:00:00.007-05:00")
    #expect(RFC3339.text(instant, in: TestZones.lordHowe) == "2026-11-25T18:00:00.007+11:00")
    #expect(RFC3339.minuteText(instant, in: TestZones.paris) == "2026-11-25T08:00+01:00")
  }

  @Test func `comes back to the same instant in every zone, around every change`() {
    for zone in TestZones.all {
      for change in zone.transitions {
        for step in stride(from: Int64(-90_000_000), through: 90_000_000, by: 1_234_567) {
          let instant = change.at + Milliseconds(step)
          #expect(RFC3339.parse(RFC3339.text(instant, in: zone)) == instant)
          #expect(HL7TimeText.parse(HL7TimeText.text(instant, in: zone), in: .utc) == instant)
        }
      }
    }
  }

  @Test func `keeps its instant under an offset of odd seconds`() {
    let mean = ZoneRules(name: "LMT", initialOffsetSeconds: 561, transitions: [])
    #expect(RFC3339.text(at("1900-01-01T00:00Z"), in: mean) == "1900-01-01T00:09:00.000+00:09")
    let west = ZoneRules(name: "LMT", initialOffsetSeconds: -561, transitions: [])
    #expect(
      RFC3339.parse(RFC3339.text(at("1900-01-01T00:00Z"), in: west)) == at("1900-01-01T00:00Z"))
  }

  @Test(arguments: [
    ("2026-11-25T08:00:00+01:00", "2026-11-25T07:00:00.000Z"),
    ("2026-11-25t08:00:00.5z", "2026-11-25T08:00:00.500Z"),
    ("2026-11-25 08:00:00.123999-23:59", "2026-11-26T07:59:00.123Z"),
    ("2026-11-25T08:00+01:00", "2026-11-25T07:00:00.000Z"),
    ("2016-12-31T23:59:60Z", "2017-01-01T00:00:00.000Z"),
    ("2026-11-25T00:00:00-00:00", "2026-11-25T00:00:00.000Z"),
  ])
  func `is read in every form that the standard allows`(text: String, same: String) {
    #expect(RFC3339.parse(text) == at(same))
  }

  @Test(arguments: [
    "", "2026-11-25", "2026-11-25T08:00:00", "2026-11-25T24:00:00Z", "2026-11-25T08:60:00Z",
    "2026-02-29T08:00:00Z", "2026-11-25T08:00:00.Z", "2026-11-25T08:00:00+1:00",
    "2026-11-25T08:00:00+0100", "2026-11-25T08:00:00+24:00", "2026-11-25T08:00:00+01:60",
    "2026-11-25T08:00:00Zx", " 2026-11-25T08:00:00Z", "2026-11-25T08Z", "2026-11-25T08:00:61Z",
    "20261125T080000Z", "2026-11-25T08:00:00+01:00+01:00",
  ])
  func `is refused in any other form`(text: String) {
    #expect(RFC3339.parse(text) == nil)
  }

  @Test func `holds at the ends of the calendar`() {
    #expect(RFC3339.text(Timestamp(milliseconds: .max)).hasPrefix("9999-12-"))
    #expect(RFC3339.text(Timestamp(milliseconds: .min)).hasPrefix("0000-01-"))
  }
}

@Suite struct `An instant as HL7 text` {
  @Test func `has milliseconds and an offset`() {
    let instant = at("2026-11-25T07:00:00.007Z")
    #expect(HL7TimeText.text(instant, in: TestZones.paris) == "20261125080000.007+0100")
    #expect(HL7TimeText.text(instant) == "20261125070000.007+0000")
  }

  @Test(arguments: [
    ("20261125080000.007+0100", "2026-11-25T07:00:00.007Z"),
    ("20261125080000", "2026-11-25T08:00:00+01:00"), ("202607010800", "2026-07-01T08:00+02:00"),
    ("20260701", "2026-07-01T00:00+02:00"), ("2026", "2026-01-01T00:00+01:00"),
    ("20260701-0500", "2026-07-01T00:00-05:00"), ("2026070108", "2026-07-01T08:00+02:00"),
    ("20260701080000.1234", "2026-07-01T08:00:00.123+02:00"),
    ("20260329023000", "2026-03-29T03:00+02:00"),
  ])
  func `is read as the zone's own when it has no offset`(text: String, same: String) {
    #expect(HL7TimeText.parse(text, in: TestZones.paris) == at(same))
  }

  @Test(arguments: ["", "202", "20261301", "2026112508000", "20261125080000.", "20261125+1", "now"])
  func `is refused in any other form`(text: String) {
    #expect(HL7TimeText.parse(text, in: TestZones.paris) == nil)
  }
}
