// Tocsin — tocsin: the loops that watch the gateway itself
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

  /// Sends a canary each minute, and answers it.
  static func canary(
    _ keeper: CanaryKeeper, _ surroundings: Surroundings, _ wakeup: Wakeup, _ beats: Beats
  ) -> Self {
    ActivityLoop(
      name: "canary", wakeup: wakeup, pass: .seconds(5), logger: surroundings.logger
    ) {
      guard (try? surroundings.directory.snapshot()) != nil else { return .seconds(1) }
      defer { beats.report("canary", trouble: keeper.trouble(at: surroundings.time.now())) }
      return try await keeper.step()
    }
  }

  /// Says outside that all is well, and nothing when it is not.
  static func heartbeat(
    _ sender: HeartbeatSender, _ surroundings: Surroundings,
    reasons: @escaping @Sendable () async -> [String]
  ) -> Self {
    ActivityLoop(
      name: "heartbeat", wakeup: Wakeup(), pass: sender.every, logger: surroundings.logger
    ) {
      await sender.beat(unlessThereAre: await reasons(), surroundings)
      return sender.every
    }
  }
}

extension ProcessHints {
  /// To the streams of devices, and to the canary's loop for its own.
  init(to signals: MailboxSignals, canary: Wakeup) {
    self.init(
      mailbox: { device, envelopes in
        signals.mailboxGrew(device, by: envelopes)
        if device == Canary.device { canary.hint() }
      }, cut: { signals.cut(Set($0)) })
  }
}

extension Surroundings {
  /// Has figures of the process read with the metrics.
  func addReadings(_ signals: MailboxSignals, started: Timestamp) {
    let store = store
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
