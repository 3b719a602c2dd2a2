// Tocsin — Gateway: the alerts of the past under an edit that is not saved
// SPDX-License-Identifier: Apache-2.0

internal import Logging
package import TocsinCore

/// What the edit of a document would have changed.
package struct Replay: Sendable {
  package let report: HindsightReport
  /// There were more alerts than were played: these are the newest.
  package let isSample: Bool
  package let since: Timestamp
  /// Everyone who is named, by id.
  package let names: [ResponderID: String]
}

/// Plays the alerts of the last 90 days under an edited rota or policy: `Hindsight`, for the
/// console. Nothing is stored and nobody is paged.
///
/// What is read from the store comes in small looks on a reader's lane, and what is played runs on
/// a thread of its own; both together are done for one replay at a time (`OneAtATime`) and last for
/// `lastsMax` at most: paging waits for neither. Whoever asks meanwhile is told so at once.
package struct Replays: Sendable {
  private let surroundings: Surroundings
  private let gate: any OneAtATime

  /// After that, the answer is about the newest alerts that were played until then.
  package static let lastsMax = Milliseconds.seconds(10)
  /// Of it, reading takes this much at most: the rest is for playing what was read.
  package static let readsMax = Milliseconds.seconds(6)
  package static let textBytesMax = RotaRequest.documentBytesMax

  package init(_ surroundings: Surroundings, gate: any OneAtATime) {
    self.surroundings = surroundings
    self.gate = gate
  }

  /// The rota in force against a change of it, as a preview lays it.
  package func rota(_ request: RotaRequest) async throws(RotasError) -> Replay {
    let prospect = try await Rotas(surroundings).preview(request)
    guard prospect.conflicts.isEmpty else {
      throw .conflict(newest: prospect.newest.revision)
    }
    let documents = try inForce()
    var (before, after) = (documents, documents)
    before.staffing.rotas[prospect.change.before.id] = prospect.change.before
    after.staffing.rotas[prospect.change.after.id] = prospect.change.after
    after.staffing.zones[prospect.change.after.zone] = prospect.zone
    return try await replay(before, after)
  }

  /// The policy in force against another text of it; one that is not there yet is played, too.
  package func policy(_ name: String, text: String) async throws(RotasError) -> Replay {
    guard text.utf8.count <= Self.textBytesMax else { throw .edits }
    let before = try inForce()
    var after = before
    let policy: Policy
    do throws(RotaRefusal) {
      policy = try surroundings.directory.policy(text, named: name)
    } catch { throw .findings(error.findings) }
    after.policies[name] = policy
    for hours in policy.hours {
      try after.staffing.learn(zone: hours.zone, from: surroundings.directory)
    }
    return try await replay(before, after)
  }

  private func inForce() throws(RotasError) -> PlayedDocuments {
    guard let snapshot = try? surroundings.directory.snapshot() else { throw .notNow }
    return PlayedDocuments(
      routing: snapshot.routing, policies: snapshot.policies, staffing: snapshot.staffing)
  }

  private func replay(
    _ before: PlayedDocuments, _ after: PlayedDocuments
  ) async throws(RotasError) -> Replay {
    let since = surroundings.time.now() - Hindsight.looksBack
    let played: (PastAlerts, HindsightReport?)?
    do {
      played = try await gate.alone { try await play(since: since, before, after, by: $0) }
    } catch {
      surroundings.logger.error("past alerts could not be read: \(error)")
      throw .notNow
    }
    guard let played else { throw .busy }
    guard case (let past, let report?) = played else { throw .notNow }
    let named = Set(report.changes.flatMap { [$0.before.responder, $0.after.responder] })
    let names = named.compactMap { id in
      id.map { ($0, after.staffing.responders[$0]?.name ?? $0.text) }
    }
    return Replay(
      report: report, isSample: past.isSample || report.count < past.alerts.count, since: since,
      names: Dictionary(names, uniquingKeysWith: { a, _ in a }))
  }

  /// Reads and plays, both within one deadline.
  private func play(
    since: Timestamp, _ before: PlayedDocuments, _ after: PlayedDocuments, by work: any SlowWork
  ) async throws -> (PastAlerts, HindsightReport?) {
    let time = surroundings.time
    let begun = time.now()
    let past = try await PastAlerts.read(since: since, from: surroundings) {
      time.now() >= begun + Self.readsMax
    }
    let report = await work.run {
      Hindsight.report(on: past.alerts, under: before, edited: after) {
        time.now() >= begun + Self.lastsMax
      }
    }
    return (past, report)
  }
}

extension HindsightReport {
  fileprivate var changes: [HindsightChange] {
    sooner + later + onlyFallback + noLongerFallback + others
  }
}
