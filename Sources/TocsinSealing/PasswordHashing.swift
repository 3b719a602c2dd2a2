// Tocsin — Sealing: passwords, hashed so that guessing costs memory
// SPDX-License-Identifier: Apache-2.0

internal import CSodium
package import TocsinGateway

/// Argon2id (RFC 9106) by libsodium's `crypto_pwhash_str`: INTERACTIVE, 2 passes over 64 MiB, about
/// a tenth of a second. The stored form is the usual `$argon2id$v=19$m=...,t=...,p=1$salt$hash`.
package struct PasswordHashing: PasswordHasher {
  /// In bytes of UTF-8.
  package static let lengthMin = 12
  package static let lengthMax = 1_024

  private let operations: UInt64
  private let memoryBytes: Int

  package init() {
    operations = UInt64(crypto_pwhash_opslimit_interactive())
    memoryBytes = crypto_pwhash_memlimit_interactive()
  }

  package func hash(_ password: [UInt8]) throws(PasswordError) -> String {
    guard password.count >= Self.lengthMin else { throw .tooShort(minimum: Self.lengthMin) }
    guard password.count <= Self.lengthMax else { throw .tooLong(maximum: Self.lengthMax) }
    Sodium.prepare()
    var text = [CChar](repeating: 0, count: crypto_pwhash_strbytes())
    let result = Sodium.withCharacters(of: password) {
      crypto_pwhash_str(&text, $0, UInt64(password.count), operations, memoryBytes)
    }
    guard result == 0 else { throw .noMemory }
    return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  package func verify(_ password: [UInt8], against hash: String) -> Bool {
    guard !password.isEmpty, password.count <= Self.lengthMax, fits(hash) else { return false }
    Sodium.prepare()
    return Sodium.withCharacters(of: password) { characters in
      hash.withCString { crypto_pwhash_str_verify($0, characters, UInt64(password.count)) == 0 }
    }
  }

  package func needsRehash(_ hash: String) -> Bool {
    guard fits(hash) else { return true }
    Sodium.prepare()
    return hash.withCString {
      crypto_pwhash_str_needs_rehash($0, operations, memoryBytes) != 0
    }
  }

  /// libsodium reads at most so many bytes, and a text with a zero in it is none.
  private func fits(_ hash: String) -> Bool {
    hash.utf8.count < crypto_pwhash_strbytes() && !hash.utf8.contains(0)
  }
}
