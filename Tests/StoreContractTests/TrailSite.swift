// Tocsin — StoreContract: a site whose trail is written, signed and then tampered with
// SPDX-License-Identifier: Apache-2.0

import Foundation
import GRDB
import Testing
import TocsinCore
import TocsinGateway
import TocsinSQLite
import TocsinSealing

/// The time at which everything happens.
private struct Noon: TimeSource {
  func now() -> Timestamp { start }
}

/// A store in a file with 23 leaves: one of a device, then eleven alerts that are opened and taken.
/// Checkpoints cover 12 and 20 of them.
struct TrailSite {
  static let covered: Int64 = 20
  static let leaves: Int64 = 23

  let path: String
  let sealer: SiteSealer
  let vault: any Vault
  private(set) var exported: [ExportedCheckpoint] = []

  let origin = Checkpoint.origin(of: SiteID(high: 1, low: 1))

  static func with(_ body: (TrailSite) async throws -> Void) async throws {
    try await TemporaryFolder.with { folder in
      try await body(try await TrailSite(path: folder + "/store.sqlite"))
    }
  }

  private init(path: String) async throws {
    self.path = path
    sealer = try #require(SiteSealer(signerSeed: [UInt8](repeating: 3, count: 32)))
    vault = SQLiteStore.Options.tested.vault
    let store = try open()
    try await store.perform { transaction in
      try transaction.insert(Ward.device(phone, of: okafor))
      var leaf = TrailLeaf(
        .deviceEnrolled, on: "device:\(phone)", by: .device(phone, of: okafor), at: start)
      leaf.detail = Ward.device(phone, of: okafor).enrolmentDetail
      try transaction.append(leaf)
    }
    var alerts: [Alert] = []
    for number in 1...11 as ClosedRange<UInt64> {
      let opened = Ward.open(number, Ward.draft("ORD\(number)"))
      _ = try await store.perform { try $0.apply(opened) }
      alerts.append(opened.alert)
      if number == 11 { try await sign(store) }
    }
    for (number, alert) in alerts.enumerated() {
      let taken = Ward.advance(alert, Ward.response(alert, .accept))
      _ = try await store.perform { try $0.apply(taken, by: .device(phone, of: okafor)) }
      if number == 7 { try await sign(store) }
    }
    await store.close()
  }

  func open() throws -> SQLiteStore { try SQLiteStore.open(path: path, .tested) }

  func notary(_ store: SQLiteStore) -> Notary {
    Notary(store, sealer: sealer, signer: sealer, time: Noon(), origin: origin)
  }

  private mutating func sign(_ store: SQLiteStore) async throws {
    _ = try await notary(store).pass()
    let last = exported.compactMap { Checkpoint(note: $0.note)?.head.size }.last ?? 0
    exported += try await store.read {
      try ExportedCheckpoint.stored(after: last, limit: 10, in: $0).map(\.checkpoint)
    }
  }

  /// Changes the file as its owner can.
  func tamper(_ change: @Sendable @escaping (Database) throws -> Void) async throws {
    let queue = try DatabaseQueue(path: path)
    try await queue.write(change)
    try queue.close()
  }

  /// Verifies the file, with the exported checkpoints or without.
  func verify(_ exported: [ExportedCheckpoint] = []) async throws -> TrailReport {
    let store = try open()
    let (sealer, vault, origin) = (sealer, vault, origin)
    let report = try await store.read { store in
      var check = TrailCheck(
        store, exported: exported,
        means: TrailCheck.Means(
          origin: origin, publicKey: sealer.notePublicKey, sealer: sealer,
          commitment: { vault.commitment(to: $0, salt: $1) }))
      return try check.run()
    }
    await store.close()
    return report
  }

  /// Makes every chain from `index` on right again.
  func rechain(_ database: Database, from index: Int64) throws {
    var link =
      try Row.fetchOne(
        database, sql: "SELECT link FROM leaf WHERE idx = ?", arguments: [index - 1]
      ).map { [UInt8]($0["link"] as Data) } ?? LeafLink.start
    let rows = try Row.fetchAll(
      database, sql: "SELECT idx, body FROM leaf WHERE idx >= ? ORDER BY idx", arguments: [index])
    for row in rows {
      link = sealer.digest(link + [UInt8](row["body"] as Data))
      try database.execute(
        sql: "UPDATE leaf SET link = ? WHERE idx = ?",
        arguments: [Data(link), row["idx"] as Int64])
    }
  }

  /// Changes the time in the body of a leaf.
  func edit(_ database: Database, _ index: Int64) throws {
    let row = try #require(
      try Row.fetchOne(database, sql: "SELECT body FROM leaf WHERE idx = ?", arguments: [index]))
    var body = [UInt8](row["body"] as Data)
    body[16] ^= 1
    try database.execute(
      sql: "UPDATE leaf SET body = ? WHERE idx = ?", arguments: [Data(body), index])
  }
}
