// Tocsin — Simulation: what a source is owed of its alerts, and what it was told
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinGateway

/// Every status that became durable, alert by alert and in order, beside what the receiver has in
/// its hands. Each question gives nil, or what is wrong.
struct StatusAccount {
  /// Control ids in the order in which they were put in line.
  private var owed: [AlertID: [String]] = [:]
  private var bodies: [String: (alert: AlertID, bytes: [UInt8])] = [:]
  /// How many of an alert's the receiver has settled.
  private var told: [AlertID: Int] = [:]
  private(set) var owedCount = 0
  private(set) var toldCount = 0

  mutating func owe(_ report: OutboundDraft) {
    owed[report.alert, default: []].append(report.controlID)
    bodies[report.controlID] = (report.alert, report.body)
    owedCount += 1
  }

  /// A message has reached the receiver. It may come again, byte for byte; it may not come before
  /// those of its alert that were put in line earlier.
  mutating func hear(_ message: StatusReceiver.Heard) -> String? {
    guard let known = bodies[message.controlID] else {
      return "\(message.controlID) was told, and nothing of it became durable"
    }
    guard known.bytes == message.bytes else {
      return "\(message.controlID) says something else than what became durable"
    }
    let line = owed[known.alert] ?? []
    let place = told[known.alert] ?? 0
    guard place < line.count, line[place] == message.controlID else {
      let isRepeat = line.prefix(place).contains(message.controlID)
      return isRepeat ? nil : "\(message.controlID) of alert \(known.alert) came out of order"
    }
    if message.isSettled {
      told[known.alert] = place + 1
      toldCount += 1
    }
    return nil
  }

  /// At the end, when the receiver was up for long enough.
  var missing: String? {
    let open = owed.filter { $0.value.count > (told[$0.key] ?? 0) }.min { $0.key < $1.key }
    return open.map { alert, line in
      "\(line.count - (told[alert] ?? 0)) statuses of alert \(alert) were never told"
    }
  }

  /// Holds the statuses of one unit against the trail of the same unit: a delivery, a reading and a
  /// decline are told where a device or a person said so, and nowhere else.
  static func wrong(_ seen: Observation) -> String? {
    let decided = seen.decisions.map(\.transition)
      .filter { $0.alert.integration == MessageWriter.integration }
    for alert in Set(decided.map(\.alert.id)).sorted() {
      let summaries = seen.reports.filter { $0.alert == alert }.map(\.summary)
      let happened = StatusEvidence(decided.filter { $0.alert.id == alert }.flatMap(\.trail))
      for (word, people) in happened.mustBeTold {
        for person in people.sorted() where !tells(summaries, word, person) {
          return "alert \(alert): \(word) of \(person) is not put in line for the source"
        }
      }
      for (word, people) in happened.mayBeTold {
        let named = summaries.filter { $0.hasPrefix("\(word) ") }
          .flatMap { $0.split(separator: " ").dropFirst().map { ResponderID(String($0)) } }
        if let invented = named.first(where: { !people.contains($0) }) {
          return "alert \(alert): \(word) of \(invented) is told and did not happen"
        }
      }
    }
    return nil
  }

  private static func tells(
    _ summaries: [String], _ word: String, _ person: ResponderID
  ) -> Bool {
    summaries.contains { summary in
      summary.hasPrefix("\(word) ") && summary.split(separator: " ").contains { $0 == person.text }
    }
  }
}

/// Who did what, read off the trail.
private struct StatusEvidence {
  private var delivered: Set<ResponderID> = []
  private var displayed: Set<ResponderID> = []
  private var seen: Set<ResponderID> = []
  private var left: Set<ResponderID> = []

  init(_ trail: [TrailEntry]) {
    for entry in trail {
      let subject = TrailAccount.subject(of: entry.text)
      if entry.event == .delivered { delivered.insert(Self.deviceOwner(entry.text)) }
      if entry.event == .displayed { displayed.insert(Self.deviceOwner(entry.text)) }
      if entry.event == .declined || entry.reason == .givenBack { left.insert(subject) }
      if entry.event == .answered, entry.reason == .seen { seen.insert(subject) }
    }
  }

  var mustBeTold: [(String, Set<ResponderID>)] {
    [("Delivered", delivered), ("Read", displayed), ("Rejected", left)]
  }

  /// A page that is shown has been delivered.
  var mayBeTold: [(String, Set<ResponderID>)] {
    [
      ("Delivered", delivered.union(displayed)), ("Read", displayed.union(seen)),
      ("Rejected", left),
    ]
  }

  /// `a device of p1 has the page`
  private static func deviceOwner(_ text: String) -> ResponderID {
    ResponderID(text.split(separator: " ").dropFirst(3).first.map(String.init) ?? "")
  }
}
