// Tocsin — Core: everything that can happen to an alert
// SPDX-License-Identifier: Apache-2.0

/// What can happen to an open alert. Nothing else changes one.
package enum AlertEvent: Hashable, Sendable {
  /// The source reported the same again; folds silently (S17).
  case repeated
  /// The source reported the same with other details, or that somebody attends to it (S7): taken
  /// over without a page.
  case refreshed(AlertDraft)
  /// The source reported something different: pages again (S17).
  case changed(AlertDraft, [ContentChange])
  case deadlinePassed
  case received(Receipt)
  case responded(Response)
  /// The source, or someone at the bedside, asks to wait until then (S7, S20).
  case held(until: Timestamp)
  /// Planned work ends at another moment: what waits for its end waits until then (S27).
  case workEnds(at: Timestamp)
  /// No sign of life from the source (S19).
  case stale
  /// The condition ended by itself (S19).
  case ended
  case resolvedBySource
  /// The report was wrong: other patient, deleted (S18).
  case retracted
  /// A person leaves the alert without asking: account ended, last device revoked (S10).
  case released(ResponderID)
  /// Another alert takes its place.
  case superseded(by: AlertID)
  /// The subject is elsewhere now, has left or has died: what the page says as its location from
  /// now on (S18).
  case moved(location: String, ward: String)
  /// The subject is known under another number now; the page says both.
  case merged(ContentField)
  /// A duty in hand is offered to another person (S9).
  case handoff(from: ResponderID, to: ResponderID)
  /// Other people are on a line of a rota (S10).
  case dutyChanged(DutyChange)
  /// The switchboard or the caller does something to it (S15, S16, S25).
  case byHand(HandAct)
}

/// Evidence about one page on one device.
package struct Receipt: Hashable, Sendable {
  package let page: PageID
  package let responder: ResponderID
  package let kind: ReceiptKind

  package init(page: PageID, responder: ResponderID, kind: ReceiptKind) {
    self.page = page
    self.responder = responder
    self.kind = kind
  }
}

/// What the evidence says; a channel's acceptance is not among it (S3).
package enum ReceiptKind: String, Sendable, CaseIterable {
  case delivered
  case displayed
  /// The person's last channel failed hard or was revoked (S1).
  case unreachable
  /// Every channel that leads to the person failed hard for this page, and there is no device (S1).
  case everyWayFailed
}

/// What a person did with a page.
package struct Response: Hashable, Sendable {
  package let page: PageID
  package let responder: ResponderID
  /// The device that answered; nil for a person who answers without one (S16).
  package let device: DeviceID?
  package let kind: ResponseKind
  /// How long before its arrival the person made it, by the device's own clock (S11).
  package let age: Milliseconds
  /// Made after an unlock, so the detail could be read (S14).
  package let isUnlocked: Bool
  /// Given to what the page said before, while something newer is on its way to the device: it says
  /// nothing of that (S11, S18).
  package var isOvertaken = false

  package init(
    page: PageID, responder: ResponderID, device: DeviceID?, kind: ResponseKind,
    age: Milliseconds = .zero
  ) {
    self.page = page
    self.responder = responder
    self.device = device
    self.kind = kind
    self.age = age
    self.isUnlocked = true
  }

  package init(
    page: PageID, responder: ResponderID, device: DeviceID?, kind: ResponseKind,
    age: Milliseconds, isUnlocked: Bool
  ) {
    self.page = page
    self.responder = responder
    self.device = device
    self.kind = kind
    self.age = age
    self.isUnlocked = isUnlocked
  }
}

/// The responses of the vocabulary.
package enum ResponseKind: Hashable, Sendable {
  case accept
  case decline(reason: UInt16)
  case resolved
  case wrongPerson
  /// Takes the duty with a deadline of that many minutes; 0 says "I have arrived" (S8, S15).
  case comingIn(minutes: UInt16)
  case callMe
  case giveBack
  /// The value was read back, right or wrong (S13).
  case readBack(isCorrect: Bool)
  case seen
  /// The page was not worth its sound. No answer to it: nothing stops and nothing changes (S7).
  case notUseful
}

/// What became of a response; the result byte of the countersigned receipt.
package enum ResponseResult: UInt8, Sendable, CaseIterable {
  case taken = 0
  case repeated = 1
  /// Too old, or from someone no longer on the page: asked again on the screen (S11).
  case stale = 2
  case takenByAnother = 3
  case noDuty = 4
}
