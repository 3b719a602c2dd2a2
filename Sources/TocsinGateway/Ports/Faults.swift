// Tocsin — Gateway: the thirteen stops at which a test may end the process
// SPDX-License-Identifier: Apache-2.0

/// The stops of the one-alert walk, numbered as in the architecture document.
package enum Stop: Int, Sendable, CaseIterable {
  case frame = 1
  case receive, parse, map, route, decide, commit, reply, seal, handOver, receipt, deadline, answer

  /// The name in `TOCSIN_FAULT`, such as `stop-7`.
  package var name: String { "stop-\(rawValue)" }
}

/// Called as the walk passes a stop. The release program carries one that does nothing.
package struct Faults: Sendable {
  private let action: (@Sendable (Stop) -> Void)?

  package init(_ action: (@Sendable (Stop) -> Void)? = nil) { self.action = action }

  package func pass(_ stop: Stop) { action?(stop) }
}
