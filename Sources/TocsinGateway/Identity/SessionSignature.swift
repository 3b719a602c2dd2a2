// Tocsin — Gateway: the signature that every request of a session carries
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore

/// The value of `Authorization: Tocsin-Session ms=N,nonce=TEXT,sig=TEXT`, beside the session's
/// cookie.
///
/// The same canonical form as a device's request (`RequestSignature`), signed by the Ed25519 key
/// that the browser made when the session began: a cookie that was stolen is of no use without it.
package struct SessionSignature: Hashable, Sendable {
  package let time: Timestamp
  /// 16 bytes; counts once.
  package let nonce: [UInt8]
  /// Ed25519, 64 bytes.
  package let signature: [UInt8]

  package init(time: Timestamp, nonce: [UInt8], signature: [UInt8]) {
    self.time = time
    self.nonce = nonce
    self.signature = signature
  }

  /// Reads the header's value; nil when it is anything but the form above.
  package init?(authorization value: String) {
    let text = value.utf8.prefix(RequestSignature.headerBytesMax + 1)
    guard text.count <= RequestSignature.headerBytesMax,
      let space = text.firstIndex(of: UInt8(ascii: " ")),
      value[..<space].lowercased() == "tocsin-session",
      let fields = RequestSignature.fields(value[value.index(after: space)...]),
      fields.count == 3,
      let time = fields["ms"].flatMap(RequestSignature.time),
      let nonce = fields["nonce"].flatMap({ Base64URL.decode($0) }),
      let signature = fields["sig"].flatMap({ Base64URL.decode($0) }),
      nonce.count == WireSize.nonce, signature.count == WireSize.signature
    else { return nil }
    self.init(time: time, nonce: nonce, signature: signature)
  }

  /// The header's value.
  package var authorization: String {
    "Tocsin-Session ms=\(time.milliseconds),nonce=\(Base64URL.encode(nonce)),"
      + "sig=\(Base64URL.encode(signature))"
  }

  /// What the browser signs; see `RequestSignature.signedBytes(for:)`.
  package func signedBytes(for request: SignedRequest) -> [UInt8] {
    request.signedBytes(at: time, nonce: nonce)
  }

  /// Whether the browser's time is within 300 s of `now`, both ends included.
  package func isTimely(at now: Timestamp) -> Bool {
    abs((now - time).count) <= RequestSignature.window.count
  }

  /// What the browser signs to bind its key to a session that begins: `"tocsin/session/v1\0"`, the
  /// 32 bytes of SHA-256 over the proof's token, and the key.
  package static func bindingBytes(proofDigest: [UInt8], key: [UInt8]) -> [UInt8] {
    Array("tocsin/session/v1\0".utf8) + proofDigest + key
  }
}
