// Tocsin — IdentityTests: a door for directories on the real store
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization
import TocsinCore
import TocsinGateway
import TocsinIdentity
import TocsinSQLite
import TocsinSealing

/// A store in memory with its door, and the directory's side of it.
struct DirectoryWard {
  let store: SQLiteStore
  let surroundings: Surroundings
  let door: SCIMDoor

  static let account = "urn:tocsin:scim:schemas:1.0:Account"

  init() throws {
    let root = try RootKey(contents: [UInt8](repeating: 9, count: 32))
    store = try SQLiteStore.inMemory(
      SQLiteStore.Options(
        vault: CellVault(root: root, site: [UInt8](repeating: 5, count: 16))))
    guard let sealer = SiteSealer(signerSeed: Array(repeating: 7, count: 32)) else {
      preconditionFailure("a seed has 32 bytes")
    }
    surroundings =
      Surroundings(
        store: store, directory: Directory(reader: NoDocuments(), zones: NoZones()),
        time: StillClock(), identifiers: Numbers(), sealer: sealer
      ).silent
    door = SCIMDoor(surroundings)
  }

  /// One request; the path may have a query.
  func ask(
    _ method: String, _ target: String, _ body: String = "", _ headers: [String: String] = [:]
  ) async throws -> Answer {
    let parts = target.split(separator: "?", maxSplits: 1)
    let reply = await door.answer(
      DirectoryRequest(
        directory: "entra", method: method, path: String(parts[0]),
        query: parts.count > 1 ? String(parts[1]) : "", headers: headers, body: Array(body.utf8)))
    let object = reply.body.isEmpty ? SCIMObject() : try SCIMText.object(reply.body)
    return Answer(
      status: reply.status, object: object,
      headers: Dictionary(reply.headers.map { ($0.name, $0.value) }) { first, _ in first })
  }

  /// Provisions somebody and gives their id.
  func provision(_ name: String, _ more: String = "") async throws -> String {
    let answer = try await ask("POST", "/Users", #"{"userName":"\#(name)"\#(more)}"#)
    return answer.object["id"]?.text ?? ""
  }

  func found(_ id: String) async throws -> Account? {
    try await store.read { try $0.account(ResponderID(id)) }
  }

  struct Answer {
    let status: Int
    let object: SCIMObject
    let headers: [String: String]

    var kind: String? { object["scimType"]?.text }

    /// The names of what a list has.
    var ids: [String] { object["Resources"]?.elements.compactMap { $0.object?["id"]?.text } ?? [] }
  }
}

private struct StillClock: TimeSource {
  func now() -> Timestamp { Timestamp(milliseconds: 1_795_500_000_000) }
}

private final class Numbers: IdentifierSource {
  private let count = Mutex<UInt64>(0)

  func next() -> (UInt64, UInt64) {
    count.withLock { count in
      count += 1
      return (count, count)
    }
  }
}

private struct NoDocuments: DocumentReader {
  func read(_ revisions: [DocumentRevision]) throws -> DirectoryDocuments {
    DirectoryDocuments(
      routing: RoutingTable(routes: [], catchAll: "none"), policies: [:], rotas: [:],
      integrations: [:])
  }

  func policy(_ revision: DocumentRevision) throws -> Policy {
    throw StoreError.refused(code: 0, operation: "no policy here")
  }
}

private struct NoZones: ZoneSource {
  func rules(named name: String) throws -> ZoneRules { .utc }
}
