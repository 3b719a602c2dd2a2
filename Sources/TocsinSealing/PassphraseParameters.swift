// Tocsin — Sealing: how a passphrase becomes the root key
// SPDX-License-Identifier: Apache-2.0

internal import CSodium

/// Cost and salt of Argon2id for a passphrase, as `DIR/root.params` holds them; no secret.
///
/// The file is one line: `argon2id13 OPERATIONS MEMORY-BYTES SALT`, the salt in 32 hexadecimal
/// digits. Losing it is losing the key: it belongs into the backup.
package struct PassphraseParameters: Hashable, Sendable {
  package let operations: UInt64
  package let memoryBytes: Int
  /// 16 bytes.
  package let salt: [UInt8]

  /// libsodium's MODERATE, the least that is allowed: 3 passes over 256 MiB.
  package static let operationsMin: UInt64 = 3
  package static let memoryBytesMin = 256 << 20
  /// libsodium's SENSITIVE, the most that is read: 4 passes over 1 GiB.
  package static let memoryBytesMax = 1 << 30

  /// New parameters with a salt of their own.
  package init() {
    operations = Self.operationsMin
    memoryBytes = Self.memoryBytesMin
    salt = Sodium.randomBytes(crypto_pwhash_saltbytes())
  }

  /// Reads the file's text.
  ///
  /// - Throws: `RootKeyError.parameters`: put the file back from the backup.
  package init(text: String) throws(RootKeyError) {
    let words = text.split(whereSeparator: { $0 == " " || $0.isNewline })
    guard words.count == 4, words[0] == "argon2id13", let operations = UInt64(words[1]),
      let memoryBytes = Int(words[2]), operations >= Self.operationsMin, operations <= 16,
      memoryBytes >= Self.memoryBytesMin, memoryBytes <= Self.memoryBytesMax
    else { throw .parameters }
    let digits = words[3].compactMap(\.hexDigitValue)
    guard words[3].count == 32, digits.count == 32 else { throw .parameters }
    self.operations = operations
    self.memoryBytes = memoryBytes
    salt = stride(from: 0, to: 32, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
  }

  /// The file's text.
  package var text: String {
    let digits = salt.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    return "argon2id13 \(operations) \(memoryBytes) \(digits)\n"
  }
}
