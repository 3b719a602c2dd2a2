// Tocsin — Gateway: seals pages and puts them into mailboxes
// SPDX-License-Identifier: Apache-2.0

internal import Logging
internal import Synchronization
internal import TocsinCore

/// The activity that turns decided pages into envelopes. Crash anywhere: what was not deposited is
/// sealed again, under the same page id (I6).
package final class Courier: Sendable {
  let surroundings: Surroundings
  /// When it looked at last what is folded, and whether it left something to be told.
  let lastLook = Mutex<FoldingLook>(FoldingLook())

  /// Pages sealed and deposited in one unit: what rings waits for no more than these.
  package static let batchMax = 64

  package init(_ surroundings: Surroundings) { self.surroundings = surroundings }

  /// Seals and deposits everything that waits, the most urgent first; what a storm folds is listed
  /// instead, and its device is told how much it is.
  ///
  /// - Returns: how many envelopes were deposited.
  @discardableResult
  package func deliverPending() async throws -> Int {
    var total = 0
    while true {
      let now = surroundings.time.now()
      let batch = try await batch(at: now)
      if !batch.isEmpty { total += try await deliver(batch, at: now) }
      if batch.isLast { return try await total + tellOfFolded() }
    }
  }

  private func deliver(_ batch: CourierBatch, at now: Timestamp) async throws -> Int {
    var sealed: [SealedPage] = []
    var failed: [PendingPage] = []
    var lastSeq: [DeviceID: Int64] = [:]
    sealed.reserveCapacity(batch.own.count)
    for page in batch.own {
      guard let device = page.record.device, let key = page.notifyKey else {
        failed.append(page)
        continue
      }
      let seq = (lastSeq[device] ?? page.lastSeq) + 1
      surroundings.faults.pass(.seal)
      do {
        sealed.append(try seal(page, for: device, key: key, seq: seq, at: now))
        lastSeq[device] = seq
      } catch {
        surroundings.logger.error(
          "a page could not be sealed: \(error)", metadata: ["alert": "\(page.record.alert)"])
        surroundings.metrics.sealFailures.add()
        failed.append(page)
      }
    }
    try await deposit(
      sealed, of: batch.own, failed: failed, folding: batch.folded, at: now)
    if !batch.folded.isEmpty { lastLook.withLock { $0.isQuiet = false } }
    return sealed.count
  }

  private func deposit(
    _ sealed: [SealedPage], of pages: [PendingPage], failed: [PendingPage],
    folding: [FoldablePage], at now: Timestamp
  ) async throws {
    let isUrgent = pages.contains { $0.priority.rings }
    let bytes = sealed.reduce(256) { $0 + $1.envelope.count }
    let surroundings = surroundings
    var unit = StoreUnit(byteCount: bytes) { store in
      try store.deposit(sealed)
      let isAnyDue = try surroundings.beginLadders(
        of: pages, failed: failed, in: store, at: now)
      if !folding.isEmpty { try store.fold(folding, at: now) }
      let transitions = try failed.compactMap { page in
        try store.markFailed(page, at: now)
        return try surroundings.passUnreachable(page, in: store, at: now)
      }
      return (isAnyDue, transitions)
    }
    unit.isUrgent = isUrgent
    let (isAnyDue, transitions) = try await surroundings.deposit(sealed, by: unit)
    surroundings.metrics.noteDeposit(sealed, of: pages, at: surroundings.time.now())
    for transition in transitions { surroundings.hint(after: transition) }
    if isAnyDue { surroundings.hints.laddersChanged() }
  }

  private func seal(
    _ page: PendingPage, for device: DeviceID, key: [UInt8], seq: Int64, at now: Timestamp
  ) throws(SealingError) -> SealedPage {
    var header = EnvelopeHeader(
      EnvelopeType(page.type), priority: page.priority, page: page.record.page,
      to: EnvelopeAddress(site: surroundings.site, device: device, seq: UInt64(seq)),
      issuedAt: now)
    if page.type == .preview || page.type == .retracted { header.flags.insert(.responseRequired) }
    if page.world == .test { header.flags.insert(.test) }
    header.step = UInt16(clamping: page.record.step)
    header.attempt = UInt16(clamping: page.record.attempt)
    var content = PageContent(page)
    content.publicLine = surroundings.publicLine(of: page)
    if page.type == .stoodDown { content.sayStoodDown(by: surroundings.name(page.stoodDownBy)) }
    if page.hidesContent { content.lock(showing: surroundings.previewLine(of: page)) }
    let envelope = try surroundings.sealer.seal(content.encoded, header: header, for: key).encoded
    return SealedPage(
      page: page.record.page, device: device, attempt: page.record.attempt, type: page.type,
      seq: seq, envelope: envelope, digest: surroundings.sealer.digest(envelope), sealedAt: now,
      decidedAt: page.record.decidedAt)
  }
}

extension PageContent {
  /// What a pending page says. A withdrawal says no more than which alert it was.
  init(_ page: PendingPage) {
    let content = page.type == .withdrawn ? AlertContent(what: "") : page.content
    self.init(content, of: page.record.alert, priority: page.priority, why: page.record.why)
    since = page.content.since ?? page.openedAt
    movesOnAt = page.movesOnAt
    isListed = page.isListed
    readBack = page.type == .preview ? page.readBack : nil
    if page.kind == DutyStart.kind, page.integration == AlertDraft.gateway {
      start = DutyStartText(reading: content.what)
    }
    isOwnTest = page.kind == OwnTest.kind && page.integration == AlertDraft.gateway
  }
}

extension Surroundings {
  /// What a locked screen may show of a page; nil unless the site's documents say so (S5).
  fileprivate func publicLine(of page: PendingPage) -> PublicLine? {
    page.type == .withdrawn ? nil : publicLine(of: AlertTraits(page))
  }

  private func publicLine(of traits: AlertTraits) -> PublicLine? {
    guard let snapshot = try? directory.snapshot() else { return nil }
    return snapshot.routing.lockScreen?.line(of: traits, snapshot.calls)
  }

  /// What a preview says of a page beside who it is for.
  fileprivate func previewLine(of page: PendingPage) -> PublicLine {
    guard let snapshot = try? directory.snapshot() else { return .nothing }
    let rule = snapshot.routing.lockScreen ?? LockScreenRule()
    return rule.preview(of: AlertTraits(page), snapshot.calls)
  }

  /// The same of an alert, for channels that are not sealed.
  func publicLine(of alert: Alert) -> PublicLine? {
    publicLine(
      of: AlertTraits(
        kind: alert.kind, integration: alert.integration, ward: alert.content.ward,
        place: alert.content.location))
  }

  /// What people call whom the trail names so; the trail's own word where nobody is known.
  fileprivate func name(_ actor: String?) -> String {
    guard let actor else { return "" }
    let known = try? directory.snapshot().staffing.responders[ResponderID(actor)]
    return known?.name ?? actor
  }
}

extension AlertTraits {
  fileprivate init(_ page: PendingPage) {
    self.init(
      kind: page.kind, integration: page.integration, ward: page.content.ward,
      place: page.content.location)
  }
}

extension PendingPage {
  /// A device with a lock gets a preview, but of what the gateway says by itself and of an alert
  /// that cannot be read: in those there is nothing of anybody. A withdrawal says nothing anyway.
  fileprivate var hidesContent: Bool {
    isLocked && type != .withdrawn && policy != nil && integration != AlertDraft.gateway
  }
}

extension EnvelopeType {
  /// The type byte of a page order.
  init(_ type: PageType) {
    switch type {
    case .preview: self = .preview
    case .withdrawn: self = .withdrawn
    case .retracted: self = .retracted
    case .ended: self = .ended
    case .resolved: self = .resolved
    case .stoodDown: self = .stoodDown
    }
  }
}

extension Surroundings {
  /// Carries out the unit that deposits these, and tells the streams of their devices as soon as
  /// they are durable, before whoever waits here has a thread again.
  func deposit<Answer: Sendable>(
    _ sealed: [SealedPage], by unit: StoreUnit<Answer>
  ) async throws -> Answer {
    let (store, hints) = (store, hints)
    return try await withCheckedThrowingContinuation { waiting in
      store.submit(unit) { result in
        if case .success = result {
          for (device, pages) in Dictionary(grouping: sealed, by: \.device) {
            hints.mailboxGrew(
              device, by: pages.map { StoredEnvelope(seq: $0.seq, envelope: $0.envelope) })
          }
        }
        waiting.resume(with: result)
      }
    }
  }

  /// A page whose device is gone: when it was the person's last, the step passes (S1).
  func passUnreachable(
    _ page: PendingPage, in store: any StoreTransaction, at now: Timestamp
  ) throws -> Transition? {
    guard let alert = try store.alert(page.record.alert), !alert.isClosed else { return nil }
    let receipt = Receipt(
      page: page.record.page, responder: page.record.responder, kind: .unreachable)
    return try advance(alert, on: .received(receipt), in: store, at: now)
  }
}
