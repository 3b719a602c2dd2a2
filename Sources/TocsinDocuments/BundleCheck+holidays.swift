// Tocsin — Documents: whether the holidays that a rota observes are known
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore

extension BundleCheck {
  /// The calendar that a rota names is there, and reaches the layers that observe it: their begin,
  /// and a year beyond today where somebody says which day that is.
  mutating func checkHolidays(_ rota: RotaDocument) {
    guard let name = rota.rota.holidays, has(.holidays) else { return }
    guard has(.holidays, name) else {
      add(
        rota.path, rota.holidaysLine,
        "there is no calendar \"\(name)\": add holidays/\(name).yaml, or mend the name")
      return
    }
    guard let calendar = reading.holidays.first(where: { $0.calendar.name == name })?.calendar,
      let last = calendar.days.last?.date
    else { return }
    let observing = rota.rota.layers.filter(\.observesHolidays)
    for layer in observing where last < layer.start {
      add(
        rota.path, rota.holidaysLine,
        "the calendar \"\(name)\" ends on \(last), before the layer \"\(layer.name)\" begins: add"
          + " the holidays of later years to it", weight: .warning)
    }
    guard let today, last < today + 365,
      observing.contains(where: { $0.start <= last && $0.end.map { last < $0 } ?? true })
    else { return }
    add(
      rota.path, rota.holidaysLine,
      "the calendar \"\(name)\" ends on \(last): after that no day is a holiday; add the holidays"
        + " of later years to holidays/\(name).yaml", weight: .warning)
  }
}

extension Rota {
  /// Who stands on a line, in layers and overrides, each once.
  func people(on line: RotaLine) -> Set<ResponderID> {
    Set(
      layers.filter { $0.line == line }.flatMap(\.members)
        + overrides.filter { $0.line == line }.flatMap(\.responders))
  }
}
