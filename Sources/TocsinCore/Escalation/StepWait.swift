// Tocsin — Core: how long a step is given, by priority
// SPDX-License-Identifier: Apache-2.0

/// The wait of a step, one for every priority or one for some of them.
///
/// A priority that is not named has the wait of the next more urgent one that is; when none is more
/// urgent, of the next less urgent one. So what is forgotten is waited for too short a time before
/// it is waited for too long: with waits for high and medium, a crash call has that of high, and a
/// low alert that of medium.
package struct StepWait: Hashable, Codable, Sendable {
  /// By priority, not empty; each positive, at most `Limits.waitMax`.
  private let named: [Priority: Milliseconds]

  /// One wait for every priority.
  package init(_ wait: Milliseconds) { named = [.crash: wait] }

  /// Nil when no priority is named.
  package init?(_ named: [Priority: Milliseconds]) {
    guard !named.isEmpty else { return nil }
    self.named = named
  }

  /// The wait of an alert of that priority.
  package func of(_ priority: Priority) -> Milliseconds {
    let urgent = named.keys.filter { $0 <= priority }.max()
    guard let key = urgent ?? named.keys.min() else { return .zero }
    return named[key] ?? .zero
  }

  /// The longest wait of any of these priorities; zero for none.
  package func longest(of priorities: some Sequence<Priority>) -> Milliseconds {
    priorities.map(of).max() ?? .zero
  }

  /// The waits that differ, the most urgent first, each with the most urgent priority that has it.
  package var parts: [(priority: Priority, wait: Milliseconds)] {
    Priority.allCases.map { (priority: $0, wait: of($0)) }
      .reduce(into: []) { if $0.last?.wait != $1.wait { $0.append($1) } }
  }

  /// Every priority waits for the same time.
  package var isOne: Bool { parts.count == 1 }
}
