// Tocsin — Store: the statements on locks of devices
// SPDX-License-Identifier: Apache-2.0

extension Statement {
  static let locks = [putLock, findLock, dropLock]

  static let putLock = Statement(
    630, "put lock",
    """
    INSERT INTO device_lock (device, sealed, wrong_tries) VALUES ($1, $2, $3)
    ON CONFLICT (device) DO UPDATE SET sealed = excluded.sealed,
      wrong_tries = excluded.wrong_tries
    """)

  static let findLock = Statement(
    631, "find lock", "SELECT sealed, wrong_tries FROM device_lock WHERE device = $1")

  static let dropLock = Statement(632, "drop lock", "DELETE FROM device_lock WHERE device = $1")
}
