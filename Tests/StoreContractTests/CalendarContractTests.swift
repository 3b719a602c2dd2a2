// Tocsin — StoreContract: links to calendars
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinGateway
import TocsinSQLite

@Suite struct `Links to calendars` {
  private let start = Timestamp(milliseconds: 1_795_500_000_000)

  @Test(arguments: StoreKind.allCases)
  func `are found by their digest, and stay listed when they have ended`(
    _ kind: StoreKind
  ) async throws {
    try await kind.with { store in
      let digests = [[UInt8](repeating: 7, count: 32), [UInt8](repeating: 8, count: 32)]
      var person = CalendarLink(
        digest: digests[0], scope: .person(ResponderID("dr.a")), madeBy: "operator", madeAt: start)
      let team = CalendarLink(
        digest: digests[1], scope: .team("crash"), madeBy: "person dr.a",
        madeAt: start + .hours(1))
      try await store.perform { [person] store in
        try store.insert(team)
        try store.insert(person)
        try store.endCalendarLink(digest: digests[0], at: start + .hours(2))
        try store.endCalendarLink(digest: digests[0], at: start + .hours(3))
      }
      person.endedAt = start + .hours(2)
      let (links, found, none) = try await store.read { [digests] store in
        (
          try store.calendarLinks(), try store.calendarLink(digest: digests[1]),
          try store.calendarLink(digest: [1])
        )
      }
      #expect(links == [person, team])
      #expect(found == team)
      #expect(none == nil)
    }
  }
}
