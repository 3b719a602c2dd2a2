// Tocsin — StoreContract: a PostgreSQL server of the tests' own
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization

@testable import TocsinPostgres

/// `Tests/postgres-server`, which stops and removes itself when this process is gone.
final class PostgresServer: Sendable {
  struct NotStarted: Error {}

  /// The pipes of the script; whoever holds the lock speaks.
  private struct Talk: ~Copyable {
    let process: Process
    let commands: FileHandle
    let answers: FileHandle
    var databases = 0

    /// The next line; waits for it, but not for ever.
    func line() throws -> String {
      var line = Data()
      while line.last != 0x0A {
        var ready = pollfd(fd: answers.fileDescriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&ready, 1, 60_000) > 0, let byte = try answers.read(upToCount: 1),
          !byte.isEmpty
        else { throw NotStarted() }
        line += byte
      }
      return String(decoding: line.dropLast(), as: UTF8.self)
    }
  }

  private let talk: Mutex<Talk>
  /// The folder of the cluster and of its socket.
  let folder: String

  private static let template = "template_tocsin"

  /// Starts a server.
  ///
  /// - Parameter settings: of the server, as `NAME=VALUE`.
  init(_ settings: [String] = []) throws {
    let process = Process()
    let (commands, answers) = (Pipe(), Pipe())
    process.executableURL = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "postgres-server")
    process.arguments = settings
    process.standardInput = commands
    process.standardOutput = answers
    try process.run()
    let talk = Talk(
      process: process, commands: commands.fileHandleForWriting,
      answers: answers.fileHandleForReading)
    let words = try talk.line().split(separator: " ")
    guard words.count == 2, words[0] == "ready" else { throw NotStarted() }
    folder = String(words[1])
    self.talk = Mutex(talk)
  }

  deinit {
    talk.withLock { talk in
      try? talk.commands.write(contentsOf: Data("end\n".utf8))
      try? talk.commands.close()
      talk.process.waitUntilExit()
    }
  }

  /// One of the commands of the script: start, stop, pause, resume.
  func tell(_ word: String) throws {
    try talk.withLock { talk in
      try talk.commands.write(contentsOf: Data("\(word)\n".utf8))
      guard try talk.line() == "done \(word)" else { throw NotStarted() }
    }
  }

  // MARK: - Databases

  func address(_ database: String) throws -> PostgresAddress {
    try PostgresAddress("postgres://tocsin@/\(database)?host=\(folder)")
  }

  /// Runs one text of SQL beside the store.
  @discardableResult
  func run(_ sql: String, in database: String = "postgres") throws -> [String] {
    let session = try PostgresSession(
      address(database), as: "tests", answerWaitMilliseconds: 60_000)
    return try session.run(sql, "test", isPatient: true).words
  }

  /// Makes a database.
  ///
  /// - Parameter how: what stands behind its name.
  func makeDatabase(_ how: String = "") throws -> String {
    let name = talk.withLock { talk in
      talk.databases += 1
      return "tocsin_\(talk.databases)"
    }
    try run("CREATE DATABASE \(name) \(how)")
    return name
  }

  /// The server that the contract's suites share.
  private static let shared: Result<PostgresServer, any Error> = Result {
    let server = try PostgresServer()
    try server.run("CREATE DATABASE \(PostgresServer.template)")
    _ = try PostgresStore.open(server.address(PostgresServer.template), .tested)
    return server
  }

  /// A database with the store's tables and nothing in them, gone after `body`.
  static func withDatabase(
    _ body: (PostgresAddress) async throws -> Void
  ) async throws {
    try await withServer { server, name in try await body(server.address(name)) }
  }

  static func withServer(
    _ body: (PostgresServer, String) async throws -> Void
  ) async throws {
    let server = try shared.get()
    let name = try server.makeDatabase("TEMPLATE \(template)")
    do {
      try await body(server, name)
    } catch {
      try server.run("DROP DATABASE \(name) WITH (FORCE)")
      throw error
    }
    try server.run("DROP DATABASE \(name) WITH (FORCE)")
  }
}
