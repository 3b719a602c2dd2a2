// Tocsin — StoreContract: the groups of a directory
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinGateway
import TocsinSQLite

private let wards = GroupID(high: 0x6A, low: 1)
private let rotas = GroupID(high: 0x6A, low: 2)

@Suite struct `Groups in a store` {
  @Test(arguments: StoreKind.allCases)
  func `come back with their members, a revision higher with each change`(
    _ kind: StoreKind
  ) async throws {
    try await kind.with { store in
      var group = DirectoryGroup(
        id: wards, name: "Tocsin-Responder", externalID: "k", members: [okafor, ferrand],
        at: start)
      let other = DirectoryGroup(id: rotas, name: "A", members: [okafor], at: start)
      try await store.perform { [group] in
        try $0.upsert(group)
        try $0.upsert(other)
      }
      group.revision = 1
      #expect(try await store.read { try $0.directoryGroup(wards) } == group)
      let found = try await store.read { try $0.directoryGroup(named: "TOCSIN-RESPONDER") }
      #expect(found == GroupLabel(id: wards, name: "Tocsin-Responder"))
      #expect(
        try await store.read { try $0.directoryGroups(of: okafor).map(\.id) } == [rotas, wards])
      group.members = [ferrand]
      group.name = "B"
      try await store.perform { [group] in try $0.upsert(group) }
      let all = try await store.read { try $0.directoryGroups() }
      #expect(all.map(\.id) == [rotas, wards])
      #expect(all.map(\.members) == [[okafor], [ferrand]])
      #expect(all.map(\.revision) == [1, 2])
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `go with their members, and a person leaves them all at once`(
    _ kind: StoreKind
  ) async throws {
    try await kind.with { store in
      try await store.perform {
        try $0.upsert(DirectoryGroup(id: wards, name: "a", members: [okafor, ferrand], at: start))
        try $0.upsert(DirectoryGroup(id: rotas, name: "b", members: [okafor], at: start))
        try $0.leaveDirectoryGroups(okafor)
      }
      #expect(
        try await store.read { try $0.directoryGroups().map(\.members) } == [[ferrand], []])
      try await store.perform { try $0.deleteDirectoryGroup(wards) }
      #expect(try await store.read { try $0.directoryGroup(wards) } == nil)
      #expect(try await store.read { try $0.directoryGroups(of: ferrand) } == [])
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `refuse a name that another has`(_ kind: StoreKind) async throws {
    try await kind.with { store in
      try await store.perform { try $0.upsert(DirectoryGroup(id: wards, name: "a", at: start)) }
      await #expect(throws: StoreError.self) {
        try await store.perform { try $0.upsert(DirectoryGroup(id: rotas, name: "A", at: start)) }
      }
    }
  }
}
