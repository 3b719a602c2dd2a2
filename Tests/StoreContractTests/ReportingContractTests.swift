// Tocsin — StoreContract: keys of integrations
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinGateway
import TocsinSQLite

private func key(_ name: String, _ byte: UInt8, _ scheme: KeyScheme) -> IntegrationKey {
  IntegrationKey(
    digest: Array(repeating: byte, count: 32), integration: "freezers", name: name,
    scheme: scheme, world: byte == 2 ? .test : .production,
    secret: SigningSecret(unredacted: scheme.keepsSecret ? [1, 2, 3] : []),
    madeAt: start + Milliseconds(Int64(byte)))
}

@Suite struct `Keys of integrations in a store` {
  @Test(arguments: StoreKind.allCases)
  func `come back as they were, oldest first, and move the directory on`(
    _ kind: StoreKind
  ) async throws {
    try await kind.with { store in
      let before = try await store.read { try $0.directoryVersion() }
      let made = [key("a", 1, .bearer), key("b", 2, .gitHub)]
      try await store.perform { for key in made.reversed() { try $0.insert(key) } }
      #expect(try await store.read { try $0.integrationKeys() } == made)
      #expect(try await store.read { try $0.directoryVersion() } > before)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `end once, and lose their secret`(_ kind: StoreKind) async throws {
    try await kind.with { store in
      try await store.perform { try $0.insert(key("b", 2, .gitHub)) }
      let before = try await store.read { try $0.directoryVersion() }
      let ends = try await store.perform { store in
        try [("b", "other"), ("b", "freezers"), ("b", "freezers")].map { name, integration in
          try store.endIntegrationKey(name, of: integration, at: start)
        }
      }
      #expect(ends == [false, true, false])
      let left = try await store.read { try $0.integrationKeys() }
      #expect(left.map(\.endedAt) == [start])
      #expect(left.map(\.secret) == [.none])
      #expect(try await store.read { try $0.directoryVersion() } == before + 1)
    }
  }
}
