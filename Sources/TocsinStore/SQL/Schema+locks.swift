// Tocsin — Store: step 32 of the schema, the locks of devices
// SPDX-License-Identifier: Apache-2.0

extension Schema {
  /// `device.has_lock` stays when a lock is dead: such a device gets previews and nothing else.
  /// `sealed` holds the gateway's half and the digest of the proof, sealed with the site's key;
  /// nothing once the lock is dead. From this step on a device may have a lock, to which an older
  /// program would send whole pages.
  static func lockSteps(_ dialect: Dialect) -> [String] {
    [
      "ALTER TABLE device ADD COLUMN has_lock SMALLINT NOT NULL DEFAULT 0",
      """
      CREATE TABLE device_lock (device \(dialect.blob) PRIMARY KEY,
        sealed \(dialect.blob) NOT NULL, wrong_tries SMALLINT NOT NULL)
      """,
    ]
  }
}
