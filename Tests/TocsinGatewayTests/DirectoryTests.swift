// Tocsin — GatewayTests: what the gateway knows of documents and people
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinGateway

@Suite struct `The directory` {
  private func snapshot(_ version: Int64, _ catchAll: String) -> DirectorySnapshot {
    DirectorySnapshot(
      version: version, routing: RoutingTable(routes: [], catchAll: catchAll), policies: [:],
      integrations: [:], staffing: Staffing())
  }

  @Test func `is not taken back by a slower read of what was before`() throws {
    let directory = Directory(reader: WardDocuments(), zones: UTCZones())
    directory.take(snapshot(8, "before"))
    directory.take(snapshot(9, "after"))
    directory.take(snapshot(8, "before"))
    #expect(try directory.snapshot().routing.catchAll == "after")
  }
}
