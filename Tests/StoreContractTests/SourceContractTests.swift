// Tocsin — StoreContract: how sources do, and what is worked on
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinGateway
import TocsinSQLite

@Suite struct `Sources in a store` {
  private func troubled() -> SourceState {
    var rules = SourceRules()
    rules.isLive = true
    rules.expectations = [SourceExpectation(silenceMax: .minutes(1))]
    var state = SourceState(countingFrom: start)
    for number in Int64(1)...9 {
      var message = SourceMessage()
      message.skew = .minutes(-number)
      message.isForTest = true
      message.isMapped = true
      message.isRefused = number > 3
      message.missed = number
      state.take(.message(message), rules, at: start + .seconds(number))
    }
    state.take(.alive(every: .seconds(5)), rules, at: start + .seconds(9))
    state.take(.stalled, rules, at: start + .seconds(9))
    for why in [ReportRefusal.untimely, .address, .untimely] {
      state.take(.refused(why), rules, at: start + .seconds(9))
    }
    _ = state.judge(rules, in: .utc, isMaintained: false, at: start + .seconds(10))
    _ = state.judge(rules, in: .utc, isMaintained: false, at: start + .minutes(30))
    return state
  }

  @Test(arguments: StoreKind.allCases)
  func `come back as they were, whatever is wrong with them`(_ kind: StoreKind) async throws {
    try await kind.with { store in
      let state = troubled()
      #expect(Set(state.ongoing.map(\.trouble)) == [.silent, .clock, .testOnLive, .sequence])
      try await store.perform {
        try $0.put(SourceState(countingFrom: start), of: "laboratory")
        try $0.put(state, of: "laboratory")
        try $0.put(SourceState(countingFrom: start), of: "monitors")
      }
      let found = try await store.read { try $0.sourceStates() }
      #expect(found["laboratory"] == state)
      #expect(found["monitors"] == SourceState(countingFrom: start))
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `count by the day, and days are forgotten`(_ kind: StoreKind) async throws {
    try await kind.with { store in
      let day = CivilDate(dayNumber: 20_000)
      var counts = SourceCounts()
      for outcome in [MessageOutcome.accepted, .notForUs, .refused, .repeated, .accepted] {
        counts.count(outcome)
      }
      (counts.held, counts.dropped) = (3, 2)
      let once = counts
      try await store.perform {
        try $0.add(SourceDay(source: "laboratory", day: day, counts: once))
        try $0.add(SourceDay(source: "laboratory", day: day, counts: once))
        try $0.add(SourceDay(source: "laboratory", day: day + 1, counts: once))
      }
      let all = try await store.read { try $0.sourceDays(from: day) }
      #expect(all.map(\.counts) == [once + once, once])
      #expect(all[0].counts.received == 10 && all[0].counts.mapped == 4)
      #expect(all[0].counts.held == 6 && all[0].counts.dropped == 4)
      try await store.perform { try $0.forgetSourceDays(before: day + 1) }
      #expect(try await store.read { try $0.sourceDays(from: day) }.map(\.day) == [day + 1])
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `are known to have been looked at`(_ kind: StoreKind) async throws {
    try await kind.with { store in
      #expect(try await store.read { try $0.lastSourceLook() } == nil)
      try await store.perform { try $0.noteSourceLook(at: start) }
      try await store.perform { try $0.noteSourceLook(at: start + .minutes(1)) }
      #expect(try await store.read { try $0.lastSourceLook() } == start + .minutes(1))
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `S27: are worked on until it is announced`(_ kind: StoreKind) async throws {
    try await kind.with { store in
      let object = try #require(MaintenanceObject(text: "source:laboratory"))
      var work = Maintenance(
        MaintenanceID(high: 7, low: 7), of: object, from: start, until: start + .hours(1),
        by: (okafor, "new analyser"))
      try await store.perform { [work] in try $0.put(work) }
      #expect(try await store.read { try $0.openMaintenances() } == [work])
      work.endedAt = start + .minutes(5)
      work.isAnnounced = true
      try await store.perform { [work] in try $0.put(work) }
      #expect(try await store.read { try $0.openMaintenances() } == [])
      let id = work.id
      #expect(try await store.read { try $0.maintenance(id) } == work)
    }
  }
}
