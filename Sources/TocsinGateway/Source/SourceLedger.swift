// Tocsin — Gateway: what was noticed of sources and is not durable yet
// SPDX-License-Identifier: Apache-2.0

internal import Synchronization
package import TocsinCore

/// Notes what is noticed of each source, in memory, so that the writer has no work with it: the
/// watch stores it every second. What a crash takes with it is a second of figures, never a
/// message.
package final class SourceLedger: Sendable {
  /// One source, as far as it is known here.
  struct Page: Sendable {
    var state: SourceState
    /// Not stored yet.
    var counts: [CivilDate: SourceCounts] = [:]
    /// How often something was noticed; what a look has not seen is new.
    var version = 0
    /// The version that is stored; -1 before the first.
    var stored = -1

    var isChanged: Bool { version != stored }
  }

  private struct State {
    var pages: [String: Page] = [:]
    var isLoaded = false
  }

  private let state = Mutex(State())

  package init() {}

  /// Integrations that are followed; further ones are in nobody's documents.
  private static let sourcesMax = 1_000

  /// Notes an event of a source, from any thread.
  ///
  /// - Parameter outcome: what became of the message, when it was one.
  package func note(
    _ event: SourceEvent, of source: String, _ rules: SourceRules, outcome: MessageOutcome? = nil,
    on moment: (now: Timestamp, day: CivilDate)
  ) {
    state.withLock { state in
      var page = state.pages[source] ?? Page(state: SourceState(countingFrom: moment.now))
      guard state.pages.count < Self.sourcesMax || state.pages[source] != nil else { return }
      state.pages[source] = nil
      page.state.take(event, rules, at: moment.now)
      if let outcome { page.counts[moment.day, default: SourceCounts()].count(outcome) }
      page.version += 1
      state.pages[source] = page
    }
  }

  /// Adds to the counts of a source that is followed here.
  func add(_ counts: SourceCounts, of source: String, on day: CivilDate) {
    state.withLock { state in
      guard var page = state.pages[source] else { return }
      page.counts[day, default: SourceCounts()] = (page.counts[day] ?? SourceCounts()) + counts
      page.version += 1
      state.pages[source] = page
    }
  }

  /// Whether what the store had was taken over.
  var isLoaded: Bool { state.withLock { $0.isLoaded } }

  /// Takes over what the store had, once, beneath what was noticed since the start.
  func load(_ stored: [String: SourceState], stoppedAt: Timestamp, startedAt: Timestamp) {
    state.withLock { state in
      guard !state.isLoaded else { return }
      state.isLoaded = true
      for (name, before) in stored {
        var page = state.pages[name] ?? Page(state: SourceState(countingFrom: startedAt))
        page.state.resume(before, stoppedAt: stoppedAt, startedAt: startedAt)
        state.pages[name] = page
      }
    }
  }

  /// A source as it stands; one of which nothing is known begins now.
  func page(of source: String, at now: Timestamp) -> Page {
    state.withLock { state in
      if let page = state.pages[source] { return page }
      let page = Page(state: SourceState(countingFrom: now))
      state.pages[source] = page
      return page
    }
  }

  /// What was stored, after a look that judged it.
  func settle(_ source: String, _ stored: Page) {
    state.withLock { state in
      guard var page = state.pages[source] else { return }
      page.state.adopt(judgementOf: stored.state)
      for (day, counts) in stored.counts {
        let left = (page.counts[day] ?? SourceCounts()) - counts
        page.counts[day] = left == SourceCounts() ? nil : left
      }
      page.stored = stored.version
      state.pages[source] = page
    }
  }

  /// Every source as it stands here, with counts that are not stored yet.
  package func standing() -> [String: (state: SourceState, counts: [CivilDate: SourceCounts])] {
    state.withLock { $0.pages.mapValues { ($0.state, $0.counts) } }
  }
}
