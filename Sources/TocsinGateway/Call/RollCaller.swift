// Tocsin — Gateway: calls teams as a test at their moment of the day
// SPDX-License-Identifier: Apache-2.0

internal import Logging
package import TocsinCore

/// The activity of roll-calls: at the moment that a call type names, the team is called as TEST on
/// the path of every other call, in the world of tests (S22). When every role has answered, or five
/// minutes later, a report is made: a leaf on the trail and a row in the list. A role that nobody
/// answers for goes to the last resort as its policy says, and to the switchboard's queue at once.
///
/// A step may run as often as it likes, in any process: each call and each report is made once.
package struct RollCaller: Sendable {
  private let surroundings: Surroundings

  package init(_ surroundings: Surroundings) { self.surroundings = surroundings }

  /// Calls what is due and reports what is answered.
  ///
  /// - Returns: the reports that were made.
  @discardableResult
  package func look() async throws -> [RollReport] {
    guard let snapshot = try? surroundings.directory.snapshot() else { return [] }
    var reports: [RollReport] = []
    for type in snapshot.calls.types {
      guard let rollCall = type.rollCall else { continue }
      let zone = snapshot.staffing.zones[rollCall.zone] ?? .utc
      let now = surroundings.time.now()
      if let day = rollCall.due(at: now, in: zone) { try await call(type, on: day) }
      for day in rollCall.reportable(at: now, in: zone) {
        if let report = try await report(type, on: day) { reports.append(report) }
      }
    }
    return reports
  }

  private func call(_ type: CallType, on day: CivilDate) async throws {
    let surroundings = surroundings
    let id = surroundings.rollCall(of: type, on: day)
    guard try await surroundings.store.read({ try $0.alert(id) == nil }) else { return }
    let transition = try await surroundings.store.perform { store in
      let words = RollCallWords.of(try surroundings.directory.snapshot().calls.language)
      var asked = AskedCall(
        type.name, CallWords(place: words.place, words: words.words),
        key: Surroundings.rollCallKey(of: type, on: day))
      asked.world = .test
      asked.isForMany = true
      return try surroundings.call(asked, by: .gateway, in: store).get().transition
    }
    if let transition { surroundings.tell([transition]) }
  }

  private func report(_ type: CallType, on day: CivilDate) async throws -> RollReport? {
    let surroundings = surroundings
    let id = surroundings.rollCall(of: type, on: day)
    let now = surroundings.time.now()
    let isDue = try await surroundings.store.read { store in
      guard let alert = try store.alert(id), try store.rollReport(of: id) == nil else {
        return false
      }
      return RollReport(of: alert, as: type.name, at: now) != nil
    }
    guard isDue else { return nil }
    let made = try await surroundings.store.perform { store -> ReportedRoll? in
      try surroundings.reportRoll(of: id, as: type, at: now, in: store)
    }
    guard let made else { return nil }
    if let transition = made.transition { surroundings.tell([transition]) }
    if !made.report.missing.isEmpty {
      surroundings.logger.warning(
        "a roll-call is incomplete: \(made.report.missing.joined(separator: ", "))",
        metadata: ["alert": "\(id)"])
    }
    return made.report
  }
}

/// A report that is durable, with what closed its call.
private struct ReportedRoll: Sendable {
  let report: RollReport
  let transition: Transition?
}

/// What the page of a roll-call says, in the language of pages.
private struct RollCallWords {
  let place: String
  let words: String

  static func of(_ language: SiteLanguage) -> RollCallWords {
    switch language {
    case .english:
      RollCallWords(
        place: "Roll-call", words: "A test of the team. Accept to answer; nobody has to come.")
    case .german:
      RollCallWords(
        place: "Appell",
        words: "Ein Test des Teams. Annehmen ist die Antwort; niemand muss kommen.")
    case .french:
      RollCallWords(
        place: "Appel de contrôle",
        words: "Un essai de l'équipe. Accepter est la réponse ; personne ne doit venir.")
    }
  }
}

extension Surroundings {
  fileprivate static func rollCallKey(of type: CallType, on day: CivilDate) -> String {
    "roll-call:\(type.name):\(day.text)"
  }

  fileprivate func rollCall(of type: CallType, on day: CivilDate) -> AlertID {
    identifier(ofCall: Self.callKey(Self.rollCallKey(of: type, on: day), of: .gateway))
  }

  /// Makes the report once. A call that every role has answered is over with it; one that lacks a
  /// role stays open at its last resort, until a person sees to it.
  fileprivate func reportRoll(
    of id: AlertID, as type: CallType, at now: Timestamp, in store: any StoreTransaction
  ) throws -> ReportedRoll? {
    guard let alert = try store.alert(id), try store.rollReport(of: id) == nil,
      let report = RollReport(of: alert, as: type.name, at: now)
    else { return nil }
    try store.insert(report)
    var leaf = TrailLeaf(.rollReported, on: "alert:\(id)", by: .gateway, at: now)
    let missing = report.missing.joined(separator: " ")
    leaf.reason = "\(type.name) \(missing.isEmpty ? "complete" : "missing: \(missing)")"
    leaf.detail = report.detail
    try store.append(leaf)
    guard report.missing.isEmpty, !alert.isClosed else {
      return ReportedRoll(report: report, transition: nil)
    }
    let outcome = try act(.resolve, on: id, by: .gateway, in: store)
    return ReportedRoll(report: report, transition: try outcome.get().transition)
  }
}

extension RollReport {
  /// What the leaf of a report commits to. JSON, keys in this order.
  var detail: [UInt8] {
    var text = JSONText()
    text.raw("{\"alert\":")
    text.string(alert.text)
    text.raw(",\"type\":")
    text.string(type)
    text.raw(",\"calledAt\":")
    text.time(calledAt)
    text.raw(",\"reportedAt\":")
    text.time(reportedAt)
    text.raw(",\"roles\":[")
    for (index, answer) in answers.enumerated() {
      if index > 0 { text.raw(",") }
      text.raw("{\"role\":")
      text.string(answer.role)
      text.raw(",\"by\":")
      if let responder = answer.responder { text.string(responder.text) } else { text.raw("null") }
      text.raw(",\"seconds\":")
      text.string(answer.after.map { "\($0.wholeSeconds)" } ?? "")
      text.raw(answer.isByTelephone ? ",\"byTelephone\":true}" : ",\"byTelephone\":false}")
    }
    text.raw("]}")
    return text.bytes
  }
}
