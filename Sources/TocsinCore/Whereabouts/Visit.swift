// Tocsin — Core: one stay of one person, and how reports change it
// SPDX-License-Identifier: Apache-2.0

/// A value with the time of the event that set it. A later event wins whenever it arrives; of two
/// at the same time, the one that arrives last.
package struct Noted<Value: Hashable & Sendable>: Hashable, Sendable {
  package private(set) var value: Value
  package private(set) var at: Timestamp

  package init(_ value: Value, at: Timestamp) {
    self.value = value
    self.at = at
  }

  /// Nothing was said yet: any event is later.
  package init(unsaid value: Value) {
    self.init(value, at: Timestamp(milliseconds: .min))
  }

  /// Takes a value unless a later event has spoken.
  package mutating func take(_ value: Value, at: Timestamp) {
    guard at >= self.at else { return }
    self.value = value
    self.at = at
  }

  /// Takes what another record of the same thing knows later.
  package mutating func take(_ other: Noted) { take(other.value, at: other.at) }
}

/// Whether somebody is there.
package enum VisitPhase: Hashable, Sendable {
  case present
  case discharged(at: Timestamp)
  /// The admission was a mistake.
  case cancelled
}

/// One stay (PV1-19).
///
/// Each thing that is known about it keeps the time of the event that said so. An event older than
/// the last one changes only what no later event has spoken of, so that movements with different
/// times lead to the same visit in whatever order they arrive.
package struct Visit: Hashable, Sendable {
  /// Empty for a stay without a number.
  package var number: String
  /// Where the person is, or was until they left; nil when that is not known.
  package var location = Noted<Location?>(unsaid: nil)
  /// Where the person was before the last change of location.
  package var before: Location?
  package var phase = Noted(unsaid: VisitPhase.present)
  package var visitClass = Noted(unsaid: "")
  /// The latest event that was applied.
  package var lastAt = Timestamp(milliseconds: .min)

  package init(number: String) { self.number = number }

  /// Applies an event that happened at `at`; what is odd about it comes back.
  package mutating func apply(_ movement: Movement, at: Timestamp) -> [MovementWarning] {
    var warnings: [MovementWarning] = []
    if at < lastAt {
      warnings.append(.older)
    } else if movement.kind == .transferred, let prior = movement.prior,
      let known = location.value, prior != known
    {
      warnings.append(.priorDisagrees)
    }
    warnings += move(movement, at: at)
    warnings += turn(movement, at: at)
    if !movement.visitClass.isEmpty { visitClass.take(movement.visitClass, at: at) }
    lastAt = max(lastAt, at)
    return warnings
  }

  private mutating func move(_ movement: Movement, at: Timestamp) -> [MovementWarning] {
    if movement.kind == .admissionCancelled { return [] }
    let old = location.value
    var warnings: [MovementWarning] = []
    switch movement.location {
    case .at(let place): location.take(place, at: at)
    case .cleared: location.take(nil, at: at)
    case .unsaid:
      switch movement.kind {
      case .transferCancelled:
        if let before { location.take(before, at: at) }
        warnings.append(.withoutLocation)
      case .transferred, .swapped: warnings.append(.withoutLocation)
      case .admitted, .discharged, .classChanged, .updated, .admissionCancelled,
        .dischargeCancelled, .merged:
        break
      }
    }
    if let old, old != location.value { before = old }
    return warnings
  }

  private mutating func turn(_ movement: Movement, at: Timestamp) -> [MovementWarning] {
    switch movement.kind {
    case .discharged:
      phase.take(.discharged(at: movement.dischargedAt ?? at), at: at)
    case .admissionCancelled:
      phase.take(.cancelled, at: at)
    case .admitted, .dischargeCancelled:
      phase.take(.present, at: at)
    case .transferred, .transferCancelled, .classChanged, .swapped:
      let hadLeft = phase.value != .present && at >= phase.at
      phase.take(.present, at: at)
      return hadLeft ? [.afterDischarge] : []
    case .updated, .merged:
      break
    }
    return []
  }

  /// What two records of the same visit know together.
  package mutating func join(_ other: Visit) {
    if let old = location.value, other.location.at >= location.at { before = old }
    location.take(other.location)
    phase.take(other.phase)
    visitClass.take(other.visitClass)
    lastAt = max(lastAt, other.lastAt)
  }
}
