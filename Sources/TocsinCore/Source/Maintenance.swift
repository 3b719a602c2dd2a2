// Tocsin — Core: planned work on a source or a ward
// SPDX-License-Identifier: Apache-2.0

/// Phantom kind of a maintenance's identifier.
package enum MaintenanceKind {}
package typealias MaintenanceID = Identifier<MaintenanceKind>

/// What is worked on.
package enum MaintenanceObject: Hashable, Sendable {
  case source(String)
  case ward(String)

  /// `source:laboratory`, `ward:W4E`.
  package var text: String {
    switch self {
    case .source(let name): "source:\(name)"
    case .ward(let name): "ward:\(name)"
    }
  }

  /// Reads `source:NAME` or `ward:NAME`; nil for anything else, and for a name that is empty.
  package init?(text: String) {
    if text.hasPrefix("source:") {
      self = .source(String(text.dropFirst(7)))
    } else if text.hasPrefix("ward:") {
      self = .ward(String(text.dropFirst(5)))
    } else {
      return nil
    }
    guard !name.isEmpty else { return nil }
  }

  /// The name of the source or the ward.
  package var name: String {
    switch self {
    case .source(let name), .ward(let name): name
    }
  }
}

/// Planned work on a source or a ward (S27): it has an end, an owner and a reason.
///
/// While it is in force the source is not blamed for its silence or its faults, and alerts of
/// medium and low priority wait for its end before anybody is paged. High alerts and crash calls
/// are paged as ever, and everything is recorded.
package struct Maintenance: Hashable, Sendable {
  package let id: MaintenanceID
  package let object: MaintenanceObject
  package let begin: Timestamp
  /// After `begin`; at most `lengthMax` later.
  package let end: Timestamp
  /// Who answers for it.
  package let owner: ResponderID
  package let reason: String
  /// When it was ended before its time; nil when it was not.
  package var endedAt: Timestamp?
  /// Its end was announced.
  package var isAnnounced = false

  package static let lengthMax = Milliseconds.days(3)
  /// How far ahead it may be planned.
  package static let aheadMax = Milliseconds.days(90)
  /// Bytes of a reason.
  package static let reasonBytes = 5...300

  package init(
    _ id: MaintenanceID, of object: MaintenanceObject, from begin: Timestamp,
    until end: Timestamp, by owner: (id: ResponderID, reason: String)
  ) {
    self.id = id
    self.object = object
    self.begin = begin
    self.end = end
    self.owner = owner.id
    reason = owner.reason
  }

  /// When it is over.
  package var until: Timestamp { endedAt.map { min($0, end) } ?? end }

  package func isInForce(at now: Timestamp) -> Bool { begin <= now && now < until }

  /// Whether an alert of this integration and ward waits for the end.
  package func holds(_ draft: AlertDraft) -> Bool {
    holds(draft.priority, of: draft.integration, in: draft.content.ward)
  }

  /// Whether an alert of a priority, of an integration and in a ward waits for the end.
  package func holds(_ priority: Priority, of integration: String, in ward: String) -> Bool {
    guard !priority.rings else { return false }
    switch object {
    case .source(let name): return name == integration
    case .ward(let name): return name == ward
    }
  }
}

/// Why a maintenance is not taken.
package enum MaintenanceFault: String, Error, Hashable, Sendable, CaseIterable {
  case unknownSource = "there is no such integration"
  case unknownOwner = "there is no such person, or the account has ended"
  case ends = "the end must lie after the begin and after now, at most three days after the begin"
  case begins = "the begin must lie within ninety days"
  case reason = "a reason of 5 to 300 bytes on one line is needed"
  case name = "name a source or a ward in 1 to 100 bytes"
  case unknown = "there is no such maintenance"
  case over = "the maintenance is over already"
  case notNow = "the store cannot take it now"
}

extension Maintenance {
  /// What is wrong with it as a plan made now; nil when nothing is.
  package func fault(at now: Timestamp) -> MaintenanceFault? {
    guard begin < end, now < end, end - begin <= Self.lengthMax else { return .ends }
    guard begin - now <= Self.aheadMax else { return .begins }
    guard (1...100).contains(object.name.utf8.count) else { return .name }
    let isPlain = reason.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
    return isPlain && Self.reasonBytes.contains(reason.utf8.count) ? nil : .reason
  }
}
