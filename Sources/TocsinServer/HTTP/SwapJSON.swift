// Tocsin — Server: swaps of shifts as JSON
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinGateway

/// The forms in which routes give swaps. Instants have the offset of the rota's zone.
struct SwapJSON {
  let staffing: Staffing
  /// Who asks.
  let own: ResponderID
  let now: Timestamp
  let manages: (RotaID) -> Bool

  func row(_ row: SwapRow) -> JSONValue {
    let swap = row.swap
    let isPossible = row.prospect?.obstacles.isEmpty ?? false
    return .object([
      ("id", .text(swap.id.text)), ("rota", .text(swap.rota.text)),
      ("title", .text(title(swap.rota))), ("phase", .text(row.phase.word)),
      ("asker", person(swap.asker)), ("taker", person(swap.taker)),
      ("given", part(swap.given, swap.rota)),
      ("returned", swap.returned.map { part($0, swap.rota) } ?? .null),
      ("words", .text(swap.words)), ("askedAt", time(swap.askedAt, swap.rota)),
      ("expiresAt", time(swap.expiresAt, swap.rota)),
      ("settledAt", swap.settledAt.map { time($0, swap.rota) } ?? .null),
      ("revision", swap.revision.map { .number(Int64($0)) } ?? .null),
      ("mayAccept", .flag(row.phase == .asked && swap.taker == own && isPossible)),
      ("mayDecline", .flag(mayDecline(swap, row.phase))),
      ("mayWithdraw", .flag(row.phase.isOpen && swap.asker == own)),
      ("mayApprove", .flag(row.phase == .consented && isPossible && mayApprove(swap))),
      ("outlook", row.prospect.map { outlook($0, swap.rota, row.cause) } ?? .null),
    ])
  }

  /// What a swap comes to.
  func outlook(_ prospect: SwapProspect, _ rota: RotaID, _ cause: SwapCause?) -> JSONValue {
    let preview = prospect.preview
    return .object([
      (
        "obstacles",
        .list(
          prospect.obstacles.map { obstacle in
            .object([
              ("cause", .text(obstacle.word)), ("person", obstacle.person.map(person) ?? .null),
            ])
          })
      ),
      ("changedBy", cause.map { .object(changed($0)) } ?? .null),
      (
        "warnings",
        .list(
          preview.unreachable.filter(\.isNew).map { warning($0, rota) }
            + prospect.rests.map { rest($0) } + prospect.bookings.map { booking($0) })
      ),
      (
        "differences",
        .list(
          preview.differences.map { one in
            .object([
              ("from", time(one.from, rota)), ("until", time(one.until, rota)),
              ("gaining", .list(one.gaining.map(person))),
              ("losing", .list(one.losing.map(person))),
            ])
          })
      ),
    ])
  }

  /// Where somebody can begin: their coming turns, and whom they can ask.
  func opening(_ one: SwapRota) -> JSONValue {
    let id = one.rota.id
    let others = one.turns.keys.filter { $0 != own }.sorted()
    return .object([
      ("rota", .text(id.text)), ("title", .text(one.rota.title)),
      ("swaps", .text(one.rota.swaps.rawValue)),
      ("turns", .list((one.turns[own] ?? []).map { part($0, id) })),
      (
        "colleagues",
        .list(
          others.map { other in
            .object([
              ("id", .text(other.text)), ("name", .text(name(other))),
              ("turns", .list((one.turns[other] ?? []).map { part($0, id) })),
            ])
          })
      ),
    ])
  }

  // MARK: - Rights

  private func mayDecline(_ swap: Swap, _ phase: SwapPhase) -> Bool {
    phase.isOpen && (swap.taker == own || swap.asker != own && manages(swap.rota))
  }

  private func mayApprove(_ swap: Swap) -> Bool {
    swap.asker != own && swap.taker != own && manages(swap.rota)
  }

  // MARK: - Parts

  private func changed(_ cause: SwapCause) -> [(String, JSONValue)] {
    let author = cause.author.split(separator: ":", maxSplits: 1).last.map(String.init) ?? ""
    return [
      ("revision", .number(Int64(cause.revision))),
      ("author", .text(name(ResponderID(author)))), ("reason", .text(cause.reason)),
    ]
  }

  private func warning(_ remark: DutyRemark, _ rota: RotaID) -> JSONValue {
    let cause = remark.cause == .noDevice ? "no-device" : "unreachable"
    return .object(
      remarkable(cause, remark.responder, remark.from, remark.until, rota))
  }

  private func rest(_ broken: BrokenRest) -> JSONValue {
    .object(
      remarkable(
        "short-rest", broken.night.responder, broken.night.until, broken.next.from,
        broken.next.rota) + [
          ("restMinutes", .number(broken.rest.count / 60_000)),
          ("neededMinutes", .number(broken.needed.count / 60_000)),
        ])
  }

  private func booking(_ both: DoubleBooking) -> JSONValue {
    .object(
      remarkable("also-on", both.responder, both.from, both.until, both.first.rota) + [
        ("other", .text(title(both.second.rota))), ("line", .text(both.first.line.rawValue)),
        ("otherLine", .text(both.second.line.rawValue)),
      ])
  }

  private func remarkable(
    _ cause: String, _ id: ResponderID, _ from: Timestamp, _ until: Timestamp, _ rota: RotaID
  ) -> [(String, JSONValue)] {
    [
      ("cause", .text(cause)), ("person", person(id)), ("title", .text(title(rota))),
      ("from", time(from, rota)), ("until", time(until, rota)),
    ]
  }

  private func part(_ part: SwapPart, _ rota: RotaID) -> JSONValue {
    .object([
      ("line", .text(part.line.rawValue)), ("from", time(part.from, rota)),
      ("until", time(part.until, rota)),
    ])
  }

  private func time(_ time: Timestamp, _ rota: RotaID) -> JSONValue {
    let zone = staffing.rotas[rota].flatMap { staffing.zones[$0.zone] } ?? .utc
    return .text(RFC3339.text(time, in: zone))
  }

  private func title(_ rota: RotaID) -> String { staffing.rotas[rota]?.title ?? rota.text }

  private func name(_ id: ResponderID) -> String { staffing.responders[id]?.name ?? id.text }

  private func person(_ id: ResponderID) -> JSONValue {
    .object([("id", .text(id.text)), ("name", .text(name(id)))])
  }
}

extension SwapPhase {
  var word: String {
    switch self {
    case .asked: "asked"
    case .consented: "consented"
    case .agreed: "agreed"
    case .declined: "declined"
    case .withdrawn: "withdrawn"
    case .expired: "expired"
    }
  }
}

extension SwapObstacle {
  var word: String {
    switch self {
    case .closed: "closed"
    case .onePerson: "one-person"
    case .span: "span"
    case .begun: "begun"
    case .stranger: "stranger"
    case .notHeld: "not-held"
    case .alreadyOn: "already-on"
    case .account: "account"
    case .absent: "absent"
    case .covered: "covered"
    }
  }

  var person: ResponderID? {
    switch self {
    case .closed, .onePerson, .span, .begun: nil
    case .stranger(let id), .notHeld(let id), .alreadyOn(let id), .account(let id),
      .absent(let id), .covered(let id):
      id
    }
  }

  /// The member of the request that it is about.
  var field: String {
    switch self {
    case .closed: "rota"
    case .onePerson, .stranger, .account, .absent, .alreadyOn, .covered: "to"
    case .span, .begun, .notHeld: "given"
    }
  }

  /// In a sentence without a name: `person` has the id.
  var text: String {
    switch self {
    case .closed: "the shifts of this rota are moved by its managers"
    case .onePerson: "nobody swaps with themselves"
    case .span: "a shift is from one time to a later one, on the first or second line, soon enough"
    case .begun: "one of the shifts has begun: hand it over instead"
    case .stranger(let id): "\(id) does not stand in this rota"
    case .notHeld(let id): "\(id) does not hold the shift that they would give"
    case .alreadyOn(let id): "\(id) is on that line already"
    case .account(let id): "\(id) has no valid account with a duty to answer in that time"
    case .absent(let id): "\(id) has said that they cannot come in that time"
    case .covered(let id): "\(id) would not be on call: something stronger lies above it"
    }
  }
}
