// Tocsin — tocsin: where the store of a site is
// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import TocsinGateway
internal import TocsinPostgres
internal import TocsinSQLite
internal import TocsinStore

/// A file in the data folder, or a database of a server.
enum StorePlace {
  case file(String)
  case server(PostgresAddress)

  /// What `--store` or TOCSIN_STORE names, else the file.
  ///
  /// - Throws: `Failure` for what is no address. It is not shown: it may hold a password.
  init(_ settings: Settings, folder: String) throws {
    if let text = settings.store {
      try self.init(address: text)
    } else {
      self = .file(folder + "/tocsin.sqlite")
    }
  }

  /// A database of a server.
  init(address text: String) throws {
    do {
      self = .server(try PostgresAddress(text))
    } catch {
      throw Failure("this is no address of a PostgreSQL database", hint: error.hint)
    }
  }

  /// Without the parts of an address that nobody needs to see.
  var shown: String {
    switch self {
    case .file(let path): path
    case .server(let address): address.shown
    }
  }

  /// Whether there is a store, and whether it already holds cells.
  func state() throws -> (isThere: Bool, isSealed: Bool) {
    try told {
      switch self {
      case .file(let path):
        guard FileManager.default.fileExists(atPath: path) else { return (false, false) }
        return (true, try SQLiteStore.isSealed(path: path))
      case .server(let address):
        return try PostgresStore.state(of: address)
      }
    }
  }

  /// Opens the store, and makes it when there is none.
  ///
  /// - Parameter serving: whether this process is its gateway.
  func open(_ vault: any Vault, serving: Bool) throws -> any SiteStore {
    try told {
      switch self {
      case .file(let path):
        return try SQLiteStore.open(path: path, SQLiteStore.Options(vault: vault))
      case .server(let address):
        var options = PostgresStore.Options(vault: vault)
        options.isNode = serving
        return try PostgresStore.open(address, options)
      }
    }
  }

  /// Fills an empty database with the rows of a file that nobody else has open.
  ///
  /// - Returns: how many rows each table has.
  func fill(_ vault: any Vault, from path: String) throws -> [(table: String, rows: Int)] {
    guard case .server(let address) = self else { return [] }
    return try told {
      try SQLiteStore.alone(path) { source in
        try PostgresStore.fill(address, PostgresStore.Options(vault: vault), from: source)
      }
    }
  }

  /// What `body` gives, or why not, for an operator.
  private func told<Answer>(_ body: () throws -> Answer) throws -> Answer {
    do {
      return try body()
    } catch let error as SchemaError {
      let what =
        error == .wrongKey ? "does not open with this root key" : "was written by a newer program"
      throw Failure("\(shown) \(what)", hint: error.hint)
    } catch let error as PostgresError {
      throw Failure("the store \(shown) cannot be used: \(error)", hint: error.hint)
    } catch {
      throw Failure("the store \(shown) cannot be opened: \(error)", hint: hint)
    }
  }

  private var hint: String {
    switch self {
    case .file: "check its owner and its folder"
    case .server: "look into the server's log"
    }
  }
}
