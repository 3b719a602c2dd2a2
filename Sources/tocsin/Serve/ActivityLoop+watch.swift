// Tocsin — tocsin: the loop that watches the gateway itself
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinGateway
internal import TocsinServer

extension ActivityLoop {
  /// Looks every five seconds for alerts without an owner.
  static func watch(_ watch: SelfWatch, _ surroundings: Surroundings, _ beats: Beats) -> Self {
    ActivityLoop(
      name: "watch", wakeup: Wakeup(), pass: .seconds(5), logger: surroundings.logger
    ) {
      beats.beat("the watch over the gateway", at: surroundings.time.now())
      if (try? surroundings.directory.snapshot()) != nil { try await watch.look() }
      beats.report("ownerless", trouble: watch.trouble)
      return .seconds(5)
    }
  }
}

extension Surroundings {
  /// Has figures of the process read with the metrics.
  func addReadings(_ watch: SelfWatch, _ signals: MailboxSignals, started: Timestamp) {
    let store = store
    metrics.add { _ in watch.families }
    metrics.add { _ in
      [
        MetricFamily(
          gauge: "tocsin_streams_open", "Streams of devices that are open.",
          Double(signals.streamCount)),
        MetricFamily(
          gauge: "tocsin_damaged_rows",
          "Rows of the store that do not open; more than 0 is wrong.",
          Double(store.damagedRows.count)),
        MetricFamily(
          gauge: "tocsin_process_start_timestamp_seconds",
          "When the process began, in seconds since 1970.",
          Double(started.milliseconds) / 1_000),
      ]
    }
  }
}
