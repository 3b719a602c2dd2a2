// Tocsin — Core tests: rotas on the days when clocks change
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore

@Suite struct `A rota when clocks change` {
  @Test func `hands off at the same time by the clock in Paris`() {
    let weekly = rota(layer(.weekly(1), from: "2026-03-16"))
    #expect(
      weekly.lines(from: "2026-03-16T08:00+01:00", until: "2026-04-13T08:00+02:00") == [
        "2026-03-16T08:00+01:00 amara", "2026-03-23T08:00+01:00 bruno",
        "2026-03-30T08:00+02:00 chloe", "2026-04-06T08:00+02:00 amara",
      ])
    #expect(
      weekly.lines(from: "2026-10-19T08:00+02:00", until: "2026-11-09T08:00+01:00") == [
        "2026-10-19T08:00+02:00 bruno", "2026-10-26T08:00+01:00 chloe",
        "2026-11-02T08:00+01:00 amara",
      ])
  }

  @Test func `hands off once when the handoff occurs twice, the first time`() {
    let daily = rota(layer(.daily(1), from: "2026-10-24", at: "02:30"))
    #expect(
      daily.lines(from: "2026-10-24T02:30+02:00", until: "2026-10-27T02:30+01:00") == [
        "2026-10-24T02:30+02:00 amara", "2026-10-25T02:30+02:00 bruno",
        "2026-10-26T02:30+01:00 chloe",
      ])
    #expect(daily.names(at: "2026-10-25T02:29+02:00") == ["amara"])
    #expect(daily.names(at: "2026-10-25T02:10+01:00") == ["bruno"])
    #expect(daily.names(at: "2026-10-25T02:45+01:00") == ["bruno"])
  }

  @Test func `hands off at the first instant that exists when the handoff does not`() {
    let daily = rota(layer(.daily(1), from: "2026-03-28", at: "02:30"))
    #expect(
      daily.lines(from: "2026-03-28T02:30+01:00", until: "2026-03-31T02:30+02:00") == [
        "2026-03-28T02:30+01:00 amara", "2026-03-29T03:00+02:00 bruno",
        "2026-03-30T02:30+02:00 chloe",
      ])
    #expect(daily.names(at: "2026-03-29T01:59+01:00") == ["amara"])
  }

  @Test func `follows the half hour of Lord Howe`() {
    let autumn = rota(layer(.daily(1), from: "2026-04-04", at: "01:45"))
    #expect(
      autumn.lines(
        from: "2026-04-04T01:45+11:00", until: "2026-04-07T01:45+10:30", TestZones.lordHowe) == [
          "2026-04-04T01:45+11:00 amara", "2026-04-05T01:45+11:00 bruno",
          "2026-04-06T01:45+10:30 chloe",
        ])
    let spring = rota(layer(.daily(1), from: "2026-10-03", at: "02:15"))
    #expect(
      spring.lines(
        from: "2026-10-03T02:15+10:30", until: "2026-10-06T02:15+11:00", TestZones.lordHowe) == [
          "2026-10-03T02:15+10:30 amara", "2026-10-04T02:30+11:00 bruno",
          "2026-10-05T02:15+11:00 chloe",
        ])
  }

  @Test func `gives the day that Apia skipped no more time than it had`() {
    let morning = rota(layer(.daily(1), from: "2011-12-28"))
    #expect(
      morning.lines(
        from: "2011-12-28T08:00-10:00", until: "2012-01-02T08:00+14:00", TestZones.apia) == [
          "2011-12-28T08:00-10:00 amara", "2011-12-29T08:00-10:00 bruno",
          "2011-12-31T00:00+14:00 chloe", "2011-12-31T08:00+14:00 amara",
          "2012-01-01T08:00+14:00 bruno",
        ])
    let midnight = rota(layer(.daily(1), from: "2011-12-28", at: "00:00"))
    #expect(
      midnight.lines(
        from: "2011-12-28T00:00-10:00", until: "2012-01-02T00:00+14:00", TestZones.apia) == [
          "2011-12-28T00:00-10:00 amara", "2011-12-29T00:00-10:00 bruno",
          "2011-12-31T00:00+14:00 amara", "2012-01-01T00:00+14:00 bruno",
        ])
  }

  @Test func `keeps a weekly handoff on its weekday when Apia skips a day`() {
    let weekly = rota(layer(.weekly(1), from: "2011-12-23"))
    #expect(
      weekly.lines(
        from: "2011-12-23T08:00-10:00", until: "2012-01-07T08:00+14:00", TestZones.apia) == [
          "2011-12-23T08:00-10:00 amara", "2011-12-31T00:00+14:00 bruno",
          "2012-01-06T08:00+14:00 chloe",
        ])
  }

  @Test func `stretches and shortens a night window by the hour that changes`() {
    let nights = rota(
      layer(.daily(1), from: "2026-03-01").restricted(
        to: WeeklyWindow(from: clock("20:00"), until: clock("08:00"))))
    let spring = nights.onCall(at: at("2026-03-29T00:30+01:00"), zone: TestZones.paris)
    #expect(spring.until - spring.from == .hours(11))
    let autumn = nights.onCall(at: at("2026-10-25T00:30+02:00"), zone: TestZones.paris)
    #expect(autumn.until - autumn.from == .hours(13))
  }
}
