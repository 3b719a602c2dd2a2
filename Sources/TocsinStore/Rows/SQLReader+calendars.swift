// Tocsin — Store: how links to calendars are read and written
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore
package import TocsinGateway

extension SQLReader {
  package func calendarLink(digest: [UInt8]) throws -> CalendarLink? {
    try connection.first(.findCalendarLink, [.blob(digest)], Self.calendarLink) ?? nil
  }

  package func calendarLinks() throws -> [CalendarLink] {
    try connection.all(.listCalendarLinks, [], Self.calendarLink).compactMap { $0 }
  }

  /// Nil for a kind of scope that only a later program knows.
  private static func calendarLink(_ row: any Row) -> CalendarLink? {
    guard let scope = CalendarScope(kind: row.text(1), name: row.text(2)) else { return nil }
    var link = CalendarLink(
      digest: row.blob(0), scope: scope, madeBy: row.text(3), madeAt: row.time(4))
    link.endedAt = row.optionalTime(5)
    return link
  }
}

extension SQLTransaction {
  package func insert(_ link: CalendarLink) throws {
    try connection.execute(
      .insertCalendarLink,
      [
        .blob(link.digest), .text(link.scope.kind), .text(link.scope.name), .text(link.madeBy),
        .time(link.madeAt), .time(link.endedAt),
      ])
  }

  package func endCalendarLink(digest: [UInt8], at now: Timestamp) throws {
    try connection.execute(.endCalendarLink, [.time(now), .blob(digest)])
  }
}
