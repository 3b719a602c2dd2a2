// Tocsin — Gateway: what receipts say of the networks they come from
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore

extension Surroundings {
  /// Counts how long a page took to a device, when the device says for the first time that it has
  /// it; before its page is marked. Of production alone: tests and canaries stay among themselves.
  func noteArrival(
    _ answer: DeviceAnswer, of alert: Alert, from network: String,
    in store: any StoreTransaction
  ) throws {
    guard alert.world == .production,
      let sealedAt = try store.sealed(answer.page, for: answer.device)
    else { return }
    try store.add(
      .delivered(
        sealedAt: sealedAt, at: time.now(), network: network, ward: alert.content.ward))
  }
}
