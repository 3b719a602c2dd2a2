// Tocsin — Gateway: how long each kind of data is kept
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore

/// How long what is over is kept; the clinical copy belongs in the record system. Answers, the
/// trail and an alert's life without its content stay.
package struct RetentionPolicy: Hashable, Sendable {
  /// From an alert's closure, or from the receipt of a message that belongs to none, until its
  /// content goes.
  package var content: Milliseconds
  /// From an alert's closure until the envelopes of its pages leave the mailboxes.
  package var envelopes: Milliseconds
  /// How long the site keeps a backup, and in it the keys that were there: after this what was
  /// erased is unreadable everywhere.
  package var backups: Milliseconds

  package init() {
    content = .days(90)
    envelopes = .days(7)
    backups = .days(35)
  }
}
