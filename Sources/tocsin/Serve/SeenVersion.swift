// Tocsin — tocsin: the last version that was looked at
// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

/// Remembers a version number and says whether another is new.
final class SeenVersion: Sendable {
  private let last = Mutex<Int64?>(nil)

  /// Whether `version` differs from the one before; the first is new.
  func isNew(_ version: Int64) -> Bool {
    last.withLock { last in
      defer { last = version }
      return last != version
    }
  }
}
