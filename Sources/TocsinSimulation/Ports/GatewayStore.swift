// Tocsin — Simulation: the store as one life of the gateway sees it
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinGateway

/// Whether the process lives. Once it is over, no call of a port does anything any more.
///
/// Proof of `@unchecked Sendable`: as for `VirtualTime`.
final class Pulse: @unchecked Sendable {
  private(set) var isOver = false
  /// Where it ended, for the account of what happened.
  private(set) var place = ""

  func end(_ place: String) {
    guard !isOver else { return }
    isOver = true
    self.place = place
  }
}

/// What one unit did, until it is durable.
///
/// Proof of `@unchecked Sendable`: as for `VirtualTime`.
final class Observation: @unchecked Sendable {
  var decisions: [Decision] = []
  var deposits: [SealedPage] = []
  /// Pages that were listed behind an "N more" page, and what devices were told of it.
  var folded: [FoldablePage] = []
  var more: [SealedMore] = []
  var isSetAside = false
  var departures: [Departed] = []
  /// What was put in line for a source.
  var reports: [OutboundDraft] = []
  /// Starts of duty that were kept, or ended.
  var starts: [(start: DutyStart, isEnd: Bool)] = []
  var handovers: [Handover] = []
  /// The version of the directory after these.
  var directoryVersion: Int64?

  /// Somebody whose account was ended.
  struct Departed {
    let person: ResponderID
    let at: Timestamp
  }

  func reset() {
    departures.removeAll()
    reports.removeAll()
    starts.removeAll()
    handovers.removeAll()
    directoryVersion = nil
    decisions.removeAll(keepingCapacity: true)
    deposits.removeAll(keepingCapacity: true)
    folded.removeAll(keepingCapacity: true)
    more.removeAll(keepingCapacity: true)
    isSetAside = false
  }
}

/// A transition as it was handed to the store, with what it was decided on.
struct Decision {
  let transition: Transition
  /// The gateway's clock.
  let at: Timestamp
}

/// Stands between the activities and the real store: deals out the fates, and notes what became
/// durable. After a crash it answers nothing but "closed", so that whatever code still runs on the
/// way out of the process changes nothing.
///
/// Proof of `@unchecked Sendable`: as for `VirtualTime`.
final class GatewayStore: AlertStore, @unchecked Sendable {
  private let inner: any AlertStore
  private let pulse: Pulse
  private let misfortune: Misfortune
  private let breakage: Breakage?
  private let clock: VirtualClock
  /// Called with what has become durable.
  private let onDurable: (Observation) -> Void

  init(
    _ inner: any AlertStore, pulse: Pulse, misfortune: Misfortune, view: StoreView,
    onDurable: @escaping (Observation) -> Void
  ) {
    self.inner = inner
    self.pulse = pulse
    self.misfortune = misfortune
    breakage = view.breakage
    clock = view.clock
    self.onDurable = onDurable
  }

  func submit<Answer: Sendable>(
    _ unit: StoreUnit<Answer>,
    completion: @escaping @Sendable (Result<Answer, StoreError>) -> Void
  ) {
    guard !pulse.isOver else { return completion(.failure(.closed)) }
    let fate = misfortune.write()
    switch fate {
    case .crashBefore:
      pulse.end("before a write")
      completion(.failure(.closed))
    case .refused(let error):
      completion(.failure(error))
    case .ordinary, .crashWithin, .crashAfter, .torn:
      carryOut(unit, fate: fate, completion: completion)
    }
  }

  private func carryOut<Answer: Sendable>(
    _ unit: StoreUnit<Answer>, fate: Fate,
    completion: @escaping @Sendable (Result<Answer, StoreError>) -> Void
  ) {
    let seen = Observation()
    let lie = Lie<Answer>()
    let watched = StoreUnit<Answer>(
      byteCount: unit.byteCount,
      run: { [self] store in
        seen.reset()
        let answer = try unit.run(watch(store, seen))
        try endIfFated(fate)
        if breakage?.lies(about: seen) == true {
          lie.answer = answer
          throw StoreError.full
        }
        return answer
      },
      setAside: watchedSetAside(unit, seen, fate))
    inner.submit(watched) { [self] result in
      if case .success = result { onDurable(seen) }
      if case .crashAfter = fate { pulse.end("after a commit") }
      if pulse.isOver { return completion(.failure(.closed)) }
      completion(lie.answer.map { .success($0) } ?? result)
    }
  }

  private func watchedSetAside<Answer: Sendable>(
    _ unit: StoreUnit<Answer>, _ seen: Observation, _ fate: Fate
  ) -> (@Sendable (any StoreTransaction) throws -> Answer)? {
    guard let setAside = unit.setAside else { return nil }
    return { [self] store in
      seen.reset()
      seen.isSetAside = true
      try endIfFated(fate)
      return try setAside(watch(store, seen))
    }
  }

  private func watch(_ store: any StoreTransaction, _ seen: Observation) -> any StoreTransaction {
    WatchedTransaction(store, into: seen, clock: clock, breakage: breakage)
  }

  /// Throws when the unit must not be committed.
  private func endIfFated(_ fate: Fate) throws {
    if case .crashWithin = fate { pulse.end("within a transaction") }
    if pulse.isOver { throw StoreError.closed }
    if case .torn(let error) = fate { throw error }
  }

  var damagedRows: [DamagedRow] { inner.damagedRows }

  func read<Answer: Sendable>(
    _ body: @escaping @Sendable (any StoreReader) throws -> Answer
  ) async throws -> Answer {
    guard !pulse.isOver else { throw StoreError.closed }
    if misfortune.endsLife() {
      pulse.end("at a read")
      throw StoreError.closed
    }
    return try await inner.look(body)
  }
}

/// An answer that is given though nothing was kept; only a broken disk has one.
///
/// Proof of `@unchecked Sendable`: as for `VirtualTime`.
private final class Lie<Answer>: @unchecked Sendable {
  var answer: Answer?
}

/// How a life looks at the store.
struct StoreView {
  let clock: VirtualClock
  let breakage: Breakage?
}

extension AlertStore {
  /// Reads on the writer, on the caller's own thread, where `read` would change threads.
  func look<Answer: Sendable>(
    _ body: @escaping @Sendable (any StoreReader) throws -> Answer
  ) async throws -> Answer {
    try await perform { try body($0) }
  }
}
