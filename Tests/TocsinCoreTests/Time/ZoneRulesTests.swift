// Tocsin — Core tests: civil time and instants
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore

@Suite struct `A zone's rules` {
  @Test(arguments: [
    // Europe/Paris, spring: 02:00 to 03:00 do not exist.
    (TestZones.paris, "2026-03-29 01:59", "2026-03-29T01:59+01:00"),
    (TestZones.paris, "2026-03-29 02:00", "2026-03-29T03:00+02:00"),
    (TestZones.paris, "2026-03-29 02:30", "2026-03-29T03:00+02:00"),
    (TestZones.paris, "2026-03-29 03:00", "2026-03-29T03:00+02:00"),
    // Europe/Paris, autumn: 02:00 to 03:00 occur twice.
    (TestZones.paris, "2026-10-25 01:59", "2026-10-25T01:59+02:00"),
    (TestZones.paris, "2026-10-25 02:00", "2026-10-25T02:00+02:00"),
    (TestZones.paris, "2026-10-25 02:59", "2026-10-25T02:59+02:00"),
    (TestZones.paris, "2026-10-25 03:00", "2026-10-25T03:00+01:00"),
    // Australia/Lord_Howe: half an hour.
    (TestZones.lordHowe, "2026-10-04 02:15", "2026-10-04T02:30+11:00"),
    (TestZones.lordHowe, "2026-10-04 02:30", "2026-10-04T02:30+11:00"),
    (TestZones.lordHowe, "2026-04-05 01:45", "2026-04-05T01:45+11:00"),
    (TestZones.lordHowe, "2026-04-05 02:00", "2026-04-05T02:00+10:30"),
    // Pacific/Apia: 30 December 2011 does not exist.
    (TestZones.apia, "2011-12-29 23:59", "2011-12-29T23:59-10:00"),
    (TestZones.apia, "2011-12-30 00:00", "2011-12-31T00:00+14:00"),
    (TestZones.apia, "2011-12-30 12:00", "2011-12-31T00:00+14:00"),
    (TestZones.apia, "2011-12-31 00:00", "2011-12-31T00:00+14:00"),
    (TestZones.apia, "2011-12-31 12:00", "2011-12-31T12:00+14:00"),
  ])
  func `give one instant for every civil time`(zone: ZoneRules, shown: String, instant: String) {
    #expect(zone.instant(of: civil(shown)) == at(instant))
  }

  @Test(arguments: TestZones.all)
  func `agree with their offsets at each change`(zone: ZoneRules) {
    var before = zone.initialOffsetSeconds
    for change in zone.transitions {
      #expect(zone.offset(at: change.at - Milliseconds(1)) == before)
      #expect(zone.offset(at: change.at) == change.offsetSeconds)
      before = change.offsetSeconds
    }
    #expect(zone.offset(at: Timestamp(milliseconds: .min)) == zone.initialOffsetSeconds)
    #expect(zone.offset(at: Timestamp(milliseconds: .max)) == before)
  }

  @Test(arguments: TestZones.all)
  func `give the first instant that shows a time or a later one`(zone: ZoneRules) {
    for change in zone.transitions {
      for minutes in stride(from: -1_800, through: 1_800, by: 15) {
        let instant = change.at + .minutes(Int64(minutes))
        let shown = zone.civil(at: instant)
        let first = zone.instant(of: shown)
        #expect(first <= instant)
        #expect(zone.civil(at: first) == shown, "\(zone.name) \(shown)")
        #expect(zone.civil(at: first - Milliseconds(1)) < shown)
      }
    }
  }

  @Test(arguments: TestZones.all)
  func `never give a later civil time an earlier instant`(zone: ZoneRules) {
    for change in zone.transitions {
      let middle = zone.civil(at: change.at).wallMilliseconds
      var last = Timestamp(milliseconds: .min)
      for minutes in stride(from: Int64(-3_000), through: 3_000, by: 10) {
        let instant = zone.instant(of: CivilTime(wallMilliseconds: middle + minutes * 60_000))
        #expect(instant >= last)
        last = instant
      }
    }
  }

  @Test func `without changes are a fixed offset`() {
    let fixed = ZoneRules(name: "Fixed", initialOffsetSeconds: -16_200, transitions: [])
    #expect(fixed.instant(of: civil("2026-01-01 00:00")) == at("2026-01-01T00:00-04:30"))
    #expect(ZoneRules.utc.civil(at: at("2026-01-01T00:00Z")) == civil("2026-01-01 00:00"))
  }
}
