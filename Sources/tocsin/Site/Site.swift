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
  private let database: any SiteStore

  /// Opens the site that the settings name.
  ///
  /// - Parameters:
  ///   - creating: whether a new or empty folder is initialised; otherwise it is refused.
  ///   - fresh: a file with the root key that takes the place of the present one.
  ///   - serving: whether this process is the gateway of the site.
  static func open(
    _ settings: Settings, creating: Bool = false, replacing fresh: String? = nil,
    serving: Bool = false
  ) async throws -> Site {
    let folder = try settings.dataFolder()
    let place = try StorePlace(settings, folder: folder)
    let (isThere, isSealed) = try place.state()
    guard isThere || creating else {
      throw Failure(
        "\(settings.store == nil ? folder : place.shown) holds no site",
        hint: "make one: tocsin serve --data \(folder)")
    }
    if creating { try createFolder(folder) }
    let root = try RootKeySource(settings).key(folder: folder, isSealed: isSealed)
    let taking = try fresh.map { try RootKeySource.file($0).key(folder: folder, isSealed: true) }
    let key = try SiteKey(folder: folder, root: taking ?? root, former: taking == nil ? nil : root)
    let store = try place.open(key.vault, serving: serving)
    let site = Site(
      folder: folder, database: store, key: key,
      directory: Directory(reader: StoredDocuments(), zones: SystemZones()),
      clock: SystemClock(notBefore: try await store.read { try $0.newestMoment() }))
    try await site.refresh()
    return site
  }

  private init(
    folder: String, database: any SiteStore, key: SiteKey, directory: Directory,
    clock: SystemClock
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

  /// Why the store takes nothing now; nil while it does.
  func trouble() async -> String? { await database.trouble() }

  /// Writes a snapshot of the store into a new file.
  ///
  /// - Throws: `Failure` for a store that is no file.
  func copy(to path: String) async throws {
    guard let file = database as? SQLiteStore else {
      throw Failure(
        "a store on a PostgreSQL server is not copied by tocsin",
        hint: "copy it with the server's own tools: see Documentation/operating.md")
    }
    try await file.copy(to: path)
  }

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
