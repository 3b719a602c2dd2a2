// Tocsin — Server: swaps of shifts, asked for, agreed to and ended
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import TocsinCore
internal import TocsinGateway

private struct SwapPartBody: Decodable {
  let from, until: String
  var line: String?

  func part(_ name: String) throws(Problem) -> SwapPart {
    guard let line = RotaLine(rawValue: line ?? RotaLine.first.rawValue) else {
      throw Endpoints.unusable("\(name).line", "first or second")
    }
    guard let from = try Endpoints.moment(from, "\(name).from"),
      let until = try Endpoints.moment(until, "\(name).until")
    else { throw Endpoints.unusable("\(name).from", "as GET /v1/swaps lists it") }
    return SwapPart(line, from: from, until: until)
  }
}

private struct SwapBody: Decodable {
  let rota, to: String
  let given: SwapPartBody
  var returned: SwapPartBody?
  var words: String?

  func ask(_ own: ResponderID) throws(Problem) -> SwapAsk {
    var parts = SwapParts(try given.part("given"))
    if let returned { parts = SwapParts(parts.given, for: try returned.part("returned")) }
    return SwapAsk(
      of: RotaID(rota), from: own, to: ResponderID(to), parts, words: words ?? "")
  }
}

extension Endpoints {
  func swap(_ call: Call, _ route: SwapRoute) async throws(Problem) -> WebReply {
    switch route {
    case .list: return try await swapList(call)
    case .preview: return try previewSwap(call)
    case .ask: return try await askSwap(call)
    case .accept, .decline, .withdraw, .approve: return try await settleSwap(call, route)
    }
  }

  private var swaps: Swaps { Swaps(surroundings) }

  private func swapJSON(_ call: Call) throws(Problem) -> SwapJSON {
    guard let staffing = try? surroundings.directory.snapshot().staffing else {
      throw Problem.notNow
    }
    return SwapJSON(
      staffing: staffing, own: try call.account.id, now: surroundings.time.now(),
      manages: { manages($0, call) })
  }

  /// Those of the person, those of the rotas that they manage, and what they can ask for.
  private func swapList(_ call: Call) async throws(Problem) -> WebReply {
    let json = try swapJSON(call)
    let own = json.own
    do {
      let rows = try await swaps.list { swap in
        swap.asker == own || swap.taker == own || json.manages(swap.rota)
      }
      let openings = try swaps.openings(of: own)
      return WebReply(
        .ok,
        json: .object([
          ("swaps", .list(rows.map(json.row))), ("rotas", .list(openings.map(json.opening))),
        ]))
    } catch { throw Problem(error, whenAsked: false) }
  }

  private func previewSwap(_ call: Call) throws(Problem) -> WebReply {
    let json = try swapJSON(call)
    let ask = try Self.json(SwapBody.self, of: call.request).ask(json.own)
    let prospect: SwapProspect
    do { prospect = try swaps.preview(ask) } catch { throw Problem(error, whenAsked: true) }
    return WebReply(.ok, json: json.outlook(prospect, ask.rota, nil))
  }

  private func askSwap(_ call: Call) async throws(Problem) -> WebReply {
    let json = try swapJSON(call)
    let ask = try Self.json(SwapBody.self, of: call.request).ask(json.own)
    let actor = try call.trailActor
    let made: Swap
    do { made = try await swaps.ask(ask, by: actor) } catch {
      throw Problem(error, whenAsked: true)
    }
    return WebReply(.created, json: json.row(SwapRow(made, at: json.now)))
  }

  private func settleSwap(_ call: Call, _ route: SwapRoute) async throws(Problem) -> WebReply {
    let json = try swapJSON(call)
    guard let id = SwapID(text: String(call.parameters["swap"] ?? "")) else {
      throw Problem(SwapError.unknown, whenAsked: false)
    }
    let actor = try call.trailActor
    let settled: Swap
    do {
      let own = json.own
      switch route {
      case .accept: settled = try await swaps.accept(id, by: own, actor)
      case .approve:
        try await demand(id, json) { json.manages($0.rota) }
        settled = try await swaps.approve(id, by: own, actor)
      case .withdraw:
        try await demand(id, json) { $0.asker == own }
        settled = try await swaps.end(id, as: .withdrawn, by: actor)
      case .decline:
        try await demand(id, json) { swap in
          swap.taker == own || swap.asker != own && json.manages(swap.rota)
        }
        settled = try await swaps.end(id, as: .declined, by: actor)
      case .list, .preview, .ask: throw SwapError.unknown
      }
    } catch let error as SwapError {
      throw Problem(error, whenAsked: false)
    } catch let problem as Problem { throw problem } catch { throw Problem.notNow }
    return WebReply(.ok, json: try swapJSON(call).row(SwapRow(settled, at: json.now)))
  }

  /// That the swap is there for who asks, and theirs to change.
  private func demand(
    _ id: SwapID, _ json: SwapJSON, _ isTheirs: (Swap) -> Bool
  ) async throws {
    guard let swap = try await surroundings.store.read({ try $0.swap(id) }) else {
      throw SwapError.unknown
    }
    guard isTheirs(swap) else { throw SwapError.notYours }
  }
}

extension Problem {
  /// What a refusal of a swap means over HTTP.
  fileprivate init(_ error: SwapError, whenAsked: Bool) {
    switch error {
    case .unknown:
      self.init(.notFound, "there is no such swap", hint: "GET /v1/swaps lists yours")
    case .notYours:
      self.init(
        .forbidden, "this swap is not yours to change",
        hint: "the one who asks withdraws it, the other one accepts or declines it, and somebody"
          + " else who manages the rota approves it")
    case .gone(let phase):
      self.init(
        .taken, "the swap is \(phase.word)", hint: "GET /v1/swaps says what has become of it")
    case .obstacles(let obstacles, let cause):
      let words = obstacles.map(\.text).joined(separator: "; ")
      let since = cause.map { " since revision \($0.revision) by \($0.author): \($0.reason)" }
      self.init(
        whenAsked ? .unusable : .taken, words + (since ?? ""),
        field: obstacles.first?.field, hint: "look at the rota as it is now, and ask again")
    case .words:
      self = Endpoints.unusable("words", "at most \(Swaps.wordsBytesMax) bytes on one line")
    case .tooMany:
      self.init(
        .taken, "\(Swaps.openMax) swaps are open", hint: "withdraw one that nobody has answered")
    case .findings(let findings):
      self.init(
        .unusable, findings.first(where: \.isError)?.text ?? "the rota cannot be changed so",
        field: "rota", hint: "ask its manager")
    case .notNow: self = Self.notNow
    }
  }
}
