// Tocsin — GatewayTests: pages that were not useful, and the ledger of noise
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinGateway

@Suite struct `An answer that says "not useful"` {
  private func ledger(
    _ ward: Ward, mayShow: @escaping @Sendable (AccessObject) -> Bool = { _ in true }
  ) async throws -> NoiseReport {
    let today = ZoneRules.utc.civil(at: ward.clock.now()).date
    let span = try #require(ReportSpan(from: today - 9, until: today + 1))
    return try await Reports(ward.surroundings).noise(span, mayShow: mayShow)
  }

  @Test func `is taken once, on the trail, and leaves the page as it was`() async throws {
    let ward = try await Ward()
    let (phone, tablet) = (try await ward.enrol("ada"), try await ward.enrol("ada"))
    _ = try await ward.enrol("bo")
    _ = await ward.send(Ward.potassium())
    try await ward.courier.deliverPending()
    let page = try #require(try await phone.fetch().first)
    let same = try #require(try await tablet.fetch().first)
    let before = try #require(try await ward.alerts().first)
    let bytes = phone.answer(.notUseful, to: page)
    let receipt = try await phone.give(bytes)
    #expect(receipt.result == .taken && receipt.phase == .escalating && receipt.trailIndex > 0)
    #expect(try await phone.give(bytes) == receipt)
    #expect(try await tablet.give(tablet.answer(.notUseful, to: same)).result == .repeated)
    let after = try #require(try await ward.alerts().first)
    #expect(after.revision == before.revision + 1)
    #expect(after.duties.map(\.phase) == before.duties.map(\.phase))
    let states = try await ward.pages(after).map(\.state)
    #expect(states.allSatisfy { $0 == .sealed || $0 == .handedOver })
    ward.clock.pass(.minutes(2))
    #expect(try await ward.pager.advanceDue() == 1)
    let asked = try await ward.alerts().first?.duties[0].people.map(\.responder.text)
    #expect(asked == ["ada", "bo"])
  }

  @Test func `counts for its rule when the alert is over, whoever gave it`() async throws {
    let ward = try await Ward()
    let (ada, bo) = (try await ward.enrol("ada"), try await ward.enrol("bo"))
    _ = await ward.send(Ward.potassium())
    try await ward.courier.deliverPending()
    ward.clock.pass(.minutes(2))
    _ = try await ward.pager.advanceDue()
    try await ward.courier.deliverPending()
    let (mine, theirs) = (
      try #require(try await ada.fetch().first), try #require(try await bo.fetch().first)
    )
    for kind in [AnswerKind.accept, .notUseful, .resolved] {
      _ = try await bo.give(bo.answer(kind, to: theirs))
    }
    let late = try await ada.give(ada.answer(.notUseful, to: mine))
    #expect(late.result == .taken && late.phase == .resolved)
    let report = try await ledger(ward)
    let row = try #require(report.rules.first)
    #expect(report.rules.count == 1 && row.rule.integration == "laboratory")
    #expect(row.rule.priority == .high && !row.rule.mayWait)
    #expect(row.figures.count(.alerts) == 1 && row.figures.count(.pages) == 2)
    #expect(row.figures.count(.accepted) == 1 && row.figures.count(.notUseful) == 2)
    let table = ReportTable.text(of: report).split(separator: "\r\n")
    #expect(table.count == 2)
    #expect(table[1].hasSuffix("critical-result,high,1,2,1,0,0,0,0,2,,,,,,,,,"))
    #expect(try await ledger(ward) { _ in false }.rules.isEmpty)
  }
}
