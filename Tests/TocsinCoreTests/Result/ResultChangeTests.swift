// Tocsin — CoreTests: what a report is to what is known of its observation
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore

/// Reports of one potassium.
enum Potassium {
  static func report(
    _ value: String = "7.1 mmol/L", _ status: ResultStatus = .final, critical: Bool = true
  ) -> ResultReport {
    var report = ResultReport(
      observation: "2823-3|", status: status, isCritical: critical, name: "Potassium", value: value
    )
    report.flags = critical ? "HH" : "N"
    report.finding = "\(value) (reference 3.5-5.1) [\(report.flags)]"
    report.patient = "990017"
    return report
  }

  static func known(_ report: ResultReport = report()) -> KnownResult {
    KnownResult(report, shown: ["as it was"])
  }

  static func at(_ minutes: Int64) -> Timestamp {
    Timestamp(milliseconds: 1_790_000_000_000) + .minutes(minutes)
  }
}

/// A cell of the table of `ResultChange`.
struct Cell: CustomTestStringConvertible, Sendable {
  let known: KnownResult?
  let status: ResultStatus
  let isCritical: Bool
  let value: String
  let expected: ResultChange

  var testDescription: String {
    "\(known.map { "\($0.status), critical \($0.isCritical)" } ?? "nothing") "
      + "then \(status), critical \(isCritical), \(value)"
  }

  static let all: [Cell] = {
    let critical = Potassium.known()
    let corrected = Potassium.known(Potassium.report("7.1 mmol/L", .corrected))
    let normal = Potassium.known(Potassium.report("4.2 mmol/L", .final, critical: false))
    var retracted = critical
    (retracted.status, retracted.isCritical) = (.retracted, false)
    let rows: [(KnownResult?, [ResultChange])] = [
      (
        nil,
        [.firstCritical, .firstCritical, .firstCritical, .notCritical, .unknown, .unknown]
      ),
      (critical, [.same, .changed, .corrected, .noLongerCritical, .correctedAway, .retracted]),
      (corrected, [.same, .changed, .corrected, .noLongerCritical, .correctedAway, .retracted]),
      (
        normal,
        [.criticalAgain, .criticalAgain, .criticalAgain, .notCritical, .notCritical, .retracted]
      ),
      (
        retracted,
        [
          .backAfterRetraction, .backAfterRetraction, .backAfterRetraction, .notCritical,
          .notCritical, .same,
        ]
      ),
    ]
    let columns: [(ResultStatus, Bool, String)] = [
      (.final, true, "7.1 mmol/L"), (.final, true, "7.9 mmol/L"), (.corrected, true, "7.9 mmol/L"),
      (.final, false, "4.2 mmol/L"), (.corrected, false, "4.2 mmol/L"), (.retracted, true, ""),
    ]
    return rows.flatMap { known, changes in
      zip(columns, changes).map { column, change in
        Cell(
          known: known, status: column.0, isCritical: column.1, value: column.2, expected: change)
      }
    }
  }()
}

@Suite struct `A report of a result` {
  @Test(arguments: Cell.all) func `S17: is what the table says`(_ cell: Cell) {
    let report = Potassium.report(cell.value, cell.status, critical: cell.isCritical)
    #expect(ResultChange.of(before: cell.known, now: report) == cell.expected)
    var preliminary = report
    guard cell.status == .final else { return }
    preliminary.status = .preliminary
    #expect(ResultChange.of(before: cell.known, now: preliminary) == cell.expected)
  }

  @Test func `says nothing while it is pending, whatever is known`() {
    for cell in Cell.all {
      let report = Potassium.report(cell.value, .unreported, critical: cell.isCritical)
      #expect(ResultChange.of(before: cell.known, now: report) == .unreported)
      #expect(ResultNews(before: cell.known, now: report).after == nil)
    }
  }

  @Test func `S18: that is corrected is news once, even with the same value`() {
    let report = Potassium.report("7.1 mmol/L", .corrected)
    let news = ResultNews(before: Potassium.known(), now: report)
    #expect(news.change == .corrected)
    #expect(
      news.lines
        == ["CORRECTED: Potassium 7.1 mmol/L, the value is the same (reference 3.5-5.1) [HH]"])
    #expect(ResultNews(before: news.after, now: report).change == .same)
  }

  @Test func `that becomes final with the value it had is silent, and drops the word`() {
    let first = ResultNews(before: nil, now: Potassium.report("7.1 mmol/L", .preliminary))
    #expect(first.lines == ["PRELIMINARY: Potassium 7.1 mmol/L (reference 3.5-5.1) [HH]"])
    let same = ResultNews(before: first.after, now: Potassium.report())
    #expect(same.change == .same)
    #expect(same.after?.shown == ["Potassium 7.1 mmol/L (reference 3.5-5.1) [HH]"])
    let other = ResultNews(before: first.after, now: Potassium.report("7.4 mmol/L"))
    #expect(other.change == .changed)
    #expect(other.lines[0].hasPrefix("Potassium 7.1 mmol/L -> 7.4 mmol/L "))
  }

  @Test func `S17: with another comment is not the same, without one it is`() {
    var commented = Potassium.report()
    commented.comment = ["haemolysed"]
    #expect(ResultChange.of(before: Potassium.known(), now: commented) == .changed)
    #expect(
      ResultChange.of(before: Potassium.known(commented), now: Potassium.report()) == .same)
  }

  @Test(arguments: ResultChange.allCases)
  func `never both pages and folds, and takes back only what pages`(_ change: ResultChange) {
    #expect(!change.takesBack || change.pages)
  }
}

@Suite struct `A status of table 0085` {
  @Test func `S18: is total, and what nobody can read is paged`() {
    let letters = (UInt8(ascii: "A")...UInt8(ascii: "Z")).map { String(UnicodeScalar($0)) }
    let silent = letters.filter { ResultStatus(code: $0) == .unreported }
    #expect(silent == ["I", "N", "O", "R", "S", "U", "X"])
    #expect(letters.filter { ResultStatus(code: $0) == .retracted } == ["D", "W"])
    #expect(letters.filter { ResultStatus(code: $0) == .corrected } == ["C"])
    #expect(letters.filter { ResultStatus(code: $0) == .preliminary } == ["P"])
    for odd in ["", " ", "unknown", "final", "1", "Ü"] {
      #expect(ResultStatus(code: odd) == .final)
    }
    #expect(ResultStatus(code: " w ") == .retracted)
  }
}

@Suite struct `A report that comes out of order` {
  private func report(_ value: String, reported: Int64?, sent: Int64? = nil) -> ResultReport {
    var report = Potassium.report(value, value == "7.1 mmol/L" ? .final : .corrected)
    report.times = ResultTimes(
      collected: Potassium.at(0), reported: reported.map(Potassium.at), sent: sent.map(Potassium.at)
    )
    return report
  }

  @Test(
    arguments: [
      (20, 0, 10, 30, ResultChange.older), (10, 10, 20, 5, .older), (10, 20, 20, 30, .corrected),
      (10, 10, 20, 30, .corrected), (nil, nil, 10, nil, .corrected), (nil, 30, 10, nil, .corrected),
    ] as [(Int64?, Int64?, Int64?, Int64?, ResultChange)])
  func `is silent and overwrites nothing when it is older`(
    _ known: Int64?, _ now: Int64?, _ knownSent: Int64?, _ nowSent: Int64?,
    _ expected: ResultChange
  ) {
    let before = Potassium.known(report("7.1 mmol/L", reported: known, sent: knownSent))
    let news = ResultNews(
      before: before, now: report("7.4 mmol/L", reported: now, sent: nowSent))
    #expect(news.change == expected)
    #expect((news.after == nil) == (expected == .older))
  }

  /// Found by the simulation: what the laboratory had said in between paged again.
  @Test func `S18: is older than a retraction that was said again`() {
    func retraction(_ reported: Int64) -> ResultReport {
      var report = report("7.1 mmol/L", reported: reported)
      report.status = .retracted
      return report
    }
    let known = Potassium.known(report("7.1 mmol/L", reported: 0))
    let first = ResultNews(before: known, now: retraction(10))
    let second = ResultNews(before: first.after, now: retraction(30))
    #expect(second.change == .same)
    let between = report("7.1 mmol/L", reported: 20)
    #expect(ResultChange.of(before: second.after ?? first.after, now: between) == .older)
  }

  @Test(arguments: [(ResultStatus.retracted, true), (.retracted, false), (.corrected, false)])
  func `S18: pages nobody when what takes it back came first`(
    _ status: ResultStatus, _ isCritical: Bool
  ) throws {
    var first = Potassium.report("4.2 mmol/L", status, critical: isCritical)
    first.times = ResultTimes(
      collected: Potassium.at(0), reported: Potassium.at(20), sent: Potassium.at(21))
    let news = ResultNews(before: nil, now: first)
    #expect(news.change == .unknown && news.after == nil)
    let early = try #require(news.early)
    let late = ResultNews(before: nil, now: report("7.1 mmol/L", reported: 10), early: early)
    #expect(late.change == .older && late.after == nil && late.early == nil)
    let next = ResultNews(before: nil, now: report("7.1 mmol/L", reported: 30), early: early)
    #expect(next.change == .firstCritical)
    let undated = ResultNews(before: nil, now: report("7.1 mmol/L", reported: nil), early: early)
    #expect(undated.change == .firstCritical)
    var older = first
    older.times.reported = Potassium.at(10)
    #expect(ResultNews(before: nil, now: older, early: early).early == nil)
    first.times = ResultTimes(collected: Potassium.at(0))
    #expect(ResultNews(before: nil, now: first).early == nil)
  }

  @Test func `S18: is not judged by the time of collection when it takes something back`() {
    var before = report("7.1 mmol/L", reported: nil)
    before.times.collected = Potassium.at(60)
    let known = Potassium.known(before)
    #expect(
      ResultChange.of(before: known, now: report("7.4 mmol/L", reported: nil)) == .corrected)
    var late = Potassium.report("7.3 mmol/L")
    late.times.collected = Potassium.at(0)
    #expect(ResultChange.of(before: known, now: late) == .older)
    #expect(ResultChange.of(before: nil, now: late) == .firstCritical)
  }
}

@Suite struct `A report under the numbers of another patient` {
  @Test func `is of an observation of its own, unless the specimen is the same`() {
    var before = Potassium.report()
    before.times.collected = Potassium.at(0)
    let known = Potassium.known(before)
    var other = Potassium.report("4.2 mmol/L", .corrected, critical: false)
    other.patient = "990042"
    #expect(ResultChange.of(before: known, now: other) == .unknown)
    other.times.collected = Potassium.at(1)
    #expect(ResultChange.of(before: known, now: other) == .unknown)
    other.times.collected = Potassium.at(0)
    #expect(ResultChange.of(before: known, now: other) == .correctedAway)
    other.times.collected = nil
    other.patient = ""
    #expect(ResultChange.of(before: known, now: other) == .correctedAway)
  }
}

@Suite struct `The words of a page about results` {
  @Test func `S18: name old and new, and that it is critical no more`() {
    let away = Potassium.report("4.2 mmol/L", .corrected, critical: false)
    #expect(
      ResultNews(before: Potassium.known(), now: away).lines == [
        "CORRECTED: Potassium 7.1 mmol/L -> 4.2 mmol/L, no longer critical (reference 3.5-5.1) [N]"
      ])
    var wrong = Potassium.report("", .retracted)
    wrong.comment = ["Specimen of another patient."]
    #expect(
      ResultNews(before: Potassium.known(), now: wrong).lines
        == ["RETRACTED: Potassium 7.1 mmol/L", "Specimen of another patient."])
  }

  @Test func `S21: put news first, then what is critical, and never cut a value`() {
    let news = ResultNews(before: Potassium.known(), now: Potassium.report("7.9 mmol/L"))
    var gone = Potassium.known()
    (gone.isCritical, gone.shown) = (false, ["Sodium, no longer critical"])
    var still = Potassium.known()
    still.shown = ["Glucose 1.1 mmol/L", String(repeating: "c", count: 500)]
    let text = ResultText.what([news], [gone] + Array(repeating: still, count: 40))
    let lines = text.split(separator: "\n")
    #expect(lines[0] == "Potassium 7.1 mmol/L -> 7.9 mmol/L (reference 3.5-5.1) [HH]")
    #expect(lines[1] == "Glucose 1.1 mmol/L")
    #expect(lines.last?.hasSuffix("more findings are not shown: call the source.") == true)
    #expect(text.utf8.count <= Limits.resultBytesMax + 80)
    #expect(ResultText.what([], [gone, still]).hasSuffix("\nSodium, no longer critical"))
  }

  @Test func `are counted for the message list, without a value`() {
    #expect(
      ResultText.summary([.same, .firstCritical, .same]) == "1 first critical, 2 same")
  }
}
