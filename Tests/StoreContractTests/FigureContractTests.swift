// Tocsin — StoreContract: figures of alerts that are over
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinGateway
import TocsinStore

@Suite struct `Figures in a store` {
  private static let day = ZoneRules.utc.civil(at: start).date

  private func rows(_ store: any SiteStore) async throws -> [String] {
    try await store.read { store in
      try store.figures(from: Self.day, until: Self.day + 1, limit: 99).map {
        "\($0.team) \($0.ward) \($0.priority.word) \($0.measure) \($0.bin) \($0.count)"
      }
    }
  }

  private func apply(
    _ event: AlertEvent, to alert: Alert, after length: Milliseconds, in store: any SiteStore
  ) async throws -> Alert {
    let transition = Ward.advance(alert, event, at: start + length)
    try await store.perform { _ = try $0.apply(transition) }
    return transition.alert
  }

  @Test(arguments: StoreKind.allCases)
  func `count an alert once, when it closes`(_ kind: StoreKind) async throws {
    try await kind.with { store in
      let opened = Ward.open()
      try await store.perform { _ = try $0.apply(opened) }
      var alert = opened.alert
      #expect(try await rows(store).isEmpty)
      alert = try await apply(
        Ward.response(alert, .accept), to: alert, after: .seconds(47), in: store)
      #expect(try await rows(store).isEmpty)
      alert = try await apply(
        Ward.response(alert, .resolved), to: alert, after: .minutes(9), in: store)
      #expect(alert.isClosed)
      let counted = [
        "critical W7 high alerts 0 1", "critical W7 high acknowledged 50 1",
        "critical W7 high pages 0 1",
      ]
      #expect(try await rows(store) == counted)
      let page = alert.duties[0].people[0].page
      let said = AlertEvent.received(Receipt(page: page, responder: okafor, kind: .delivered))
      _ = try await apply(said, to: alert, after: .minutes(10), in: store)
      #expect(try await rows(store) == counted)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `say what went on beyond the first step, and to the wrong person`(
    _ kind: StoreKind
  ) async throws {
    try await kind.with { store in
      let opened = Ward.open()
      try await store.perform { _ = try $0.apply(opened) }
      var alert = try await apply(
        Ward.response(opened.alert, .wrongPerson), to: opened.alert, after: .seconds(5), in: store)
      let response = Ward.response(alert, .accept, by: ferrand, on: ferrandPhone)
      alert = try await apply(response, to: alert, after: .minutes(3), in: store)
      let end = Ward.response(alert, .resolved, by: ferrand, on: ferrandPhone)
      _ = try await apply(end, to: alert, after: .minutes(4), in: store)
      #expect(
        try await rows(store) == [
          "critical W7 high alerts 0 1", "critical W7 high acknowledged 180 1",
          "critical W7 high escalated 0 1", "critical W7 high wrongPerson 0 1",
          "critical W7 high pages 0 2",
        ])
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `add up, and leave tests out`(_ kind: StoreKind) async throws {
    try await kind.with { store in
      var test = Ward.draft("test")
      test.world = .test
      let drafts = [Ward.draft("a"), Ward.draft("b"), test]
      for (number, draft) in drafts.enumerated() {
        let opened = Ward.open(UInt64(number + 1), draft)
        try await store.perform { _ = try $0.apply(opened) }
        let taken = try await apply(
          Ward.response(opened.alert, .accept), to: opened.alert, after: .seconds(3), in: store)
        _ = try await apply(
          Ward.response(taken, .resolved), to: taken, after: .seconds(9), in: store)
      }
      #expect(
        try await rows(store) == [
          "critical W7 high alerts 0 2", "critical W7 high acknowledged 5 2",
          "critical W7 high pages 0 2",
        ])
    }
  }
}
