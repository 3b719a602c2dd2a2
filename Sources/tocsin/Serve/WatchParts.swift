// Tocsin — tocsin: what watches the gateway, and by what it is watched
// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import ServiceLifecycle
internal import TocsinCore
internal import TocsinGateway
internal import TocsinSealing
internal import TocsinServer

/// How a site is watched.
struct WatchOption: ParsableArguments {
  @Option(help: "A file with the key by which GET /metrics is read (TOCSIN_WATCHER_KEY).")
  var watcherKey: String?
  @Option(help: "on, or off for no canary page each minute (TOCSIN_CANARY).")
  var canary: String?
  @Option(help: "A URL to ask each minute while all is well (TOCSIN_HEARTBEAT).")
  var heartbeat: String?

  /// - Throws: `Failure` and `ValidationError` for what cannot be used.
  func rules(_ settings: Settings, by digest: ([UInt8]) -> [UInt8]) throws -> WatchRules {
    let word = canary ?? settings.string("canary") ?? "on"
    guard word == "on" || word == "off" else {
      throw ValidationError("--canary takes on or off, not \(word)")
    }
    var rules = WatchRules()
    rules.key = try WatcherKey.digest(watcherKey, settings, by: digest)
    rules.hasCanary = word == "on" && !FaultSwitch.isSet
    rules.heartbeat = try HeartbeatSender(heartbeat, settings)
    return rules
  }
}

/// The same, read.
struct WatchRules {
  /// The digest of the watcher's key; nil where nobody reads metrics.
  var key: [UInt8]?
  var hasCanary = false
  var heartbeat: HeartbeatSender?
}

/// The parts that watch one gateway.
struct WatchParts: Sendable {
  private let surroundings: Surroundings
  private let watch: SelfWatch
  private let keeper: CanaryKeeper?
  private let heartbeat: HeartbeatSender?
  private let wakeup: Wakeup

  /// - Parameter wakeup: hints that the canary's mailbox has grown.
  init(_ surroundings: Surroundings, desk: Desk, _ rules: WatchRules, wakeup: Wakeup) {
    self.surroundings = surroundings
    self.wakeup = wakeup
    let watch = SelfWatch(surroundings)
    self.watch = watch
    heartbeat = rules.heartbeat
    surroundings.metrics.add { _ in watch.families }
    if let heartbeat { surroundings.metrics.add { _ in heartbeat.families } }
    guard rules.hasCanary else {
      keeper = nil
      return
    }
    let keeper = CanaryKeeper(
      surroundings, desk: desk, pocket: SitePocket(site: surroundings.site, surroundings.sealer))
    self.keeper = keeper
    surroundings.metrics.add { _ in keeper.families }
  }

  /// - Parameter reasons: why the gateway is not ready.
  func loops(
    _ beats: Beats, reasons: @escaping @Sendable () async -> [String]
  ) -> [any Service] {
    var loops: [any Service] = [ActivityLoop.watch(watch, surroundings, beats)]
    if let keeper {
      loops.append(ActivityLoop.canary(keeper, surroundings, wakeup, beats))
    } else {
      // One that a process before has left would be paged on.
      let store = surroundings.store
      loops.append(Announcement { _ = try? await store.perform { try $0.shredCanaries() } })
    }
    if let heartbeat {
      loops.append(ActivityLoop.heartbeat(heartbeat, surroundings, reasons: reasons))
    }
    return loops
  }

  func stop() async { await heartbeat?.stop() }
}
