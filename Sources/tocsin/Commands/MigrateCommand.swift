// Tocsin — tocsin: migrate
// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Foundation
internal import TocsinPostgres
internal import TocsinSQLite
internal import TocsinStore

/// `tocsin migrate`: the store of a site from its file into a database of a server.
struct MigrateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "migrate",
    abstract: "Move the store from the data folder into an empty PostgreSQL database.",
    discussion: """
      Example: tocsin migrate --data /var/lib/tocsin --to postgres://tocsin@db.example/tocsin

      Stop the gateway first. Every row is copied and compared, in one transaction: after a failure
      the file is as it was and the database is empty. After success the file is renamed to
      tocsin.sqlite.moved, so that no gateway pages from it by mistake; remove it when the database
      has its own copies. Then start serve with --store.
      """)

  @OptionGroup var data: DataOption
  @Option(help: "The database, made as Documentation/operating.md says.") var to: String

  func run() async throws {
    let settings = try await data.settings()
    guard settings.store == nil else {
      throw Failure(
        "migrate moves the file of the data folder, and a database is named",
        hint: "leave --store and TOCSIN_STORE out; give the database by --to")
    }
    let folder = try settings.dataFolder()
    let lock = try DataLock(folder: folder)
    defer { withExtendedLifetime(lock) {} }
    let place = try StorePlace(address: to)
    // Brings the file up to date, and sees that the root key opens it.
    let site = try await Site.open(settings)
    let vault = site.key.vault
    await site.close()
    let path = folder + "/tocsin.sqlite"
    let counts = try place.fill(vault, from: path)
    guard rename(path, path + ".moved") == 0 else {
      throw Failure(
        "the store is in \(place.shown), but \(path) cannot be renamed",
        hint: "move it away before a gateway starts without --store")
    }
    for (table, rows) in counts where rows > 0 { Console.say("\(table) \(rows)") }
    Console.say("moved \(counts.reduce(0) { $0 + $1.rows }) rows to \(place.shown)")
  }
}
