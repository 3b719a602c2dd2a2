// Tocsin — Documents: what an integration's document expects of its source
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore

/// Reads `health:` of a mapping document.
enum HealthReading {
  /// How long silence may last that a document allows.
  private static let rhythms = Milliseconds.seconds(1)...Milliseconds.days(7)

  static func rules(_ value: YAMLValue) -> SourceRules {
    var rules = SourceRules()
    guard let object = value.object(["live", "expect-every", "errors", "clock-skew"]) else {
      return rules
    }
    rules.isLive = object["live"]?.flag() ?? false
    rules.expectations = object["expect-every"].map(expectations) ?? []
    if let errors = object["errors"].flatMap(errors) {
      (rules.faultsMax, rules.faultWindow) = errors
    }
    let skew = object["clock-skew"]?.duration(in: .seconds(1)...Milliseconds.hours(24))
    rules.skewMax = skew ?? rules.skewMax
    return rules
  }

  /// `15m`, or a list of `{ every: 15m, days: [mon], from: "07:00", until: "19:00" }`.
  private static func expectations(_ value: YAMLValue) -> [SourceExpectation] {
    guard value.isList else {
      return value.duration(in: rhythms).map { [SourceExpectation(silenceMax: $0)] } ?? []
    }
    let items = value.list(max: 20) ?? []
    let read = items.compactMap(expectation)
    for (index, item) in zip(read.indices, items).dropFirst() where read[index - 1].hours == nil {
      item.refuse("nothing is left for this line: the one before it holds at all hours")
    }
    return read
  }

  private static func expectation(_ value: YAMLValue) -> SourceExpectation? {
    guard let object = value.object(["every", "days", "from", "until"]) else { return nil }
    let every = object.required("every", example: "every: 15m")?.duration(in: rhythms)
    let days = object["days"]?.list(max: 7)?.compactMap { $0.weekday() } ?? []
    let from = object["from"]?.timeOfDay()
    let until = object["until"]?.timeOfDay()
    guard let every else { return nil }
    guard !days.isEmpty || from != nil || until != nil else {
      return SourceExpectation(silenceMax: every)
    }
    let hours = WeeklyWindow(days: days, from: from ?? .midnight, until: until ?? .endOfDay)
    return SourceExpectation(silenceMax: every, hours: hours)
  }

  /// `5 in 10m`.
  private static func errors(_ value: YAMLValue) -> (Int, Milliseconds)? {
    guard let text = value.text() else { return nil }
    let words = text.split(separator: " ")
    guard words.count == 3, words[1] == "in", let count = Int(words[0]),
      (1...SourceRules.faultsLimit).contains(count),
      let window = Milliseconds(document: String(words[2])),
      (Milliseconds.seconds(10)...Milliseconds.hours(24)).contains(window)
    else {
      value.refuse(
        "\(value.label) is \"\(text)\": write it as 5 in 10m, at most"
          + " \(SourceRules.faultsLimit) within 10s to 24h")
      return nil
    }
    return (count, window)
  }
}
