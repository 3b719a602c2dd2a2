// Tocsin — Simulation: lines, starts of duty and routes, worked out a second time
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinGateway

extension Truth {
  /// Who is on each line of each rota that owes an answer.
  func lines(at now: Timestamp) -> [PageTarget: Set<ResponderID>] {
    var lines: [PageTarget: Set<ResponderID>] = [:]
    for id in rotas.keys {
      for line in [RotaLine.first, .second] {
        let target = PageTarget.line(line, of: id)
        lines[target] = onCall([target], at: now)
      }
    }
    return lines
  }

  /// Who went off duty for one of these persons, who has not answered the test page yet, and can
  /// be paged beside them; nobody but for what is high (S23).
  func beside(
    _ persons: Set<ResponderID>, of alert: Alert, at now: Timestamp,
    without out: Set<ResponderID>
  ) -> Set<ResponderID> {
    guard alert.priority.rings, alert.kind != DutyStart.kind else { return [] }
    let outgoing = starts.filter { persons.contains($0.responder) }.flatMap(\.outgoing)
    return Set(outgoing.filter { isReachable($0, at: now) && !out.contains($0) })
  }

  /// The policy of the first route that takes an alert as it opens.
  func policy(of alert: Alert, by routing: RoutingTable, at now: Timestamp) -> String {
    let taken = routing.routes.first { route in
      (route.ward.map { $0 == alert.content.ward } ?? true)
        && (route.priority.map { $0 == alert.priority } ?? true)
        && isOpen(route.during, at: now)
    }
    return taken?.policy ?? routing.catchAll
  }

  /// Takes a handover as the store has it now.
  mutating func keep(_ handover: Handover) {
    handovers.removeAll {
      $0.target == handover.target && $0.from == handover.from && $0.to == handover.to
        && $0.at == handover.at
    }
    handovers.append(handover)
  }
}
