// Tocsin — Gateway: tells sources what became of their alerts
// SPDX-License-Identifier: Apache-2.0

internal import Logging
internal import Synchronization
package import TocsinCore
internal import TocsinMapping

/// The activity that carries reports to sources. Its memory is the store: crash anywhere, and what
/// was not told is sent again under the same control id. One message is in flight on a connection,
/// and a reply counts only for the message whose control id it repeats.
///
/// A step is `deliverPending(to:)`; for one integration one at a time.
package final class Teller: Sendable {
  /// What is known of the connection to one source.
  private struct Line {
    let path: ReturnPath
    var connection: (any ReturnConnection)?
    /// Failures since the last report that was told.
    var failures = 0
    var notBefore: Timestamp?
  }

  /// What a try at one report comes to.
  private enum Step { case told, goOn, rest }

  private let surroundings: Surroundings
  private let dialler: any ReturnDialler
  private let lines = Mutex<[String: Line]>([:])
  private let isStopped = Mutex(false)

  /// Reports of one step.
  package static let batchMax = 256
  /// The longest pause before a connection is tried again, and before a report is.
  package static let linePauseMax = Milliseconds.seconds(60)
  package static let reportPauseMax = Milliseconds.minutes(5)

  package init(_ surroundings: Surroundings, dialler: any ReturnDialler) {
    self.surroundings = surroundings
    self.dialler = dialler
  }

  /// The integrations that are told anything, sorted.
  package var integrations: [String] {
    let all = (try? surroundings.directory.snapshot().integrations) ?? [:]
    return all.filter { $0.value.returnPath != nil }.keys.sorted()
  }

  /// Tells one source what waits for it, in order, until nothing is due or the source fails.
  ///
  /// - Returns: how many reports the source has taken.
  /// - Throws: what the store throws; the caller tries again.
  @discardableResult
  package func deliverPending(to integration: String) async throws -> Int {
    guard let path = try surroundings.directory.snapshot().integrations[integration]?.returnPath
    else { return 0 }
    await adopt(path, for: integration)
    var told = 0
    for _ in 0..<Self.batchMax {
      let now = surroundings.time.now()
      guard isDue(integration, at: now), !isStopped.withLock({ $0 }) else { break }
      let report = try await surroundings.store.read {
        try $0.nextOutbound(to: integration, at: now)
      }
      guard let report else { break }
      switch try await deliver(report, along: path) {
      case .told: told += 1
      case .goOn: break
      case .rest: return told
      }
    }
    return told
  }

  /// Ends every connection; what was in flight is sent again by the next process.
  package func stop() async {
    isStopped.withLock { $0 = true }
    let open = lines.withLock { lines in
      defer { lines = [:] }
      return lines.values.compactMap(\.connection)
    }
    for connection in open { await connection.close() }
  }

  // MARK: - One report

  private func deliver(_ report: OutboundRecord, along path: ReturnPath) async throws -> Step {
    let now = surroundings.time.now()
    if report.draft.kind == .status, now - report.draft.madeAt > path.keepFor {
      return try await setAside(report, "could not be told within \(path.keepFor.text)")
    }
    let message: ReturnMessage
    switch try await made(report, along: path) {
    case .message(let made): message = made
    case .never(let note): return try await setAside(report, note)
    case .notNow(let text):
      fail(report.draft.integration, text)
      return .rest
    }
    let outcome = await exchange(message, to: report.draft.integration, along: path)
    if isStopped.withLock({ $0 }) { return .rest }
    switch outcome {
    case .success(let reply):
      return try await take(ReturnReply(reply, to: report.draft.controlID), report, along: path)
    case .failure(.unreachable(let text)):
      fail(report.draft.integration, text)
      return .rest
    case .failure(.noReply) where isUnreceipted(report, path):
      await drop(report.draft.integration)
      return try await settle(report, "sent; no receipt is asked for")
    case .failure(let error):
      return try await lose(report, error == .noReply ? "no reply in time" : "no reply: ended")
    }
  }

  private func isUnreceipted(_ report: OutboundRecord, _ path: ReturnPath) -> Bool {
    report.draft.kind == .record && path.record?.needsReceipt == false
  }

  /// What becomes of a report before it is sent.
  private enum Made {
    case message(ReturnMessage)
    case never(String)
    case notNow(String)
  }

  private func made(_ report: OutboundRecord, along path: ReturnPath) async throws -> Made {
    if report.draft.kind == .record {
      let bytes = try await surroundings.recordMessage(for: report)
      return bytes.map { .message(.hl7($0)) } ?? .never("what it would say is gone")
    }
    guard let first = report.draft.body.first else { return .never("what it would say is gone") }
    guard path.isWeb == (first == UInt8(ascii: "{")) else {
      return .never("it was made for another form than the document asks for now")
    }
    guard case .web(let url, let form) = path.target else {
      return .message(.hl7(report.draft.body))
    }
    let name = report.draft.integration
    let news = NewsRequest(report: report, url: url, form: form, timeout: path.replyWithin)
    let keys = try surroundings.directory.snapshot().keys.keys(of: name)
    let request = news.request(keys, at: surroundings.time.now(), by: surroundings.sealer)
    return request.map { .message(.request($0)) }
      ?? .notNow(
        "no key signs its webhooks: tocsin integration-key make \(name) NAME --signs"
          + " \(KeyScheme.outbound.rawValue)")
  }

  private func take(
    _ reply: ReturnReply, _ report: OutboundRecord, along path: ReturnPath
  ) async throws -> Step {
    switch reply {
    case .told: return try await settle(report, "")
    case .again(let note), .refused(let note):
      succeed(report.draft.integration)
      if isUnreceipted(report, path) { return try await settle(report, note) }
      if case .refused = reply { return try await setAside(report, note) }
      try await postpone(report, note)
      return .goOn
    case .foreign(let note): return try await lose(report, note)
    }
  }

  /// The connection cannot be trusted any more, and the report is sent again later.
  private func lose(_ report: OutboundRecord, _ note: String) async throws -> Step {
    await drop(report.draft.integration)
    fail(report.draft.integration, note)
    try await postpone(report, note)
    return .rest
  }

  private func settle(_ report: OutboundRecord, _ note: String) async throws -> Step {
    succeed(report.draft.integration)
    try await surroundings.store.perform { try $0.settle(report.id, as: .told, note: note) }
    return .told
  }

  private func setAside(_ report: OutboundRecord, _ note: String) async throws -> Step {
    try await surroundings.store.perform { try $0.settle(report.id, as: .setAside, note: note) }
    surroundings.logger.error(
      "a report to \(report.draft.integration) is set aside: \(note); see: tocsin outbound list",
      metadata: ["alert": "\(report.draft.alert)"])
    return .goOn
  }

  private func postpone(_ report: OutboundRecord, _ note: String) async throws {
    let until = surroundings.time.now() + pause(report.tries, atMost: Self.reportPauseMax)
    try await surroundings.store.perform { try $0.postpone(report.id, until: until, note: note) }
  }

  // MARK: - The connection

  /// Sends over the open connection. One that ended while it lay idle is opened anew, once.
  private func exchange(
    _ message: ReturnMessage, to integration: String, along path: ReturnPath
  ) async -> Result<ReturnAnswer, ReturnError> {
    let idle = lines.withLock { $0[integration]?.connection }
    do throws(ReturnError) {
      if let idle {
        do throws(ReturnError) {
          return .success(try await idle.exchange(message, within: path.replyWithin))
        } catch  where error == .ended {
          await drop(integration)
        }
      }
      let fresh = try await dialler.connect(along: path)
      lines.withLock { $0[integration]?.connection = fresh }
      return .success(try await fresh.exchange(message, within: path.replyWithin))
    } catch {
      return .failure(error)
    }
  }

  /// A connection along another path than before is closed.
  private func adopt(_ path: ReturnPath, for integration: String) async {
    let old = lines.withLock { lines -> (any ReturnConnection)? in
      guard lines[integration]?.path != path else { return nil }
      defer { lines[integration] = Line(path: path) }
      return lines[integration]?.connection
    }
    await old?.close()
  }

  private func drop(_ integration: String) async {
    let connection = lines.withLock { lines -> (any ReturnConnection)? in
      defer { lines[integration]?.connection = nil }
      return lines[integration]?.connection
    }
    await connection?.close()
  }

  private func isDue(_ integration: String, at now: Timestamp) -> Bool {
    lines.withLock { $0[integration]?.notBefore.map { $0 <= now } ?? true }
  }

  private func fail(_ integration: String, _ text: String) {
    let failures = lines.withLock { lines -> Int in
      lines[integration]?.failures += 1
      return lines[integration]?.failures ?? 1
    }
    let notBefore = surroundings.time.now() + pause(failures - 1, atMost: Self.linePauseMax)
    lines.withLock { $0[integration]?.notBefore = notBefore }
    if failures == 1 {
      surroundings.logger.warning("\(integration) cannot be told: \(text); it is tried again")
    }
  }

  private func succeed(_ integration: String) {
    let failures = lines.withLock { lines -> Int in
      defer {
        lines[integration]?.failures = 0
        lines[integration]?.notBefore = nil
      }
      return lines[integration]?.failures ?? 0
    }
    if failures > 0 { surroundings.logger.notice("\(integration) is told again") }
  }

  /// A second, doubled with each failure up to the bound, and up to a quarter more or less, so that
  /// many gateways do not come back at once.
  private func pause(_ failures: Int, atMost limit: Milliseconds) -> Milliseconds {
    let whole = min(Milliseconds.seconds(1).count << Int64(min(failures, 12)), limit.count)
    let (random, _) = surroundings.identifiers.next()
    return Milliseconds(whole * 3 / 4 + whole / 2 * Int64(random % 1_024) / 1_024)
  }
}
