// Tocsin — Core: what an alert asks of a desk
// SPDX-License-Identifier: Apache-2.0

extension Alert {
  /// Who has asked to be rung and was not yet, the longest waiting first; nobody twice (S25).
  package var callMes: [PagedResponder] {
    duties.flatMap(\.people).filter { $0.callMeSince != nil }
      .sorted { ($0.callMeSince ?? openedAt) < ($1.callMeSince ?? openedAt) }
      .reduce(into: []) { list, one in
        if !list.contains(where: { $0.responder == one.responder }) { list.append(one) }
      }
  }

  /// Whether anybody waits to be rung.
  package var wantsCalls: Bool {
    duties.contains { duty in duty.people.contains { $0.callMeSince != nil } }
  }

  /// In what order desks look at it, 0 first; nil for what only its own people need see.
  ///
  /// Somebody asks to be rung, then whatever is crash or high, called by hand or at its last
  /// resort, by its priority; what sources report as a test comes last. However many calm alerts a
  /// storm opens, none of these is lost behind them (S25).
  package var deskRank: Int? {
    guard !isClosed, world != .canary else { return nil }
    let isByHand = integration == AlertDraft.switchboard
    let isAsked = wantsCalls
    let isUrgent =
      priority <= .high || isByHand || isAsked || duties.contains { $0.phase.isExhausted }
    guard isUrgent else { return nil }
    guard world == .production || isByHand else { return Int(Priority.low.rawValue) + 1 }
    return isAsked ? 0 : Int(priority.rawValue)
  }
}

extension DutyPhase {
  /// Every step was asked, and only the last resort is paged on.
  package var isExhausted: Bool {
    if case .exhausted = self { true } else { false }
  }
}
