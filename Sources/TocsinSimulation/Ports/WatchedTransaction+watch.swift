// Tocsin — Simulation: the watch over the gateway, as the watched writer passes it on
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinGateway

extension WatchedTransaction {
  func standing(at now: Timestamp) throws -> StoreStanding { try inner.standing(at: now) }

  func ownerless(
    _ kind: OwnerlessKind, beyond bound: Timestamp, limit: Int
  ) throws -> [AlertID] {
    try inner.ownerless(kind, beyond: bound, limit: limit)
  }

  func putCanaryDevice(_ record: DeviceRecord) throws -> Int64 {
    try inner.putCanaryDevice(record)
  }

  func shredCanaries() throws -> Int { try inner.shredCanaries() }
}
