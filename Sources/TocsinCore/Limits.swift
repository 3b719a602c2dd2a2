// Tocsin — Core: every bound of the core, by name (I10)
// SPDX-License-Identifier: Apache-2.0

/// Bounds of the core. Reaching one is said on the trail, never silent.
package enum Limits {
  package static let stepsMax = 50
  package static let rolesMax = 20
  package static let targetsMax = 20
  package static let cyclesMax = 20
  /// Persons paged for one duty of one alert.
  package static let peopleMax = 200
  package static let waitMax = Milliseconds.hours(24)
  /// Days of one calendar of public holidays.
  package static let holidaysMax = 2_000
  /// A response older than this when it arrives never stops escalation (S11).
  package static let responseAgeMax = Milliseconds.seconds(60)
  /// The longest "coming in N minutes" (S8).
  package static let comingMinutesMax = 240
  /// Repeats that get a trail entry of their own; later ones are only counted.
  package static let repeatEntriesMax = 20
  /// A deadline that fires later than this is marked late (I7).
  package static let lateAfter = Milliseconds.seconds(5)
  /// Results that one page shows, and the bytes of all of them with their comments.
  package static let resultsShownMax = 40
  package static let resultBytesMax = 16_384
  /// Known results of one order or one alert that are looked at.
  package static let resultsKnownMax = 1_000
  /// Alerts of one order, one after the other, whose readers learn what is taken back.
  package static let followedMax = 64
}
