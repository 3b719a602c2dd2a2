// Tocsin — tocsin: the loop that signs checkpoints
// SPDX-License-Identifier: Apache-2.0

internal import Logging
internal import Synchronization
internal import TocsinCore
internal import TocsinGateway
internal import TocsinSystem

extension ActivityLoop {
  /// Signs a checkpoint every minute in which something was added, or after a thousand leaves, and
  /// exports it. A trail that does not continue what was signed is said aloud and makes the gateway
  /// not ready; pages go out all the same.
  static func notary(
    _ site: Site, _ folder: CheckpointFolder?, _ beats: Beats, _ logger: Logger
  ) -> Self {
    let name = "the notary"
    let clock = site.clock
    let last = Mutex<Timestamp?>(nil)
    return ActivityLoop(
      name: "notary", wakeup: Wakeup(), pass: .seconds(1), logger: logger
    ) {
      let now = clock.now()
      beats.beat(name, at: now)
      let waiting = try await site.store.read { store in
        try store.leafCount() - (store.lastCheckpoint()?.size ?? 0)
      }
      let isDue = last.withLock { $0.map { now - $0 >= .seconds(60) } ?? true }
      guard isDue || waiting >= 1_000 else { return .seconds(1) }
      last.withLock { $0 = now }
      do {
        let known = try folder?.newest()
        _ = try await site.notary.pass(known: known)
        try await folder?.follow(site.store)
        beats.report(name, trouble: nil)
      } catch let error as NotaryError where error != .overtaken {
        logger.critical("no checkpoint is signed: \(error)")
        beats.report(name, trouble: "the trail was altered: \(error)")
      } catch let failure as Failure {
        logger.error("checkpoints are not exported: \(failure.text)")
      }
      return .seconds(1)
    }
  }
}
