// Tocsin — Gateway: how many notices of new alerts go into the log
// SPDX-License-Identifier: Apache-2.0

internal import Synchronization
package import TocsinCore

/// Keeps a flood of alerts from becoming a flood of log lines: the first alerts of each second are
/// logged, the rest is counted. What a notice says lies in the alert's trail as well.
package final class NoticeLimit: Sendable {
  /// Alerts a second whose notices are logged.
  package static let alertsMax = 20

  private struct State {
    var second: Int64 = 0
    var logged = 0
    var leftOut = 0
  }

  private let state = Mutex(State())

  package init() {}

  /// Asked for each alert that has notices.
  ///
  /// - Returns: whether to log them, and how many alerts were left out before this one.
  package func admit(at now: Timestamp) -> (isAdmitted: Bool, leftOut: Int) {
    state.withLock { state in
      let second = now.milliseconds / 1_000
      if second != state.second { (state.second, state.logged) = (second, 0) }
      guard state.logged < Self.alertsMax else {
        state.leftOut += 1
        return (false, 0)
      }
      state.logged += 1
      defer { state.leftOut = 0 }
      return (true, state.leftOut)
    }
  }
}
