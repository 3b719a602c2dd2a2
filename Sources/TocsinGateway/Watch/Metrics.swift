// Tocsin — Gateway: the metrics of one process
// SPDX-License-Identifier: Apache-2.0

internal import Synchronization
package import TocsinCore
internal import TocsinMapping

/// Everything that is counted and measured, from the start of the process on.
///
/// Noting costs an atomic addition or three, and waits for nobody: it happens on the way of every
/// report. Reading gives families in a fixed order, with every word of a closed set from the first
/// moment on, so that an alert on a metric never waits for the metric to appear.
package final class Metrics: Sendable {
  static let priorities = Priority.allCases.map(\.word)

  let reports = MetricGrid(
    "form", ReportForm.allCases.map(\.rawValue), "outcome", MessageOutcome.allCases.map(\.rawValue)
  ) { MetricCounter() }
  let units = MetricRow("line", UnitLine.allCases.map(\.rawValue)) {
    MetricHistogram(Bounds.units)
  }
  let unitFailures = MetricCounter()
  let alertsOpened = MetricRow("priority", priorities) { MetricCounter() }
  let alertsClosed = MetricRow("priority", priorities) { MetricCounter() }
  let pagesDecided = MetricRow("priority", priorities) { MetricCounter() }
  let sealFailures = MetricCounter()
  let answers = MetricRow("kind", AnswerKind.allCases.map(\.metricWord)) { MetricCounter() }
  let timers = MetricHistogram(Bounds.lateness)
  let attempted = MetricBook { MetricHistogram(Bounds.attempted) }
  let delivered = MetricBook { MetricHistogram(Bounds.delivered) }
  let answered = MetricRow("priority", priorities) { MetricHistogram(Bounds.answered) }
  let handOvers = MetricBook { MetricCounter() }
  let canaries = MetricHistogram(Bounds.canary)
  let attempts = PageTimes()
  let deliveries = PageTimes()
  private let readings = Mutex<[@Sendable (Timestamp) -> [MetricFamily]]>([])

  package init() {}

  /// Adds what is read when somebody asks. A reading waits for nothing.
  package func add(_ reading: @escaping @Sendable (Timestamp) -> [MetricFamily]) {
    readings.withLock { $0.append(reading) }
  }

  /// All families, in a fixed order.
  package func families(at now: Timestamp) -> [MetricFamily] {
    let readings = readings.withLock { $0 }
    return counted + measured + readings.flatMap { $0(now) }
  }

  private var counted: [MetricFamily] {
    [
      MetricFamily(
        "tocsin_reports_total", .counter,
        "Reports of sources that were kept, by form and what became of them.", reports.samples),
      MetricFamily(
        "tocsin_store_unit_failures_total", .counter,
        "Units of the writer of which nothing was kept.",
        unitFailures.samples([])),
      MetricFamily(
        "tocsin_alerts_opened_total", .counter, "Alerts that were opened, tests included.",
        alertsOpened.samples),
      MetricFamily(
        "tocsin_alerts_closed_total", .counter, "Alerts whose every duty was resolved.",
        alertsClosed.samples),
      MetricFamily(
        "tocsin_pages_decided_total", .counter, "Pages that were decided, repeats included.",
        pagesDecided.samples),
      MetricFamily(
        "tocsin_page_seal_failures_total", .counter,
        "Pages that could not be sealed for a device.", sealFailures.samples([])),
      MetricFamily(
        "tocsin_answers_total", .counter, "Receipts and responses of devices that were taken.",
        answers.samples),
      MetricFamily(
        "tocsin_hand_overs_total", .counter,
        "Hand-overs to channels beside the stream, by what came of them.", handOvers.samples),
    ]
  }

  private var measured: [MetricFamily] {
    [
      MetricFamily(
        "tocsin_store_unit_seconds", .histogram,
        "From a unit's coming into the line of the writer until it was durable.", units.samples),
      MetricFamily(
        "tocsin_timer_lateness_seconds", .histogram,
        "How long after its time an alert was advanced.", timers.samples([])),
      MetricFamily(
        "tocsin_page_attempted_seconds", .histogram,
        "From the decision of a page, which the acceptance of its report is, until it was in the "
          + "mailbox of a device, or a channel that was begun had it.", attempted.samples),
      MetricFamily(
        "tocsin_page_delivered_seconds", .histogram,
        "From the first attempt until a device said that it has the page, or a channel reported "
          + "that somebody has it.", delivered.samples),
      MetricFamily(
        "tocsin_page_answered_seconds", .histogram,
        "From the first word of a device that it has the page until its person answered.",
        answered.samples),
      MetricFamily(
        "tocsin_canary_seconds", .histogram,
        "From a canary's report until its answer was taken.", canaries.samples([])),
    ]
  }

  /// Upper bounds in milliseconds.
  private enum Bounds {
    static let units: [Int64] = [1, 2, 5, 10, 20, 50, 100, 250, 500, 1_000, 5_000]
    static let lateness: [Int64] = [10, 50, 100, 250, 500, 1_000, 2_000, 5_000, 30_000, 300_000]
    static let attempted: [Int64] = [
      10, 25, 50, 100, 250, 500, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000, 300_000,
    ]
    static let delivered: [Int64] = [
      100, 250, 500, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000, 300_000, 900_000, 3_600_000,
    ]
    static let answered: [Int64] = [
      1_000, 2_000, 5_000, 10_000, 30_000, 60_000, 120_000, 180_000, 300_000, 600_000, 1_800_000,
      3_600_000,
    ]
    static let canary: [Int64] = [25, 50, 100, 250, 500, 1_000, 2_000, 5_000, 10_000, 30_000]
  }
}

/// As what a report came.
package enum ReportForm: String, Sendable, CaseIterable {
  /// HL7 v2, over MLLP or HTTP.
  case hl7
  case native, json, fhir
  case events = "events-v2"
  /// A call by a sender of old pagers.
  case pager
}

/// In which line of the writer a unit stands.
enum UnitLine: String, CaseIterable {
  case urgent, ordinary
}
