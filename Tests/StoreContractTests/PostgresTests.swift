// Tocsin — StoreContract: what only a store on a server promises
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinGateway
import TocsinSQLite

@testable import TocsinPostgres
@testable import TocsinStore

@Suite struct `A store on a server` {
  private func controlIDs(_ store: PostgresStore) async throws -> [String] {
    try await store.read { try $0.messages(after: 0, limit: 100).map(\.controlID) }
  }

  @Test func `takes every statement, with types that can be bound and read`() async throws {
    try await PostgresServer.withDatabase { address in
      let connection = PostgresConnection(
        address, for: .writing(node: nil), busyWaitMilliseconds: 1_000)
      try connection.connect()
      for statement in Statement.all {
        do {
          let types = try connection.types(of: statement)
          #expect(PostgresType.writable.isSuperset(of: types.placeholders), "\(statement.name)")
          #expect(PostgresType.readable.isSuperset(of: types.columns), "\(statement.name)")
        } catch {
          Issue.record("\(statement.name): \(error)")
        }
      }
      connection.close()
    }
  }

  @Test func `waits for the disk with every commit, and for more where the server does`()
    async throws
  {
    try await PostgresServer.withServer { server, name in
      for (setting, kept) in [("off", "on"), ("local", "on"), ("remote_apply", "remote_apply")] {
        try server.run("ALTER DATABASE \(name) SET synchronous_commit = \(setting)")
        let store = try PostgresStore.open(server.address(name), .tested)
        #expect(try await store.setting("synchronous_commit") == kept)
        await store.close()
      }
    }
  }

  @Test func `is refused where text is not ordered by its bytes`() async throws {
    try await PostgresServer.withServer { server, _ in
      let others = [
        "LOCALE_PROVIDER icu ICU_LOCALE 'en'", "ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C'",
      ]
      for how in others {
        let name = try server.makeDatabase("TEMPLATE template0 " + how)
        let error = #expect(throws: PostgresError.self) {
          try PostgresStore.open(server.address(name), .tested)
        }
        #expect(error?.hint.contains("CREATE DATABASE") == true)
        #expect(try PostgresStore.state(of: server.address(name)).isThere == false)
        try server.run("DROP DATABASE \(name)")
      }
    }
  }

  @Test func `is refused where a commit does not reach the disk`() throws {
    let server = try PostgresServer(["fsync=off"])
    #expect(throws: PostgresError.unsafe(setting: "fsync")) {
      try PostgresStore.open(server.address("postgres"), .tested)
    }
  }

  @Test func `is made in an empty database, and opens with its own key alone`() async throws {
    try await PostgresServer.withServer { server, _ in
      let name = try server.makeDatabase()
      let address = try server.address(name)
      #expect(try PostgresStore.state(of: address).isThere == false)
      let store = try PostgresStore.open(address, .tested)
      try await store.perform { _ = try $0.insert(Ward.message("a")) }
      await store.close()
      #expect(try PostgresStore.state(of: address).isSealed)
      #expect(throws: SchemaError.wrongKey) { try PostgresStore.open(address, .ofAnotherKey) }
      let again = try PostgresStore.open(address, .tested)
      #expect(try await controlIDs(again) == ["a"])
      await again.close()
      try server.run("UPDATE meta SET value = 99 WHERE name = 'schema'", in: name)
      #expect(throws: SchemaError.newer(found: 99, known: Schema.version)) {
        try PostgresStore.open(address, .tested)
      }
      try server.run("DROP DATABASE \(name) WITH (FORCE)")
    }
  }

  @Test func `keeps text that the server would not take`() async throws {
    try await PostgresServer.withDatabase { address in
      let store = try PostgresStore.open(address, .tested)
      try await store.perform { _ = try $0.insert(Ward.message("a\u{0}b")) }
      #expect(try await controlIDs(store) == ["a\u{FFFD}b"])
      await store.close()
    }
  }

  @Test func `takes nothing of a unit that goes on after a statement has failed`() async throws {
    try await PostgresServer.withDatabase { address in
      let store = try PostgresStore.open(address, .tested)
      await #expect(throws: StoreError.self) {
        try await store.perform { transaction in
          _ = try transaction.insert(Ward.message("a"))
          try transaction.insert(Ward.device(phone, of: okafor))
          try? transaction.insert(Ward.device(phone, of: okafor))
        }
      }
      #expect(try await controlIDs(store).isEmpty)
      try await store.perform { _ = try $0.insert(Ward.message("b")) }
      #expect(try await controlIDs(store) == ["b"])
      await store.close()
    }
  }
}

@Suite struct `A store that moves from a file to a server` {
  private func furnished(_ path: String) async throws {
    let store = try SQLiteStore.open(path: path, .tested)
    let opened = Ward.open()
    try await store.perform { transaction in
      try transaction.insert(Ward.device(phone, of: okafor))
      try transaction.upsert(Account(id: okafor, name: "R. Okafor", at: start))
      try transaction.apply(opened)
      for number in 1...70 { try transaction.insert(Ward.message("M\(number)\u{0}")) }
    }
    await store.close()
  }

  private func fill(_ address: PostgresAddress, from path: String) throws -> [String: Int] {
    let counts = try SQLiteStore.alone(path) {
      try PostgresStore.fill(address, .tested, from: $0)
    }
    return Dictionary(uniqueKeysWithValues: counts.map { ($0.table, $0.rows) })
  }

  @Test func `has every row there, and goes on with the next numbers`() async throws {
    try await TemporaryFolder.with { folder in
      try await furnished(folder + "/store.sqlite")
      try await PostgresServer.withDatabase { address in
        let counts = try fill(address, from: folder + "/store.sqlite")
        #expect(counts["message"] == 70 && counts["alert"] == 1 && counts["device"] == 1)
        #expect(counts.count > 50)
        let store = try PostgresStore.open(address, .tested)
        let alert = Ward.open().alert
        let found = try await store.read { reader in
          (
            try reader.alert(alert.id), try reader.messages(after: 0, limit: 99),
            try reader.trail(of: alert.id).count
          )
        }
        #expect(found.0 == alert && found.2 == Ward.open().trail.count)
        #expect(found.1.map(\.controlID) == (1...70).map { "M\($0)\u{FFFD}" })
        #expect(found.1.last?.raw == Array("MSH|M70\u{0}".utf8))
        #expect(store.damagedRows.isEmpty)
        try await store.perform { transaction in
          try transaction.insert(Ward.device(tablet, of: okafor))
          #expect(try transaction.insert(Ward.message("next")) == 71)
        }
        #expect(try await store.read { try $0.devices().map(\.id) } == [phone, tablet])
        await store.close()
      }
    }
  }

  @Test func `does not replace one that is there`() async throws {
    try await TemporaryFolder.with { folder in
      try await furnished(folder + "/store.sqlite")
      try await PostgresServer.withDatabase { address in
        let store = try PostgresStore.open(address, .tested)
        try await store.perform { _ = try $0.insert(Ward.message("a")) }
        await store.close()
        #expect(throws: PostgresError.occupied) {
          try fill(address, from: folder + "/store.sqlite")
        }
        let again = try PostgresStore.open(address, .tested)
        let found = try await again.read { try $0.messages(after: 0, limit: 9).map(\.controlID) }
        #expect(found == ["a"])
        await again.close()
      }
    }
  }
}

@Suite struct `Several processes over one database` {
  private func node(_ address: PostgresAddress) throws -> PostgresStore {
    var options = PostgresStore.Options.tested
    options.isNode = true
    return try PostgresStore.open(address, options)
  }

  @Test func `are one gateway, and commands beside it`() async throws {
    try await PostgresServer.withDatabase { address in
      let gateway = try node(address)
      #expect(throws: PostgresError.inUse) { try node(address) }
      let command = try PostgresStore.open(address, .tested)
      let before = try await gateway.dataVersion()
      try await gateway.perform { _ = try $0.insert(Ward.message("a")) }
      #expect(try await gateway.dataVersion() == before)
      try await command.perform { _ = try $0.insert(Ward.message("b")) }
      #expect(try await gateway.dataVersion() != before)
      let found = try await gateway.read { try $0.messages(after: 0, limit: 9).map(\.id) }
      #expect(found == [1, 2])
      #expect(await gateway.trouble() == nil)
      await command.close()
      await gateway.close()
      let next = try node(address)
      #expect(await gateway.trouble() == "the store is closed")
      await next.close()
    }
  }

  @Test func `wait for one another's writing, but not for ever`() async throws {
    try await PostgresServer.withDatabase { address in
      var options = PostgresStore.Options.tested
      options.busyWaitMilliseconds = 20
      let store = try PostgresStore.open(address, options)
      let other = PostgresConnection(
        address, for: .writing(node: nil), busyWaitMilliseconds: 1_000)
      try other.begin()
      await #expect(throws: StoreError.locked) {
        try await store.perform { _ = try $0.insert(Ward.message("a")) }
      }
      other.rollback()
      try await store.perform { _ = try $0.insert(Ward.message("b")) }
      other.close()
      await store.close()
    }
  }
}

@Suite struct `A server that is lost` {
  private func node(_ server: PostgresServer, _ name: String) throws -> PostgresStore {
    var options = PostgresStore.Options.tested
    options.isNode = true
    options.busyWaitMilliseconds = 20
    return try PostgresStore.open(server.address(name), options)
  }

  private func insert(_ controlID: String, into store: PostgresStore) async throws {
    try await store.perform { _ = try $0.insert(Ward.message(controlID)) }
  }

  @Test func `is said to be, and served again when it is back`() async throws {
    let server = try PostgresServer()
    let store = try node(server, "postgres")
    try await insert("a", into: store)
    try server.tell("stop")
    await #expect(throws: StoreError.unreachable) { try await insert("b", into: store) }
    await #expect(throws: StoreError.unreachable) {
      try await store.read { try $0.messages(after: 0, limit: 9).count }
    }
    #expect(await store.trouble() == "the database cannot be reached")
    try server.tell("start")
    #expect(await store.trouble() == nil)
    try await insert("c", into: store)
    let found = try await store.read { try $0.messages(after: 0, limit: 9).map(\.controlID) }
    #expect(found == ["a", "c"])
    #expect(throws: PostgresError.inUse) { try node(server, "postgres") }
    await store.close()
  }

  @Test func `is taken for lost when it says nothing`() async throws {
    let server = try PostgresServer()
    let store = try node(server, "postgres")
    try await insert("a", into: store)
    try server.tell("pause")
    #expect(await store.trouble() == "the database cannot be reached")
    await #expect(throws: StoreError.unreachable) { try await insert("b", into: store) }
    try server.tell("resume")
    try await insert("c", into: store)
    let found = try await store.read { try $0.messages(after: 0, limit: 9).map(\.controlID) }
    #expect(found.first == "a" && found.last == "c")
    await store.close()
  }

  private static let cut = """
    SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
    """

  @Test func `between two transactions costs none of them`() async throws {
    try await PostgresServer.withServer { server, name in
      let store = try node(server, name)
      try await insert("a", into: store)
      try server.run(Self.cut, in: name)
      try await insert("b", into: store)
      let found = try await store.read { try $0.messages(after: 0, limit: 9).map(\.controlID) }
      #expect(found == ["a", "b"])
      await store.close()
    }
  }

  @Test func `within a transaction takes it along, and all that is in it`() async throws {
    try await PostgresServer.withServer { server, name in
      let store = try node(server, name)
      await #expect(throws: StoreError.unreachable) {
        try await store.perform { transaction in
          _ = try transaction.insert(Ward.message("a"))
          try server.run(Self.cut, in: name)
          _ = try transaction.insert(Ward.message("b"))
        }
      }
      try await insert("c", into: store)
      let found = try await store.read { try $0.messages(after: 0, limit: 9).map(\.controlID) }
      #expect(found == ["c"])
      await store.close()
    }
  }
}

@Suite struct `What a server answers` {
  @Test(arguments: [
    ("53100", StoreError.full), ("55P03", .locked), ("57014", .locked), ("40P01", .locked),
    ("25006", .unreachable), ("57P01", .unreachable), ("08006", .unreachable),
    ("53300", .unreachable), ("23505", .refused(code: 23_505, operation: "insert device")),
    ("42P01", .refused(code: 0, operation: "insert device (42P01)")),
  ])
  func `becomes an error of the store`(_ sqlstate: String, _ error: StoreError) {
    #expect(StoreError(sqlstate: sqlstate, "insert device") == error)
  }

  @Test(arguments: [
    ("postgres://tocsin:secret@db1.example,db2.example/tocsin", "verify-full"),
    ("postgres://tocsin:secret@db.example/tocsin?sslmode=verify-ca", nil),
    ("postgres://tocsin@127.0.0.1/tocsin", nil), ("postgres:///tocsin?host=/run/postgresql", nil),
  ])
  func `is asked for over TLS from another machine, unless its address says otherwise`(
    _ url: String, _ mode: String?
  ) throws {
    let address = try PostgresAddress(url)
    #expect(address.settings("tocsin").first { $0.key == "sslmode" }?.value == mode)
    #expect(!address.shown.contains("secret"))
  }

  @Test(arguments: ["mysql://a/b", "tocsin.sqlite", "postgres://a/b?colour=red"])
  func `is not asked for at what is no address`(_ text: String) {
    #expect(throws: PostgresError.badAddress) { try PostgresAddress(text) }
  }
}
