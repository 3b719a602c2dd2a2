// Tocsin — Core: where a person is now, as a page says it
// SPDX-License-Identifier: Apache-2.0

/// Where somebody is at a moment.
package struct Presence: Hashable, Sendable {
  /// Where, or where they were last; nil when that is not known.
  package var location: Location?
  /// When they left; nil while they are there.
  package var dischargedAt: Timestamp?
  /// Nil while nobody has said that they died.
  package var death: Whereabouts.Death?
  /// When the latest of it happened.
  package var since: Timestamp

  /// Whether they left, alive or not.
  package var isDischarged: Bool { dischargedAt != nil }

  package var hasDied: Bool { death != nil }
}

extension Whereabouts {
  /// Where the person is at `now`; nil when nothing is known that counts.
  ///
  /// The visit that a report names counts while the person is on it; else the stay that was heard
  /// of last; else the last discharge, for `openAfterDischarge`.
  package func presence(at now: Timestamp, visit number: String = "") -> Presence? {
    let chosen =
      visits.firstIndex { !number.isEmpty && $0.number == number && $0.phase.value == .present }
      ?? latest { $0.phase.value == .present && $0.location.value != nil }
      ?? latest { visit in
        guard case .discharged(let at) = visit.phase.value else { return false }
        return now < at + Self.openAfterDischarge
      }
    var presence: Presence?
    if let chosen { presence = Self.presence(visits[chosen]) }
    if case .died = death.value {
      var dead = presence ?? Presence(location: nil, since: death.at)
      dead.death = death.value
      dead.since = max(dead.since, death.at)
      presence = dead
    }
    return presence
  }

  private static func presence(_ visit: Visit) -> Presence? {
    if case .discharged(let at) = visit.phase.value {
      return Presence(
        location: visit.location.value, dischargedAt: at,
        since: max(visit.phase.at, visit.location.at))
    }
    guard let location = visit.location.value else { return nil }
    return Presence(location: location, since: visit.location.at)
  }
}

extension AlertContent {
  /// Says where the subject is now, beside where the report has them (S18).
  ///
  /// - Parameter zone: of the times in it.
  package mutating func relocate(to presence: Presence, in zone: ZoneRules) {
    let reported = reportedLocation ?? location
    let now = presence.text(reported: reported, in: zone)
    if now != reported || reportedLocation != nil { reportedLocation = reported }
    location = now
    ward = presence.isDischarged ? "" : presence.location?.ward ?? ward
  }
}

extension Presence {
  /// As the page says it: the location, or what became of the person; then what the report had,
  /// when it is another.
  fileprivate func text(reported: String, in zone: ZoneRules) -> String {
    let place = location?.text ?? ""
    var words: [String] = []
    if case .died(let at) = death { words.append("died" + Self.time(at, in: zone)) }
    if let dischargedAt { words.append("discharged" + Self.time(dischargedAt, in: zone)) }
    let isElsewhere = !reported.isEmpty && reported != place
    if words.isEmpty {
      return isElsewhere ? "now in \(place), was \(reported) in the report" : place
    }
    var text = words.joined(separator: ", ")
    if !place.isEmpty { text += isDischarged ? " from \(place)" : " in \(place)" }
    return isElsewhere ? text + ", was \(reported) in the report" : text
  }

  private static func time(_ at: Timestamp?, in zone: ZoneRules) -> String {
    at.map { " " + RFC3339.minuteText($0, in: zone).replacing("T", with: " ") } ?? ""
  }
}
