// Tocsin — Gateway: what the activities note in the metrics
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinMapping

extension Metrics {
  /// A report was kept.
  package func noteReport(_ form: ReportForm, _ outcome: MessageOutcome) {
    reports[form.index, outcome.index].add()
  }

  /// A unit is durable, or nothing of it was kept.
  func noteUnit(isUrgent: Bool, isKept: Bool, after length: Milliseconds) {
    units[isUrgent ? 0 : 1].record(length)
    if !isKept { unitFailures.add() }
  }

  /// A transition is durable. Canaries have a metric of their own, here and below: one a minute
  /// would hide what happens to people.
  func note(_ transition: Transition) {
    guard transition.alert.world != .canary else { return }
    let place = transition.alert.priority.place
    if transition.alert.revision == 1 { alertsOpened[place].add() }
    let isOver = transition.trail.contains { $0.event == .resolved || $0.event == .superseded }
    if isOver, transition.alert.isClosed { alertsClosed[place].add() }
    if !transition.pages.isEmpty { pagesDecided[place].add(transition.pages.count) }
  }

  /// An alert was advanced whose time had come.
  func noteLateness(of alert: Alert, at now: Timestamp) {
    guard let wake = alert.wakesAt else { return }
    timers.record(now - wake)
  }

  /// Envelopes are durable in the mailboxes of devices.
  func noteDeposit(_ sealed: [SealedPage], of pages: [PendingPage], at now: Timestamp) {
    let real = pages.filter { $0.world != .canary }
    let priorities = Dictionary(real.map { ($0.record.page, $0.priority) }) { first, _ in first }
    for page in sealed where page.type == .preview {
      guard let priority = priorities[page.page] else { continue }
      let decided = page.decidedAt ?? page.sealedAt
      attempted[Self.labels(priority, Self.stream)].record(now - decided)
      attempts.begin(page.page, at: now)
    }
  }

  /// What came of a hand-over is stored.
  func note(_ carried: CarriedHandOver, at now: Timestamp) {
    let record = carried.record
    handOvers[[
      MetricLabel("channel", record.channel), MetricLabel("outcome", carried.metricWord),
    ]].add()
    guard case .handedOver = carried.outcome, record.kind == .asks else { return }
    attempted[Self.labels(carried.order.priority, record.channel)].record(now - record.decidedAt)
  }

  /// A channel reported that somebody has what it was handed.
  func noteReceived(_ record: HandOverRecord, _ priority: Priority, at now: Timestamp) {
    delivered[Self.labels(priority, record.channel)].record(now - record.decidedAt)
  }

  /// An answer of a device was taken; the alert as it is now, nil when the answer changed nothing.
  func note(_ kind: AnswerKind, of page: PageID, _ alert: Alert?, at now: Timestamp) {
    guard alert?.world != .canary else { return }
    answers[kind.place].add()
    guard let priority = alert?.priority else { return }
    if kind.isReceipt {
      if let length = attempts.end(page, at: now) {
        delivered[Self.labels(priority, Self.stream)].record(length)
        deliveries.begin(page, at: now)
      }
    } else if kind != .notUseful, let length = deliveries.end(page, at: now) {
      answered[priority.place].record(length)
    }
  }

  /// What stands in the place of a channel's name for the device's own stream.
  static let stream = "stream"

  private static func labels(_ priority: Priority, _ channel: String) -> [MetricLabel] {
    [MetricLabel("channel", channel), MetricLabel("priority", priority.word)]
  }
}

extension Surroundings {
  /// Counts a report that came as JSON, in the form that the document says.
  func noteForm(of integration: String, _ outcome: MessageOutcome) {
    let known = try? directory.snapshot().integrations[integration]
    let form: ReportForm =
      switch known?.http?.format {
      case .native, nil: .native
      case .json: .json
      case .events: .events
      case .fhir: .fhir
      case .pager: .pager
      }
    metrics.noteReport(form, outcome)
  }
}

extension CarriedHandOver {
  /// The outcome, without what the channel said.
  fileprivate var metricWord: String {
    switch outcome {
    case .handedOver: "handed-over"
    case .notNow: "not-now"
    case .refused: "refused"
    case .gone: "gone"
    case .tooLarge: "too-large"
    case .misconfigured: "misconfigured"
    case nil: "unknown"
    }
  }
}

extension AnswerKind {
  var metricWord: String { "\(self)" }
  fileprivate var place: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

extension Priority {
  fileprivate var place: Int { Int(rawValue) - 1 }
}

extension ReportForm {
  fileprivate var index: Int {
    switch self {
    case .hl7: 0
    case .native: 1
    case .json: 2
    case .fhir: 3
    case .events: 4
    case .pager: 5
    }
  }
}

extension MessageOutcome {
  fileprivate var index: Int {
    switch self {
    case .accepted: 0
    case .repeated: 1
    case .notForUs: 2
    case .refused: 3
    }
  }
}
