// Tocsin — Server: JSON for screens on walls and for intranets
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import Synchronization
internal import TocsinCore
internal import TocsinGateway

/// Wall boards as they were written a moment ago, so that a hundred screens cost what one does.
final class WallBoardMemory: Sendable {
  /// A board that is older is written anew.
  static let lifetime = Milliseconds.seconds(5)
  /// More are not kept: all are forgotten then.
  static let countMax = 256

  struct Key: Hashable {
    let part: BoardPart
    let detail: BoardDetail
    /// Of the directory, so that a change of a rota shows at once.
    let version: Int64
  }

  struct Entry {
    let bytes: [UInt8]
    let tag: String
    let writtenAt: Timestamp
  }

  private let entries = Mutex<[Key: Entry]>([:])

  func entry(_ key: Key, at now: Timestamp) -> Entry? {
    entries.withLock { entries in
      guard let found = entries[key], found.writtenAt <= now, now < found.writtenAt + Self.lifetime
      else { return nil }
      return found
    }
  }

  func keep(_ entry: Entry, as key: Key) {
    entries.withLock { entries in
      if entries.count >= Self.countMax { entries = [:] }
      entries[key] = entry
    }
  }
}

extension Endpoints {
  /// The wall board of a link. The secret in the path is the only credential, as in calendars;
  /// pages of other origins may read what whoever has it may read.
  func wallBoard(_ call: Call) async throws -> WebReply {
    let boards = WallBoards(surroundings)
    let detail = try await boards.detail(secret: String(call.parameters["secret"] ?? ""))
    let version = (try? surroundings.directory.snapshot().version) ?? 0
    let key = WallBoardMemory.Key(
      part: try Self.part(of: call.request), detail: detail, version: version)
    let now = surroundings.time.now()
    let entry: WallBoardMemory.Entry
    if let known = wallBoards.entry(key, at: now) {
      entry = known
    } else {
      let bytes = Self.json(try await boards.board(key.part, detail)).bytes
      let tag = Base64URL.encode(Array(surroundings.sealer.digest(bytes).prefix(12)))
      entry = WallBoardMemory.Entry(bytes: bytes, tag: "\"\(tag)\"", writtenAt: now)
      wallBoards.keep(entry, as: key)
    }
    var headers: HTTPFields = [
      .contentType: "application/json", .eTag: entry.tag,
      .cacheControl: "private, max-age=\(WallBoardMemory.lifetime.count / 1_000)",
    ]
    if let name = HTTPField.Name("Access-Control-Allow-Origin") { headers[name] = "*" }
    guard !call.request.knows(entry.tag) else {
      return WebReply(.notModified, headers: headers, body: .bytes([]))
    }
    return WebReply(.ok, headers: headers, body: .bytes(entry.bytes))
  }

  private static func part(of request: WebRequest) throws(Problem) -> BoardPart {
    switch (try request.decodedParameter("rota"), try request.decodedParameter("team")) {
    case (nil, nil): return .all
    case (let rota?, nil): return .rota(RotaID(rota))
    case (nil, let team?): return .team(team)
    case (_?, _?): throw unusable("team", "a rota or a team, not both")
    }
  }

  /// Nothing in it changes with every second, so that its tag holds as long as what it says.
  private static func json(_ board: WallBoard) -> JSONValue {
    let rotas = board.rotas.map { rota in
      JSONValue.object([
        ("rota", .text(rota.rota.text)), ("title", .text(rota.title)),
        ("until", .text(RFC3339.text(rota.until, in: rota.zone))),
        (
          "lines",
          .object(
            RotaLine.allCases.map { line in
              (line.rawValue, people(rota.holders(of: line), board.detail))
            })
        ),
      ])
    }
    let wards = board.wards.map { ward in
      JSONValue.object(
        [("ward", .text(ward.ward))]
          + Priority.allCases.map { ($0.word, .number(Int64(ward.open[$0] ?? 0))) }
          + [("untaken", .number(Int64(ward.untaken)))])
    }
    return .object([
      ("rotas", .list(rotas)), ("alerts", .list(wards)), ("isWhole", .flag(board.isWhole)),
    ])
  }

  private static func people(_ holders: [RotaNow.Holder], _ detail: BoardDetail) -> JSONValue {
    .list(
      holders.map { holder in
        let name = ("name", JSONValue.text(holder.name))
        guard detail == .numbers, !holder.telephone.isEmpty else { return .object([name]) }
        return .object([name, ("telephone", .text(holder.telephone))])
      })
  }
}

extension WebRequest {
  /// Whether the client has what this tag stands for (RFC 9110 §13.1.2).
  func knows(_ tag: String) -> Bool {
    let known = headers[.ifNoneMatch]?.split(separator: ",") ?? []
    return known.contains { $0.filter { $0 != " " }.trimmingPrefix("W/") == tag }
  }
}
