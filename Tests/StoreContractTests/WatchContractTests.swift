// Tocsin — StoreContract: what has no owner is found in the store as it is
// SPDX-License-Identifier: Apache-2.0

import GRDB
import Testing
import TocsinCore
import TocsinGateway
import TocsinSQLite
import TocsinStore

@Suite struct `What has no owner` {
  /// Breaks a store by hand, and asks it.
  private func found(_ kind: OwnerlessKind, after sql: String) async throws -> Bool {
    var isFound = false
    try await TemporaryFolder.with { folder in
      let store = try SQLiteStore.open(path: folder + "/store.sqlite", .tested)
      let opened = Ward.open()
      try await store.perform { store in
        for device in [phone, tablet] { try store.insert(Ward.device(device, of: okafor)) }
        _ = try store.apply(opened)
      }
      let now = start + .seconds(1)
      let ask: @Sendable () async throws -> [AlertID] = {
        try await store.read { try $0.ownerless(kind, beyond: kind.bound(at: now), limit: 20) }
      }
      #expect(try await ask().isEmpty)
      try await DatabaseQueue(path: folder + "/store.sqlite").write { try $0.execute(sql: sql) }
      let alerts = try await ask()
      isFound = alerts == [opened.alert.id]
      #expect(isFound, "\(alerts)")
      await store.close()
    }
    return isFound
  }

  @Test func `is an open alert without a deadline`() async throws {
    #expect(try await found(.withoutDeadline, after: "UPDATE alert SET wake_at = NULL"))
  }

  @Test func `is an open alert with a deadline that nobody lives to see`() async throws {
    #expect(
      try await found(.deadlineTooFar, after: "UPDATE alert SET wake_at = wake_at + 31536000000"))
  }

  @Test func `is an alert that nobody advanced`() async throws {
    #expect(
      try await found(.deadlineOverdue, after: "UPDATE alert SET wake_at = wake_at - 3600000"))
  }

  @Test func `is a page that nobody sealed`() async throws {
    #expect(
      try await found(
        .pageNotSealed, after: "UPDATE page SET pending = 1, decided_at = decided_at - 3600000"))
  }

  @Test func `is a ladder at which nobody looked, or a hand-over that never ended`() async throws {
    let ladder = """
      INSERT INTO ladder (page, alert, responder, generation, cycle, content, attempt, begun_at,
        ending, due_at) SELECT x'01', id, 'okafor', 1, 1, 1, 1, 0, 0, 1 FROM alert
      """
    #expect(try await found(.ladderOverdue, after: ladder))
    let handOver = """
      INSERT INTO hand_over (page, alert, generation, rung, channel, attempt, kind, state, tries,
        decided_at, changed_at, reference, note)
      SELECT x'01', id, 1, 0, 'sms', 1, 0, 1, 1, 0, 1, '', '' FROM alert
      """
    #expect(try await found(.handOverUnsettled, after: handOver))
  }

  @Test(arguments: StoreKind.allCases)
  func `is counted apart from what merely waits`(_ kind: StoreKind) async throws {
    try await kind.with { store in
      let opened = Ward.open()
      try await store.perform { store in
        for device in [phone, tablet] { try store.insert(Ward.device(device, of: okafor)) }
        _ = try store.apply(opened)
      }
      let waiting = try await store.read { try $0.standing(at: start) }
      #expect(waiting.openAlerts == ["escalating": 1])
      #expect(waiting.outbox == [.high: opened.pages.flatMap(\.devices).count])
      #expect(waiting.oldestInOutbox == start && waiting.mailbox == 0)
      let pending = try await store.read { try $0.pendingPages(limit: 9) }
      try await store.perform { try $0.deposit(Ward.seal(pending)) }
      let sealed = try await store.read { try $0.standing(at: start) }
      #expect(sealed.outbox.isEmpty && sealed.oldestInOutbox == nil)
      #expect(sealed.mailbox == pending.count)
      #expect(sealed.livePages[.sealed] == pending.count)
      #expect(sealed.laddersDue == 0 && sealed.handOversOpen == 0)
    }
  }
}
