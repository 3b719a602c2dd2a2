// Tocsin — Simulation: locks of devices, passed on as they are
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinGateway

extension WatchedTransaction {
  func lock(of device: DeviceID) throws -> DeviceLock? { try inner.lock(of: device) }
  func put(_ lock: DeviceLock) throws { try inner.put(lock) }
}
