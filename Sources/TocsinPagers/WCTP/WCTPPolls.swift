// Tocsin — Pagers: the messages about which WCTP senders poll
// SPDX-License-Identifier: Apache-2.0

internal import Synchronization
internal import TocsinCore
internal import TocsinGateway

/// A message whose sender is told what becomes of it when it polls.
struct WCTPSent: Hashable, Sendable {
  let tag: PagerTag
  let sender: String
  /// As its sender names it.
  let message: String
  let pager: String
  let wish: WCTPWish
}

/// A `wctp-PollForMessages`.
struct WCTPPoll: Hashable, Sendable {
  let poller: String
  /// What the sender has of the polls before, by its number.
  let received: Set<Int>
  let batch: Int

  init(_ operation: XMLElement) {
    poller = String((operation.attributes["pollerID"] ?? "").prefix(PagerLimits.pagerBytesMax))
    received = Set(
      operation.children.filter { $0.name == "wctp-MessageReceived" }
        .compactMap { $0.attributes["sequenceNo"].flatMap { Int($0) } })
    let asked = operation.attributes["maxMessagesInBatch"].flatMap { Int($0) }
    batch = min(max(asked ?? WCTPPolls.batchMax, 1), WCTPPolls.batchMax)
  }
}

/// The messages of all connections of one listener about which their senders may poll, the newest
/// ones. A process that ends forgets them: a sender that must know asks by a tracking number, which
/// outlives a restart.
final class WCTPPolls: Sendable {
  static let batchMax = 20
  /// Messages that are kept; the oldest goes first.
  static let sentMax = 1_000

  private struct Entry {
    let sent: WCTPSent
    var told: PagerStage?
    /// What was told last, and is not known to have arrived.
    var number: Int?
  }

  private struct State {
    var entries: [Entry] = []
    var last = 0
  }

  private let state = Mutex(State())

  func add(_ sent: WCTPSent) {
    guard !sent.sender.isEmpty, !sent.wish.isEmpty else { return }
    state.withLock { state in
      guard !state.entries.contains(where: { $0.sent == sent }) else { return }
      state.entries.append(Entry(sent: sent))
      if state.entries.count > Self.sentMax { state.entries.removeFirst() }
    }
  }

  /// Takes what has arrived off the list.
  ///
  /// - Returns: the messages of the poller to look at, oldest first.
  func begin(_ poll: WCTPPoll) -> [WCTPSent] {
    state.withLock { state in
      for index in state.entries.indices.reversed() {
        guard let number = state.entries[index].number, poll.received.contains(number),
          state.entries[index].sent.sender == poll.poller
        else { continue }
        if state.entries[index].told?.step == nil {
          state.entries.remove(at: index)
        } else {
          state.entries[index].number = nil
        }
      }
      return state.entries.map(\.sent).filter { $0.sender == poll.poller }
    }
  }

  /// The number under which the sender is told; nil where it is told nothing. The same news have
  /// one number until they have arrived.
  func number(for sent: WCTPSent, _ stage: PagerStage) -> Int? {
    state.withLock { state in
      guard let index = state.entries.firstIndex(where: { $0.sent == sent }) else { return nil }
      let isWished =
        stage.step.map { sent.wish.steps.contains($0) } ?? sent.wish.answer
      guard isWished else { return nil }
      if state.entries[index].told == stage { return state.entries[index].number }
      state.last += 1
      state.entries[index].told = stage
      state.entries[index].number = state.last
      return state.last
    }
  }

  /// Nobody can be told any more of a message whose alert is gone.
  func drop(_ sent: WCTPSent) {
    state.withLock { state in state.entries.removeAll { $0.sent == sent } }
  }
}
