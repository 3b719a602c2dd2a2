// Tocsin — Simulation: folding, written down as it becomes durable
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinGateway

extension WatchedTransaction {
  func pagesTakenOn(
    by device: DeviceID, in world: World, after since: Timestamp, limit: Int
  ) throws -> Int {
    try inner.pagesTakenOn(by: device, in: world, after: since, limit: limit)
  }
  func foldings() throws -> [DeviceFolding] { try inner.foldings() }
  func fold(_ pages: [FoldablePage], at now: Timestamp) throws {
    try inner.fold(pages, at: now)
    seen.folded += pages
  }
  func unfold(of device: DeviceID, limit: Int) throws -> (opened: Int, left: Int) {
    try inner.unfold(of: device, limit: limit)
  }
  func deposit(_ more: SealedMore) throws {
    guard breakage?.tells() != false else { return }
    try inner.deposit(more)
    seen.more.append(more)
  }
}
