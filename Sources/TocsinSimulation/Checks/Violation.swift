// Tocsin — Simulation: a broken promise
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore

/// What a checker watches over: the invariants of the architecture document, and the promises
/// that the report counts.
package enum Promise: String, Hashable, Sendable, CaseIterable {
  /// Never forgotten: an accepted message is on disk, an open alert has a deadline that is kept.
  case i1 = "I1 never forgotten"
  case i2 = "I2 acknowledged is quiet"
  case i3 = "I3 someone always"
  case i4 = "I4 explained"
  case i5 = "I5 same in, same out"
  case i6 = "I6 at least once"
  case i7 = "I7 late is said"
  case i9 = "I9 no stale hand"
  case i10 = "I10 bounded"
  /// An accepted critical result whose alert cannot be found.
  case lost
  /// What says nothing new pages nobody; what does asks everyone again.
  case s17 = "S17 only a repeat is silent"
  /// What was reported last counts, and whoever was told otherwise learns of it.
  case s18 = "S18 taken back is told"
  /// A source is told what became of its alerts: all of it, in order, and nothing else.
  case told = "what happened is told"
  /// Half a message is taken for one.
  case whole = "whole or not at all"
  case ownerless
  /// Who has left is still paged, sealed for, or waited for.
  case leaver = "who left is gone"
  case wrongPerson = "wrong person"
  /// Who goes off duty keeps what is in hand, a change of duty is overlooked, or who has not
  /// answered the test page is paged alone (S10, S23).
  case duty = "the duty follows the rota"
  /// A step pages outside its hours, or is given another time than that of the priority; or an
  /// alert has another policy than its route says.
  case policy = "the policy is followed"
  /// A high page is folded, what is folded is not said, or a change is hidden in the list (S17).
  case storm = "a storm hides nothing"
  /// One person sees one page twice.
  /// A channel that is due is not begun, though nobody has the page (S1).
  case reach = "silence is never waited out"
  case duplicatesSeen = "duplicates seen"

  /// The number of the report's line that it counts under; every other promise is counted beside
  /// it.
  var isCounted: Bool {
    switch self {
    case .lost, .ownerless, .wrongPerson, .duplicatesSeen: true
    case .i1, .i2, .i3, .i4, .i5, .i6, .i7, .i9, .i10, .s17, .s18, .told, .whole, .leaver,
      .storm, .policy, .duty, .reach:
      false
    }
  }
}

/// One broken promise, with the command that shows it again.
package struct Violation: Hashable, Sendable {
  package let promise: Promise
  /// What was found, with ids and names but never content.
  package let what: String
  package let seed: UInt64
  package let hours: Int
  /// True virtual time.
  package let at: Timestamp

  /// Three lines: what, when, and the one command that replays it.
  package var text: String {
    """
    \(promise.rawValue): \(what)
      seed \(seed), virtual time \(RFC3339.text(at))
      replay: tocsin simulate --seed \(seed) --hours \(hours)
    """
  }
}
