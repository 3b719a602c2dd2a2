// Tocsin — tocsin: the hourly pass of retention
// SPDX-License-Identifier: Apache-2.0

internal import Logging
internal import TocsinCore
internal import TocsinGateway

extension ActivityLoop {
  /// Takes away what was kept long enough, goes on with a rotation that was interrupted, and
  /// forgets the keys that another process has destroyed.
  static func retention(
    _ site: Site, _ policy: RetentionPolicy, _ surroundings: Surroundings
  ) -> Self {
    let shredder = Shredder(surroundings, policy)
    return ActivityLoop(
      name: "retention", wakeup: Wakeup(), pass: .hours(1), logger: surroundings.logger
    ) {
      let counts = try await shredder.run()
      try await shredder.rewrap()
      site.forgetKeys()
      if !counts.isEmpty {
        surroundings.logger.info(
          "retention: \(counts.alerts) alerts, \(counts.messages) messages, \(counts.keys) keys")
        try await site.settle()
      }
      return .hours(1)
    }
  }
}
