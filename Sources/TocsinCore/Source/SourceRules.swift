// Tocsin — Core: what is expected of a source
// SPDX-License-Identifier: Apache-2.0

/// How often something is expected of a source, and at which hours.
package struct SourceExpectation: Hashable, Sendable {
  /// The longest that nothing may be heard.
  package let silenceMax: Milliseconds
  /// The hours in which it holds, in the source's zone; nil for always.
  package let hours: WeeklyWindow?

  package init(silenceMax: Milliseconds, hours: WeeklyWindow? = nil) {
    self.silenceMax = silenceMax
    self.hours = hours
  }
}

/// What is expected of a source, as its document says it; the defaults are those of a document
/// that says nothing.
package struct SourceRules: Hashable, Sendable {
  /// The first that holds counts; at hours that none covers, silence is no fault.
  package var expectations: [SourceExpectation] = []
  /// So many faults within `faultWindow` are a run of errors.
  package var faultsMax = 5
  package var faultWindow = Milliseconds.minutes(10)
  /// The most by which its clock may differ from ours.
  package var skewMax = Milliseconds.minutes(5)
  /// Whether patients depend on it.
  package var isLive = false

  /// The most faults that a document may ask for.
  package static let faultsLimit = 100

  package init() {}

  /// The longest silence that is allowed now, and since when that has been so; nil when none is
  /// expected to end.
  func expectation(
    at now: Timestamp, in zone: ZoneRules
  ) -> (silenceMax: Milliseconds, since: Timestamp)? {
    for expectation in expectations {
      guard let hours = expectation.hours else {
        return (expectation.silenceMax, Timestamp(milliseconds: .min))
      }
      if let begin = hours.begin(around: now, in: zone) { return (expectation.silenceMax, begin) }
    }
    return nil
  }
}

extension WeeklyWindow {
  /// When the hours that hold `moment` began, those that follow each other without a gap taken
  /// together; nil when none holds it. Looks back for a week at most.
  fileprivate func begin(around moment: Timestamp, in zone: ZoneRules) -> Timestamp? {
    let today = zone.civil(at: moment).date
    let spans = (-8...1).reversed().compactMap { span(beginningOn: today + $0, in: zone) }
    guard var found = spans.first(where: { $0.holds(moment) })?.from else { return nil }
    for span in spans where span.from < found && found <= span.until { found = span.from }
    return found
  }
}
