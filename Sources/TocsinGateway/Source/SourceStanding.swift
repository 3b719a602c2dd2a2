// Tocsin — Gateway: how each source stands
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore
internal import TocsinMapping

/// Where figures come from that are only in memory.
package protocol LiveSources: Sendable {
  /// Nil for a source that nothing listens for here.
  func figures(of source: String) -> SourceFigures?
}

/// Nothing listens here.
package struct NoLiveSources: LiveSources {
  package init() {}
  package func figures(of source: String) -> SourceFigures? { nil }
}

/// How one source stands.
package struct SourceStanding: Sendable {
  /// The one word for it, most important first.
  package enum Health: String, Sendable, CaseIterable {
    case trouble
    case maintenance
    /// Nothing was ever heard of it.
    case unheard
    case ok
  }

  package let name: String
  package let title: String
  package let rules: SourceRules
  package let state: SourceState
  /// The last seven days of its zone, oldest first; days without a message are left out.
  package let days: [SourceDay]
  /// The day that it is in its zone.
  package let today: CivilDate
  /// Nil where nothing listens.
  package let figures: SourceFigures?
  /// The maintenance that is in force.
  package let maintenance: Maintenance?
  /// The paths by whose values its messages can be found, standard ones first.
  package let index: [String]

  package var health: Health {
    if !state.ongoing.isEmpty { return .trouble }
    if maintenance != nil { return .maintenance }
    return state.heardAt == nil ? .unheard : .ok
  }

  /// The counts of today.
  package var counts: SourceCounts { days.last { $0.day == today }?.counts ?? SourceCounts() }
}

extension Surroundings {
  /// How every source of the documents stands, by name: as the store has it, with what is in memory
  /// here and not stored yet.
  ///
  /// - Throws: what the store throws; `DirectoryError.empty` before the first import.
  package func standings() async throws -> [SourceStanding] {
    let now = time.now()
    let snapshot = try directory.snapshot()
    let first = ZoneRules.utc.civil(at: now).date + -8
    let (stored, days, works) = try await store.read { store in
      (try store.sourceStates(), try store.sourceDays(from: first), try store.openMaintenances())
    }
    let fresh = sources.standing()
    return snapshot.integrations.values.sorted { $0.name < $1.name }.map { integration in
      let name = integration.name
      let today = (integration.mapping.zoneRules ?? .utc).civil(at: now).date
      let counted = Self.sum(
        days.filter { $0.source == name }, of: name, fresh[name]?.counts ?? [:])
      return SourceStanding(
        name: name, title: integration.mapping.title, rules: integration.health,
        state: fresh[name]?.state ?? stored[name] ?? SourceState(countingFrom: now),
        days: counted.filter { $0.day > today + -7 }, today: today,
        figures: liveSources.figures(of: name),
        maintenance: works.first { $0.object == .source(name) && $0.isInForce(at: now) },
        index: integration.indexedPaths)
    }
  }

  private static func sum(
    _ days: [SourceDay], of source: String, _ fresh: [CivilDate: SourceCounts]
  ) -> [SourceDay] {
    var all = Dictionary(days.map { ($0.day, $0.counts) }, uniquingKeysWith: { $0 + $1 })
    all.merge(fresh) { $0 + $1 }
    return all.sorted { $0.key < $1.key }
      .map { SourceDay(source: source, day: $0.key, counts: $0.value) }
  }
}
