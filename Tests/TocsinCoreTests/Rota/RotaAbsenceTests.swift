// Tocsin — Core tests: a person who is out of a rota with nobody in their place
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore

@Suite struct `A person who is out of a rota` {
  private static let week = layer(.weekly(1), from: "2026-06-01", at: "00:00", members: [amara])
  private static let days = layer(.daily(1), from: "2026-06-01", members: [bruno], name: "top")

  private static func out(
    _ from: String, _ until: String, _ person: ResponderID, _ instead: ResponderID...
  ) -> RotaOverride {
    RotaOverride(
      from: at(from), until: at(until), responders: instead, reason: "absent", replaces: person)
  }

  @Test func `leaves the place to what lies below, for that time alone`() {
    let both = rota(Self.week, Self.days).overridden(
      Self.out("2026-06-03T10:00+02:00", "2026-06-03T20:00+02:00", bruno))
    #expect(both.names(at: "2026-06-03T09:59+02:00") == ["bruno"])
    #expect(both.names(at: "2026-06-03T10:00+02:00") == ["amara"])
    #expect(both.names(at: "2026-06-03T20:00+02:00") == ["bruno"])
  }

  @Test func `leaves a gap where nothing lies below`() {
    let alone = rota(Self.days).overridden(
      Self.out("2026-06-03T10:00+02:00", "2026-06-03T20:00+02:00", bruno))
    #expect(alone.names(at: "2026-06-03T12:00+02:00").isEmpty)
    let two = rota(Self.week, Self.days).needing(2).overridden(
      Self.out("2026-06-03T10:00+02:00", "2026-06-03T20:00+02:00", bruno))
    #expect(two.names(at: "2026-06-03T12:00+02:00") == ["amara"])
  }

  @Test func `is replaced by who takes it over later`() {
    let taken = rota(Self.week, Self.days).overridden(
      Self.out("2026-06-03T10:00+02:00", "2026-06-03T20:00+02:00", bruno),
      Self.out("2026-06-03T12:00+02:00", "2026-06-03T14:00+02:00", bruno, chloe))
    #expect(taken.names(at: "2026-06-03T11:00+02:00") == ["amara"])
    #expect(taken.names(at: "2026-06-03T13:00+02:00") == ["chloe"])
    #expect(taken.names(at: "2026-06-03T14:00+02:00") == ["amara"])
  }

  @Test func `is out of what an override before put them into`() {
    let everyone = RotaOverride(
      from: at("2026-06-03T00:00+02:00"), until: at("2026-06-04T00:00+02:00"),
      responders: [chloe, dmitri], reason: "congress")
    let out = rota(Self.week).overridden(
      everyone, Self.out("2026-06-03T10:00+02:00", "2026-06-03T20:00+02:00", chloe))
    #expect(out.names(at: "2026-06-03T12:00+02:00") == ["dmitri"])
  }
}
