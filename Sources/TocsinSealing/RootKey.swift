// Tocsin — Sealing: the key from which all keys at rest come
// SPDX-License-Identifier: Apache-2.0

internal import CSodium
internal import TocsinGateway

/// Why there is no root key.
package enum RootKeyError: Error, Hashable, Sendable {
  /// Neither 32 bytes nor 64 hexadecimal digits.
  case malformed
  /// The parameters of a passphrase are damaged, or below the least that is allowed.
  case parameters
  /// The system has not the memory that the key needs.
  case noMemory

  /// What to do next.
  package var hint: String {
    switch self {
    case .malformed:
      "a root key is 32 bytes, or 64 hexadecimal digits; make one: head -c 32 /dev/urandom"
    case .parameters: "put root.params back from the backup; without it a passphrase opens nothing"
    case .noMemory: "the passphrase needs the memory that root.params names; free some"
    }
  }
}

/// The site's root key: 32 bytes that never leave locked memory but as a key derived from them.
///
/// Keys are derived with `crypto_kdf` (BLAKE2b; libsodium's `crypto_kdf_blake2b_derive_from_key`):
/// the context of eight bytes names the purpose, the number is the epoch.
package final class RootKey: Sendable {
  private let bytes: LockedBytes

  /// 32 bytes in libsodium's form for `crypto_kdf`.
  static let size = 32

  private init(_ bytes: some Collection<UInt8>) throws(RootKeyError) {
    guard let locked = LockedBytes(bytes) else { throw .noMemory }
    self.bytes = locked
  }

  /// The key in what a file or a credential holds: 32 bytes as they are, or 64 hexadecimal digits
  /// with white space around them.
  package convenience init(contents: [UInt8]) throws(RootKeyError) {
    if contents.count == Self.size {
      try self.init(contents)
      return
    }
    var digits = contents[...]
    while let last = digits.last, last == 0x0A || last == 0x0D || last == 0x20 {
      digits.removeLast()
    }
    guard let read = Self.hexadecimal(digits), read.count == Self.size else { throw .malformed }
    try self.init(read)
  }

  /// The key that a passphrase gives (Argon2id, RFC 9106) with the parameters that lie beside the
  /// store. Takes as long as they say, seconds.
  package convenience init(
    passphrase: [UInt8], _ parameters: PassphraseParameters
  ) throws(RootKeyError) {
    Sodium.prepare()
    var key = [UInt8](repeating: 0, count: Self.size)
    let result = Sodium.withCharacters(of: passphrase) {
      crypto_pwhash(
        &key, UInt64(Self.size), $0, UInt64(passphrase.count), parameters.salt,
        parameters.operations, parameters.memoryBytes, crypto_pwhash_alg_argon2id13())
    }
    guard result == 0 else { throw .noMemory }
    defer { sodium_memzero(&key, key.count) }
    try self.init(key)
  }

  /// The text of a new random key file: 64 hexadecimal digits and an end of line.
  package static func newContents() -> [UInt8] {
    let digits = Array("0123456789abcdef".utf8)
    return Sodium.randomBytes(size).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
      + [0x0A]
  }

  /// A key of 32 bytes for one purpose and number.
  func derive(_ purpose: Purpose, _ number: UInt64) -> CellKey {
    CellKey(unredacted: bytes.with { Self.derive($0, purpose, number) })
  }

  static func derive(
    _ key: UnsafePointer<UInt8>, _ purpose: Purpose, _ number: UInt64
  ) -> [UInt8] {
    var derived = [UInt8](repeating: 0, count: size)
    let result = purpose.rawValue.withCString {
      crypto_kdf_derive_from_key(&derived, size, number, $0, key)
    }
    precondition(result == 0, "libsodium derives a key for any number")
    return derived
  }

  private static func hexadecimal(_ digits: ArraySlice<UInt8>) -> [UInt8]? {
    guard digits.count.isMultiple(of: 2) else { return nil }
    let values = digits.compactMap { Character(UnicodeScalar($0)).hexDigitValue }
    guard values.count == digits.count else { return nil }
    return stride(from: 0, to: values.count, by: 2).map {
      UInt8(values[$0] << 4 | values[$0 + 1])
    }
  }
}

extension RootKey: CustomStringConvertible {
  package var description: String { "[redacted]" }
}

/// What a derived key is for: the eight bytes of `crypto_kdf`'s context.
enum Purpose: String {
  /// Wraps the data keys of subjects; the number is the epoch.
  case wrap = "tcn-wrap"
  /// Makes blind indexes; the number tells the kinds apart.
  case index = "tcn-indx"
}
