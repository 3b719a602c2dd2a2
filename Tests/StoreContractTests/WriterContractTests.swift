// Tocsin — StoreContract: batches, poison units and the order of completions
// SPDX-License-Identifier: Apache-2.0

import Synchronization
import Testing
import TocsinCore
import TocsinGateway
import TocsinSQLite
import TocsinStore

@Suite struct `The writer of a store` {
  private struct Poison: Error {}

  private static func unit(_ name: String) -> (String, StoreUnit<String>) {
    (
      name,
      StoreUnit { transaction in
        try transaction.insert(Ward.message(name))
        return name
      }
    )
  }

  private static func poison(
    _ name: String, _ error: any Error = Poison(), isSetAside: Bool
  ) -> (String, StoreUnit<String>) {
    let run: @Sendable (any StoreTransaction) throws -> String = { transaction in
      try transaction.insert(Ward.message(name))
      throw error
    }
    let aside: @Sendable (any StoreTransaction) throws -> String = { transaction in
      try transaction.insert(Ward.message("aside \(name)", outcome: .refused))
      return "aside \(name)"
    }
    return (name, StoreUnit(run: run, setAside: isSetAside ? aside : nil))
  }

  private func listed(_ store: any SiteStore) async throws -> [String] {
    try await store.read { try $0.messages(after: 0, limit: 10_000).map(\.controlID) }
  }

  @Test(arguments: StoreKind.allCases)
  func `sets a poison unit aside alone and keeps all others`(_ kind: StoreKind) async throws {
    try await kind.with { store in
      let units = [
        Self.unit("a"), Self.poison("b", isSetAside: true), Self.unit("c"),
        Self.poison("d", isSetAside: false), Self.unit("e"),
      ]
      let completed = await Completions().together(units, on: store)
      #expect(completed.map(\.name) == ["a", "aside b", "c", "d", "e"])
      #expect(completed[3].failure == .refused(code: 0, operation: "unit"))
      #expect(completed.filter { $0.failure == nil }.count == 4)
      let kept = try await listed(store)
      #expect(kept == ["a", "c", "e", "aside b"])
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `does not set aside what may pass`(_ kind: StoreKind) async throws {
    try await kind.with { store in
      let conflict = Self.poison("b", StoreError.revisionConflict, isSetAside: true)
      let completed = await Completions().together([Self.unit("a"), conflict], on: store)
      #expect(completed.map(\.failure) == [nil, .revisionConflict])
      let kept = try await listed(store)
      #expect(kept == ["a"])
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `fails a unit whose setting aside fails, and goes on`(_ kind: StoreKind) async throws {
    try await kind.with { store in
      let hopeless = (
        "b",
        StoreUnit<String>(
          run: { _ in throw Poison() },
          setAside: { transaction in
            try transaction.insert(Ward.message("never"))
            throw StoreError.refused(code: 7, operation: "aside")
          })
      )
      let completed = await Completions().together([Self.unit("a"), hopeless], on: store)
      #expect(completed.map(\.failure) == [nil, .refused(code: 7, operation: "aside")])
      let kept = try await listed(store)
      #expect(kept == ["a"])
      try await store.perform { _ = try $0.insert(Ward.message("z")) }
      let later = try await listed(store)
      #expect(later == ["a", "z"])
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `keeps nothing of all when the disk is full`(_ kind: StoreKind) async throws {
    try await kind.with { store in
      let full = Self.poison("b", StoreError.full, isSetAside: true)
      let completed = await Completions().together(
        [Self.unit("a"), full, Self.unit("c")], on: store)
      #expect(completed.map(\.name) == ["a", "b", "c"])
      #expect(completed.map(\.failure) == [.full, .full, .full])
      let kept = try await listed(store)
      #expect(kept.isEmpty)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `runs units in the order of arrival and lets each see the ones before`(
    _ kind: StoreKind
  ) async throws {
    try await kind.with { store in
      let units = (0..<600).map { number in
        (
          "",
          StoreUnit<String> { transaction in
            let seen = try transaction.messages(after: 0, limit: 1_000).count
            try transaction.insert(Ward.message("\(number)"))
            return "\(number) after \(seen)"
          }
        )
      }
      let completed = await Completions().together(units, on: store)
      #expect(completed.map(\.name) == (0..<600).map { "\($0) after \($0)" })
    }
  }

  @Test(arguments: [true, false])
  func `makes one transaction of what waits, and completes after its commit`(
    _ isInline: Bool
  ) async throws {
    let completions = Completions()
    var options = SQLiteStore.Options.tested
    options.isInline = isInline
    options.onFault = { completions.note($0.rawValue, nil) }
    let store = try SQLiteStore.inMemory(options)
    completions.submit(
      "",
      StoreUnit { _ in
        for (name, unit) in ["a", "b", "c"].map(Self.unit) {
          completions.submit(name, unit, to: store)
        }
        return "first"
      }, to: store)
    await completions.wait(for: 8)
    #expect(
      completions.entries.map(\.name) == [
        "before-commit", "after-commit", "first", "before-commit", "after-commit", "a", "b", "c",
      ])
    await store.close()
  }

  @Test(arguments: [true, false])
  func `threat 20: answers at once when its line is full`(_ isInline: Bool) async throws {
    var options = SQLiteStore.Options.tested
    options.isInline = isInline
    let store = try SQLiteStore.inMemory(options)
    let units = (0..<4_100).map { number in ("\(number)", StoreUnit<String> { _ in "\(number)" }) }
    let completed = await Completions().together(units, on: store)
    #expect(completed.prefix(4).map(\.name) == ["4096", "4097", "4098", "4099"])
    #expect(completed.prefix(4).map(\.failure) == [.lineFull, .lineFull, .lineFull, .lineFull])
    #expect(completed.dropFirst(4).map(\.name) == (0..<4_096).map(String.init))
    await store.close()
  }

  @Test(arguments: [true, false])
  func `carries out what waits when it is closed, and takes nothing more`(
    _ isInline: Bool
  ) async throws {
    var options = SQLiteStore.Options.tested
    options.isInline = isInline
    let store = try SQLiteStore.inMemory(options)
    let completions = Completions()
    for number in 0..<300 {
      completions.submit("", StoreUnit { _ in "\(number)" }, to: store)
    }
    await store.close()
    #expect(completions.entries.map(\.name) == (0..<300).map(String.init))
    await #expect(throws: StoreError.closed) {
      try await store.perform { _ = try $0.insert(Ward.message()) }
    }
    await #expect(throws: StoreError.closed) { try await store.read { try $0.nextWake() } }
  }
}
