// Tocsin — Gateway: the swaps of one person, and what they could ask for
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore

/// A swap as somebody sees it.
package struct SwapRow: Sendable {
  package let swap: Swap
  package let phase: SwapPhase
  /// What it comes to now; nil when it is settled.
  package var prospect: SwapProspect?
  /// Since when it is not possible any more.
  package var cause: SwapCause?

  package init(_ swap: Swap, at now: Timestamp) {
    self.swap = swap
    phase = swap.phase(at: now)
  }
}

/// A rota in which a person has turns to give.
package struct SwapRota: Sendable {
  package let rota: Rota
  package let zone: ZoneRules
  /// Those of the person and of everybody who could take one: by person and time.
  package let turns: [ResponderID: [SwapPart]]
}

extension Swaps {
  /// The swaps that are open, or were settled lately, and fit; newest first.
  package func list(
    where fits: (Swap) -> Bool
  ) async throws(SwapError) -> [SwapRow] {
    let surroundings = surroundings
    let now = surroundings.time.now()
    let known = try await surroundings.read(or: SwapError.notNow, Self.unread) { store in
      try store.swaps(overAfter: now - Self.shownFor, limit: Self.listMax)
    }
    guard let staffing = try? surroundings.directory.snapshot().staffing else { throw .notNow }
    var rows = known.reversed().filter { swap in
      (swap.phase(at: now).isOpen || now - Self.shownFor <= swap.settledAt ?? swap.expiresAt)
        && fits(swap)
    }
    .map { swap in
      var row = SwapRow(swap, at: now)
      if row.phase.isOpen, let rota = staffing.rotas[swap.rota] {
        row.prospect = staffing.prospect(of: swap, on: rota, at: now)
      }
      return row
    }
    let hindered = rows.filter { $0.prospect?.obstacles.isEmpty == false }.map(\.swap)
    guard !hindered.isEmpty else { return rows }
    let causes = try await surroundings.read(or: SwapError.notNow, Self.unread) { store in
      try hindered.reduce(into: [SwapID: SwapCause]()) { found, swap in
        found[swap.id] = try SwapSite(swap.rota, surroundings, in: store)
          .cause(of: swap, at: now, in: store)
      }
    }
    for index in rows.indices { rows[index].cause = causes[rows[index].swap.id] }
    return rows
  }

  /// How many handovers and swaps wait for a person's answer.
  package func waiting(for person: ResponderID) async throws(SwapError) -> Int {
    let now = surroundings.time.now()
    guard let staffing = try? surroundings.directory.snapshot().staffing else { throw .notNow }
    let swaps = try await surroundings.read(or: SwapError.notNow, Self.unread) { store in
      try store.swaps(overAfter: now, limit: Self.listMax)
    }
    return swaps.count { $0.taker == person && $0.phase(at: now) == .asked }
      + staffing.openOffers(at: now).count { $0.to == person }
  }

  /// The rotas in which a person has turns to give within 13 weeks, by id.
  package func openings(of person: ResponderID) throws(SwapError) -> [SwapRota] {
    guard let staffing = try? surroundings.directory.snapshot().staffing else { throw .notNow }
    let now = surroundings.time.now()
    let until = now + RotaPreview.reach
    return staffing.rotas.values.sorted { $0.id < $1.id }.compactMap { rota in
      guard rota.swaps != .closed, rota.names(person, after: now) else { return nil }
      let turns = Dictionary(
        grouping: staffing.turns(of: rota, from: now, until: until), by: \.responder)
      guard turns[person] != nil else { return nil }
      let people = Set(rota.layers.flatMap(\.members)).union(turns.keys).filter { other in
        staffing.responders[other].map { !$0.isTrainee && $0.isValid(at: now) } ?? false
      }
      return SwapRota(
        rota: rota, zone: staffing.zones[rota.zone] ?? .utc,
        turns: people.reduce(into: [:]) { $0[$1] = turns[$1]?.map(\.part) ?? [] })
    }
  }
}
