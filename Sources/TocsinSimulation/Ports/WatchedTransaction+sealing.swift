// Tocsin — Simulation: what of subjects and keys is passed on as it is
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinGateway

extension WatchedTransaction {
  func subject(_ reference: SubjectReference) throws -> SubjectRecord? {
    try inner.subject(reference)
  }
  func alerts(ofSubject number: Int64) throws -> [Alert] { try inner.alerts(ofSubject: number) }
  func messages(
    ofSubject number: Int64, after id: Int64, limit: Int
  ) throws -> [MessageRecord] {
    try inner.messages(ofSubject: number, after: id, limit: limit)
  }
  func keyState() throws -> KeyState { try inner.keyState() }
  func eraseSubject(_ number: Int64, at now: Timestamp) throws -> ShreddedCounts {
    try inner.eraseSubject(number, at: now)
  }
  func raiseEpoch() throws -> UInt32 { try inner.raiseEpoch() }
  func rewrapKeys(limit: Int) throws -> Int { try inner.rewrapKeys(limit: limit) }
  func shredAlerts(closedBy time: Timestamp, limit: Int) throws -> ShreddedCounts {
    try inner.shredAlerts(closedBy: time, limit: limit)
  }
  func shredEnvelopes(closedBy time: Timestamp, limit: Int) throws -> ShreddedCounts {
    try inner.shredEnvelopes(closedBy: time, limit: limit)
  }
  func shredMessages(
    receivedBefore time: Timestamp, after id: Int64, limit: Int
  ) throws -> (counts: ShreddedCounts, last: Int64?) {
    try inner.shredMessages(receivedBefore: time, after: id, limit: limit)
  }
  func shredKeys(
    madeBefore time: Timestamp, after number: Int64, limit: Int
  ) throws -> (counts: ShreddedCounts, last: Int64?) {
    try inner.shredKeys(madeBefore: time, after: number, limit: limit)
  }
}
