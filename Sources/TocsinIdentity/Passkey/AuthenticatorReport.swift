// Tocsin — Identity: what an authenticator says about itself and the person
// SPDX-License-Identifier: Apache-2.0

/// Authenticator data (WebAuthn Level 3 §6.1), byte for byte:
///
///     0   32  SHA-256 of the relying party's id
///     32   1  flags
///     33   4  signature counter, big-endian
///     37      attested credential, when flag AT is set: AAGUID 16, length 2, id, COSE key
///             extensions, one CBOR map, when flag ED is set
///
/// Nothing may follow.
struct AuthenticatorReport: Hashable, Sendable {
  /// The flags at offset 32; bits 1 and 5 are reserved and say nothing.
  struct Flags: OptionSet, Hashable, Sendable {
    let rawValue: UInt8

    /// UP: somebody was there.
    static let isPresent = Flags(rawValue: 1 << 0)
    /// UV: and was recognised, by PIN or body.
    static let isVerified = Flags(rawValue: 1 << 2)
    /// BE: the passkey may be backed up.
    static let mayBackUp = Flags(rawValue: 1 << 3)
    /// BS: the passkey is backed up.
    static let isBackedUp = Flags(rawValue: 1 << 4)
    /// AT: an attested credential follows.
    static let hasCredential = Flags(rawValue: 1 << 6)
    /// ED: extensions follow.
    static let hasExtensions = Flags(rawValue: 1 << 7)
  }

  /// A new credential.
  struct Credential: Hashable, Sendable {
    /// 1 to 1,023 bytes.
    let id: [UInt8]
    /// The COSE key as it stands, and read.
    let publicKey: [UInt8]
    let key: CBORItem
  }

  /// The longest id of a credential (WebAuthn §4), in bytes.
  static let credentialBytesMax = 1_023

  /// 32 bytes.
  let relyingPartyDigest: [UInt8]
  let flags: Flags
  let signCount: UInt32
  let credential: Credential?

  /// Reads the whole of `bytes`. A passkey that is backed up and may not be is refused as
  /// unsupported (§6.1.3).
  init(parsing bytes: [UInt8]) throws(CBORFault) {
    guard bytes.count >= 37 else { throw .truncated }
    relyingPartyDigest = Array(bytes[0..<32])
    flags = Flags(rawValue: bytes[32])
    signCount = bytes[33..<37].reduce(0) { $0 << 8 | UInt32($1) }
    guard flags.contains(.mayBackUp) || !flags.contains(.isBackedUp) else { throw .unsupported }
    var end = 37
    credential =
      flags.contains(.hasCredential) ? try Self.credential(in: bytes, end: &end) : nil
    if flags.contains(.hasExtensions) {
      var reader = try CBORReader(bytes, at: end)
      guard try reader.item().map != nil else { throw .unsupported }
      end = reader.position
    }
    guard end == bytes.count else { throw .trailing }
  }

  private static func credential(
    in bytes: [UInt8], end: inout Int
  ) throws(CBORFault) -> Credential {
    let start = end + 18
    guard bytes.count >= start else { throw .truncated }
    let length = Int(bytes[start - 2]) << 8 | Int(bytes[start - 1])
    guard (1...credentialBytesMax).contains(length) else { throw .outOfRange }
    guard bytes.count >= start + length else { throw .truncated }
    var reader = try CBORReader(bytes, at: start + length)
    let key = try reader.item()
    end = reader.position
    return Credential(
      id: Array(bytes[start..<start + length]),
      publicKey: Array(bytes[start + length..<end]), key: key)
  }
}
