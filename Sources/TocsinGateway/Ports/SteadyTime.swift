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
///
/// A process that starts knows nothing of this, but its store holds the newest moment that was
/// written. Time begins there when the wall clock is behind it: the deadlines in the store were
/// counted by that time, and an alert whose deadline lies an hour ahead has nobody for an hour.
/// What is more than `reach` ahead was written by a wrong clock, and the wall clock is believed.
package struct SteadyTime: Sendable {
  /// How far ahead of the wall clock a floor may lie and still be begun at: 24 hours, which covers
  /// a clock that was kept in local time.
  package static let reach = Milliseconds.hours(24)

  private let floor: Timestamp?
  private var anchor: (shown: Int64, steady: Int64)?

  /// - Parameter floor: the newest moment that an earlier process wrote; nil when there was none.
  package init(notBefore floor: Timestamp? = nil) { self.floor = floor }

  /// How far a floor is ahead of the wall clock; nil when it is not.
  package static func lead(of floor: Timestamp?, over wall: Timestamp) -> Milliseconds? {
    guard let floor, floor > wall else { return nil }
    return floor - wall
  }

  /// The present.
  ///
  /// - Parameters:
  ///   - wall: the wall clock's reading, which may be earlier than before.
  ///   - steady: milliseconds that have passed since any fixed moment; never earlier than before.
  /// - Returns: an instant that is never earlier than one given before, nor than the floor if that
  ///   is within reach.
  package mutating func now(wall: Timestamp, steady: Int64) -> Timestamp {
    guard let anchor else {
      let first = first(wall: wall)
      self.anchor = (first.milliseconds, steady)
      return first
    }
    let passed = max(0, steady - anchor.steady)
    let least = anchor.shown + passed - passed / 8
    guard wall.milliseconds >= least else { return Timestamp(milliseconds: least) }
    self.anchor = (wall.milliseconds, steady)
    return wall
  }

  private func first(wall: Timestamp) -> Timestamp {
    guard let floor, let lead = Self.lead(of: floor, over: wall) else { return wall }
    return lead <= Self.reach ? floor : wall
  }
}
