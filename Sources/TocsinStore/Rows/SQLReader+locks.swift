// Tocsin — Store: how locks of devices are read and written
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore
package import TocsinGateway

extension Places {
  static func lock(_ device: DeviceID) -> CellPlace {
    CellPlace("device_lock", "sealed", row: device.bytes)
  }
}

extension SQLReader {
  /// One whose cell does not open is a dead one.
  package func lock(of device: DeviceID) throws -> DeviceLock? {
    try connection.first(.findLock, [.id(device)]) { row in
      let plain = try? vault.open(row.blob(0), with: keys.site, at: Places.lock(device))
      let isWhole = plain?.count == 2 * DeviceLock.size
      let secret = isWhole ? plain.map(LockSecret.init(joined:)) : nil
      return DeviceLock(of: device, secret: secret, wrongTries: Int(row.int(1)))
    }
  }
}

extension SQLTransaction {
  package func put(_ lock: DeviceLock) throws {
    let sealed = lock.secret.map {
      vault.seal($0.share + $0.proofDigest, with: keys.site, at: Places.lock(lock.device))
    }
    try connection.execute(
      .putLock, [.id(lock.device), .blob(sealed ?? []), .int(lock.wrongTries)])
  }
}

extension LockSecret {
  fileprivate init(joined bytes: [UInt8]) {
    self.init(
      share: Array(bytes[..<DeviceLock.size]), proofDigest: Array(bytes[DeviceLock.size...]))
  }
}
