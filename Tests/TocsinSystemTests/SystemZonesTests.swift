// Tocsin — System tests: zone rules from real files
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import TocsinCore

@testable import TocsinSystem

@Suite struct `The system's zone database` {
  static let names = [
    "Africa/Cairo", "Africa/Casablanca", "Africa/Johannesburg", "America/Asuncion",
    "America/Halifax", "America/Havana", "America/Los_Angeles", "America/New_York",
    "America/Nuuk", "America/Santiago", "America/Sao_Paulo", "America/St_Johns",
    "Asia/Beirut", "Asia/Gaza", "Asia/Jerusalem", "Asia/Kathmandu", "Asia/Tokyo",
    "Atlantic/Azores", "Australia/Lord_Howe", "Australia/Sydney", "Etc/UTC", "Europe/Berlin",
    "Europe/Dublin", "Europe/Istanbul", "Europe/London", "Europe/Paris", "Pacific/Apia",
    "Pacific/Auckland", "Pacific/Chatham", "Pacific/Easter", "Pacific/Kiritimati", "UTC",
  ]

  private func at(_ text: String) throws -> Timestamp { try #require(RFC3339.parse(text)) }

  @Test(arguments: [
    ("Europe/Paris", "2026-03-29T00:59:59Z", "2026-03-29T01:59:59.000+01:00"),
    ("Europe/Paris", "2026-03-29T01:00:00Z", "2026-03-29T03:00:00.000+02:00"),
    ("Europe/Paris", "2026-10-25T01:00:00Z", "2026-10-25T02:00:00.000+01:00"),
    ("Australia/Lord_Howe", "2026-04-04T15:00:00Z", "2026-04-05T01:30:00.000+10:30"),
    ("Australia/Lord_Howe", "2026-10-03T15:30:00Z", "2026-10-04T02:30:00.000+11:00"),
    ("Pacific/Apia", "2011-12-30T09:59:59Z", "2011-12-29T23:59:59.000-10:00"),
    ("Pacific/Apia", "2011-12-30T10:00:00Z", "2011-12-31T00:00:00.000+14:00"),
    ("Europe/Dublin", "2026-07-01T00:00:00Z", "2026-07-01T01:00:00.000+01:00"),
    ("Europe/Dublin", "2026-12-01T00:00:00Z", "2026-12-01T00:00:00.000+00:00"),
    ("Asia/Kathmandu", "2026-12-01T00:00:00Z", "2026-12-01T05:45:00.000+05:45"),
    ("Europe/Paris", "1900-01-01T00:00:00Z", "1900-01-01T00:09:00.000+00:09"),
  ])
  func `gives the offsets that clocks show`(name: String, instant: String, shown: String) throws {
    let zone = try SystemZones().rules(named: name)
    #expect(RFC3339.text(try at(instant), in: zone) == shown)
  }

  @Test(arguments: [
    ("Europe/Paris", "2100-03-28T00:59:59Z", 3_600),
    ("Europe/Paris", "2100-03-28T01:00:00Z", 7_200),
    ("Europe/Paris", "2100-10-31T00:59:59Z", 7_200),
    ("Europe/Paris", "2100-10-31T01:00:00Z", 3_600),
    ("Europe/Dublin", "2099-07-01T00:00:00Z", 3_600), ("Europe/Dublin", "2099-12-01T00:00:00Z", 0),
    ("America/New_York", "2099-03-08T07:00:00Z", -14_400),
    ("America/New_York", "2099-03-08T06:59:59Z", -18_000),
    ("Australia/Lord_Howe", "2099-01-01T00:00:00Z", 39_600),
    ("Australia/Lord_Howe", "2099-07-01T00:00:00Z", 37_800),
    ("Asia/Tokyo", "2099-07-01T00:00:00Z", 32_400),
  ])
  func `follows the footer's rule to the year 2100`(name: String, at text: String, offset: Int)
    throws
  {
    let zone = try SystemZones().rules(named: name)
    #expect(zone.offset(at: try at(text)) == offset)
  }

  @Test(arguments: names)
  func `keeps the written rule on both odd days of every year`(name: String) throws {
    let zone = try SystemZones().rules(named: name)
    var before = zone.initialOffsetSeconds
    for change in zone.transitions {
      let step = Milliseconds.seconds(Int64(abs(change.offsetSeconds - before)))
      let shownBefore = change.at.milliseconds + Int64(before) * 1_000
      let middle = CivilTime(wallMilliseconds: shownBefore + step.count / 2)
      if change.offsetSeconds > before {
        #expect(zone.instant(of: middle) == change.at, "\(name) gap at \(change.at)")
        #expect(zone.civil(at: change.at) > middle)
      } else {
        let again = CivilTime(wallMilliseconds: shownBefore - step.count / 2)
        let first = zone.instant(of: again)
        #expect(first < change.at, "\(name) repeat at \(change.at)")
        #expect(zone.civil(at: first) == again)
      }
      before = change.offsetSeconds
    }
  }

  @Test(arguments: names)
  func `makes daily shifts that cover the odd days of 2026`(name: String) throws {
    let zone = try SystemZones().rules(named: name)
    let start = try #require(CivilDate(text: "2025-12-01"))
    let members = ["amara", "bruno", "chloe"].map { ResponderID($0) }
    for handoff in ["00:00", "01:30", "02:30", "08:00"] {
      let layer = RotaLayer(
        name: "base", members: members, start: start,
        handoff: try #require(TimeOfDay(text: handoff)), turn: .daily(1))
      let rota = Rota(id: RotaID("daily"), title: "Daily", zone: name, layers: [layer])
      let shifts = rota.shifts(
        from: try at("2026-01-01T12:07Z"), until: try at("2026-12-31T12:07Z"), zone: zone)
      #expect(zip(shifts, shifts.dropFirst()).allSatisfy { $0.until == $1.from })
      #expect((365...366).contains(shifts.count), "\(name) \(handoff)")
      #expect(
        shifts.allSatisfy { shift in
          let last = shift.until - Milliseconds(1)
          return rota.onCall(at: last, zone: zone).holders == shift.holders
        })
      for (shift, next) in zip(shifts, shifts.dropFirst()) {
        let index = try #require(members.firstIndex(of: shift.holders[0].responder))
        #expect(next.holders[0].responder == members[(index + 1) % 3])
      }
    }
  }

  @Test(arguments: [
    "../../etc/passwd", "/etc/localtime", "Europe/../Europe/Paris", "", "Europe/", "/Europe/Paris",
    "Europe//Paris", ".", "Europe/Paris\0", "localtime", "posixrules", "zone.tab", "Europe\\Paris",
    String(repeating: "A", count: 65),
  ])
  func `refuses what is not a zone's name`(name: String) {
    #expect(throws: ZoneError.badName(name)) { try SystemZones().rules(named: name) }
  }

  @Test(arguments: ["Europe/Atlantis", "europe/paris", "Europe"])
  func `says that a zone is unknown`(name: String) {
    #expect(throws: ZoneError.unknown(name, directory: "/usr/share/zoneinfo")) {
      try SystemZones().rules(named: name)
    }
  }

  @Test func `says to install tzdata when there is none, and has UTC all the same`() throws {
    let zones = SystemZones(directory: "/nonexistent/zoneinfo")
    let error = #expect(throws: ZoneError.self) { try zones.rules(named: "Europe/Paris") }
    #expect(error == .noDatabase(directory: "/nonexistent/zoneinfo"))
    #expect(error?.hint.contains("apt-get install tzdata") == true)
    #expect(try zones.rules(named: "UTC") == .utc)
  }
}
