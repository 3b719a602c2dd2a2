// Tocsin — Gateway: a device's first request, with its four public keys
// SPDX-License-Identifier: Apache-2.0

/// The four public keys of a device, 32 bytes each.
package struct DevicePublicKeys: Hashable, Sendable {
  /// X25519: what pages are sealed for.
  package let notify: [UInt8]
  /// Ed25519: signs requests, receipts and responses.
  package let accept: [UInt8]
  /// X25519: what is sealed for an unlocked device.
  package let detail: [UInt8]
  /// Ed25519: signs what an unlocked device says.
  package let unlocked: [UInt8]

  /// Nil unless each key has 32 bytes.
  package init?(notify: [UInt8], accept: [UInt8], detail: [UInt8], unlocked: [UInt8]) {
    guard [notify, accept, detail, unlocked].allSatisfy({ $0.count == WireSize.key }) else {
      return nil
    }
    self.notify = notify
    self.accept = accept
    self.detail = detail
    self.unlocked = unlocked
  }
}

/// The body of `POST /v1/devices`:
/// `{"token","name","keys":{"notify","accept","detail","unlocked"},"proof"}`, and
/// `"lock":{"proof"}` for a device that its person has to unlock.
package struct Enrolment: Hashable, Sendable {
  /// The longest name of a device, in bytes.
  package static let nameBytesMax = 200
  /// The longest token taken, in bytes; ours are shorter.
  package static let tokenBytesMax = 200

  /// The token as it stands in the link after `#`.
  package let token: String
  /// What the person calls the device.
  package let name: String
  package let keys: DevicePublicKeys
  /// Ed25519 by `keys.accept` over `signedBytes(tokenDigest:)`, 64 bytes.
  package let proof: [UInt8]
  /// What will unlock the device, 32 bytes; nil for one without a lock.
  package var lockProof: [UInt8]?

  /// Nil when the proof does not have 64 bytes, or token or name are empty or too long.
  package init?(token: String, name: String, keys: DevicePublicKeys, proof: [UInt8]) {
    guard proof.count == WireSize.signature,
      (1...Self.tokenBytesMax).contains(token.utf8.count),
      (1...Self.nameBytesMax).contains(name.utf8.count)
    else { return nil }
    self.token = token
    self.name = name
    self.keys = keys
    self.proof = proof
  }

  /// What the device signs: `"tocsin/enrol/v1\0"`, the 32 bytes of SHA-256 over the token, and the
  /// keys notify, accept, detail, unlocked; then the proof of the lock, where there is one.
  ///
  /// The token is hashed as the text of the link, its UTF-8 bytes undecoded: the device need not
  /// know what a token is made of. The keys stand in the order in which the body names them.
  package static func signedBytes(
    tokenDigest: [UInt8], keys: DevicePublicKeys, lockProof: [UInt8]? = nil
  ) -> [UInt8] {
    Array("tocsin/enrol/v1\0".utf8) + tokenDigest + keys.notify + keys.accept + keys.detail
      + keys.unlocked + (lockProof ?? [])
  }
}
