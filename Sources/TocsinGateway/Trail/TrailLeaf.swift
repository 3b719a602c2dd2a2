// Tocsin — Gateway: one leaf of the site's tamper-evident trail
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore

/// Who did it.
package enum TrailActor: Hashable, Sendable {
  /// A signed-in person, or one whose device has signed.
  case person(ResponderID)
  case device(DeviceID, of: ResponderID)
  /// The gateway itself, by a date or a rule.
  case gateway
  /// Somebody at the machine, by the name of their system account.
  case commandLine(String)
  /// A directory that provisions accounts, by the name of its key.
  case directory(String)

  /// The stored form: a word, a colon, an id.
  package var text: String {
    switch self {
    case .person(let id): "person:\(id)"
    case .device(_, let id): "person:\(id)"
    case .gateway: "gateway"
    case .commandLine(let name): "command-line:\(name)"
    case .directory(let name): "directory:\(name)"
    }
  }

  package var device: DeviceID? {
    if case .device(let id, _) = self { id } else { nil }
  }
}

/// What was done; the words are stored and stay.
package enum TrailAction: String, Sendable, CaseIterable {
  /// A transition of an alert; the detail is its trail entries.
  case alert = "alert.advanced"
  case accountAdded = "account.added"
  case accountChanged = "account.changed"
  case accountEnded = "account.ended"
  case invitationMade = "invitation.made"
  case linkMade = "device.link-made"
  case deviceEnrolled = "device.enrolled"
  case deviceEnded = "device.ended"
  case deviceUnlocked = "device.unlocked"
  case unlockRefused = "device.unlock-refused"
  /// Too many wrong tries: the gateway's half of its lock is gone.
  case lockEnded = "device.lock-ended"
  case signedIn = "session.begun"
  case signInRefused = "session.refused"
  case signedOut = "session.ended"
  case steppedUp = "session.stepped-up"
  case passkeyAdded = "passkey.added"
  case passkeyEnded = "passkey.ended"
  case passwordSet = "password.set"
  case directoryKeyMade = "directory-key.made"
  case directoryKeyEnded = "directory-key.ended"
  case integrationKeyMade = "integration-key.made"
  case integrationKeyEnded = "integration-key.ended"
  case calendarLinkMade = "calendar-link.made"
  case calendarLinkEnded = "calendar-link.ended"
  case contentViewed = "content.viewed"
  case breakGlass = "break-glass.begun"
  case messagesSearched = "messages.searched"
  case messagesReplayed = "messages.replayed"
  case mappingTried = "mapping.tried"
  case documentsImported = "documents.imported"
  /// A rota leaves time uncovered by a change, on purpose; the detail has the times and the reason.
  case gapAccepted = "rota.gap-accepted"
  case handoverOffered = "handover.offered"
  case handoverAccepted = "handover.accepted"
  case handoverEnded = "handover.ended"
  case swapAsked = "swap.asked"
  case swapConsented = "swap.consented"
  /// It stands in the rota: the leaf of the revision is beside it.
  case swapAgreed = "swap.agreed"
  case swapDeclined = "swap.declined"
  case swapWithdrawn = "swap.withdrawn"
  case swapExpired = "swap.expired"
  case trailRead = "trail.read"
  case trailExported = "trail.exported"
  case dossierMade = "dossier.made"
  case subjectExported = "subject.exported"
  case subjectErased = "subject.erased"
  case shredded = "retention.shredded"
  case reportRetried = "report.retried"
  case keysRotated = "keys.rotated"
  case backupMade = "backup.made"
  case restored = "backup.restored"
  /// The site accepted the statement of intended use (S33).
  case intendedUseAccepted = "intended-use.accepted"
  case maintenancePlanned = "maintenance.planned"
  case maintenanceEnded = "maintenance.ended"
  /// Said by the gateway when it was over.
  case maintenanceOver = "maintenance.over"
  /// What a roll-call came to; the detail has each role.
  case rollReported = "roll.reported"
}

/// One thing that was done, by whom, to what. The leaf itself holds ids and words only; what is
/// sensitive goes into `detail`, to which the leaf commits and which can be erased without breaking
/// the trail.
package struct TrailLeaf: Sendable {
  package let at: Timestamp
  package let actor: TrailActor
  package let action: TrailAction
  /// A kind and an opaque id, such as `alert:UUID`, `account:dr.amsel`; never a patient's
  /// identifier.
  package let object: String
  /// Whether it was refused.
  package var isRefused = false
  /// A word or a few, without patient data; empty for none.
  package var reason = ""
  /// Kept sealed, beside the leaf.
  package var detail: [UInt8] = []

  package init(_ action: TrailAction, on object: String, by actor: TrailActor, at: Timestamp) {
    self.action = action
    self.object = object
    self.actor = actor
    self.at = at
  }
}
