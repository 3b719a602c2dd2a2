// Tocsin — System tests: the TZif format and the POSIX TZ rule
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import TocsinCore

@testable import TocsinSystem

@Suite struct `A TZif file` {
  private let paris: [UInt8]

  init() throws {
    paris = Array(try Data(contentsOf: URL(filePath: "/usr/share/zoneinfo/Europe/Paris")))
  }

  /// A block with no names but one, in the layout of RFC 8536 §3.
  static func block(version: UInt8, timeBytes: Int, _ changes: [(Int64, Int)]) -> [UInt8] {
    var offsets = [0]
    for (_, offset) in changes where !offsets.contains(offset) { offsets.append(offset) }
    func big(_ value: Int64, _ count: Int) -> [UInt8] {
      (0..<count).map { UInt8(truncatingIfNeeded: value >> Int64(8 * (count - 1 - $0))) }
    }
    var bytes = Array("TZif".utf8) + [version] + [UInt8](repeating: 0, count: 15)
    for count in [0, 0, 0, changes.count, offsets.count, 4] { bytes += big(Int64(count), 4) }
    for (at, _) in changes { bytes += big(at, timeBytes) }
    for (_, offset) in changes { bytes.append(UInt8(offsets.firstIndex(of: offset) ?? 0)) }
    for offset in offsets { bytes += big(Int64(offset), 4) + [0, 0] }
    return bytes + Array("XXX\0".utf8)
  }

  @Test func `of version 1 has its 32-bit times and no rule`() throws {
    let bytes = Self.block(version: 0, timeBytes: 4, [(-1_000, 3_600), (1_000, 0)])
    let zone = try TZif(bytes: bytes).rules(named: "Test/One")
    #expect(
      zone
        == ZoneRules(
          name: "Test/One", initialOffsetSeconds: 0,
          transitions: [
            ZoneTransition(at: Timestamp(milliseconds: -1_000_000), offsetSeconds: 3_600),
            ZoneTransition(at: Timestamp(milliseconds: 1_000_000), offsetSeconds: 0),
          ]))
  }

  @Test func `of version 2 or 3 has its 64-bit times and its rule`() throws {
    for version in [UInt8(ascii: "2"), UInt8(ascii: "3")] {
      let bytes =
        Self.block(version: version, timeBytes: 4, [])
        + Self.block(version: version, timeBytes: 8, [(-9_000_000_000, 3_600)])
        + Array("\nCET-1CEST,M3.5.0,M10.5.0/3\n".utf8)
      let zone = try TZif(bytes: bytes).rules(named: "Test/Two")
      #expect(zone.transitions.first?.at == Timestamp(milliseconds: -9_000_000_000_000))
      let real = try SystemZones().rules(named: "Europe/Paris")
      let summer = try #require(RFC3339.parse("2026-07-01T00:00Z"))
      #expect(zone.transitions.suffix(100) == real.transitions.suffix(100))
      #expect(zone.offset(at: summer) == 7_200)
    }
  }

  @Test func `that is cut anywhere is refused or has lost its rule alone, never misread`() throws {
    let whole = try TZif(bytes: paris)
    for count in 0..<paris.count {
      #expect(throws: TZifError.self, "\(count) bytes") {
        try TZif(bytes: Array(paris.prefix(count)))
      }
    }
    #expect(whole.footer == "CET-1CEST,M3.5.0,M10.5.0/3")
  }

  @Test func `with any one byte changed never crashes`() {
    for index in paris.indices {
      for change: UInt8 in [0x01, 0x80, 0xFF] {
        var bytes = paris
        bytes[index] ^= change
        let zone = try? TZif(bytes: bytes).rules(named: "Test/Broken")
        if let zone { #expect(zone.name == "Test/Broken") }
      }
    }
  }

  @Test func `with impossible contents is refused by name`() {
    let good = Self.block(version: 0, timeBytes: 4, [(-1_000, 3_600), (1_000, 0)])
    #expect(throws: TZifError.notTZif) { try TZif(bytes: Array("not a zone, but long".utf8)) }
    #expect(throws: TZifError.cutShort) { try TZif(bytes: []) }
    #expect(throws: TZifError.tooLong) {
      try TZif(bytes: [UInt8](repeating: 0, count: TZif.bytesMax + 1))
    }
    var leap = good
    leap[31] = 1
    #expect(throws: TZifError.leapSeconds) { try TZif(bytes: leap) }
    var counts = good
    counts[32] = 0xFF
    #expect(throws: TZifError.badCount) { try TZif(bytes: counts) }
    var type = good
    type[44 + 8] = 9
    #expect(throws: TZifError.badType) { try TZif(bytes: type) }
    #expect(throws: TZifError.notAscending) {
      try TZif(bytes: Self.block(version: 0, timeBytes: 4, [(5, 60), (5, 0)]))
    }
    #expect(throws: TZifError.badOffset) {
      try TZif(bytes: Self.block(version: 0, timeBytes: 4, [(5, 200_000)]))
    }
  }
}

@Suite struct `A POSIX rule` {
  private func seconds(_ text: String) throws -> Int64 {
    try #require(RFC3339.parse(text)).milliseconds / 1_000
  }

  @Test(arguments: [
    ("EST5EDT,M3.2.0,M11.1.0", "2026-03-08T07:00Z", "2026-11-01T06:00Z"),
    ("IST-1GMT0,M10.5.0,M3.5.0/1", "2026-03-29T01:00Z", "2026-10-25T01:00Z"),
    ("<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", "2026-04-04T15:00Z", "2026-10-03T15:30Z"),
    ("IST-2IDT,M3.4.4/26,M10.5.0", "2026-03-27T00:00Z", "2026-10-24T23:00Z"),
    ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2026-03-29T01:00Z", "2026-10-25T01:00Z"),
    ("AAA0BBB,J60/0,J300/0", "2026-03-01T00:00Z", "2026-10-26T23:00Z"),
    ("AAA0BBB,59/0,299/0", "2026-03-01T00:00Z", "2026-10-26T23:00Z"),
  ])
  func `changes the clocks twice a year`(text: String, first: String, second: String) throws {
    let rule = try #require(PosixZoneRule(text: text))
    let changes = rule.changes(after: try seconds("2026-01-02T00:00Z"), until: 2026)
    #expect(changes.map(\.at) == [try seconds(first), try seconds(second)])
  }

  @Test func `counts 29 February by the day number and not by the Julian day`() throws {
    let after = try seconds("2028-01-02T00:00Z")
    let julian = try #require(PosixZoneRule(text: "AAA0BBB,J60/0,J300/0"))
    #expect(
      julian.changes(after: after, until: 2028).first?.at == (try seconds("2028-03-01T00:00Z")))
    let number = try #require(PosixZoneRule(text: "AAA0BBB,59/0,299/0"))
    #expect(
      number.changes(after: after, until: 2028).first?.at == (try seconds("2028-02-29T00:00Z")))
  }

  @Test func `of daylight time all year has no break`() throws {
    let rule = try #require(PosixZoneRule(text: "XXX3EDT4,0/0,J365/23"))
    let changes = rule.changes(after: try seconds("2026-06-01T00:00Z"), until: 2030)
    let last = try seconds("2030-12-31T00:00Z")
    #expect(changes.filter { $0.at < last }.allSatisfy { $0.offset == -14_400 })
  }

  @Test(arguments: [
    "", "CET", "CE-1", "CET-1CEST", "CET-1CEST,M3.5.0", "CET-1CEST,M13.5.0,M10.5.0",
    "CET-1CEST,M3.6.0,M10.5.0", "CET-1CEST,M3.5.7,M10.5.0", "CET-1CEST,J0,J5", "CET-1CEST,366,5",
    "CET-25", "CET-1CEST,M3.5.0/168,M10.5.0", "CET-1CEST,M3.5.0,M10.5.0/3x", "<CET-1", "CET-1:60",
  ])
  func `is refused in any other form`(text: String) {
    #expect(PosixZoneRule(text: text) == nil)
  }
}
