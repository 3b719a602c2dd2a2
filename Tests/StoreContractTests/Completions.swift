// Tocsin — StoreContract: what units were completed with, in order
// SPDX-License-Identifier: Apache-2.0

import Synchronization
import TocsinGateway
import TocsinStore

/// Collects completions of units that are submitted together, and waits for all of them.
final class Completions: Sendable {
  struct Entry: Equatable {
    let name: String
    let failure: StoreError?
  }

  private struct Collected {
    var entries: [Entry] = []
    var expected = Int.max
    var waiter: CheckedContinuation<Void, Never>?
  }

  private let collected = Mutex(Collected())

  var entries: [Entry] { collected.withLock { $0.entries } }

  func note(_ name: String, _ failure: StoreError?) {
    let waiter = collected.withLock { collected -> CheckedContinuation<Void, Never>? in
      collected.entries.append(Entry(name: name, failure: failure))
      guard collected.entries.count >= collected.expected else { return nil }
      defer { collected.waiter = nil }
      return collected.waiter
    }
    waiter?.resume()
  }

  func wait(for count: Int) async {
    await withCheckedContinuation { continuation in
      let isThere = collected.withLock { collected in
        collected.expected = count
        guard collected.entries.count < count else { return true }
        collected.waiter = continuation
        return false
      }
      if isThere { continuation.resume() }
    }
  }

  /// Puts a unit in line and notes its completion.
  func submit(_ name: String, _ unit: StoreUnit<String>, to store: any SiteStore) {
    store.submit(unit) { result in
      switch result {
      case .success(let answer): self.note(answer, nil)
      case .failure(let error): self.note(name, error)
      }
    }
  }

  /// Lines `units` up while the writer is busy, so that they are one batch, and waits for them.
  func together(
    _ units: [(String, StoreUnit<String>)], on store: any SiteStore
  ) async -> [Entry] {
    store.submit(
      StoreUnit { _ in
        for (name, unit) in units { self.submit(name, unit, to: store) }
      }
    ) { _ in }
    await wait(for: units.count)
    return entries
  }
}
