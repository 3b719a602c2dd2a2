// Tocsin — Store: how keys of what reports over HTTP are read and written
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore
package import TocsinGateway

extension Places {
  static func integrationSecret(_ digest: [UInt8]) -> CellPlace {
    CellPlace("integration_key", "secret", row: digest)
  }
}

extension SQLReader {
  /// A key whose secret does not open any more, or whose words are of a newer program, is left out:
  /// what it signs is refused.
  package func integrationKeys() throws -> [IntegrationKey] {
    try connection.all(.listIntegrationKeys, []) { row -> IntegrationKey? in
      guard let scheme = KeyScheme(rawValue: row.text(3)), let world = World(rawValue: row.text(4))
      else { return nil }
      let digest = row.blob(0)
      let sealed = row.blob(5)
      let secret =
        sealed.isEmpty
        ? []
        : try? vault.open(sealed, with: keys.site, at: Places.integrationSecret(digest))
      guard let secret else { return nil }
      var key = IntegrationKey(
        digest: digest, integration: row.text(1), name: row.text(2), scheme: scheme, world: world,
        secret: SigningSecret(unredacted: secret), madeAt: row.time(6))
      key.endedAt = row.optionalTime(7)
      return key
    }.compactMap { $0 }
  }
}

extension SQLTransaction {
  package func insert(_ key: IntegrationKey) throws {
    let plain = key.secret.unredacted
    let place = Places.integrationSecret(key.digest)
    let sealed = plain.isEmpty ? [] : vault.seal(plain, with: keys.site, at: place)
    try connection.execute(
      .insertIntegrationKey,
      [
        .blob(key.digest), .text(key.integration), .text(key.name), .text(key.scheme.rawValue),
        .text(key.world.rawValue), .blob(sealed), .time(key.madeAt),
      ])
    try connection.execute(.raiseDirectory, [])
  }

  package func endIntegrationKey(
    _ name: String, of integration: String, at now: Timestamp
  ) throws -> Bool {
    let ended = try connection.execute(
      .endIntegrationKey, [.time(now), .blob([]), .text(integration), .text(name)])
    guard ended > 0 else { return false }
    try connection.execute(.raiseDirectory, [])
    return true
  }
}
