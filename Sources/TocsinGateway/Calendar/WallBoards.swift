// Tocsin — Gateway: what a screen on a wall shows to whoever stands before it
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore

/// Who is on call now, rota by rota, and how many alerts are open. Nothing of any alert but its
/// ward, its priority and whether somebody has it.
package struct WallBoard: Sendable {
  /// Sorted by id.
  package let rotas: [RotaNow]
  /// Of real alerts, sorted by ward.
  package let wards: [WardCount]
  /// Whether every open alert is counted: `Board.rowsMax` of one phase are.
  package let isWhole: Bool
  package let detail: BoardDetail
}

/// The open alerts of one ward.
package struct WardCount: Hashable, Sendable {
  /// Empty where it is not known.
  package let ward: String
  package fileprivate(set) var open: [Priority: Int] = [:]
  /// Those of them that nobody has taken.
  package fileprivate(set) var untaken = 0
}

/// Which rotas a wall board shows.
package enum BoardPart: Hashable, Sendable {
  case all
  case rota(RotaID)
  /// The rotas that a policy asks.
  case team(String)

  fileprivate var scope: CalendarScope? {
    switch self {
    case .all: nil
    case .rota(let id): .rota(id)
    case .team(let name): .team(name)
    }
  }
}

/// Reads wall boards by secret links.
package struct WallBoards: Sendable {
  private let surroundings: Surroundings

  package init(_ surroundings: Surroundings) { self.surroundings = surroundings }

  /// What a live link to a wall board shows of a person.
  ///
  /// - Throws: `.unknown` for a secret that no live link to a board has.
  package func detail(secret: String) async throws(CalendarFault) -> BoardDetail {
    guard let link = try await CalendarLinks(surroundings).live(secret),
      case .board(let detail) = link.scope
    else { throw .unknown }
    return detail
  }

  /// The board as it is now. Alerts are counted where one of the shown rotas is asked.
  ///
  /// - Throws: `.unknownScope` for a rota or team that there is not.
  package func board(
    _ part: BoardPart, _ detail: BoardDetail
  ) async throws(CalendarFault) -> WallBoard {
    guard let snapshot = try? surroundings.directory.snapshot() else { throw .notNow }
    let staffing = snapshot.staffing
    let scope = part.scope ?? .board(detail)
    guard let shown = staffing.rotas(of: scope, snapshot.policies) else { throw .unknownScope }
    let now = surroundings.time.now()
    let rotas = shown.compactMap { staffing.rotas[$0] }.map { RotaNow($0, staffing, at: now) }
    let alerts: [GuardedAlert]
    do { alerts = try await Board(surroundings).open() } catch { throw .notNow }
    let (of, isAll) = (Set(shown), part == .all)
    let real = alerts.filter { $0.alert.world == .production }
    let counted = isAll ? real : real.filter { $0.asks(anyOf: of) }
    let phases = Dictionary(grouping: alerts) { $0.alert.phaseWord }
    return WallBoard(
      rotas: rotas, wards: Self.counts(counted.map(\.alert)),
      isWhole: phases.values.allSatisfy { $0.count < Board.rowsMax }, detail: detail)
  }

  private static func counts(_ alerts: [Alert]) -> [WardCount] {
    var wards: [String: WardCount] = [:]
    for alert in alerts {
      let ward = alert.content.ward
      var count = wards[ward] ?? WardCount(ward: ward)
      count.open[alert.priority, default: 0] += 1
      if alert.duties.contains(where: { $0.phase.holder == nil }) { count.untaken += 1 }
      wards[ward] = count
    }
    return wards.values.sorted { $0.ward < $1.ward }
  }
}

extension GuardedAlert {
  fileprivate func asks(anyOf shown: Set<RotaID>) -> Bool {
    guard case .alert(_, let rotas) = object else { return false }
    return !rotas.isDisjoint(with: shown)
  }
}
