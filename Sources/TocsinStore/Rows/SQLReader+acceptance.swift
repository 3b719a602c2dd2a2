// Tocsin — Store: how acceptances are read and written
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
package import TocsinGateway

extension SQLReader {
  package func acceptance(of digest: [UInt8]) throws -> AcceptanceRecord? {
    try connection.first(.findAcceptance, [.blob(digest)]) { row in
      AcceptanceRecord(
        digest: row.blob(0), acceptedBy: ResponderID(row.text(1)), acceptedAt: row.time(2))
    }
  }
}

extension SQLTransaction {
  package func put(_ acceptance: AcceptanceRecord) throws {
    try connection.execute(
      .putAcceptance,
      [
        .blob(acceptance.digest), .text(acceptance.acceptedBy.text), .time(acceptance.acceptedAt),
      ])
  }
}
