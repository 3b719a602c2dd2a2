// Tocsin — Server: the past under an edit that is not saved
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import TocsinCore
internal import TocsinGateway

private struct PolicyText: Decodable {
  let text: String
}

extension Endpoints {
  /// Changes of one kind in an answer; later ones are counted only.
  private static let changesMax = 100

  private var replays: Replays { Replays(surroundings, gate: quietThread) }

  /// The alerts of the last 90 days under a change of a rota. Nothing is stored.
  func replay(_ call: Call, _ request: RotaRequest) async throws(Problem) -> WebReply {
    do { return Self.reply(try await replays.rota(request)) } catch { throw Self.problem(error) }
  }

  /// The same under another text of a policy.
  func replayPolicy(_ call: Call) async throws(Problem) -> WebReply {
    let name = String(call.parameters["policy"] ?? "")
    guard NameForm.holds(name) else {
      throw Self.unusable("policy", "a name such as critical-result")
    }
    let body = try Self.json(PolicyText.self, of: call.request)
    do {
      return Self.reply(try await replays.policy(name, text: body.text))
    } catch { throw Self.problem(error) }
  }

  private static func problem(_ error: RotasError) -> Problem {
    guard case .edits = error else { return Problem(error) }
    return unusable("text", "at most \(Replays.textBytesMax) bytes")
  }

  private static func reply(_ replay: Replay) -> WebReply {
    let report = replay.report
    func changes(_ list: [HindsightChange]) -> JSONValue {
      .object([
        ("count", .number(Int64(list.count))),
        (
          "alerts",
          .list(
            list.prefix(changesMax).map { one in
              .object([
                ("alert", .text(one.alert.text)), ("openedAt", .time(one.openedAt)),
                ("before", reach(one.before, replay)), ("after", reach(one.after, replay)),
              ])
            })
        ),
      ])
    }
    return WebReply(
      .ok,
      json: .object([
        ("since", .time(replay.since)), ("count", .number(Int64(report.count))),
        ("isSample", .flag(replay.isSample)), ("sooner", changes(report.sooner)),
        ("later", changes(report.later)), ("onlyFallback", changes(report.onlyFallback)),
        ("noLongerFallback", changes(report.noLongerFallback)),
        ("others", changes(report.others)),
      ]))
  }

  private static func reach(_ reach: Reach, _ replay: Replay) -> JSONValue {
    let after: Milliseconds =
      switch reach {
      case .person(_, let after), .fallback(_, let after), .nobody(let after): after
      }
    return .object([
      ("name", reach.responder.map { .text(replay.names[$0] ?? $0.text) } ?? .null),
      ("isFallback", .flag(reach.isFallbackOnly)), ("seconds", .number(after.wholeSeconds)),
    ])
  }
}
