// Tocsin — Gateway: the rows that the activities and the store exchange
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore

/// What became of a message.
package enum MessageOutcome: String, Sendable, CaseIterable {
  case accepted
  case repeated
  case notForUs = "not-for-us"
  case refused
}

/// One received message, whatever became of it: nothing vanishes.
package struct MessageRecord: Sendable {
  /// The number in the list; 0 before it is stored.
  package var id: Int64
  package let receivedAt: Timestamp
  package let integration: String
  /// MSH-10 as text, undecodable bytes replaced; empty when absent.
  package let controlID: String
  package let outcome: MessageOutcome
  /// The reply code, such as `AA`; the stored bytes are in `reply`.
  package let code: String
  package let reply: [UInt8]
  package let reason: String
  package let alert: AlertID?
  package let raw: [UInt8]
  /// SHA-256 over integration, MSH-3, MSH-4, MSH-10 and payload, after five bytes that order it;
  /// nil when the reply must not be replayed.
  package let replayKey: [UInt8]?
  /// Whom it concerns; nil for what names nobody, and for one read back.
  package var subject: SubjectReference?
  /// What the list can be searched by.
  package var traits = MessageTraits()

  package init(
    id: Int64 = 0, receivedAt: Timestamp, integration: String, controlID: String,
    outcome: MessageOutcome, code: String, reply: [UInt8], reason: String, alert: AlertID?,
    raw: [UInt8], replayKey: [UInt8]?
  ) {
    self.id = id
    self.receivedAt = receivedAt
    self.integration = integration
    self.controlID = controlID
    self.outcome = outcome
    self.code = code
    self.reply = reply
    self.reason = reason
    self.alert = alert
    self.raw = raw
    self.replayKey = replayKey
  }
}

/// A stored reply that is given again, byte for byte.
package struct StoredReply: Sendable {
  package let reply: [UInt8]
  package let code: String
  package let alert: AlertID?

  package init(reply: [UInt8], code: String, alert: AlertID?) {
    self.reply = reply
    self.code = code
    self.alert = alert
  }
}

/// The state of one page on one device; the words of the contract.
package enum PageState: String, Sendable, CaseIterable {
  case decided, sealed
  case handedOver = "handed-over"
  case delivered, displayed, answered, withdrawn, expired, failed
  /// In the list that an "N more" page opens; shown in the place of *decided*, never stored.
  case folded
}

/// One page on one device, as the list of pages shows it.
package struct PageRecord: Sendable {
  package let page: PageID
  package let alert: AlertID
  package let role: String
  package let responder: ResponderID
  /// Nil for a person without a device.
  package let device: DeviceID?
  package let step: Int
  package let cycle: Int
  package let attempt: Int
  package let state: PageState
  package let why: String
  package let decidedAt: Timestamp
  /// When it went on; empty where only its state was asked for.
  package var times = PageTimeline()

  package init(
    page: PageID, alert: AlertID, role: String, responder: ResponderID, device: DeviceID?,
    step: Int, cycle: Int, attempt: Int, state: PageState, why: String, decidedAt: Timestamp
  ) {
    self.page = page
    self.alert = alert
    self.role = role
    self.responder = responder
    self.device = device
    self.step = step
    self.cycle = cycle
    self.attempt = attempt
    self.state = state
    self.why = why
    self.decidedAt = decidedAt
  }
}

/// A page that waits to be sealed for one device, with all that the Courier needs.
package struct PendingPage: Sendable {
  package let record: PageRecord
  package let type: PageType
  package let movesOnAt: Timestamp?
  package let priority: Priority
  package let world: World
  package let content: AlertContent
  package let openedAt: Timestamp
  /// The device's notify key, 32 bytes; nil when the device has ended or there is none.
  package let notifyKey: [UInt8]?
  /// The highest seq that the device's mailbox has held.
  package let lastSeq: Int64
  /// May be folded, since a storm is no reason to call a person for each alert of it.
  package var mayFold = false
  /// Was taken out of the list by the person who reads it: makes no sound.
  package var isListed = false
  /// What the alert is, for what a locked screen may show; empty when it could not be read.
  package var integration = ""
  package var kind = ""
  /// The policy that ordered it; nil when its alert could not be read.
  package var policy: PolicyReference?
  /// Who stood everyone down, as the trail names them; nil but for a page that says so.
  package var stoodDownBy: String?
  /// The device has a lock: it gets a preview.
  package var isLocked = false
  /// By when after an acceptance its policy wants the value read back (S13); nil for not at all.
  package var readBack: Milliseconds?

  package init(
    record: PageRecord, type: PageType, movesOnAt: Timestamp?, priority: Priority, world: World,
    content: AlertContent, openedAt: Timestamp, notifyKey: [UInt8]?, lastSeq: Int64
  ) {
    self.record = record
    self.type = type
    self.movesOnAt = movesOnAt
    self.priority = priority
    self.world = world
    self.content = content
    self.openedAt = openedAt
    self.notifyKey = notifyKey
    self.lastSeq = lastSeq
  }
}

/// An envelope for a mailbox.
package struct SealedPage: Sendable {
  package let page: PageID
  package let device: DeviceID
  package let attempt: Int
  package let type: PageType
  package let seq: Int64
  package let envelope: [UInt8]
  /// SHA-256 of the envelope; an answer names it.
  package let digest: [UInt8]
  package let sealedAt: Timestamp
  /// When the order was decided for which it was sealed; nil where the page is no order's.
  package let decidedAt: Timestamp?

  package init(
    page: PageID, device: DeviceID, attempt: Int, type: PageType, seq: Int64, envelope: [UInt8],
    digest: [UInt8], sealedAt: Timestamp, decidedAt: Timestamp? = nil
  ) {
    self.page = page
    self.device = device
    self.attempt = attempt
    self.type = type
    self.seq = seq
    self.envelope = envelope
    self.digest = digest
    self.sealedAt = sealedAt
    self.decidedAt = decidedAt
  }
}

/// An envelope as a device fetches it.
package struct StoredEnvelope: Sendable {
  package let seq: Int64
  package let envelope: [UInt8]

  package init(seq: Int64, envelope: [UInt8]) {
    self.seq = seq
    self.envelope = envelope
  }
}

/// A device and its public keys, 32 bytes each.
package struct DeviceRecord: Sendable {
  package let id: DeviceID
  package let responder: ResponderID
  package let name: String
  package let notifyKey: [UInt8]
  package let acceptKey: [UInt8]
  package let detailKey: [UInt8]
  package let unlockedKey: [UInt8]
  package let enrolledAt: Timestamp
  package var lastContact: Timestamp?
  package var endedAt: Timestamp?
  /// Its person has to unlock it to read more than a preview.
  package var hasLock = false

  package init(
    id: DeviceID, responder: ResponderID, name: String, keys: [[UInt8]], enrolledAt: Timestamp
  ) {
    precondition(keys.count == 4, "a device has four keys: notify, accept, detail, unlocked")
    self.id = id
    self.responder = responder
    self.name = name
    notifyKey = keys[0]
    acceptKey = keys[1]
    detailKey = keys[2]
    unlockedKey = keys[3]
    self.enrolledAt = enrolledAt
    lastContact = nil
    endedAt = nil
  }
}

/// A one-time permission to enrol a device for a person. Only the digest of the token is kept.
package struct EnrolmentToken: Sendable {
  package let digest: [UInt8]
  package let responder: ResponderID
  package let expiresAt: Timestamp
  package var spentAt: Timestamp?

  package init(digest: [UInt8], responder: ResponderID, expiresAt: Timestamp) {
    self.digest = digest
    self.responder = responder
    self.expiresAt = expiresAt
    spentAt = nil
  }
}

/// An answer that was taken, with the receipt that it got.
package struct AnswerRecord: Sendable {
  package let device: DeviceID
  package let counter: UInt64
  package let digest: [UInt8]
  package let receipt: [UInt8]
  package let takenAt: Timestamp
  /// The signed TCA1 itself, for whoever has to prove it; empty for one that was taken before such
  /// bytes were kept.
  package var signed: [UInt8] = []

  package init(
    device: DeviceID, counter: UInt64, digest: [UInt8], receipt: [UInt8], takenAt: Timestamp
  ) {
    self.device = device
    self.counter = counter
    self.digest = digest
    self.receipt = receipt
    self.takenAt = takenAt
  }
}

/// One frozen revision of a document, as text, byte for byte as imported.
package struct DocumentRevision: Sendable {
  /// `routes`, `people`, `calls`, `policy`, `rota`, `integration`.
  package let kind: String
  package let name: String
  /// From 1, per kind and name.
  package let revision: Int
  package let text: String
  package let importedAt: Timestamp
  /// Who made it so, as the trail writes an actor; empty when that is not known.
  package var author = ""
  /// In the author's words, without patient data; empty for none.
  package var reason = ""
  /// Why time may stay uncovered that this revision uncovers; empty when it uncovers none.
  package var acceptance = ""

  package init(kind: String, name: String, revision: Int, text: String, importedAt: Timestamp) {
    self.kind = kind
    self.name = name
    self.revision = revision
    self.text = text
    self.importedAt = importedAt
  }
}
