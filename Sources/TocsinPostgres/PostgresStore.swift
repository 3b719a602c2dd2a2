// Tocsin — Postgres: the store on a PostgreSQL server
// SPDX-License-Identifier: Apache-2.0

internal import Synchronization
package import TocsinGateway
package import TocsinStore

/// The store on PostgreSQL 15 or newer: one writer, two readers, and a probe that says whether the
/// database works, each with a session of its own, opened when it is first needed.
///
/// A completion means that the server has the unit on its disk, and on its synchronous standbys
/// where it has any. When the server is lost, units fail with `StoreError.unreachable` until it is
/// back, and go on then without anybody's help. Processes share the database as they share a file
/// of SQLite; only one of them is the gateway.
package final class PostgresStore: SiteStore {
  /// How a store is opened.
  package struct Options: Sendable {
    /// What seals the cells. There is no store without one.
    package var vault: any Vault
    /// This process serves the database: refused while another does.
    package var isNode = false
    /// How long another process's transaction is waited for.
    package var busyWaitMilliseconds = StoreLimits.busyWaitMilliseconds
    /// Called around each commit; see `StoreWriter`.
    package var onFault: (@Sendable (FaultPoint) throws -> Void)?

    package init(vault: any Vault) { self.vault = vault }
  }

  private let writer: StoreWriter
  private let writing: PostgresLane
  private let reading: [PostgresLane]
  private let probing: PostgresLane
  private let keys: KeyRing
  private let readCount = Atomic<Int>(0)
  /// The name under which this process serves the database; nil when it does not.
  private let node: String?

  /// Connects, makes the tables when there are none, and brings them up to date.
  ///
  /// - Throws: `PostgresError`, `SchemaError` for a store of a newer program or another root key,
  ///   `StoreError` when a statement fails.
  package static func open(
    _ address: PostgresAddress, _ options: Options
  ) throws -> PostgresStore {
    try PostgresStore(address, options)
  }

  /// Whether there is a store in the database, and whether it holds sealed cells, and so cannot be
  /// read without its root key.
  ///
  /// - Throws: `PostgresError`.
  package static func state(of address: PostgresAddress) throws -> (isThere: Bool, isSealed: Bool) {
    let connection = PostgresConnection(
      address, for: .reading, busyWaitMilliseconds: StoreLimits.busyWaitMilliseconds)
    try connection.connect()
    defer { connection.close() }
    let found = try connection.words("SELECT to_regclass('meta') IS NOT NULL", "find table")
    guard found == ["t"] else { return (false, false) }
    return (true, try connection.reading { try Schema.isSealed(connection) })
  }

  private init(_ address: PostgresAddress, _ options: Options) throws {
    let wait = options.busyWaitMilliseconds
    func lane(_ name: String, _ purpose: PostgresConnection.Purpose) -> PostgresLane {
      PostgresLane(
        "tocsin.store." + name,
        PostgresConnection(address, for: purpose, busyWaitMilliseconds: wait))
    }
    let number = UInt64.random(in: .min ... .max)
    let node = options.isNode ? "tocsin node " + String(number, radix: 16) : nil
    self.node = node
    let writing = lane("writer", .writing(node: node))
    self.writing = writing
    reading = [lane("reader", .reading), lane("reader", .reading)]
    probing = lane("probe", .probing)
    let keys = KeyRing(options.vault)
    self.keys = keys
    writer = StoreWriter(keys: keys, onFault: options.onFault) { work in
      writing.later { work($0) }
    }
    try writing.now { connection in
      try connection.connect()
      guard try Schema.prepare(connection, .postgres, keys) else { return }
      try Schema.settled(connection)
    }
  }

  package func submit<Answer: Sendable>(
    _ unit: StoreUnit<Answer>,
    completion: @escaping @Sendable (Result<Answer, StoreError>) -> Void
  ) {
    writer.submit(unit, completion: completion)
  }

  package func read<Answer: Sendable>(
    _ body: @escaping @Sendable (any StoreReader) throws -> Answer
  ) async throws -> Answer {
    let index = readCount.wrappingAdd(1, ordering: .relaxed).oldValue
    let lane = reading[Int(index.magnitude) % reading.count]
    let keys = keys
    return try await lane.answer { connection in
      try connection.reading { try body(SQLReader(connection, keys)) }
    }
  }

  package var damagedRows: [DamagedRow] { keys.damagedRows }

  package func forgetKeys() { keys.forget() }

  /// Lets the server clear the rows of keys that were erased. What its log and its copies hold of
  /// them goes when these go.
  package func settle() async throws {
    forgetKeys()
    _ = try await reading[0].answer {
      try $0.words("VACUUM subject", "clear keys", isPatient: true)
    }
  }

  package func dataVersion() async throws -> Int64 {
    try await reading[0].answer { connection in
      try connection.reading {
        try connection.first(.readMeta, [.text("others")]) { $0.int(0) } ?? 0
      }
    }
  }

  package func trouble() async -> String? {
    let (probing, node) = (probing, node)
    do {
      let found = try await probing.answer {
        try $0.words(SessionSQL.probe(node: node), "probe")
      }
      if found.first == "t" { return "the database takes no writes: it is a standby" }
      if node != nil, found.last != "0" { return "another gateway serves the database" }
      return nil
    } catch StoreError.closed {
      return "the store is closed"
    } catch {
      return "the database cannot be reached"
    }
  }

  /// What the server says of the session's settings, for tests.
  func setting(_ name: String) async throws -> String {
    try await writing.answer {
      try $0.words("SELECT current_setting('\(name)')", "read setting").first ?? ""
    }
  }

  package func close() async {
    writer.close()
    await withCheckedContinuation { continuation in
      writing.later { _ in continuation.resume() }
    }
    for lane in reading + [probing, writing] { lane.close() }
  }
}
