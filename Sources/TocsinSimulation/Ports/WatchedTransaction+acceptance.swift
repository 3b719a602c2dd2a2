// Tocsin — Simulation: acceptances, passed on as they are
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinGateway

extension WatchedTransaction {
  func acceptance(of digest: [UInt8]) throws -> AcceptanceRecord? {
    try inner.acceptance(of: digest)
  }
  func put(_ acceptance: AcceptanceRecord) throws { try inner.put(acceptance) }
}
