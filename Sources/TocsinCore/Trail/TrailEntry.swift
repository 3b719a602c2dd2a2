// Tocsin — Core: one line of the account of what happened and why
// SPDX-License-Identifier: Apache-2.0

/// What a trail entry records.
package enum TrailEvent: String, Codable, Sendable, CaseIterable {
  case opened, repeated, changed, paged, resounded, delivered, displayed, answered, acknowledged
  case declined
  case stepPassed = "step-passed"
  case cycleStarted = "cycle-started"
  case exhausted
  case reminded, released, withdrawn, held, stale, ended, retracted, resolved, moved, handoff
  case refused, noticed, superseded, late
  /// The duty was given to somebody else by the switchboard (S25).
  case reassigned
}

/// Why it happened. Every transition has one.
package enum Reason: String, Codable, Sendable, CaseIterable {
  case reported
  case onCall = "on-call"
  case copy
  case fallback
  case soundsAgain = "sounds-again"
  case waitOver = "wait-over"
  case nobodyOnCall = "nobody-on-call"
  case nobodyReachable = "nobody-reachable"
  case nobodyNew = "nobody-new"
  case allAnswered = "all-declined"
  case cyclesUsedUp = "cycles-used-up"
  case accepted
  case declined
  case wrongPerson = "wrong-person"
  case coming
  case arrived
  case callBack = "call-back"
  case givenBack = "given-back"
  case readBack = "read-back"
  case readBackMissing = "read-back-missing"
  case seen
  case staleResponse = "stale-response"
  case noDuty = "no-duty"
  case takenByAnother = "taken-by-another"
  case repeatedResponse = "repeated-response"
  case overdue
  case notOpened = "not-opened"
  case contentChanged = "content-changed"
  case sourceHolds = "source-holds"
  case sourceSilent = "source-silent"
  case sourceEnded = "source-ended"
  case sourceResolved = "source-resolved"
  case sourceRetracted = "source-retracted"
  case responderResolved = "responder-resolved"
  case personLeft = "person-left"
  case shiftEnded = "shift-ended"
  case subjectMoved = "subject-moved"
  case subjectMerged = "subject-merged"
  case replaced
  case deviceSaid = "device-said"
  case limitReached = "limit-reached"
  case outage
  case maintenance
  case calledByHand = "called-by-hand"
  /// Said on the telephone and written down by another: of lower assurance (S16).
  case byTelephone = "by-telephone"
  case calledNext = "called-next"
  case reassigned
  case callerCorrected = "caller-corrected"
  case callerResolved = "caller-resolved"
  case stoodDown = "stood-down"
  /// A step that pages only in its hours, and the moment is none of them.
  case outsideHours = "outside-hours"
  /// Somebody at the switchboard rang a person who had asked for it.
  case rung
  /// A person says that the page was not worth its sound.
  case notUseful = "not-useful"
}

/// One entry of the append-only trail of an alert. Holds ids and names of persons who are paged,
/// never subject, location or finding (I8).
package struct TrailEntry: Hashable, Codable, Sendable {
  package let at: Timestamp
  package let event: TrailEvent
  package let reason: Reason
  package let text: String

  package init(at: Timestamp, event: TrailEvent, reason: Reason, text: String) {
    self.at = at
    self.event = event
    self.reason = reason
    self.text = text
  }
}
