// Tocsin — Simulation: people who page by hand
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinGateway

extension SimulatedWorld {
  private static let caller = TrailActor.person(Hospital.switchboard)

  /// Somebody calls by hand.
  func call() async {
    arrange(.call, after: chance.wait(around: .hours(1)))
    calls += 1
    await place(calls)
  }

  /// Sends the call until the gateway says that it is kept, always under its one key: a crash on
  /// the way must neither lose it nor make it twice.
  func place(_ number: Int) async {
    guard let life else { return arrange(.place(call: number), after: .seconds(5)) }
    let type = Hospital.calls.types[number % Hospital.calls.types.count]
    let said = CallWords(
      place: "W3 \(number)", words: MessageWriter.secret, callBack: "4711", ward: "W3")
    do {
      let asked = AskedCall(type.name, said, key: "call-\(number)-key")
      let placed = try await life.switchboard.call(asked, by: Self.caller)
      if judge.ledger.followed[placed.alert.id] == nil {
        judge.found(.lost, "call \(number) was answered and has no alert")
      }
    } catch {
      arrange(.place(call: number), after: .seconds(5))
    }
  }

  /// Somebody at the switchboard does something to an alert, once or, by a second tap, twice.
  func act(on alert: Alert) async {
    guard let life else { return }
    let kind = randomAct(alert)
    for _ in 0..<chance.within(1...2) {
      _ = try? await life.switchboard.act(kind, on: alert.id, by: Self.caller)
    }
  }

  /// What the switchboard or the caller does to an alert (S15, S16, S25).
  private func randomAct(_ alert: Alert) -> HandAct.Kind {
    let role = chance.pick(alert.duties).role
    switch chance.below(6) {
    case 0:
      return .acceptedByTelephone(
        role: role, responder: chance.pick(hospital.doctors), isReadBack: chance.below(2) == 0)
    case 1: return .standDown
    case 2: return .callNext(role: chance.below(2) == 0 ? nil : role, from: nil)
    case 3:
      let rota = PageTarget.rota(chance.pick(Hospital.rotaIDs))
      let person = PageTarget.responder(chance.pick(hospital.doctors))
      return .reassign(role: role, to: chance.below(2) == 0 ? rota : person)
    case 4:
      return .reword(
        CallCorrection(place: "W\(chance.below(9))", words: MessageWriter.secret))
    default:
      // Whoever waits to be rung is rung first.
      return alert.callMes.first.map { .rung($0.responder) } ?? .resolve
    }
  }
}
