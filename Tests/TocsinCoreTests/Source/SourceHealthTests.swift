// Tocsin — CoreTests: what is wrong with a source, and when
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore

/// A source that is looked at in the order of time.
private struct Bench {
  var rules = SourceRules()
  var state: SourceState
  var now = Timestamp(milliseconds: 1_795_500_000_000)
  var isMaintained = false

  init(_ change: (inout SourceRules) -> Void = { _ in }) {
    change(&rules)
    state = SourceState(countingFrom: now)
  }

  mutating func pass(_ length: Milliseconds) { now = now + length }

  mutating func hear(_ change: (inout SourceMessage) -> Void = { _ in }) {
    var message = SourceMessage()
    change(&message)
    state.take(.message(message), rules, at: now)
  }

  /// What a look finds, as words: `source-silent present`.
  mutating func look(in zone: ZoneRules = .utc) -> [String] {
    state.judge(rules, in: zone, isMaintained: isMaintained, at: now).map {
      "\($0.trouble.rawValue) \($0.change == .present ? "begins" : "over")"
    }
  }

  /// Looks every minute.
  mutating func look(every step: Milliseconds, for length: Milliseconds) -> [String] {
    var found: [String] = []
    let end = now + length
    while now < end {
      pass(step)
      found += look()
    }
    return found
  }
}

private let often: @Sendable (inout SourceRules) -> Void = { rules in
  rules.expectations = [SourceExpectation(silenceMax: .minutes(15))]
}

@Suite struct `A source whose silence is found out` {
  @Test(arguments: [(15, false), (16, true)])
  func `is found out once its time is over, not before`(_ minutes: Int64, _ isSilent: Bool) {
    var bench = Bench(often)
    bench.hear()
    bench.pass(.minutes(minutes))
    #expect(bench.look() == (isSilent ? ["source-silent begins"] : []))
  }

  @Test func `is said once, and is over by itself when it speaks`() {
    var bench = Bench(often)
    bench.hear()
    #expect(bench.look(every: .minutes(1), for: .hours(3)) == ["source-silent begins"])
    bench.hear()
    #expect(bench.look() == ["source-silent over"])
    #expect(bench.look() == [])
  }

  @Test func `is said again after four hours`() {
    var bench = Bench(often)
    let found = bench.look(every: .minutes(1), for: .hours(5))
    #expect(found == ["source-silent begins", "source-silent begins"])
  }

  @Test func `has twice its time for an hour after, so that it does not flap`() {
    var bench = Bench(often)
    var found: [String] = []
    for _ in 0..<10 {
      found += bench.look(every: .minutes(1), for: .minutes(20))
      bench.hear()
    }
    found += bench.look()
    #expect(bench.now - bench.state.countsFrom == .minutes(200))
    #expect(found.filter { $0.hasSuffix("begins") }.count == 3)
  }

  @Test func `that was never heard is missed from the start of the gateway`() {
    var bench = Bench(often)
    #expect(bench.look(every: .minutes(1), for: .minutes(16)) == ["source-silent begins"])
    #expect(bench.state.ongoing[0].text == "nothing was ever heard of it")
  }

  @Test func `of which nothing is expected is not missed`() {
    var bench = Bench()
    bench.hear()
    #expect(bench.look(every: .hours(1), for: .days(30)) == [])
  }

  @Test func `has hours at which silence is no fault`() throws {
    let day = WeeklyWindow(
      days: [.monday, .tuesday, .wednesday, .thursday, .friday],
      from: try #require(TimeOfDay(text: "08:00")), until: try #require(TimeOfDay(text: "18:00")))
    var bench = Bench {
      $0.expectations = [SourceExpectation(silenceMax: .minutes(15), hours: day)]
    }
    bench.now = try #require(RFC3339.parse("2026-11-27T17:59:00Z"))  // a Friday
    bench.state = SourceState(countingFrom: bench.now)
    bench.hear()
    #expect(bench.look(every: .minutes(1), for: .hours(62)) == [])
    #expect(RFC3339.text(bench.now).hasPrefix("2026-11-30T07:59"))
    #expect(bench.look(every: .minutes(1), for: .minutes(16)) == [])
    #expect(bench.look(every: .minutes(1), for: .minutes(1)) == ["source-silent begins"])
  }

  @Test func `at hours that follow each other does not get its time anew at midnight`() throws {
    let nights = WeeklyWindow(from: .midnight, until: .endOfDay)
    var bench = Bench {
      $0.expectations = [SourceExpectation(silenceMax: .hours(4), hours: nights)]
    }
    bench.now = try #require(RFC3339.parse("2026-11-24T22:00:00Z"))
    bench.state = SourceState(countingFrom: bench.now)
    bench.hear()
    bench.pass(.hours(4) + .minutes(1))
    #expect(bench.look() == ["source-silent begins"])
  }

  @Test func `is measured by the rhythm that it names itself, while it names one`() {
    var bench = Bench()
    bench.state.take(.alive(every: .seconds(5)), bench.rules, at: bench.now)
    bench.pass(.seconds(6))
    #expect(bench.look() == ["source-silent begins"])
    bench.state.take(.alive(every: nil), bench.rules, at: bench.now)
    #expect(bench.look() == ["source-silent over"])
    #expect(bench.look(every: .minutes(10), for: .days(1)) == [])
  }

  private func stopped() -> Bench {
    var bench = Bench(often)
    bench.hear()
    bench.state.take(.alive(every: nil), bench.rules, at: bench.now)
    return bench
  }

  @Test func `and stops as planned is not missed by its document for a day, and then it is`() {
    var bench = stopped()
    #expect(bench.look(every: .minutes(10), for: .hours(23)) == [])
    #expect(bench.look(every: .minutes(10), for: .hours(2)) == ["source-silent begins"])
  }

  @Test func `and stops as planned is missed again once it has spoken`() {
    var bench = stopped()
    bench.pass(.hours(2))
    bench.hear()
    #expect(bench.look(every: .minutes(1), for: .minutes(15)) == [])
    #expect(bench.look(every: .minutes(1), for: .minutes(1)) == ["source-silent begins"])
  }

  @Test(arguments: [false, true])
  func `and stops as planned stays so over a restart, until it has spoken`(_ speaks: Bool) {
    var bench = stopped()
    bench.pass(.minutes(2))
    var after = Bench(often)
    after.now = bench.now + .minutes(2)
    after.state = SourceState(countingFrom: after.now)
    if speaks { after.hear() }
    after.state.resume(bench.state, stoppedAt: bench.now, startedAt: after.now)
    let found = after.look(every: .minutes(1), for: .minutes(40))
    #expect(found == (speaks ? ["source-silent begins"] : []))
  }
}

@Suite struct `A gateway that was down` {
  private func resumed(after pause: Milliseconds) -> Bench {
    var bench = Bench(often)
    bench.hear()
    bench.pass(.minutes(14))
    let stopped = bench.now
    bench.pass(pause)
    var state = SourceState(countingFrom: bench.now)
    state.resume(bench.state, stoppedAt: stopped, startedAt: bench.now)
    bench.state = state
    return bench
  }

  @Test func `for a moment does not let a silent source off`() {
    var bench = resumed(after: .seconds(30))
    #expect(bench.look() == [])
    bench.pass(.minutes(1) + .seconds(1))
    #expect(bench.look() == ["source-silent begins"])
  }

  @Test func `for hours does not blame the source for it`() {
    var bench = resumed(after: .hours(5))
    #expect(bench.look(every: .minutes(1), for: .minutes(15)) == [])
    #expect(bench.look(every: .minutes(1), for: .minutes(1)) == ["source-silent begins"])
  }

  @Test func `goes on with a silence that was said`() {
    var bench = Bench(often)
    _ = bench.look(every: .minutes(1), for: .minutes(16))
    var state = SourceState(countingFrom: bench.now)
    state.resume(bench.state, stoppedAt: bench.now, startedAt: bench.now + .hours(1))
    bench.state = state
    bench.pass(.hours(1))
    #expect(bench.look() == [])
    bench.hear()
    #expect(bench.look() == ["source-silent over"])
  }
}

@Suite struct `The clock of a source` {
  @Test(arguments: [
    ([301, 301, 301], ["source-clock begins"]), ([-301, -301, -301], ["source-clock begins"]),
    ([300, 300, 300], []), ([301, 0, 301, 301], []), ([301, 301], []),
  ])
  func `is wrong when three messages in a row are off by more than five minutes`(
    _ seconds: [Int64], _ expected: [String]
  ) {
    var bench = Bench()
    for second in seconds { bench.hear { $0.skew = .seconds(second) } }
    #expect(bench.look() == expected)
  }

  @Test func `is right again after three messages in a row`() {
    var bench = Bench()
    for _ in 0..<3 { bench.hear { $0.skew = .minutes(10) } }
    #expect(bench.look() == ["source-clock begins"])
    #expect(bench.state.ongoing[0].text == "its clock is 10m ahead of ours")
    for _ in 0..<2 { bench.hear { $0.skew = .zero } }
    #expect(bench.look() == [])
    bench.hear { $0.skew = .zero }
    #expect(bench.look() == ["source-clock over"])
  }

  @Test func `is not judged by messages without a time or sent again`() {
    var bench = Bench()
    for _ in 0..<9 {
      bench.hear {
        $0.isRepeated = true
        $0.skew = .hours(9)
      }
    }
    for _ in 0..<9 { bench.hear() }
    #expect(bench.look() == [])
  }
}

@Suite struct `A run of errors` {
  @Test(arguments: [(4, []), (5, ["source-errors begins"])])
  func `is five within ten minutes`(_ count: Int, _ expected: [String]) {
    var bench = Bench()
    for _ in 0..<count { bench.state.take(.fault, bench.rules, at: bench.now) }
    #expect(bench.look() == expected)
  }

  @Test func `is over when few are left of it`() {
    var bench = Bench()
    for _ in 0..<5 {
      bench.hear { $0.isRefused = true }
      bench.pass(.minutes(1))
    }
    #expect(bench.look() == ["source-errors begins"])
    #expect(bench.look(every: .seconds(30), for: .minutes(10)) == ["source-errors over"])
  }

  @Test func `spread over the day is none`() {
    var bench = Bench()
    var found: [String] = []
    for _ in 0..<100 {
      bench.state.take(.fault, bench.rules, at: bench.now)
      found += bench.look(every: .minutes(1), for: .minutes(3))
    }
    #expect(found == [])
  }
}

@Suite struct `Tests on a live integration` {
  @Test func `S22: are said at once, and once an hour while they go on`() {
    var bench = Bench { $0.isLive = true }
    var found: [String] = []
    for _ in 0..<150 {
      bench.hear { $0.isForTest = true }
      found += bench.look()
      bench.pass(.minutes(1))
    }
    #expect(found == Array(repeating: "source-test-on-live begins", count: 3))
    let since = ["source-test-on-live begins", "source-test-on-live over"]
    #expect(bench.look(every: .minutes(1), for: .hours(1)) == since)
  }

  @Test func `are no fault where it is not live`() {
    var bench = Bench()
    bench.hear { $0.isForTest = true }
    #expect(bench.look() == [])
  }

  @Test func `are as urgent as its silence`() {
    #expect(SourceTrouble.testOnLive.priority(isLive: true) == .high)
    #expect(SourceTrouble.silent.priority(isLive: true) == .high)
    #expect(SourceTrouble.silent.priority(isLive: false) == .medium)
  }
}

@Suite struct `The sequence of a source` {
  @Test(
    arguments: [
      ([0, 0, 0], nil), ([0, 1], 1), ([2, 0, 5], 7), ([1, .max, .max], .max),
    ] as [([Int64], Int64?)])
  func `is in trouble while messages are missing, with their sum`(
    _ missed: [Int64], _ sum: Int64?
  ) {
    var bench = Bench()
    for count in missed { bench.hear { $0.missed = count } }
    #expect(bench.look() == (sum == nil ? [] : ["source-sequence begins"]))
    let words = sum.map { "\($0) messages are missing in its sequence" }
    #expect(bench.state.ongoing(.sequence)?.text == words)
  }

  @Test func `does not count what a repeated message says`() {
    var bench = Bench()
    bench.hear {
      $0.missed = 4
      $0.isRepeated = true
    }
    #expect(bench.look() == [])
  }
}

@Suite struct `Maintenance of a source` {
  @Test func `S27: lets it be silent, and gives it its whole time afterwards`() {
    var bench = Bench(often)
    bench.isMaintained = true
    #expect(bench.look(every: .minutes(1), for: .hours(2)) == [])
    bench.isMaintained = false
    #expect(bench.look(every: .minutes(1), for: .minutes(15)) == [])
    #expect(bench.look(every: .minutes(1), for: .minutes(1)) == ["source-silent begins"])
  }

  @Test func `S27: holds nothing against it that happened meanwhile`() {
    var bench = Bench { $0.isLive = true }
    bench.isMaintained = true
    for _ in 0..<9 {
      bench.hear {
        $0.isForTest = true
        $0.isRefused = true
        $0.skew = .hours(1)
      }
      bench.state.take(.stalled, bench.rules, at: bench.now)
    }
    #expect(bench.look() == [])
    bench.isMaintained = false
    #expect(bench.look() == [])
  }

  @Test(arguments: [
    (Priority.crash, false), (.high, false), (.medium, true), (.low, true),
  ])
  func `S27: never holds back what is high`(_ priority: Priority, _ isHeld: Bool) {
    let begin = Timestamp(milliseconds: 0)
    let draft = AlertDraft(
      integration: "laboratory", dedupKey: "k", priority: priority, kind: "k",
      content: AlertContent(ward: "W4E", what: "x"))
    for object in ["source:laboratory", "ward:W4E"].compactMap(MaintenanceObject.init(text:)) {
      let work = Maintenance(
        MaintenanceID(high: 1, low: 1), of: object, from: begin, until: begin + .hours(1),
        by: (ResponderID("it"), "moving"))
      #expect(work.holds(draft) == isHeld)
    }
  }

  @Test(
    arguments: [
      (0, 60, "moving", nil), (0, 0, "moving", MaintenanceFault.ends),
      (0, 73 * 60, "moving", .ends), (-120, -60, "moving", .ends), (0, 60, "", .reason),
      (91 * 24 * 60, 91 * 24 * 60 + 5, "moving", .begins), (0, 60, "a\nline more", .reason),
    ] as [(Int64, Int64, String, MaintenanceFault?)])
  func `S27: needs an end, an owner and a reason`(
    _ begin: Int64, _ end: Int64, _ reason: String, _ fault: MaintenanceFault?
  ) throws {
    let now = Timestamp(milliseconds: 1_795_500_000_000)
    let work = Maintenance(
      MaintenanceID(high: 1, low: 1), of: .ward("W4E"), from: now + .minutes(begin),
      until: now + .minutes(end), by: (ResponderID("it"), reason))
    #expect(work.fault(at: now) == fault)
  }
}
