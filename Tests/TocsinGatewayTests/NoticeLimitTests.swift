// Tocsin — GatewayTests: the log in a flood of alerts
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinGateway

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
}
