// Tocsin — Gateway: a wall clock that may jump, made into a time that only moves on
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore

/// What the gateway takes for the present: the wall clock's reading as long as that moves on.
///
/// A machine's clock can be set back, by an hour or by a year. Standing still until it has caught
/// up would hold every deadline for as long, and nobody would be paged; going back with it would
/// break the order of the trail. So time goes on by the steady clock, which nobody can set, an
/// eighth slower than that until the wall clock has caught up: a wait of two minutes becomes two
/// minutes and 18 seconds, and an hour is caught up with in eight. A step ahead is followed at
/// once, since a page too early is a nuisance and one too late is a hazard.
package struct SteadyTime: Sendable {
  private var anchor: (shown: Int64, steady: Int64)?

  package init() {}

  /// The present.
  ///
  /// - Parameters:
  ///   - wall: the wall clock's reading, which may be earlier than before.
  ///   - steady: milliseconds that have passed since any fixed moment; never earlier than before.
  /// - Returns: an instant that is never earlier than one given before.
  package mutating func now(wall: Timestamp, steady: Int64) -> Timestamp {
    guard let anchor else {
      self.anchor = (wall.milliseconds, steady)
      return wall
    }
    let passed = max(0, steady - anchor.steady)
    let least = anchor.shown + passed - passed / 8
    guard wall.milliseconds >= least else { return Timestamp(milliseconds: least) }
    self.anchor = (wall.milliseconds, steady)
    return wall
  }
}
