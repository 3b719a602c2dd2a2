// Tocsin — Gateway: the ports of the locks of devices
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore

/// What opens a lock, as long as it lives. Never printed by accident.
package struct LockSecret: Hashable, Sendable, CustomStringConvertible {
  /// What the gateway gives for the proof: 32 random bytes, half of what the detail keys of the
  /// device are wrapped with.
  package let share: [UInt8]
  /// SHA-256 over `DeviceLock.proofBytes(_:of:)`, 32 bytes.
  package let proofDigest: [UInt8]

  package init(share: [UInt8], proofDigest: [UInt8]) {
    self.share = share
    self.proofDigest = proofDigest
  }

  package var description: String { "[redacted]" }
}

/// The gateway's half of the lock of one device.
///
/// The digest of the proof is a plain one: the proof is derived on the device from the PIN and 16
/// random bytes that never leave it, so that nobody can try PINs against the digest alone.
package struct DeviceLock: Sendable {
  /// Wrong proofs in a row until the lock is dead.
  package static let triesMax = 8
  /// Bytes of a proof, and of a share.
  package static let size = 32

  package let device: DeviceID
  /// Nil when the lock is dead: nothing opens the device's detail keys any more.
  package var secret: LockSecret?
  /// Wrong proofs since the last right one.
  package var wrongTries: Int

  package init(of device: DeviceID, secret: LockSecret?, wrongTries: Int = 0) {
    self.device = device
    self.secret = secret
    self.wrongTries = wrongTries
  }

  /// Tries that are left; 0 for a dead lock.
  package var triesLeft: Int { secret == nil ? 0 : max(0, Self.triesMax - wrongTries) }

  /// What the digest of a proof is taken over.
  package static func proofBytes(_ proof: [UInt8], of device: DeviceID) -> [UInt8] {
    Array("tocsin/lock/v1\0".utf8) + device.bytes + proof
  }
}

/// What can be asked about locks.
package protocol LockReader: AnyObject {
  /// Nil for a device without a lock, and for one that has ended.
  func lock(of device: DeviceID) throws -> DeviceLock?
}

/// What a unit may do to locks. A device that ends loses its lock with it.
package protocol LockTransaction: LockReader {
  /// Puts a lock in the place of the one that was there.
  func put(_ lock: DeviceLock) throws
}
