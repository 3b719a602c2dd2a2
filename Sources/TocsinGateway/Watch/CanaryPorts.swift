// Tocsin — Gateway: the ports of the canary
// SPDX-License-Identifier: Apache-2.0

/// An envelope that the canary's device has opened.
package struct CanaryEnvelope: Sendable {
  package let header: EnvelopeHeader
  /// SHA-256 of the whole envelope: what an answer to it names.
  package let digest: [UInt8]

  package init(header: EnvelopeHeader, digest: [UInt8]) {
    self.header = header
    self.digest = digest
  }
}

/// The keys of the canary's device, and what a device does with them.
package protocol CanaryPocket: Sendable {
  var publicKeys: DevicePublicKeys { get }
  /// Opens an envelope with every check that a device makes.
  func open(_ envelope: [UInt8]) throws -> CanaryEnvelope
  /// The answer with the device's signature.
  func sign(_ answer: DeviceAnswer) -> DeviceAnswer
  /// Whether the site has signed the receipt.
  func verifies(_ receipt: CountersignedReceipt) -> Bool
}

/// What a unit may do about canaries.
package protocol CanaryTransaction: AnyObject {
  /// Makes the canary's device, or gives it these keys.
  ///
  /// - Returns: the highest seq that its mailbox has held.
  func putCanaryDevice(_ record: DeviceRecord) throws -> Int64
  /// Takes away every canary with all that belongs to it, open or not.
  ///
  /// - Returns: how many alerts.
  func shredCanaries() throws -> Int
}
