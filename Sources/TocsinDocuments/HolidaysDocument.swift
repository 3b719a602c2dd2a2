// Tocsin — Documents: holidays/NAME.yaml
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore

/// One calendar of public holidays.
struct HolidaysDocument {
  let path: String
  let calendar: HolidayCalendar

  /// Nil after logging what is wrong.
  init?(_ root: YAMLValue, name: String) {
    guard let object = root.object(["title", "days"]) else { return nil }
    let title = object.required("title", example: "title: Public holidays of Paris")?.text()
    let days = object.required("days", example: "days: with a list of date and name under it")
    var lines: [CivilDate: Int] = [:]
    let read = days?.list(max: Limits.holidaysMax)?.compactMap { Self.day($0, &lines) } ?? []
    guard let title, !root.log.hasErrors else { return nil }
    calendar = HolidayCalendar(name: name, title: title, days: read)
    path = root.log.path
  }

  private static func day(_ value: YAMLValue, _ lines: inout [CivilDate: Int]) -> Holiday? {
    guard let object = value.object(["date", "name"]) else { return nil }
    let date = object.required("date", example: "date: 2026-12-25")?.date()
    let name = object.required("name", example: "name: Christmas Day")?.text()
    guard let date, let name else { return nil }
    if let first = lines[date] {
      value.refuse("\(date) stands in line \(first) already: keep one of the two")
    }
    lines[date] = value.line
    return Holiday(date: date, name: name)
  }
}
