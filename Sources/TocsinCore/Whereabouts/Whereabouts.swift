// Tocsin — Core: where a person is, from all that was reported
// SPDX-License-Identifier: Apache-2.0

/// All stays of one person in one world, and what they say together.
///
/// Shape: `visits` in the order in which they were first heard of, each number once, at most
/// `visitsMax`; beyond it the one that was quiet for longest is forgotten.
package struct Whereabouts: Hashable, Sendable {
  package static let visitsMax = 16
  /// A discharge is said on pages for so long; later results find nobody here (A03).
  package static let openAfterDischarge = Milliseconds.hours(72)

  package var visits: [Visit] = []
  /// Nil while nobody has said so; the time within is nil when only the fact is known.
  package var death = Noted(unsaid: Death.alive)

  /// The number of the person under which they were last reported; empty while nobody has.
  package var number = ""
  /// Numbers that turned out to be this person's, oldest first; at most `formerMax`.
  package var formerNumbers: [String] = []
  package static let formerMax = 8

  /// Whether somebody lives.
  package enum Death: Hashable, Sendable {
    case alive
    case died(at: Timestamp?)
  }

  package init() {}

  /// Applies a movement of this person; what is odd about it comes back.
  ///
  /// - Parameter now: the time of receipt, which counts when the movement has none.
  package mutating func apply(_ movement: Movement, at now: Timestamp) -> [MovementWarning] {
    let at = movement.at ?? now
    var warnings: [MovementWarning] = movement.at == nil ? [.withoutTime] : []
    switch movement.death {
    case .unsaid: break
    case .alive: death.take(.alive, at: at)
    case .died(let time): death.take(.died(at: time), at: at)
    }
    if movement.kind == .merged { return warnings }
    let index = indexOfVisit(movement)
    warnings += visits[index].apply(movement, at: at)
    return warnings
  }

  /// The visit that a movement speaks of. One without a number is the stay that was heard of last,
  /// and a stay without a number gets the first one that is given.
  private mutating func indexOfVisit(_ movement: Movement) -> Int {
    if let known = visits.firstIndex(where: { $0.number == movement.visit }) { return known }
    if movement.visit.isEmpty, let open = latest(where: { $0.phase.value == .present }) {
      return open
    }
    if let nameless = visits.firstIndex(where: { $0.number.isEmpty && $0.phase.value == .present })
    {
      visits[nameless].number = movement.visit
      return nameless
    }
    if visits.count >= Self.visitsMax {
      let quietest = visits.indices.min { visits[$0].lastAt < visits[$1].lastAt }
      if let quietest { visits.remove(at: quietest) }
    }
    visits.append(Visit(number: movement.visit))
    return visits.count - 1
  }

  func latest(where isWanted: (Visit) -> Bool) -> Int? {
    visits.indices.filter { isWanted(visits[$0]) }.max { a, b in
      (visits[a].lastAt, a) < (visits[b].lastAt, b)
    }
  }

  /// The number that was reported last.
  package mutating func name(_ number: String) {
    self.number = number
    formerNumbers.removeAll { $0 == number }
  }

  /// Takes over what was known under another identifier of the same person (A40, A34).
  package mutating func join(_ other: Whereabouts) {
    death.take(other.death)
    let former = formerNumbers + other.formerNumbers + [other.number]
    formerNumbers = former.filter { !$0.isEmpty && $0 != number }
      .reduce(into: []) { if !$0.contains($1) { $0.append($1) } }.suffix(Self.formerMax)
    for visit in other.visits {
      if let known = visits.firstIndex(where: { $0.number == visit.number }) {
        visits[known].join(visit)
      } else {
        visits.append(visit)
      }
    }
    while visits.count > Self.visitsMax {
      guard let quietest = visits.indices.min(by: { visits[$0].lastAt < visits[$1].lastAt })
      else { return }
      visits.remove(at: quietest)
    }
  }
}

/// Gives two people each other's location, for a swap that names none (A17).
package enum BedSwap {
  /// The movements, completed. The table's location of one is where the other is from now on.
  ///
  /// - Parameter known: where each of the two is by the table.
  package static func completed(_ pair: [Movement], known: [Location?]) -> [Movement] {
    guard pair.count == 2, known.count == 2 else { return pair }
    return pair.indices.map { index in
      var movement = pair[index]
      guard movement.location == .unsaid else { return movement }
      let other = pair[1 - index].prior ?? known[1 - index]
      if let other { movement.location = .at(other) }
      return movement
    }
  }
}
