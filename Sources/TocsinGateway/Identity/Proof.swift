// Tocsin — Gateway: a proof of who somebody is, until a session begins with it
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore

/// Who somebody has just shown to be, and how. Good once, for a few minutes.
struct Proof: Sendable {
  let account: ResponderID
  let method: SignInMethod
  /// The provider's session, for its logout.
  var providerSession: String?
  /// The invitation that it came from; spent in the unit that begins the session.
  var invitation: [UInt8]?
  /// Whether the person was made to show it now, and was not only remembered by a provider.
  var isFresh = true
  let expiresAt: Timestamp
}

/// What is handed to the browser for a proof.
package struct ProofToken: Sendable {
  /// 43 characters of base64url, 256 random bits; for the cookie alone.
  package let text: String
  /// SHA-256 of the text, 32 bytes: what the browser's key signs, since no script reads the cookie.
  package let digest: [UInt8]
  package let account: ResponderID
}

/// Proofs that wait for their session, by the digest of their token. Bounded, oldest first out.
struct ProofMemory {
  static let lifetime = Milliseconds.minutes(5)
  static let countMax = 4_096

  private var proofs: [[UInt8]: Proof] = [:]
  private var order: [[UInt8]] = []

  mutating func add(_ proof: Proof, digest: [UInt8]) {
    while order.count >= Self.countMax { proofs[order.removeFirst()] = nil }
    proofs[digest] = proof
    order.append(digest)
  }

  /// Takes a proof out; nil when there is none or its time is over.
  mutating func take(_ digest: [UInt8], at now: Timestamp) -> Proof? {
    guard let proof = proofs.removeValue(forKey: digest) else { return nil }
    order.removeAll { $0 == digest }
    return now < proof.expiresAt ? proof : nil
  }
}
