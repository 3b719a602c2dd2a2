// Tocsin — Gateway: the cookies of sign-in
// SPDX-License-Identifier: Apache-2.0

/// A cookie that only this origin sets and sees (`__Host-`: Secure, no Domain, Path=/).
package enum Cookie: String, Sendable, CaseIterable {
  /// The session's token.
  case session = "__Host-tocsin"
  /// A proof of who somebody is, for the few minutes until a session begins with it.
  case proof = "__Host-tocsin-proof"
  /// The sealed state of a way to the OpenID provider. The return comes from another site, so this
  /// one alone is SameSite=Lax.
  case openID = "__Host-tocsin-openid"

  /// The longest `Cookie` field that is looked into, in bytes.
  package static let fieldBytesMax = 8_192
  /// The longest value that is taken, in bytes.
  package static let valueBytesMax = 4_096

  /// The value in a `Cookie` field (RFC 6265 §5.4): `name=value` pairs after semicolons. Nil when
  /// the name stands there twice, has no value, or the value holds what a cookie may not (RFC 6265
  /// §4.1.1): who can plant a second cookie does not get to choose which one counts.
  package func value(in field: String) -> String? {
    guard field.utf8.count <= Self.fieldBytesMax else { return nil }
    var found: String?
    for part in field.utf8.split(separator: UInt8(ascii: ";")) {
      let pair = part.drop { $0 == 0x20 || $0 == 0x09 }
      guard let equals = pair.firstIndex(of: UInt8(ascii: "=")),
        pair[..<equals].elementsEqual(rawValue.utf8)
      else { continue }
      let value = pair[pair.index(after: equals)...]
      guard found == nil, Self.isValue(value) else { return nil }
      found = String(Substring(value))
    }
    return found
  }

  private static func isValue(_ bytes: Substring.UTF8View) -> Bool {
    (1...valueBytesMax).contains(bytes.count)
      && bytes.allSatisfy { byte in
        (0x21...0x7E).contains(byte) && ![0x22, 0x2C, 0x3B, 0x5C].contains(byte)
      }
  }

  /// A `Set-Cookie` value.
  ///
  /// - Parameter seconds: how long the browser keeps it; nil until it is closed.
  package func setting(_ value: String, seconds: Int?) -> String {
    "\(rawValue)=\(value); Path=/; Secure; HttpOnly; SameSite=\(self == .openID ? "Lax" : "Strict")"
      + (seconds.map { "; Max-Age=\($0)" } ?? "")
  }

  /// A `Set-Cookie` value that takes the cookie away.
  package var clearing: String { setting("", seconds: 0) }
}
