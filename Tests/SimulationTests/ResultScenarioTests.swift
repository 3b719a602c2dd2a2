// Tocsin — Simulation tests: what a laboratory says again, corrects and takes back
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinGateway

@testable import TocsinSimulation

extension Scenario {
  /// The next report of an order, so long after `start` as its laboratory says.
  func reportAgain(
    _ status: String, value: String = "7.1", flag: String = "HH", minutes: Int64,
    after wait: Milliseconds = .zero
  ) {
    var result = LabResult(order: "X1", value: value, flag: flag, ward: "W1")
    result.status = status
    result.collected = world.start
    result.reported = world.start + .minutes(minutes)
    world.arrange(.send(world.put([result])), after: wait)
  }
}

@Suite struct `A result of which more is reported` {
  @Test func `S17: pages nobody when it is the same under another control id`() async throws {
    let scenario = try await Scenario()
    scenario.reportAgain("F", minutes: 0)
    try await scenario.run(.seconds(30))
    let first = try await scenario.alert()
    scenario.reportAgain("F", minutes: 1)
    try await scenario.run(.seconds(10))
    let second = try await scenario.alert()
    #expect(scenario.alertCount() == 1 && second.repeats == 1)
    #expect(second.pageCount == first.pageCount && second.contentRevision == 1)
    try await scenario.close()
  }

  @Test func `S18: says what was reported last when it comes out of order`() async throws {
    let scenario = try await Scenario()
    scenario.reportAgain("F", minutes: 0, after: .seconds(50))
    scenario.reportAgain("C", value: "7.9", minutes: 1, after: .seconds(1))
    try await scenario.run(.minutes(1) + .seconds(20))
    let alert = try await scenario.alert()
    #expect(alert.content.what.contains("7.9") && alert.contentRevision == 1)
    #expect(scenario.world.account.known["X1"]?.value == "7.9")
    try await scenario.close()
  }

  @Test(arguments: ["W", "D"])
  func `S18: pages nobody when it comes after the report that takes it back`(
    status: String
  ) async throws {
    let scenario = try await Scenario()
    scenario.reportAgain("F", minutes: 0, after: .seconds(50))
    scenario.reportAgain(status, minutes: 1, after: .seconds(1))
    try await scenario.run(.minutes(2))
    #expect(scenario.alertCount() == 0)
    scenario.reportAgain("F", value: "7.4", minutes: 3)
    try await scenario.run(.seconds(10))
    #expect(scenario.alertCount() == 1)
    try await scenario.close()
  }

  @Test(arguments: ["W", "D"])
  func `S18: is on no open alert once it is taken back and nobody had answered`(
    status: String
  ) async throws {
    let scenario = try await Scenario()
    scenario.reportAgain("F", minutes: 0)
    scenario.reportAgain(status, minutes: 1, after: .seconds(40))
    try await scenario.run(.minutes(1))
    let alert = try await scenario.alert()
    #expect(alert.isClosed && alert.retractedAt != nil)
    #expect(alert.content.what.hasPrefix("RETRACTED"))
    try await scenario.close()
  }

  @Test func `S18: asks whoever took it to acknowledge that it was taken back`() async throws {
    let scenario = try await Scenario(habits: [Scenario.p1: .accepts(after: .seconds(5))])
    scenario.reportAgain("F", minutes: 0)
    scenario.reportAgain("W", minutes: 1, after: .minutes(1))
    try await scenario.run(.minutes(1) + .seconds(3))
    #expect(try await scenario.alert().retractedAt != nil)
    #expect(try await !scenario.alert().isClosed)
    try await scenario.run(.minutes(1))
    #expect(try await scenario.alert().isClosed)
    #expect(try await scenario.trail().contains { $0.text == "p1 acknowledges the retraction" })
    try await scenario.close()
  }

  @Test func `S18: asks its owner again when it is corrected`() async throws {
    let scenario = try await Scenario(habits: [Scenario.p1: .accepts(after: .seconds(5))])
    scenario.reportAgain("F", minutes: 0)
    scenario.reportAgain("C", value: "7.9", minutes: 1, after: .minutes(1))
    try await scenario.run(.minutes(1) + .seconds(1))
    #expect(try await scenario.alert().duties[0].phase.holder == nil)
    #expect(try await scenario.alert().content.what.contains("7.1 mmol/L -> 7.9 mmol/L"))
    try await scenario.close()
  }
}

/// Two workings of one question: the core has a table, the observer reads S17 and S18.
@Suite struct `The observer's answer to what a report brings` {
  private func report(_ result: LabResult) -> ResultReport {
    var report = ResultReport(
      observation: "potassium", status: ResultStatus(code: result.status),
      isCritical: result.flag != "N", name: "Potassium", value: result.value)
    report.flags = result.flag
    report.patient = result.patient
    report.times = ResultTimes(
      collected: result.collected, reported: result.reported, sent: result.sent)
    return report
  }

  private func expected(_ change: ResultChange) -> LaboratoryNews {
    switch change {
    case .firstCritical: .first
    case .changed: .changed
    case .corrected: .corrected
    case .correctedAway, .noLongerCritical: .away
    case .retracted: .takenBack
    case .criticalAgain, .backAfterRetraction: .again
    case .same: .same
    case .older: .overtaken
    case .folded, .unreported, .notCritical, .unknown: .nothing
    }
  }

  @Test(arguments: 1...200 as ClosedRange<UInt64>)
  func `is the core's, in whatever order the reports come`(seed: UInt64) {
    var laboratory = Laboratory(Chance(seed: seed))
    let start = Timestamp(milliseconds: 1_790_000_000_000)
    var result = LabResult(order: "O1", value: "7.1", flag: "HH", ward: "W1").sent(at: start)
    var reports = [result]
    for number in 1...6 {
      let now = start + .minutes(Int64(number))
      result = laboratory.next(result, number: number, at: now).sent(at: now)
      reports.append(result)
    }
    laboratory.chance.shuffle(&reports)
    var account = LaboratoryAccount()
    var known: KnownResult?
    var early: ResultTimes?
    for next in reports {
      let news = ResultNews(before: known, now: report(next), early: early)
      #expect(account.take(next) == expected(news.change), "\(next)")
      known = news.after ?? known
      early = news.early ?? early
    }
  }
}
