// Tocsin — Gateway: what a message tells of its source
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinHL7
internal import TocsinMapping

extension SourceMessage {
  /// What the header says. Clocks are compared by what they show, so that an hour that occurs twice
  /// is no difference; a time without the minute, empty or of no form tells nothing.
  init(_ message: HL7Message, zone: ZoneRules, at now: Timestamp) {
    self.init()
    isForTest = message.isForTest
    skew = Self.skew(message.msh(7), zone: zone, at: now)
  }

  private static func skew(
    _ field: ArraySlice<UInt8>, zone: ZoneRules, at now: Timestamp
  ) -> Milliseconds? {
    let first = field.prefix { $0 != UInt8(ascii: "^") }
    guard !first.isEmpty, let time = HL7Time.parse(first), time.precision >= .minute else {
      return nil
    }
    let date = CivilDate(year: time.year, month: time.month, day: time.day)
    guard let date else { return nil }
    let inDay = (time.hour * 60 + time.minute) * 60 + time.second
    let shown = CivilTime(date, TimeOfDay(milliseconds: inDay * 1_000)).wallMilliseconds
    let offset = time.offsetMinutes.map { Int64($0) * 60 } ?? Int64(zone.offset(at: now))
    return Milliseconds(shown - offset * 1_000 - now.milliseconds)
  }
}

extension SourceHeartbeat {
  /// How long the source may be silent: it says in which time it wants its reply, not when the next
  /// watchdog comes, so twelve of these, and a minute at least.
  var rhythm: Milliseconds { max(.minutes(1), (replyWithin ?? .seconds(5)) * 12) }
}

extension Surroundings {
  /// Notes a message of a source, with what became of it.
  func notice(_ report: SourceReport, _ taken: TakenReport) {
    let outcome = taken.outcome
    var message = report.signs
    message.missed = taken.missed
    message.isMapped = outcome == .accepted
    message.isRepeated = outcome == .repeated
    message.isRefused = outcome == .refused
    notice(.message(message), of: report.integration, outcome, at: report.receivedAt)
    countWaits(in: taken.transitions, of: report.integration, at: report.receivedAt)
    if case .heartbeat(let heartbeat, _) = report.outcome {
      let every = heartbeat.isStopping ? nil : heartbeat.rhythm
      notice(.alive(every: every), of: report.integration, at: report.receivedAt)
    }
  }

  /// Counts the alerts of a source that began to wait, and those that ended while they waited.
  func countWaits(in transitions: [Transition], of source: String, at now: Timestamp) {
    let waits = SourceCounts(waitsIn: transitions)
    guard waits != SourceCounts(),
      let integration = try? directory.snapshot().integrations[source]
    else { return }
    sources.add(
      waits, of: source, on: (integration.mapping.zoneRules ?? .utc).civil(at: now).date)
  }

  /// Notes an event of a source.
  func notice(
    _ event: SourceEvent, of source: String, _ outcome: MessageOutcome? = nil, at now: Timestamp
  ) {
    guard let integration = try? directory.snapshot().integrations[source] else { return }
    let zone = integration.mapping.zoneRules ?? .utc
    sources.note(
      event, of: source, integration.health, outcome: outcome,
      on: (now, zone.civil(at: now).date))
  }
}
