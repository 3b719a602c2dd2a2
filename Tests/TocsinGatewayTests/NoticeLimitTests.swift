// Tocsin — GatewayTests: the log in a flood of alerts
// SPDX-License-Identifier: Apache-2.0

import Logging
import Synchronization
import Testing
import TocsinCore
import TocsinGateway
import TocsinSQLite

@Suite struct `The log in a flood of alerts` {
  @Test func `tells of the first of each second and counts the rest`() {
    let limit = NoticeLimit()
    let start = Timestamp(milliseconds: 1_795_500_000_000)
    let first = (0..<NoticeLimit.alertsMax + 7).map { _ in limit.admit(at: start).isAdmitted }
    #expect(first.filter { $0 }.count == NoticeLimit.alertsMax)
    #expect(first.suffix(7).allSatisfy { !$0 })
    let next = limit.admit(at: start + .seconds(1))
    #expect(next.isAdmitted)
    #expect(next.leftOut == 7)
    #expect(limit.admit(at: start + .seconds(1)).leftOut == 0)
  }

  @Test func `is as short for reports over HTTP, and when the store keeps none of them`()
    async throws
  {
    let ward = try await Ward()
    let lines = KeptLines()
    var surroundings = ward.surroundings
    surroundings.logger = Logger(label: "kept") { _ in lines }
    let reports = ReportIntake(surroundings)
    let key = IntegrationKey(
      digest: [], integration: "laboratory", name: "main", scheme: .bearer, world: .production,
      secret: .none, madeAt: ward.clock.now())
    func report(_ number: Int) async {
      let body = #"{"key": "K\#(number)", "priority": "low", "kind": "k", "what": "W"}"#
      _ = await reports.take(ReportRequest(by: key, name: "", body: Array(body.utf8)))
    }
    for number in 0..<100 { await report(number) }
    #expect(try await ward.alerts().count == 100, "nobody can be reached, and all are kept")
    let told = lines.count
    #expect(told > 0 && told <= NoticeLimit.alertsMax * 4)
    await ward.store.close()
    ward.clock.pass(.seconds(1))
    for number in 0..<100 { await report(number) }
    #expect(lines.count - told <= NoticeLimit.alertsMax + 1)
  }
}

/// A log that is counted.
private struct KeptLines: LogHandler {
  private final class Lines: Sendable { let count = Mutex(0) }

  private let lines = Lines()
  var metadata: Logger.Metadata = [:]
  var logLevel = Logger.Level.trace

  var count: Int { lines.count.withLock { $0 } }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) { lines.count.withLock { $0 += 1 } }
}
