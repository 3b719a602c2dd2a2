// Tocsin — Simulation: laboratories repeat, correct and take back
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinGateway

/// The orders whose results are followed, as their laboratory has them: the newest report of each,
/// whatever has arrived of it. The chance is its own.
struct Laboratory {
  var chance: Chance
  /// Oldest first; what is longer ago is not revised any more.
  private(set) var orders: [LabResult] = []

  static let ordersMax = 30

  init(_ chance: Chance) { self.chance = chance }

  mutating func know(_ result: LabResult) {
    guard result.isFollowed else { return }
    orders.removeAll { $0.order == result.order }
    orders.append(result)
    if orders.count > Self.ordersMax { orders.removeFirst() }
  }

  /// The next report of an order: the same again, another value, a correction, a retraction.
  mutating func next(_ result: LabResult, number: Int, at now: Timestamp) -> LabResult {
    var next = result
    next.sent = nil
    next.reported = max(now, (result.reported ?? now) + Milliseconds(1))
    switch chance.below(8) {
    case 0, 1: if chance.below(2) == 0 { next.reported = result.reported }
    case 2: (next.status, next.flag, next.value) = ("F", "HH", "7.9 r\(number)")
    case 3, 4: (next.status, next.flag, next.value) = ("C", "LL", "2.1 r\(number)")
    case 5: (next.status, next.flag, next.value) = ("C", "N", "4.2 r\(number)")
    case 6: next.status = "W"
    default: next.status = "D"
    }
    return next
  }
}

extension SimulatedWorld {
  /// A laboratory has something new to say of an order, or two things that overtake each other.
  func revise() {
    arrange(.revise, after: laboratory.chance.wait(around: .minutes(12)))
    guard !laboratory.orders.isEmpty else { return }
    let recent = laboratory.chance.below(min(laboratory.orders.count, 10))
    var result = laboratory.orders[laboratory.orders.count - 1 - recent]
    for _ in 0..<(laboratory.chance.below(3) == 0 ? 2 : 1) {
      result = laboratory.next(result, number: parcels.count, at: now)
      laboratory.know(result)
      let isLate = laboratory.chance.below(3) == 0
      let wait = isLate ? laboratory.chance.wait(Milliseconds(0) ... .minutes(10)) : .zero
      let number = put([result])
      arrange(.send(number), after: wait)
      if laboratory.chance.below(8) == 0 {
        arrange(.send(number), after: wait + laboratory.chance.wait(around: .minutes(3)))
      }
    }
  }

  // MARK: - What the gateway makes of it

  /// The alerts that tell of an order: its own, and those that ask again for what was taken back
  /// after the end.
  func alerts(ofOrder order: String) -> [Alert] {
    [order, "\(order) corrected"].flatMap { judge.ledger.ids[$0] ?? [] }
      .compactMap { judge.ledger.followed[$0]?.alert }
  }

  /// What is known of each order of a message as it comes in.
  func standings(of number: Int?) -> [String: OrderStanding] {
    guard let number else { return [:] }
    var found: [String: OrderStanding] = [:]
    for order in parcels[number].results.filter(\.isFollowed).map(\.order) {
      let alerts = alerts(ofOrder: order)
      let readers = alerts.flatMap { judge.ledger.followed[$0.id]?.readers ?? [] }
      found[order] = OrderStanding(alerts: alerts, readers: Set(readers).sorted())
    }
    return found
  }

  /// A message was taken for the first time: each of its results changed what is so, or nothing.
  func judgeResults(of number: Int, _ before: [String: OrderStanding]) {
    let at = gatewayNow
    for result in parcels[number].results where result.isFollowed {
      let news = account.take(result)
      if !news.isSilent { listed[parcels[number].controlID]?.isTold = true }
      let after = alerts(ofOrder: result.order)
      let ids = Set(after.map(\.id))
      let view = ResultView(
        result: result, news: news, before: before[result.order] ?? OrderStanding(), after: after,
        decisions: judge.recent.filter { ids.contains($0.transition.alert.id) },
        isReachable: { [hospital] in hospital.truth.isReachable($0, at: at) })
      guard let (promise, what) = view.wrong else { continue }
      let reason = listed[parcels[number].controlID]?.reason ?? ""
      judge.found(promise, "\(what); the list says: \(reason)")
    }
  }

  /// The same message again, byte for byte: whatever it says, nothing is decided.
  func judgeRepeat(of controlID: String) {
    guard let decision = judge.recent.first else { return }
    judge.found(
      .s17, "message \(controlID) came again and alert \(decision.transition.alert.id) changed")
  }

  /// At the end: no alert is open on what was taken back and nobody answered.
  func checkOrders() {
    for (order, result) in account.known.sorted(by: { $0.key < $1.key }) where result.isTakenBack {
      for alert in alerts(ofOrder: order) where !alert.isClosed && alert.retractedAt == nil {
        judge.found(.s18, "alert \(alert.id) is open on what was taken back")
      }
    }
  }
}
