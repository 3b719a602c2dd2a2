// Tocsin — tocsin: a machine's clock that is behind what the store holds
// SPDX-License-Identifier: Apache-2.0

internal import Logging
internal import TocsinCore
internal import TocsinGateway
internal import TocsinSystem

extension SystemClock {
  /// Says at the start of `serve` that the machine is behind the newest moment of its store,
  /// and what follows from it; nothing when it is not.
  func sayLag(to logger: Logger) {
    guard let lag else { return }
    guard lag > SteadyTime.reach else {
      logger.warning(
        """
        the machine's clock is \(lag.text) behind the newest entry of the store: time goes on from \
        that entry, an eighth slower, until the clock has caught up; compare it with the hospital's
        """)
      return
    }
    logger.critical(
      """
      the machine's clock is \(lag.text) behind the newest entry of the store and is believed: \
      deadlines that were written by the other time come due late; set the clock right and start \
      again, or ring the people of every open alert (tocsin alerts)
      """)
  }
}
