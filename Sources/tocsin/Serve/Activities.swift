// Tocsin — tocsin: the loops around the activities
// SPDX-License-Identifier: Apache-2.0

internal import Logging
internal import ServiceLifecycle
internal import TocsinCore
internal import TocsinGateway
internal import TocsinServer

/// Runs a step again and again until the process stops. A step that fails is logged and tried
/// again after a pause that grows to ten seconds: the store may be locked or full for a while.
struct ActivityLoop: Service {
  let name: String
  let wakeup: Wakeup
  /// How long to wait without a hint.
  let pass: Milliseconds
  let logger: Logger
  /// One step; gives how long to wait at most before the next.
  let step: @Sendable () async throws -> Milliseconds

  private static let pauseMax = Milliseconds.seconds(10)

  func run() async throws {
    await cancelWhenGracefulShutdown {
      var pause = Milliseconds(100)
      while !Task.isCancelled {
        do {
          let wait = try await step()
          pause = Milliseconds(100)
          await wakeup.wait(atMost: min(wait, pass))
        } catch {
          logger.error("\(name) failed and is tried again: \(error)")
          try? await Task.sleep(for: .milliseconds(pause.count))
          pause = min(pause * 2, Self.pauseMax)
        }
      }
    }
  }
}

extension ActivityLoop {
  /// Lets time pass: advances what is due, ends accounts whose date has passed, releases who left.
  static func pager(
    _ pager: Pager, _ surroundings: Surroundings, _ hints: ProcessHints,
    _ beats: Beats
  ) -> Self {
    let accounts = Accounts(surroundings)
    return ActivityLoop(
      name: "pager", wakeup: hints.deadlines, pass: .seconds(1), logger: surroundings.logger
    ) {
      let now = surroundings.time.now()
      beats.beat("the pager", at: now)
      let wake = try await surroundings.store.read { try $0.nextWake() }
      var isStuck = false
      if let wake, wake <= now { isStuck = try await pager.advanceDue() == 0 }
      try await accounts.endOverdue()
      if (try? surroundings.directory.snapshot()) != nil { try await pager.releaseLeavers() }
      let next = try await surroundings.store.read { try $0.nextWake() }
      let wait = next.map { $0 - surroundings.time.now() } ?? .seconds(1)
      return max(wait, isStuck ? .seconds(1) : Milliseconds(5))
    }
  }

  /// Follows the duty from one person to the next, apart from the pager: whatever keeps a look from
  /// its end, deadlines are not late for it. Once a minute ends swaps that nobody answered.
  static func duties(_ surroundings: Surroundings) -> Self {
    let watch = DutyWatch(surroundings)
    let minute = SeenVersion()
    return ActivityLoop(
      name: "duties", wakeup: Wakeup(), pass: .seconds(1), logger: surroundings.logger
    ) {
      if (try? surroundings.directory.snapshot()) != nil { try await watch.look() }
      if minute.isNew(surroundings.time.now().milliseconds / 60_000) {
        try await Swaps(surroundings).expire()
      }
      return .seconds(1)
    }
  }

  /// Seals what waits in the outbox.
  static func courier(
    _ courier: Courier, _ surroundings: Surroundings, _ hints: ProcessHints, _ beats: Beats
  ) -> Self {
    ActivityLoop(
      name: "courier", wakeup: hints.outbox, pass: .seconds(1), logger: surroundings.logger
    ) {
      beats.beat("the courier", at: surroundings.time.now())
      try await courier.deliverPending()
      return .seconds(1)
    }
  }

  /// Begins the channels beside the streams of devices.
  static func carrier(
    _ carrier: Carrier, _ surroundings: Surroundings, _ hints: ProcessHints, _ beats: Beats
  ) -> Self {
    let start = SeenVersion()
    return ActivityLoop(
      name: "carrier", wakeup: hints.ladders, pass: .seconds(1), logger: surroundings.logger
    ) {
      beats.beat("the carrier", at: surroundings.time.now())
      if start.isNew(0) { try await carrier.resume() }
      guard (try? surroundings.directory.snapshot()) != nil else { return .seconds(1) }
      carrier.followDue()
      try await carrier.carryDue()
      let next = try await surroundings.store.read { try $0.nextLadder() }
      let wait = next.map { $0 - surroundings.time.now() } ?? .seconds(1)
      return max(wait, Milliseconds(5))
    }
  }

  /// Notices what other processes wrote: persons, devices, documents, endpoints. Who left by
  /// another process is cut off here, within one pass.
  static func directory(
    _ site: Site, _ hints: ProcessHints, _ signals: MailboxSignals, _ surroundings: Surroundings,
    _ endpoints: EndpointListeners
  ) -> Self {
    let seen = SeenVersion()
    let logger = surroundings.logger
    return ActivityLoop(
      name: "directory", wakeup: Wakeup(), pass: Milliseconds(400), logger: logger
    ) {
      let version = try await site.dataVersion()
      if seen.isNew(version) {
        // Asked about before the store is: none of these devices is newer than the answer.
        let open = signals.devices
        try await site.refresh()
        if let snapshot = try? site.directory.snapshot() {
          let live = snapshot.staffing.liveDevices(at: surroundings.time.now())
          signals.cut(open.subtracting(live))
        }
        hints.outboxChanged()
        hints.deadlines.hint()
      }
      await endpoints.follow()
      return Milliseconds(400)
    }
  }

  /// Gives up parts of messages whose rest does not come.
  static func parts(_ intake: Intake, _ logger: Logger) -> Self {
    ActivityLoop(name: "parts", wakeup: Wakeup(), pass: .seconds(5), logger: logger) {
      try await intake.giveUpParts()
      return .seconds(5)
    }
  }
}
