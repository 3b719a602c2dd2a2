// Tocsin — Simulation: what the store keeps about sources, passed on
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinGateway

extension WatchedTransaction {
  func hasStaleParts(before limit: Timestamp) throws -> Bool {
    try inner.hasStaleParts(before: limit)
  }
  func isReused(_ used: UsedControlID, since: Timestamp) throws -> Bool {
    try inner.isReused(used, since: since)
  }
  func lastNumber(of source: [UInt8]) throws -> Int64? { try inner.lastNumber(of: source) }
  func setLastNumber(_ number: Int64, of source: [UInt8], at now: Timestamp) throws {
    try inner.setLastNumber(number, of: source, at: now)
  }
  func insert(_ part: WaitingPart) throws { try inner.insert(part) }
  func origin(awaiting key: [UInt8], since: Timestamp) throws -> Int64? {
    try inner.origin(awaiting: key, since: since)
  }
  func parts(of origin: Int64) throws -> [MessageRecord] { try inner.parts(of: origin) }
  func forgetParts(of origin: Int64) throws { try inner.forgetParts(of: origin) }
  func staleOrigins(before limit: Timestamp, max: Int) throws -> [Int64] {
    try inner.staleOrigins(before: limit, max: max)
  }
}
