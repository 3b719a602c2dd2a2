// Tocsin — Gateway: a page a minute through the whole way
// SPDX-License-Identifier: Apache-2.0

internal import Logging
internal import Synchronization
package import TocsinCore
internal import TocsinMapping

/// The activity that sends a canary each minute: a report goes through its reader and the units of
/// Intake into the store, is paged, sealed by the Courier, fetched from the mailbox, opened and
/// verified as a device does it, and answered by signed answers through the Desk until its alert is
/// closed. Every one of these is what every other page takes.
///
/// A step is `step()`; it waits for nothing. What is left of earlier canaries goes before the next
/// one is sent, so the store holds one at most.
package final class CanaryKeeper: Sendable {
  private struct Flight {
    let page: PageID
    let alert: AlertID
    let sentAt: Timestamp
  }

  private struct State {
    var isEnrolled = false
    var flight: Flight?
    var sentAt: Timestamp?
    /// Of the process, before the first one has come through.
    var throughAt: Timestamp?
    var startedAt: Timestamp?
    var seq: Int64 = 0
    var counter: UInt64 = 0
    var lost = 0
    /// Whether the operators' alert is open; nil before it was looked for.
    var isSaid: Bool?
  }

  private let surroundings: Surroundings
  private let desk: Desk
  private let pocket: any CanaryPocket
  private let state = Mutex(State())

  /// How often one is sent.
  package static let every = Milliseconds.minutes(1)
  /// One that has not come through by then is lost.
  package static let patience = Milliseconds.seconds(30)
  /// When none has come through for so long, the gateway cannot page.
  package static let silenceMax = Milliseconds.minutes(3)
  private static let pause = Milliseconds(200)

  package init(_ surroundings: Surroundings, desk: Desk, pocket: any CanaryPocket) {
    self.surroundings = surroundings
    self.desk = desk
    self.pocket = pocket
  }

  /// Sends what is due, answers what has come, gives up what is late.
  ///
  /// - Returns: when to look again at the latest.
  /// - Throws: what the store throws; the caller tries again.
  package func step() async throws -> Milliseconds {
    let now = surroundings.time.now()
    state.withLock { $0.startedAt = $0.startedAt ?? now }
    do {
      try await enrolOnce(at: now)
      if let flight = state.withLock({ $0.flight }) {
        if try await land(flight) {
          settle(flight, at: surroundings.time.now())
        } else if now - flight.sentAt >= Self.patience {
          lose(flight)
        }
      }
      let (isFlying, sentAt) = state.withLock { ($0.flight != nil, $0.sentAt) }
      if !isFlying, sentAt.map({ now - $0 >= Self.every }) ?? true { try await send(at: now) }
    } catch {
      try? await say(at: now)
      throw error
    }
    try await say(at: now)
    return state.withLock { state in
      guard state.flight == nil, let sentAt = state.sentAt else { return Self.pause }
      return max(Self.pause, sentAt + Self.every - now)
    }
  }

  // MARK: - One canary

  /// The device has new keys with each process, which lie nowhere but in its memory.
  private func enrolOnce(at now: Timestamp) async throws {
    guard !state.withLock({ $0.isEnrolled }) else { return }
    let keys = pocket.publicKeys
    let record = DeviceRecord(
      id: Canary.device, responder: Canary.person, name: "canary",
      keys: [keys.notify, keys.accept, keys.detail, keys.unlocked], enrolledAt: now)
    let seq = try await surroundings.store.perform { store -> Int64 in
      _ = try store.shredCanaries()
      return try store.putCanaryDevice(record)
    }
    state.withLock { state in
      (state.isEnrolled, state.seq, state.counter) = (true, seq, UInt64(now.milliseconds))
    }
  }

  private func send(at now: Timestamp) async throws {
    state.withLock { $0.sentAt = now }
    let draft = try Self.draft()
    let surroundings = surroundings
    let head = ReportHead(Canary.integration, at: now)
    let transition = try await surroundings.store.perform(isUrgent: true) { store in
      _ = try store.shredCanaries()
      return try surroundings.take(draft, of: head, in: store)
    }
    guard let transition, let page = transition.pages.first?.page else { return }
    state.withLock { $0.flight = Flight(page: page, alert: transition.alert.id, sentAt: now) }
    surroundings.tell([transition])
  }

  /// What a source would post to `/v1/alerts`, read as that is.
  private static func draft() throws -> AlertDraft {
    let body = #"{"key":"canary","priority":"high","kind":"canary","what":"canary"}"#
    let tree = try JSONTree(parsing: Array(body.utf8))
    let request = try MappedRequest(tree, native: Canary.integration)
    guard var draft = request.reports.first?.draft else { throw CanaryFault.notRead }
    draft.world = .canary
    return draft
  }

  /// Opens and answers the page when it lies in the mailbox.
  ///
  /// - Returns: whether its alert is closed by that.
  private func land(_ flight: Flight) async throws -> Bool {
    let seq = state.withLock { $0.seq }
    for stored in try await desk.envelopes(of: Canary.device, after: seq, limit: 100) {
      state.withLock { $0.seq = max($0.seq, stored.seq) }
      let opened = try pocket.open(stored.envelope)
      guard opened.header.page == flight.page, opened.header.type == .preview else { continue }
      try await desk.markHandedOver(Canary.device, through: stored.seq)
      for kind in [AnswerKind.received, .accept, .resolved] {
        try await answer(kind, to: opened)
      }
      return true
    }
    return false
  }

  private func answer(_ kind: AnswerKind, to opened: CanaryEnvelope) async throws {
    let now = surroundings.time.now()
    let counter = state.withLock { state -> UInt64 in
      state.counter += 1
      return state.counter
    }
    let answer = pocket.sign(
      DeviceAnswer(kind, to: opened.header, digest: opened.digest, counter: counter, at: now))
    let record = try await surroundings.store.read { try $0.device(Canary.device) }
    guard let record else { throw CanaryFault.noDevice }
    let bytes = try await desk.take(
      answer.encoded, from: SignedDevice(record: record, requestTime: now))
    let receipt = try CountersignedReceipt(decoding: bytes)
    guard receipt.result == .taken, pocket.verifies(receipt) else { throw CanaryFault.notTaken }
  }

  // MARK: - What became of it

  private func settle(_ flight: Flight, at now: Timestamp) {
    surroundings.metrics.canaries.record(now - flight.sentAt)
    state.withLock { state in
      state.flight = nil
      state.throughAt = now
    }
  }

  private func lose(_ flight: Flight) {
    let lost = state.withLock { state -> Int in
      state.flight = nil
      state.lost += 1
      return state.lost
    }
    surroundings.logger.error("a canary page did not come through; \(lost) since the start")
  }

  private func say(at now: Timestamp) async throws {
    let trouble = trouble(at: now)
    let isSaid = state.withLock { $0.isSaid }
    guard isSaid != (trouble != nil) else { return }
    if let trouble { surroundings.logger.critical("\(trouble)") }
    let finding = WatchFinding(
      key: "canary", kind: "canary-lost",
      text: trouble.map { "\($0): look whether pages reach people, then see the log" })
    try await surroundings.settle([finding])
    state.withLock { $0.isSaid = trouble != nil }
  }

  /// What readiness says; nil when all is well.
  package func trouble(at now: Timestamp) -> String? {
    let since = state.withLock { $0.throughAt ?? $0.startedAt }
    guard let since, now - since >= Self.silenceMax else { return nil }
    return "no canary page has come through for \((now - since).wholeSeconds) seconds"
  }
}

// MARK: - Metrics

extension CanaryKeeper {
  /// When one came through last, and how many did not.
  package var families: [MetricFamily] {
    let (throughAt, lost) = state.withLock { ($0.throughAt, $0.lost) }
    let seconds = throughAt.map { Double($0.milliseconds) / 1_000 } ?? 0
    return [
      MetricFamily(
        gauge: "tocsin_canary_timestamp_seconds",
        "When a canary page came through last, in seconds since 1970; 0 before the first.",
        seconds),
      MetricFamily(
        "tocsin_canaries_lost_total", .counter, "Canary pages that did not come through.",
        [MetricSample(Double(lost))]),
    ]
  }
}

/// Why a canary did not come through.
package enum CanaryFault: Error, Hashable, Sendable {
  case notRead, noDevice, notTaken
}
