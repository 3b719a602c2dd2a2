// Tocsin — Gateway: when a page was last attempted and delivered, for the clocks
// SPDX-License-Identifier: Apache-2.0

internal import Synchronization
internal import TocsinCore

/// Remembers pages on their way, so that the time between two of their signs of life needs no
/// question to the store. What is forgotten, by a restart or because far more are on their way
/// than can be answered, is missing in a histogram and nowhere else.
final class PageTimes: Sendable {
  private struct State {
    var fresh: [PageID: Timestamp] = [:]
    var older: [PageID: Timestamp] = [:]
  }

  private let state = Mutex(State())

  /// How many are remembered at least, and at most twice that.
  static let pagesMax = 10_000

  /// The first time counts.
  func begin(_ page: PageID, at now: Timestamp) {
    state.withLock { state in
      guard state.fresh[page] == nil, state.older[page] == nil else { return }
      if state.fresh.count >= Self.pagesMax {
        state.older = state.fresh
        state.fresh = [:]
      }
      state.fresh[page] = now
    }
  }

  /// How long ago it began; nil for what is not known, and after the first question.
  func end(_ page: PageID, at now: Timestamp) -> Milliseconds? {
    state.withLock { state in
      let begun = state.fresh.removeValue(forKey: page) ?? state.older.removeValue(forKey: page)
      return begun.map { now - $0 }
    }
  }
}
