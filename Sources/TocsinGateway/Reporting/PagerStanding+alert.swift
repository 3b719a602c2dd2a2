// Tocsin — Gateway: how far a call for an old pager has come
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore

extension PagerStanding {
  /// Read from the alert as it is. Only a person's answer is one: what a device says is evidence
  /// that it has the page, and what a pager or a push service says is not even that (S3).
  ///
  /// - Parameter people: by whose names it is told who answered.
  init(_ alert: Alert, people: [ResponderID: Responder]) {
    func name(_ id: ResponderID) -> String { people[id]?.name ?? id.text }
    let asked = alert.duties.flatMap(\.people)
    let last = alert.duties.map(\.stepEnteredAt).max() ?? alert.openedAt
    if let answered = Self.answers(to: alert) {
      let isLost = answered.isEmpty && alert.isClosed && !asked.contains(where: \.isReader)
      let names = answered.map { name($0.person) + ($0.isByTelephone ? " by telephone" : "") }
      self.init(
        isLost ? .lost : .answered, at: Self.answeredAt(alert) ?? last, number: alert.revision,
        text: names.isEmpty
          ? isLost ? "over before anybody had it" : "over"
          : "accepted by " + names.joined(separator: ", "))
      return
    }
    let stage: PagerStage =
      asked.contains(where: \.isDisplayed)
      ? .read : asked.contains(where: \.isDelivered) ? .delivered : .waiting
    let declined = asked.filter { $0.standing == .declined }.map { name($0.responder) }
    let isLastResort = alert.duties.contains { duty in
      if case .exhausted = duty.phase { true } else { false }
    }
    let words =
      isLastResort
      ? "nobody has answered, it is with the last resort"
      : declined.isEmpty
        ? Self.words(stage) : "declined by \(declined.joined(separator: ", ")), others are asked"
    self.init(stage, at: last, number: alert.revision, text: words)
  }

  /// Who took what of an alert of which nothing waits for an answer any more; nil while something
  /// does.
  private static func answers(
    to alert: Alert
  ) -> [(person: ResponderID, isByTelephone: Bool)]? {
    var found: [(person: ResponderID, isByTelephone: Bool)] = []
    for duty in alert.duties {
      switch duty.phase {
      case .escalating, .exhausted: return nil
      case .acknowledged(let holder, _, _): found.append((holder, duty.telephone != nil))
      case .resolved:
        let holder = duty.people.first { $0.standing == .holder }?.responder
        if let holder { found.append((holder, duty.telephone != nil)) }
      }
    }
    return found
  }

  private static func answeredAt(_ alert: Alert) -> Timestamp? {
    alert.duties.compactMap { duty in
      switch duty.phase {
      case .acknowledged(_, let at, _), .resolved(_, let at): at
      case .escalating, .exhausted: nil
      }
    }.max()
  }

  private static func words(_ stage: PagerStage) -> String {
    switch stage {
    case .waiting: "waits for a device that has it"
    case .delivered: "delivered"
    case .read: "read"
    case .answered: "answered"
    case .lost: "over"
    }
  }
}
