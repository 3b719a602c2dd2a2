// Tocsin — Gateway: a stored message taken once more
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore
internal import TocsinHL7
internal import TocsinMapping

/// What became of one message that was replayed.
package struct ReplayedMessage: Hashable, Sendable {
  /// The message that was replayed.
  package let original: Int64
  /// Its new row; nil when there was nothing to replay.
  package let id: Int64?
  /// In words, without a value.
  package let outcome: String
  package let alert: AlertID?
}

extension MessageBrowser {
  /// Messages of one replay.
  package static let replaysMax = 100

  /// Takes stored messages once more, as of now, by the documents that hold now.
  ///
  /// Without paging nothing changes but the list, which gets a row for each that says what would
  /// have been. With paging each is taken as if it had just come, but for the memory of replies,
  /// which would swallow it; the caller has asked for a step-up. Either way the trail tells first.
  ///
  /// - Parameter reason: why people are paged; kept sealed beside the leaf.
  package func replay(
    _ ids: [Int64], paging: Bool, reason: String, by actor: BrowserActor
  ) async throws(BrowserError) -> [ReplayedMessage] {
    let ids = Array(ids.prefix(Self.replaysMax))
    var leaf = leaf(.messagesReplayed, on: "messages", by: actor)
    leaf.reason =
      "\(paging ? "paging" : "no paging"): "
      + ids.map(String.init).joined(separator: " ")
    leaf.detail = Array(reason.utf8)
    try await leave(leaf)
    var done: [ReplayedMessage] = []
    for id in ids { done.append(try await replay(id, paging: paging)) }
    return done
  }

  private func replay(_ id: Int64, paging: Bool) async throws(BrowserError) -> ReplayedMessage {
    let record = try await read { .success(try $0.message(id)) }
    guard let record, let message = try? HL7Message(parsing: record.raw) else {
      return ReplayedMessage(
        original: id, id: nil, outcome: "there is nothing to replay", alert: nil)
    }
    let report: SourceReport
    do {
      report = try SourceReport(
        message, integration: record.integration, surroundings, replayOf: id)
    } catch {
      throw .notNow
    }
    let surroundings = surroundings
    let taken = try await commit { store -> Result<TakenReport, BrowserError> in
      .success(
        paging
          ? try surroundings.commit(report, in: store)
          : try surroundings.note(report, in: store))
    }
    surroundings.tell(taken.transitions)
    return ReplayedMessage(
      original: id, id: taken.row, outcome: taken.reason,
      alert: taken.transitions.first?.alert.id)
  }
}

extension Surroundings {
  /// Writes what a replayed message would become, and changes nothing else.
  fileprivate func note(
    _ report: SourceReport, in store: any StoreTransaction
  ) throws -> TakenReport {
    let found: String
    switch report.outcome {
    case .notForUs(let rule): found = rule
    case .movements(let movements, let rule):
      let kinds = movements.map(\.kind.rawValue).joined(separator: ", ")
      found = "rule \(rule), \(kinds), nobody is moved"
    case .heartbeat(_, let rule): found = "rule \(rule), a sign of life"
    case .drafts(let drafts, let rule):
      let count = drafts.count == 1 ? "1 draft" : "\(drafts.count) drafts"
      found = "rule \(rule), \(count), nobody is paged"
    }
    let record = report.record(Verdict(.notForUs, [], found))
    var taken = TakenReport(IntakeReply(bytes: [], code: ""), .notForUs)
    taken.row = try store.insert(record)
    taken.reason = record.reason
    return taken
  }
}
