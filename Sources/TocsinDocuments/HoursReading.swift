// Tocsin — Documents: hours of the week, in rotas, policies and routes
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore

/// Hours in a zone, with the places of what the checks look up.
struct HoursReading {
  let hours: WeeklyHours
  let zoneLine: Int
  /// Where the calendar is named; that of the hours when none is.
  let holidaysLine: Int
}

extension YAMLValue {
  /// `{ zone: Europe/Paris, holidays: NAME, hours: [{ days: [sat, sun], from: "08:00", until:
  /// "18:00" }] }`; nil after logging what is wrong.
  func weeklyHours() -> HoursReading? {
    guard let object = object(["zone", "holidays", "hours"]) else { return nil }
    let zone = object.required("zone", example: "zone: Europe/Paris")
    let name = zone?.zone()
    let holidays = object["holidays"]?.name()
    var lines: [Int] = []
    let listed = object.required(
      "hours", example: "hours: with days, from and until in a list under it")
    let windows = listed?.list(max: 100)?.compactMap { $0.weeklyWindow(noting: &lines) } ?? []
    if object["holidays"] == nil {
      for line in lines {
        log.error(line, "these hours name no calendar of holidays: add holidays: NAME beside zone:")
      }
    }
    guard let name, let zone, let listed else { return nil }
    guard !windows.isEmpty else {
      if !log.hasErrors { listed.refuse("no hours are listed: add a window, or remove the key") }
      return nil
    }
    return HoursReading(
      hours: WeeklyHours(windows: windows, zone: name, holidays: holidays), zoneLine: zone.line,
      holidaysLine: object["holidays"]?.line ?? line)
  }

  /// `{ days: [mon, holiday], holidays: skip, from: "08:00", until: "18:00" }`; what is missing
  /// restricts nothing.
  ///
  /// - Parameter holidayLines: gets the lines where the window speaks of holidays.
  func weeklyWindow(noting holidayLines: inout [Int]) -> WeeklyWindow? {
    guard let object = object(["days", "holidays", "from", "until"]) else { return nil }
    let listed = object["days"]?.list(max: 8) ?? []
    let named = listed.filter { $0.isWord("holiday") }
    let days = listed.filter { !$0.isWord("holiday") }.compactMap { $0.weekday() }
    let from = object["from"]?.timeOfDay()
    let until = object["until"]?.timeOfDay()
    var window = WeeklyWindow(days: days, from: from ?? .midnight, until: until ?? .endOfDay)
    if let first = named.first {
      window.holidays = days.isEmpty ? .only : .also
      holidayLines.append(first.line)
    }
    guard let skipping = object["holidays"] else { return window }
    holidayLines.append(skipping.line)
    if !skipping.isWord("skip") {
      skipping.refuse("\"holidays\" can only be skip: write holidays: skip, or remove the key")
    } else if !named.isEmpty {
      skipping.refuse("the window both names and skips holidays: keep one of the two")
    }
    window.holidays = .skipped
    return window
  }

  /// Whether it is that one word.
  func isWord(_ word: String) -> Bool { !isList && !isObject && anyText() == word }
}
