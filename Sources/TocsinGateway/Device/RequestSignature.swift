// Tocsin — Gateway: the signature that every request of a device carries
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore

/// The value of `Authorization: Tocsin-Device id=UUID,ms=N,nonce=TEXT,sig=TEXT`.
///
/// `ms` is the device's time in decimal milliseconds without leading zeros, `nonce` 16 and `sig` 64
/// bytes in base64url. The four stand once each, in any order, with spaces allowed after a comma
/// (RFC 9110 §11.4); anything else beside them is refused. The caller holds the time to the
/// window, takes a nonce once, and verifies `signature` over `signedBytes(for:)` by the device's
/// accept key.
package struct RequestSignature: Hashable, Sendable {
  /// How far the device's time may be from ours; beyond it the answer is 401 with `Date`.
  package static let window = Milliseconds.seconds(300)

  package let device: DeviceID
  package let time: Timestamp
  /// 16 bytes.
  package let nonce: [UInt8]
  /// Ed25519, 64 bytes.
  package let signature: [UInt8]

  package init(device: DeviceID, time: Timestamp, nonce: [UInt8], signature: [UInt8]) {
    self.device = device
    self.time = time
    self.nonce = nonce
    self.signature = signature
  }

  /// Reads the header's value; nil when it is anything but the form above.
  package init?(authorization value: String) {
    let text = value.utf8.prefix(Self.headerBytesMax + 1)
    guard text.count <= Self.headerBytesMax, let space = text.firstIndex(of: UInt8(ascii: " ")),
      value[..<space].lowercased() == "tocsin-device",
      let fields = Self.fields(value[value.index(after: space)...]), fields.count == 4,
      let device = fields["id"].flatMap({ DeviceID(text: String($0)) }),
      let time = fields["ms"].flatMap(Self.time),
      let nonce = fields["nonce"].flatMap({ Base64URL.decode($0) }),
      let signature = fields["sig"].flatMap({ Base64URL.decode($0) }),
      nonce.count == WireSize.nonce, signature.count == WireSize.signature
    else { return nil }
    self.init(device: device, time: time, nonce: nonce, signature: signature)
  }

  /// The header's value.
  package var authorization: String {
    "Tocsin-Device id=\(device.text),ms=\(time.milliseconds),"
      + "nonce=\(Base64URL.encode(nonce)),sig=\(Base64URL.encode(signature))"
  }

  /// What the device signs: `"tocsin/request/v1\0"`, METHOD, a space, the path with its query as
  /// it stands in the request, a newline, the decimal milliseconds, a newline, the 16 bytes of the
  /// nonce and the 32 bytes of SHA-256 over the body (of no bytes, where there is none).
  package func signedBytes(for request: SignedRequest) -> [UInt8] {
    request.signedBytes(at: time, nonce: nonce)
  }

  /// Whether the device's time is within the window around `now`, both ends included.
  package func isTimely(at now: Timestamp) -> Bool {
    abs((now - time).count) <= Self.window.count
  }

  static let headerBytesMax = 512

  /// The fields by name; nil when one has no `=` or stands twice.
  static func fields(_ text: Substring) -> [Substring: Substring]? {
    var out: [Substring: Substring] = [:]
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let field = part.drop { $0 == " " }
      guard let equals = field.firstIndex(of: "=") else { return nil }
      let name = field[..<equals]
      guard out.updateValue(field[field.index(after: equals)...], forKey: name) == nil else {
        return nil
      }
    }
    return out
  }

  /// Decimal milliseconds of at most 15 digits, in the one form that signs as it is written.
  static func time(_ text: Substring) -> Timestamp? {
    guard text.utf8.count <= 15, let value = Int64(text), value >= 0, String(value) == text else {
      return nil
    }
    return Timestamp(milliseconds: value)
  }
}

/// What a request's signature covers beside time and nonce.
package struct SignedRequest: Hashable, Sendable {
  /// In capitals, such as `GET`.
  package let method: String
  /// The path and, where there is one, `?` and the query, byte for byte as the request line has it.
  package let target: String
  /// SHA-256 of the body, 32 bytes.
  package let bodyDigest: [UInt8]

  package init(method: String, target: String, bodyDigest: [UInt8]) {
    self.method = method
    self.target = target
    self.bodyDigest = bodyDigest
  }

  /// The one canonical form, of devices and of sessions.
  func signedBytes(at time: Timestamp, nonce: [UInt8]) -> [UInt8] {
    let head = "tocsin/request/v1\0\(method) \(target)\n\(time.milliseconds)\n"
    return Array(head.utf8) + nonce + bodyDigest
  }
}
