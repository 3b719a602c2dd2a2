// Tocsin — Gateway: what stands above the open alerts
// SPDX-License-Identifier: Apache-2.0

internal import Logging
package import TocsinCore

/// Planned work as the board shows it (S27).
package struct BoardWork: Sendable {
  package let work: Maintenance
  /// The source's title, or the ward.
  package let title: String
  /// The name of who answers for it; the id when there is no such account any more.
  package let ownerName: String
  package let isInForce: Bool
  /// Open alerts that wait for its end, in the whole site.
  package let waiting: Int
}

/// How many alerts of a source waited before anybody was paged (S20).
package struct BoardWaits: Sendable {
  package let source: String
  package let title: String
  /// Those that wait now, for whatever they wait.
  package let waiting: Int
  /// Since its day began, in its own zone.
  package let held: Int64
  /// Those of them that ended by themselves: nobody was paged.
  package let dropped: Int64
}

/// What a board says beside its alerts: figures and planned work, without content.
package struct BoardNotices: Sendable {
  /// In force, or planned for the next day, by begin.
  package let works: [BoardWork]
  /// Of sources where something waits or waited today, by title.
  package let waits: [BoardWaits]

  /// Nothing to say.
  package static let none = BoardNotices(works: [], waits: [])
}

extension Board {
  /// How far ahead planned work is shown.
  package static let worksAhead = Milliseconds.hours(24)

  /// What to say beside alerts.
  ///
  /// - Parameter open: all open alerts, of whatever scope: figures are of the site. Those for test
  ///   count nowhere (S22).
  package func notices(beside open: [GuardedAlert]) async throws(BoardError) -> BoardNotices {
    let held = open.map(\.alert).filter { $0.world == .production && $0.isHeldBack }
    let surroundings = surroundings
    let standings: [SourceStanding]
    do {
      standings = try await surroundings.standings()
    } catch is DirectoryError {
      standings = []
    } catch {
      surroundings.logger.error("the board's figures cannot be read: \(error)")
      throw .notNow
    }
    let titles = Dictionary(
      standings.map { ($0.name, $0.title) }, uniquingKeysWith: { first, _ in first })
    let works = try await works(titled: titles, over: held)
    let waits = standings.map { source in
      BoardWaits(
        source: source.name, title: source.title.isEmpty ? source.name : source.title,
        waiting: held.count { $0.integration == source.name }, held: source.counts.held,
        dropped: source.counts.dropped)
    }
    return BoardNotices(
      works: works,
      waits: waits.filter { $0.waiting > 0 || $0.held > 0 || $0.dropped > 0 }
        .sorted { $0.title < $1.title })
  }

  private func works(
    titled titles: [String: String], over held: [Alert]
  ) async throws(BoardError) -> [BoardWork] {
    let now = surroundings.time.now()
    return try await surroundings.read(or: BoardError.notNow, "planned work cannot be read") {
      store in
      let all = try store.openMaintenances().filter {
        now < $0.until && $0.begin < now + Board.worksAhead
      }
      return try all.map { work in
        let owner = try store.account(work.owner)?.name ?? work.owner.text
        var title = work.object.name
        if case .source(let name) = work.object, let known = titles[name], !known.isEmpty {
          title = known
        }
        return BoardWork(
          work: work, title: title, ownerName: owner, isInForce: work.isInForce(at: now),
          waiting: held.count { $0.waitsFor == .work && work.holds($0) })
      }
    }
  }
}

extension Maintenance {
  /// Whether an open alert is of its source or ward and of a priority that waits.
  fileprivate func holds(_ alert: Alert) -> Bool {
    holds(alert.priority, of: alert.integration, in: alert.content.ward)
  }
}
