// Tocsin — Sealing: the key pair to which backups are sealed
// SPDX-License-Identifier: Apache-2.0

internal import CSodium
internal import TocsinGateway

/// The X25519 pair of backups. The gateway knows the public half only; the other half lies where
/// the machine cannot read it, and is fetched when something is to be restored.
package struct BackupKeys: Sendable, CustomStringConvertible {
  /// 32 bytes.
  package let publicKey: [UInt8]
  /// 32 bytes.
  package let unredactedSecret: [UInt8]

  /// The first words of a file that holds one of the two halves.
  package static let publicPrefix = "tocsin-backup-public-1 "
  package static let secretPrefix = "tocsin-backup-secret-1 "

  /// A new pair from the system's generator.
  package static func make() -> BackupKeys {
    Sodium.prepare()
    var publicKey = [UInt8](repeating: 0, count: WireSize.key)
    var secret = [UInt8](repeating: 0, count: WireSize.key)
    precondition(crypto_box_keypair(&publicKey, &secret) == 0, "a key pair is always made")
    return BackupKeys(publicKey: publicKey, unredactedSecret: secret)
  }

  private init(publicKey: [UInt8], unredactedSecret: [UInt8]) {
    self.publicKey = publicKey
    self.unredactedSecret = unredactedSecret
  }

  /// Reads the secret half as its file has it; nil for any other text.
  package init?(secretText: String) {
    guard let secret = Self.key(secretText, after: Self.secretPrefix) else { return nil }
    Sodium.prepare()
    var publicKey = [UInt8](repeating: 0, count: WireSize.key)
    guard crypto_scalarmult_base(&publicKey, secret) == 0 else { return nil }
    self.init(publicKey: publicKey, unredactedSecret: secret)
  }

  /// Reads the public half as its file has it; nil for any other text.
  package static func publicKey(text: String) -> [UInt8]? { key(text, after: publicPrefix) }

  /// What goes into the file that stays with the gateway.
  package var publicText: String { Self.publicPrefix + Base64URL.encode(publicKey) + "\n" }

  /// What goes into the file that is taken away.
  package var unredactedSecretText: String {
    Self.secretPrefix + Base64URL.encode(unredactedSecret) + "\n"
  }

  package var description: String { "[redacted]" }

  private static func key(_ text: String, after prefix: String) -> [UInt8]? {
    guard text.hasPrefix(prefix) else { return nil }
    let rest = text.dropFirst(prefix.count).prefix { !$0.isWhitespace }
    guard let bytes = Base64URL.decode(String(rest)), bytes.count == WireSize.key else {
      return nil
    }
    return bytes
  }
}
