// Tocsin — Gateway: hands pages to the channels of contact rules
// SPDX-License-Identifier: Apache-2.0

internal import Logging
internal import Synchronization
internal import TocsinCore

/// The activity that begins the channels beside a device's stream: push services, mail, telephones,
/// old pagers. What it does next is read out of the store and decided from the present state, so
/// that a crash anywhere costs a second hand-over at most, and what is moot is never begun (I6,
/// I7).
///
/// A step is `carryDue()`. It waits for no channel: one that is slow holds up neither the others
/// nor any escalation.
package final class Carrier: Sendable {
  private struct State {
    var inFlight = 0
    /// What came of hand-overs whose row could not be written yet.
    var unsettled: [CarriedHandOver] = []
    /// What two-way channels have taken and are asked about.
    var followed = FollowedHandOvers()
  }

  let surroundings: Surroundings
  private let channel: any PageChannel
  private let state = Mutex(State())

  /// Ladders looked at in one unit.
  package static let batchMax = 64
  /// Hand-overs on their way at once; what is due beyond waits for one of them to end.
  package static let inFlightMax = 256
  /// Of these, what does not ring takes no more than this: a channel that is slow for many medium
  /// pages leaves room for a crash call.
  package static let calmInFlightMax = 192

  package init(_ surroundings: Surroundings, channel: any PageChannel) {
    self.surroundings = surroundings
    self.channel = channel
  }

  /// Takes up what the process before left on its way. Once, before the first step.
  package func resume() async throws {
    let surroundings = surroundings
    let count = try await surroundings.store.perform { store in
      try store.resumeHandOvers(at: surroundings.time.now())
    }
    guard count > 0 else { return }
    surroundings.logger.notice("\(count) hand-overs were on their way and are looked at again")
  }

  /// Begins every channel that is due.
  ///
  /// - Returns: one task for each hand-over that was begun; it ends when the outcome is stored. A
  ///   caller that does not wait loses nothing.
  /// - Throws: what the store throws; the caller tries again.
  @discardableResult
  package func carryDue() async throws -> [Task<Void, Never>] {
    var tasks: [Task<Void, Never>] = []
    try await begin { begun in
      tasks += begun.map { carried in Task { await hand(carried) } }
    }
    return tasks
  }

  /// The same, one hand-over after another and each to its end, for a world in which one thing
  /// happens at a time.
  package func carryInTurn() async throws {
    var all: [CarriedHandOver] = []
    try await begin { all += $0 }
    for carried in all { await hand(carried) }
  }

  /// Whether an outcome waits for the store; the next pass puts it there.
  package var hasLeftOvers: Bool { state.withLock { !$0.unsettled.isEmpty } }

  /// Asks two-way channels what became of what they have taken, where it is time to.
  ///
  /// - Returns: one task for each question; it ends when the answer is stored.
  @discardableResult
  package func followDue() -> [Task<Void, Never>] {
    let due = state.withLock { $0.followed.takeDue(at: surroundings.time.now()) }
    return due.map { followed in Task { await ask(followed) } }
  }

  private func ask(_ followed: FollowedHandOver) async {
    let news = await channel.follow(followed.order, reference: followed.reference)
    let surroundings = surroundings
    switch news {
    case .nothingYet:
      state.withLock { $0.followed.again(followed, at: surroundings.time.now()) }
    case .unknown: return
    case .received, .failed:
      let word: HandOverNews = news == .received ? .received : .failed
      do {
        try await surroundings.store.perform(isUrgent: word == .failed) { store in
          let record = try store.handOvers(ofPage: followed.page).first { $0.id == followed.id }
          if let record { try surroundings.take(word, of: record, in: store) }
        }
      } catch {
        state.withLock { $0.followed.again(followed, at: surroundings.time.now()) }
      }
      surroundings.hints.laddersChanged()
    }
  }

  private func begin(_ take: ([CarriedHandOver]) -> Void) async throws {
    try await settleLeftOvers()
    let surroundings = surroundings
    while true {
      let inFlight = state.withLock { $0.inFlight }
      guard inFlight < Self.inFlightMax else { return }
      let priority = inFlight < Self.calmInFlightMax ? Priority.low : .high
      // The writer is asked only where something is due.
      let next = try await surroundings.store.read { try $0.nextLadder() }
      guard let next, next <= surroundings.time.now() else { return }
      let batch = try await surroundings.store.perform(isUrgent: true) { store in
        let now = surroundings.time.now()
        return try store.dueLadders(
          at: now, through: priority, limit: Self.batchMax
        ).map { ladder in
          try surroundings.carry(ladder, in: store, at: now)
        }
      }
      surroundings.tell(batch.compactMap(\.transition))
      let begun = batch.flatMap(\.begun)
      state.withLock { $0.inFlight += begun.count }
      take(begun)
      if batch.count < Self.batchMax { return }
    }
  }

  private func hand(_ carried: CarriedHandOver) async {
    var carried = carried
    surroundings.faults.pass(.handOver)
    carried.outcome = await channel.hand(carried.order)
    if carried.outcome == .tooLarge, case .envelope = carried.order.content {
      // A push that carries nothing still wakes the device, which fetches what waits.
      carried.order.content = .wakeUp
      carried.outcome = await channel.hand(carried.order)
    }
    state.withLock { $0.inFlight -= 1 }
    do {
      try await settle(carried)
    } catch {
      state.withLock { $0.unsettled.append(carried) }
      surroundings.logger.error("the end of a hand-over could not be stored yet: \(error)")
    }
    surroundings.hints.laddersChanged()
  }

  private func settleLeftOvers() async throws {
    let left = state.withLock { state in
      defer { state.unsettled = [] }
      return state.unsettled
    }
    for (index, carried) in left.enumerated() {
      do { try await settle(carried) } catch {
        state.withLock { $0.unsettled += left[index...] }
        throw error
      }
    }
  }

  private func settle(_ carried: CarriedHandOver) async throws {
    let surroundings = surroundings
    try await surroundings.store.perform(isUrgent: true) { store in
      try surroundings.settle(carried, in: store, at: surroundings.time.now())
    }
    surroundings.metrics.note(carried, at: surroundings.time.now())
    state.withLock { $0.followed.add(carried, at: surroundings.time.now()) }
    guard let trouble = carried.trouble else { return }
    surroundings.logger.warning(
      "the channel \(carried.record.channel) did not take a page: \(trouble)",
      metadata: ["alert": "\(carried.record.alert)"])
  }
}

/// A hand-over that was begun, and what came of it.
struct CarriedHandOver: Sendable {
  let record: HandOverRecord
  let responder: ResponderID
  var order: ChannelOrder
  var outcome: ChannelOutcome?

  /// What an operator must know.
  var trouble: String? {
    switch outcome {
    case .handedOver, nil: nil
    case .notNow(_, let note), .refused(let note), .gone(let note), .misconfigured(let note): note
    case .tooLarge: "too large"
    }
  }
}

/// What a look at one ladder came to.
struct CarryStep: Sendable {
  var begun: [CarriedHandOver] = []
  var transition: Transition?
}
