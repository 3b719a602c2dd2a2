// Tocsin — System tests: what holds for every rota in every zone, on its odd days
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import TocsinCore

@testable import TocsinSystem

@Suite struct `Every random rota in every zone of the system` {
  /// All names of the database that are zones, old names and links included.
  static let names: [String] = {
    let folder = SystemZones().directory
    let files = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
    return files.sorted().filter { name in
      let first = name.utf8.first.map { (0x41...0x5A).contains($0) } ?? false
      return first && (try? SystemZones().rules(named: name)) != nil
    }
  }()

  /// The names in parts, so that they are tried beside each other.
  static let parts: [[String]] = stride(from: 0, to: names.count, by: 24).map {
    Array(names[$0..<min($0 + 24, names.count)])
  }

  /// The moments about which a zone's clocks are odd: the changes of these years, and the two
  /// greatest of all since 1970.
  private func oddMoments(_ zone: ZoneRules) throws -> [Timestamp] {
    let first = try #require(RFC3339.parse("2025-01-01T00:00Z"))
    let years = first...(first + .days(730))
    let recent = zone.transitions.map(\.at).filter(years.contains)
    let sizes = zone.transitions.indices.map { index in
      let before =
        index == 0 ? zone.initialOffsetSeconds : zone.transitions[index - 1].offsetSeconds
      return (abs(zone.transitions[index].offsetSeconds - before), zone.transitions[index].at)
    }
    let greatest = sizes.filter { $0.1.milliseconds > 0 }.sorted { $0.0 > $1.0 }.prefix(2)
    let any = try #require(RFC3339.parse("2026-06-15T12:00Z"))
    return Array(Set(recent.suffix(2) + greatest.map(\.1) + [any])).sorted()
  }

  @Test func `is tried in some hundreds of them`() {
    #expect(Self.names.count > 400)
    #expect(Set(Self.names).isSuperset(of: ["Australia/Lord_Howe", "Pacific/Apia", "UTC"]))
  }

  @Test(arguments: 0..<parts.count)
  func `has shifts without gap or overlap that agree with a walk from its start`(
    part: Int
  ) throws {
    var seed = part * 1_000
    for name in Self.parts[part] {
      let zone = try SystemZones().rules(named: name)
      for moment in try oddMoments(zone) {
        seed += 1
        var chance = RandomRota(seed: seed)
        let rota = chance.rota(around: zone.civil(at: moment).date, zone: name)
        check(rota, zone, around: moment, "\(name), seed \(seed)")
      }
    }
  }

  private func check(
    _ rota: Rota, _ zone: ZoneRules, around moment: Timestamp, _ comment: Comment
  ) {
    let walked = WalkedRota(rota: rota, zone: zone)
    let (begin, end) = (moment - .hours(50), moment + .hours(50))
    let shifts = rota.shifts(from: begin, until: end, zone: zone)
    #expect(shifts.first?.from == begin && shifts.last?.until == end, comment)
    #expect(zip(shifts, shifts.dropFirst()).allSatisfy { $0.until == $1.from }, comment)
    for shift in shifts {
      let length = (shift.until - shift.from).count
      #expect(length > 0, comment)
      for part in [0, length / 2, length - 1] {
        let instant = shift.from + Milliseconds(part)
        let answer = rota.onCall(at: instant, zone: zone)
        #expect(answer.from <= instant && instant < answer.until, comment)
        for line in RotaLine.allCases {
          #expect(answer.holders(of: line) == shift.holders(of: line), comment)
          let expected = walked.holders(of: line, at: instant)
          #expect(
            shift.holders(of: line).map(\.responder) == expected,
            "\(comment): \(line) at \(RFC3339.text(instant, in: zone))")
        }
      }
      #expect(shift.holders.count <= rota.needs && shift.second.count <= 1, comment)
    }
  }

  @Test(arguments: 0..<parts.count)
  func `moved by a week gives its answer a week later by the clock`(part: Int) throws {
    var seed = part * 1_000 + 500_000
    for name in Self.parts[part] {
      let zone = try SystemZones().rules(named: name)
      for moment in try oddMoments(zone).suffix(2) {
        seed += 1
        var chance = RandomRota(seed: seed)
        let day = zone.civil(at: moment).date
        let here = chance.rota(around: day, zone: name)
        guard !here.layers.contains(where: { if case .monthly = $0.turn { true } else { false } })
        else { continue }
        let later = moved(here)
        for offset in -4...4 {
          let noon = TimeOfDay(milliseconds: 12 * 3_600_000 + 1)
          let before = zone.instant(of: CivilTime(day + offset, noon))
          let after = zone.instant(of: CivilTime(day + offset + 7, noon))
          guard zone.civil(at: before).time == noon, zone.civil(at: after).time == noon else {
            continue
          }
          let expected = here.onCall(at: before, zone: zone)
          let found = later.onCall(at: after, zone: zone)
          for line in RotaLine.allCases {
            #expect(
              found.holders(of: line).map(\.responder)
                == expected.holders(of: line).map(\.responder),
              "\(name), seed \(seed), \(line)")
          }
        }
      }
    }
  }

  /// The whole rota a week later: layers and holidays.
  private func moved(_ rota: Rota) -> Rota {
    var copy = rota
    copy.layers = rota.layers.map { layer in
      var moved = RotaLayer(
        name: layer.name, members: layer.members, start: layer.start + 7, handoff: layer.handoff,
        turn: layer.turn)
      (moved.line, moved.restriction, moved.end) = (
        layer.line, layer.restriction, layer.end.map { $0 + 7 }
      )
      return moved
    }
    copy.calendar = HolidayCalendar(
      name: "", title: "",
      days: rota.calendar.days.map { Holiday(date: $0.date + 7, name: $0.name) })
    return copy
  }
}
