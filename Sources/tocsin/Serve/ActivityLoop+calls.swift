// Tocsin — tocsin: the loop that calls the roll
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinGateway

extension ActivityLoop {
  /// Looks every second whether a team is to be called as a test, or has answered.
  static func rollCalls(_ surroundings: Surroundings) -> Self {
    let caller = RollCaller(surroundings)
    return ActivityLoop(
      name: "roll-calls", wakeup: Wakeup(), pass: .seconds(1), logger: surroundings.logger
    ) {
      try await caller.look()
      return .seconds(1)
    }
  }
}
