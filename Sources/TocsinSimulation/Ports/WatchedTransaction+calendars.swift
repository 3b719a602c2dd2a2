// Tocsin — Simulation: links to calendars, passed on as they are
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinGateway

extension WatchedTransaction {
  func calendarLink(digest: [UInt8]) throws -> CalendarLink? {
    try inner.calendarLink(digest: digest)
  }
  func calendarLinks() throws -> [CalendarLink] { try inner.calendarLinks() }
  func insert(_ link: CalendarLink) throws { try inner.insert(link) }
  func endCalendarLink(digest: [UInt8], at now: Timestamp) throws {
    try inner.endCalendarLink(digest: digest, at: now)
  }
}
