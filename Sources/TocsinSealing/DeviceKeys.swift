// Tocsin — Sealing: the four secrets of a device written in Swift
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore
package import TocsinGateway

/// The 32-byte secrets of a device: X25519 secrets and Ed25519 seeds.
package struct DeviceSecrets: Hashable, Codable, Sendable {
  package let notify: [UInt8]
  package let accept: [UInt8]
  package let detail: [UInt8]
  package let unlocked: [UInt8]

  package init(notify: [UInt8], accept: [UInt8], detail: [UInt8], unlocked: [UInt8]) {
    self.notify = notify
    self.accept = accept
    self.detail = detail
    self.unlocked = unlocked
  }
}

extension DeviceSecrets: CustomStringConvertible {
  package var description: String { "[redacted]" }
}

/// What a device needs to enrol, to sign requests and answers, and to open what is sealed for it:
/// for the demonstration's pagers, the simulation, benchmarks and tests. A browser has its own.
package struct DeviceKeys: Sendable {
  package let publicKeys: DevicePublicKeys
  /// To be kept by the device alone.
  package let secrets: DeviceSecrets
  private let accept: SigningKey
  private let unlocked: SigningKey

  /// Nil unless each secret has 32 bytes.
  package init?(_ secrets: DeviceSecrets) {
    guard let notify = AgreementKey(secret: secrets.notify),
      let detail = AgreementKey(secret: secrets.detail),
      secrets.accept.count == WireSize.key, secrets.unlocked.count == WireSize.key
    else { return nil }
    accept = SigningKey(seed: secrets.accept)
    unlocked = SigningKey(seed: secrets.unlocked)
    guard
      let publicKeys = DevicePublicKeys(
        notify: notify.publicKey, accept: accept.publicKey, detail: detail.publicKey,
        unlocked: unlocked.publicKey)
    else { return nil }
    self.publicKeys = publicKeys
    self.secrets = secrets
  }

  /// New keys from the system's generator.
  package static func generate() -> DeviceKeys {
    let secrets = DeviceSecrets(
      notify: Sodium.randomBytes(WireSize.key), accept: Sodium.randomBytes(WireSize.key),
      detail: Sodium.randomBytes(WireSize.key), unlocked: Sodium.randomBytes(WireSize.key))
    guard let keys = DeviceKeys(secrets) else {
      preconditionFailure("any 32 bytes are a secret of X25519 and a seed of Ed25519")
    }
    return keys
  }

  /// An opener for what is sealed for the notify key, or for the detail key.
  package func opener(
    site: SiteID, device: DeviceID, signers: [[UInt8]], forDetail: Bool = false
  ) -> EnvelopeOpener {
    guard
      let opener = EnvelopeOpener(
        site: site, device: device, secret: forDetail ? secrets.detail : secrets.notify,
        signers: signers)
    else { preconditionFailure("the secret was checked when the keys were made") }
    return opener
  }

  /// The accept key's signature of any bytes, 64 bytes.
  package func signWithAccept(_ bytes: [UInt8]) -> [UInt8] { accept.sign(bytes) }

  /// The answer with the accept key's id and signature; or with the unlocked key's, where the
  /// device was unlocked.
  package func sign(_ answer: DeviceAnswer, isUnlocked: Bool = false) -> DeviceAnswer {
    let key = isUnlocked ? unlocked : accept
    var answer = answer
    if isUnlocked { answer.assurance = 2 }
    answer.signingKeyID = KeyID(publicKey: key.publicKey)
    answer.signature = key.sign(answer.signedBytes)
    return answer
  }

  /// A request's signature with the nonce given, or with a new one.
  package func sign(
    _ request: SignedRequest, from device: DeviceID, at time: Timestamp, nonce: [UInt8]? = nil,
    isUnlocked: Bool = false
  ) -> RequestSignature {
    let key = isUnlocked ? unlocked : accept
    let nonce = nonce ?? Sodium.randomBytes(WireSize.nonce)
    let unsigned = RequestSignature(device: device, time: time, nonce: nonce, signature: [])
    return RequestSignature(
      device: device, time: time, nonce: nonce,
      signature: key.sign(unsigned.signedBytes(for: request)))
  }

  /// The enrolment of this device with a token; nil when token or name are empty or too long.
  ///
  /// - Parameter lockProof: what will unlock it, 32 bytes; nil for a device without a lock.
  package func enrolment(token: String, name: String, lockProof: [UInt8]? = nil) -> Enrolment? {
    let digest = Suite.digest(Array(token.utf8))
    let proof = accept.sign(
      Enrolment.signedBytes(tokenDigest: digest, keys: publicKeys, lockProof: lockProof))
    var enrolment = Enrolment(token: token, name: name, keys: publicKeys, proof: proof)
    enrolment?.lockProof = lockProof
    return enrolment
  }
}

extension SignedRequest {
  /// A request with a body, which may be empty.
  package init(method: String, target: String, body: [UInt8]) {
    self.init(method: method, target: target, bodyDigest: Suite.digest(body))
  }
}
