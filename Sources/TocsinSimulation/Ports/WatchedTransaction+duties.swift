// Tocsin — Simulation: starts of duty, passed on as they are
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinGateway

extension WatchedTransaction {
  func lineHolders() throws -> [LineHolders] { try inner.lineHolders() }
  func dutyStarts() throws -> [DutyStart] { try inner.dutyStarts() }
  func put(_ holders: LineHolders) throws { try inner.put(holders) }
  func insert(_ start: DutyStart) throws {
    if breakage?.kind != .pagesUntestedAlone { try inner.insert(start) }
    seen.starts.append((start, isEnd: false))
    seen.directoryVersion = try inner.directoryVersion()
  }
  func end(_ start: DutyStart) throws {
    try inner.end(start)
    seen.starts.append((start, isEnd: true))
    seen.directoryVersion = try inner.directoryVersion()
  }
  func insert(_ handover: Handover) throws {
    try inner.insert(handover)
    seen.handovers.append(handover)
    seen.directoryVersion = try inner.directoryVersion()
  }
}
