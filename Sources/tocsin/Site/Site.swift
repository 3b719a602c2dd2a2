// Tocsin — tocsin: a data folder, opened
// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import Logging
internal import TocsinCore
internal import TocsinDocuments
internal import TocsinGateway
internal import TocsinSQLite
internal import TocsinSealing
internal import TocsinStore
internal import TocsinSystem

/// The parts over one data folder, wired: store, key, directory.
struct Site: Sendable {
  let folder: String
  let store: any AlertStore
  let key: SiteKey
  let directory: Directory
  /// The time of everything that this process writes.
  let clock: SystemClock
  private let database: SQLiteStore

  /// Opens the site that the settings name.
  ///
  /// - Parameters:
  ///   - creating: whether a new or empty folder is initialised; otherwise it is refused.
  ///   - fresh: a file with the root key that takes the place of the present one.
  static func open(
    _ settings: Settings, creating: Bool = false, replacing fresh: String? = nil
  ) async throws -> Site {
    let folder = try settings.dataFolder()
    let database = folder + "/tocsin.sqlite"
    if !FileManager.default.fileExists(atPath: database) {
      guard creating else {
        throw Failure(
          "\(folder) holds no site", hint: "make one: tocsin serve --data \(folder)")
      }
      try createFolder(folder)
    }
    let isSealed = try isSealed(database)
    let root = try RootKeySource(settings).key(folder: folder, isSealed: isSealed)
    let taking = try fresh.map { try RootKeySource.file($0).key(folder: folder, isSealed: true) }
    let key = try SiteKey(folder: folder, root: taking ?? root, former: taking == nil ? nil : root)
    let store = try openStore(database, key.vault)
    let site = Site(
      folder: folder, database: store, key: key,
      directory: Directory(reader: StoredDocuments(), zones: SystemZones()),
      clock: SystemClock(notBefore: try await store.read { try $0.newestMoment() }))
    try await site.refresh()
    return site
  }

  private init(
    folder: String, database: SQLiteStore, key: SiteKey, directory: Directory, clock: SystemClock
  ) {
    self.folder = folder
    self.database = database
    store = database
    self.key = key
    self.directory = directory
    self.clock = clock
  }

  /// A number that changes when another process has written.
  func dataVersion() async throws -> Int64 { try await database.dataVersion() }

  /// Cuts the log of the store, and forgets the keys of subjects.
  func settle() async throws { try await database.settle() }

  /// Forgets the keys of subjects that are in memory.
  func forgetKeys() { database.forgetKeys() }

  /// Writes a snapshot of the store into a new file.
  func copy(to path: String) async throws { try await database.copy(to: path) }

  /// Carries out what waits and closes the store.
  func close() async { await database.close() }

  private static func createFolder(_ folder: String) throws {
    do {
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true,
        attributes: [.posixPermissions: 0o700])
    } catch {
      throw Failure("\(folder) cannot be made", hint: "check who owns the folder above it")
    }
  }

  /// Whether the store at this path already holds cells.
  private static func isSealed(_ path: String) throws -> Bool {
    guard FileManager.default.fileExists(atPath: path) else { return false }
    do {
      return try SQLiteStore.isSealed(path: path)
    } catch {
      throw Failure(
        "the store \(path) cannot be read: \(error)", hint: "check its owner and its folder")
    }
  }

  private static func openStore(_ path: String, _ vault: any Vault) throws -> SQLiteStore {
    do {
      return try SQLiteStore.open(path: path, SQLiteStore.Options(vault: vault))
    } catch let error as SchemaError {
      let what =
        error == .wrongKey ? "does not open with this root key" : "was written by a newer program"
      throw Failure("\(path) \(what)", hint: error.hint)
    } catch {
      throw Failure(
        "the store \(path) cannot be opened: \(error)",
        hint: "check its owner and its folder")
    }
  }

  /// Reads the directory again. A store without documents is no error here.
  func refresh() async throws {
    let directory = directory
    do {
      _ = try await store.read { try directory.refresh(from: $0) }
    } catch is DirectoryError {
    }
  }

  /// A person by id.
  func responder(_ id: ResponderID) async throws -> Responder? {
    try await store.read { try $0.responders().first { $0.id == id } }
  }

  /// What the activities are given.
  func surroundings(logger: Logger = Logger(label: "tocsin")) -> Surroundings {
    var all = Surroundings(
      store: store, directory: directory, time: clock,
      identifiers: SystemIdentifiers(), sealer: key.sealer
    ).at(key.site)
    all.pushPublicKey = key.push.pushPublicKey
    all.logger = logger
    return all
  }

  /// A Desk over this site, for commands.
  func desk() -> Desk { Desk(surroundings()) }
}
