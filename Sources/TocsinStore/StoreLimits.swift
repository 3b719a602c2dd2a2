// Tocsin — Store: every bound of the store, by name (I10)
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore

/// Bounds of the store. Reaching one of the line's is answered at once with `StoreError.lineFull`.
package enum StoreLimits {
  /// Units that wait.
  package static let lineUnitsMax = 4_096
  /// Bytes that waiting units hold.
  package static let lineBytesMax = 64 << 20
  /// Units of one transaction.
  package static let batchUnitsMax = 256
  /// Bytes that the units of one transaction hold; a larger unit has a transaction of its own.
  package static let batchBytesMax = 4 << 20
  /// Open alerts looked through for one person.
  package static let openAlertsScannedMax = 100_000
  /// Values by which one message can be found.
  package static let messageKeysMax = 16
  /// Messages that one search looks at, or blocks of them, before it says where to go on.
  package static let headingsLookedAtMax = 10_000
  /// Messages of the list that are read at once.
  package static let headingsAtOnce = 500
  /// How long until a damaged alert that is due is looked at again.
  package static let damagedRetryAfter = Milliseconds.minutes(1)
  /// How long a busy database is waited for.
  package static let busyWaitMilliseconds = 5_000
}
