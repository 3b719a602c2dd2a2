// Tocsin — Simulation: a transaction that is written down while it runs
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinGateway

/// Passes every call on to the real transaction and notes decisions and deposits. The parts that
/// the canaries break are broken here.
final class WatchedTransaction: StoreTransaction {
  let inner: any StoreTransaction
  let seen: Observation
  private let clock: VirtualClock
  let breakage: Breakage?

  init(
    _ inner: any StoreTransaction, into seen: Observation, clock: VirtualClock,
    breakage: Breakage?
  ) {
    self.inner = inner
    self.seen = seen
    self.clock = clock
    self.breakage = breakage
  }

  func apply(
    _ transition: Transition, by actor: TrailActor, concerning subject: SubjectReference?
  ) throws -> Int64 {
    var transition = transition
    if let breakage {
      let before = try inner.alert(transition.alert.id)
      guard let broken = breakage.broken(transition, before: before) else { return 0 }
      transition = broken
    }
    let index = try inner.apply(transition, by: actor, concerning: subject)
    seen.decisions.append(Decision(transition: transition, at: clock.now()))
    return index
  }

  func deposit(_ envelopes: [SealedPage]) throws {
    let kept = breakage.map { $0.kept(envelopes) } ?? envelopes
    try inner.deposit(kept)
    seen.deposits += kept
    guard kept.count < envelopes.count else { return }
    for page in envelopes where !kept.contains(where: { $0.page == page.page }) {
      try inner.markPage(page.page, device: page.device, state: .failed, at: clock.now())
    }
  }

  func dueAlerts(at now: Timestamp, limit: Int) throws -> [Alert] {
    let due = try inner.dueAlerts(at: now, limit: limit)
    return breakage.map { breakage in due.filter { !breakage.skips($0) } } ?? due
  }
}

// MARK: - Passed on as it is

extension WatchedTransaction {
  func alert(_ id: AlertID) throws -> Alert? { try inner.alert(id) }
  func alerts(limit: Int, phase: String?) throws -> [Alert] {
    try inner.alerts(limit: limit, phase: phase)
  }
  func urgentAlerts(limit: Int) throws -> [Alert] { try inner.urgentAlerts(limit: limit) }
  func pages(of alert: AlertID) throws -> [PageRecord] { try inner.pages(of: alert) }
  func trail(of alert: AlertID) throws -> [TrailEntry] { try inner.trail(of: alert) }
  func messages(after id: Int64, limit: Int) throws -> [MessageRecord] {
    try inner.messages(after: id, limit: limit)
  }
  func documents() throws -> [DocumentRevision] { try inner.documents() }
  func revisions(
    ofKind kind: String, name: String, limit: Int
  ) throws -> [DocumentRevision] {
    try inner.revisions(ofKind: kind, name: name, limit: limit)
  }
  func document(kind: String, name: String, revision: Int) throws -> DocumentRevision? {
    try inner.document(kind: kind, name: name, revision: revision)
  }
  func responders() throws -> [Responder] { try inner.responders() }
  func respondersOfOpenAlerts() throws -> [ResponderID] { try inner.respondersOfOpenAlerts() }
  func devices() throws -> [DeviceRecord] { try inner.devices() }
  func device(_ id: DeviceID) throws -> DeviceRecord? { try inner.device(id) }
  func handovers() throws -> [Handover] { try inner.handovers() }
  func envelopes(of device: DeviceID, after seq: Int64, limit: Int) throws -> [StoredEnvelope] {
    try inner.envelopes(of: device, after: seq, limit: limit)
  }
  func pendingPages(limit: Int) throws -> [PendingPage] { try inner.pendingPages(limit: limit) }
  func nextWake() throws -> Timestamp? { try inner.nextWake() }
  func directoryVersion() throws -> Int64 { try inner.directoryVersion() }

  func storedReply(key: [UInt8], since: Timestamp) throws -> StoredReply? {
    if breakage?.forgetsReplies == true { return nil }
    return try inner.storedReply(key: key, since: since)
  }
  func insert(_ message: MessageRecord) throws -> Int64 { try inner.insert(message) }
  func openAlert(integration: String, world: World, dedupKey: String) throws -> Alert? {
    try inner.openAlert(integration: integration, world: world, dedupKey: dedupKey)
  }
  func alert(ofPage page: PageID) throws -> Alert? { try inner.alert(ofPage: page) }
  func openAlerts(of responder: ResponderID, limit: Int) throws -> [Alert] {
    if breakage?.keepsLeavers == true { return [] }
    return try inner.openAlerts(of: responder, limit: limit)
  }
  func orderOpenPages(
    of responder: ResponderID, for device: DeviceID, at now: Timestamp
  ) throws {
    try inner.orderOpenPages(of: responder, for: device, at: now)
  }
  func markFailed(_ page: PendingPage, at now: Timestamp) throws {
    try inner.markFailed(page, at: now)
  }
  func markHandedOver(_ device: DeviceID, through seq: Int64, at now: Timestamp) throws {
    try inner.markHandedOver(device, through: seq, at: now)
  }
  func markPage(
    _ page: PageID, device: DeviceID, state: PageState, at now: Timestamp
  ) throws {
    try inner.markPage(page, device: device, state: state, at: now)
  }
  func envelopeMatches(device: DeviceID, page: PageID, digest: [UInt8]) throws -> Bool {
    try inner.envelopeMatches(device: device, page: page, digest: digest)
  }
  func isNewest(_ digest: [UInt8], of page: PageID, device: DeviceID) throws -> Bool {
    try inner.isNewest(digest, of: page, device: device)
  }
  func answer(device: DeviceID, counter: UInt64) throws -> AnswerRecord? {
    try inner.answer(device: device, counter: counter)
  }
  func insert(_ answer: AnswerRecord) throws { try inner.insert(answer) }
  func insert(_ document: DocumentRevision) throws { try inner.insert(document) }
  func upsert(_ responder: Responder) throws { try inner.upsert(responder) }
  func insert(_ device: DeviceRecord) throws { try inner.insert(device) }
  func endDevice(_ id: DeviceID, at now: Timestamp) throws { try inner.endDevice(id, at: now) }
  func touchDevice(_ id: DeviceID, at now: Timestamp) throws {
    try inner.touchDevice(id, at: now)
  }
  func insert(_ token: EnrolmentToken) throws { try inner.insert(token) }
  func enrolmentToken(digest: [UInt8]) throws -> EnrolmentToken? {
    try inner.enrolmentToken(digest: digest)
  }
  func spendToken(digest: [UInt8], at now: Timestamp) throws {
    try inner.spendToken(digest: digest, at: now)
  }
}
