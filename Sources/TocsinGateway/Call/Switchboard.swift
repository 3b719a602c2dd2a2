// Tocsin — Gateway: paging by hand
// SPDX-License-Identifier: Apache-2.0

internal import Logging
package import TocsinCore

/// The activity of people who page by hand: opens a call as an alert, shows its roll, and does what
/// the switchboard or the caller does to it (S15, S16, S25).
///
/// Each act is one store unit with its leaf, which says who did it. No call is refused for its
/// rate; one that pages very many people is asked about once more, unless it is a crash call.
package struct Switchboard: Sendable {
  /// Persons whom one call pages at once before it is asked about again.
  package static let recipientsMax = 10
  /// Calm alerts that the queue looks through, and reports of roll-calls that are listed.
  package static let rowsMax = 500
  /// Urgent alerts that the queue looks through.
  package static let urgentMax = 1_500

  let surroundings: Surroundings

  package init(_ surroundings: Surroundings) { self.surroundings = surroundings }

  /// What can be called for; empty when the site has no `calls.yaml`.
  package func types() throws(CallError) -> CallTable {
    do { return try surroundings.directory.snapshot().calls } catch { throw .empty }
  }

  // MARK: - Calling

  /// Opens a call, once for each key.
  package func call(
    _ asked: AskedCall, by actor: TrailActor
  ) async throws(CallError) -> PlacedCall {
    guard Self.isKey(asked.key) else { throw .key }
    let surroundings = surroundings
    let size = 1_024 + asked.said.words.utf8.count
    let done = try await commit(byteCount: size) { store in
      try surroundings.call(asked, by: actor, in: store)
    }
    if let transition = done.transition { surroundings.tell([transition]) }
    return done.placed
  }

  private static func isKey(_ key: String) -> Bool {
    (8...64).contains(key.utf8.count)
      && key.unicodeScalars.allSatisfy { scalar in
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", ".", "_", "-": true
        default: false
        }
      }
  }

  // MARK: - Acting

  /// Does something to an open alert, whoever reported it.
  package func act(
    _ kind: HandAct.Kind, on id: AlertID, by actor: TrailActor
  ) async throws(CallError) -> DoneAct {
    let surroundings = surroundings
    let done = try await commit(byteCount: 1_024) { store in
      try surroundings.act(kind, on: id, by: actor, in: store)
    }
    if let transition = done.transition { surroundings.tell([transition]) }
    return done.done
  }

  // MARK: - Watching

  /// The roll of one alert.
  package func roll(of id: AlertID) async throws(CallError) -> CallRoll {
    let surroundings = surroundings
    let roll = try await read { store in
      try store.alert(id).map { try surroundings.roll(of: $0, in: store) }
    }
    guard let roll else { throw .unknownAlert }
    return roll
  }

  /// What roll-calls came to, newest first.
  package func rollReports() async throws(CallError) -> [RollReport] {
    try await read { try $0.rollReports(limit: Self.rowsMax) }
  }

  /// The loud queue: open alerts of production on which somebody asks to be rung, or that nobody
  /// has taken and whose last resort is asked, or is asked next; then the other open calls. Most
  /// urgent first, then oldest.
  ///
  /// Whatever is urgent is looked at first, however many others a storm opens (`Alert.deskRank`);
  /// of the medium and low ones that are still escalating, the newest.
  package func queue(in world: World = .production) async throws(CallError) -> LoudQueue {
    let surroundings = surroundings
    return try await read { store in
      let urgent = try store.urgentAlerts(limit: Self.urgentMax)
      let calm = try store.alerts(limit: Self.rowsMax, phase: "escalating")
      let known = Set(urgent.map(\.id))
      let all = urgent + calm.filter { !known.contains($0.id) }
      let rolls = try all.filter { $0.world == world || Self.isMissed($0) }
        .map { try surroundings.roll(of: $0, in: store) }
        .filter { $0.isLoud || $0.type != nil }
      let sorted = rolls.sorted {
        ($0.isLoud ? 0 : 1, $0.alert.priority, $0.alert.openedAt)
          < ($1.isLoud ? 0 : 1, $1.alert.priority, $1.alert.openedAt)
      }
      return LoudQueue(
        rolls: sorted,
        isCut: urgent.count >= Self.urgentMax || calm.count >= Self.rowsMax)
    }
  }

  // MARK: - The store

  /// A roll-call that lacks a role: a test that somebody has to see to now.
  private static func isMissed(_ alert: Alert) -> Bool {
    alert.integration == AlertDraft.switchboard && alert.world == .test
      && alert.dedupKey.hasPrefix("call:\(TrailActor.gateway.text):")
      && alert.duties.contains { $0.phase.word == "exhausted" }
  }

  private func read<Answer: Sendable>(
    _ body: @escaping @Sendable (any StoreReader) throws -> Answer
  ) async throws(CallError) -> Answer {
    try await surroundings.read(or: CallError.notNow, "the switchboard cannot be read", body)
  }

  private func commit<Answer: Sendable>(
    byteCount: Int,
    _ unit: @escaping @Sendable (any StoreTransaction) throws -> Result<Answer, CallError>
  ) async throws(CallError) -> Answer {
    try await surroundings.perform(
      or: CallError.notNow, "a call could not be kept", byteCount: byteCount, unit)
  }
}
