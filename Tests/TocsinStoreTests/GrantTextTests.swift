// Tocsin — StoreTests: grants as text
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinStore

@Suite struct `Grants as text` {
  @Test(
    arguments: [
      ([], ""),
      ([RoleGrant(.responder)], "responder"),
      (
        [RoleGrant(.rotaManager, AccessScope(rotas: [RotaID("b"), RotaID("a")]))],
        "rota-manager||a,b"
      ),
      (
        [RoleGrant(.caller, AccessScope(wards: ["A,1;|%", "B"])), RoleGrant(.auditor)],
        "auditor;caller|A%2C1%3B%7C%25,B"
      ),
    ] as [([RoleGrant], String)])
  func `come back as they were`(grants: [RoleGrant], text: String) {
    #expect(GrantText.write(grants) == text)
    #expect(GrantText.read(text) == grants.sorted { $0.role < $1.role })
  }

  @Test(arguments: ["king", "responder|a|b|c", "responder|%zz", "responder|%2", "Responder"])
  func `of an unknown form grant nothing`(text: String) { #expect(GrantText.read(text) == nil) }
}
