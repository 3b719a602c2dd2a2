// Tocsin — tocsin: the MLLP listeners that the documents name, while they change
// SPDX-License-Identifier: Apache-2.0

internal import Logging
internal import Synchronization
internal import TocsinCore
internal import TocsinGateway
internal import TocsinMapping
internal import TocsinServer

/// One listener for each integration whose document has an `endpoint:`, and the built-in one of
/// `laboratory` while no document names one for it.
///
/// Follows the documents: a new endpoint starts, one that is gone stops in order, limits and
/// allow-lists change without dropping a connection, and another address or other TLS starts that
/// one listener anew. What cannot start is said, keeps the gateway not ready, and is tried again.
/// Dialects, types and character sets are read from the documents by Intake with each message.
///
/// `start` and `follow` are called by one task at a time.
final class EndpointListeners: Sendable {
  /// What is to run under a name.
  private struct Wanted {
    var endpoint: Endpoint
    var isBuiltIn = false
  }

  private struct Running {
    let listener: MLLPListener
    let address: ListenAddress
    var wanted: Wanted
  }

  private struct State {
    var running: [String: Running] = [:]
    var listening: Listening?
    /// Failed starts, with how many passes are left out before the next try.
    var waits: [String: Int] = [:]
    var isOver = false
  }

  private static let builtIn = "laboratory"
  /// Passes of the directory between two tries: about five seconds.
  private static let passesBetweenTries = 12

  private let state = Mutex(State())
  private let surroundings: Surroundings
  private let taker: any FrameTaker
  private let budget: ByteBudget
  private let beats: Beats
  private let sources: ListenedSources

  init(
    _ surroundings: Surroundings, taker: any FrameTaker, budget: Int,
    _ surveyed: (beats: Beats, sources: ListenedSources), listeners: Listeners
  ) {
    self.surroundings = surroundings
    self.taker = taker
    self.budget = ByteBudget(bytesMax: budget)
    (beats, sources) = surveyed
    listeners.add { [self] in await stop() }
  }

  /// Starts what the documents name.
  ///
  /// - Returns: where the integration `laboratory` listens.
  /// - Throws: when the built-in listener cannot start; for the others see `follow`.
  func start(_ listening: Listening) async throws(ListenError) -> ListenAddress {
    state.withLock { $0.listening = listening }
    let wanted = wanted(listening)
    if let own = wanted[Self.builtIn], own.isBuiltIn { try await open(Self.builtIn, own) }
    await follow()
    return state.withLock { state in
      guard let running = state.running[Self.builtIn] else { return listening.mllp }
      // So that it comes back at the same port, when a document names another in between.
      if running.wanted.isBuiltIn { state.listening?.mllp = running.address }
      return running.address
    }
  }

  /// Brings the listeners in line with the documents.
  func follow() async {
    guard let listening = state.withLock({ $0.isOver ? nil : $0.listening }) else { return }
    let wanted = wanted(listening)
    for (name, running) in state.withLock({ $0.running }) where wanted[name] == nil {
      await close(name, running)
    }
    for (name, one) in wanted.sorted(by: { $0.key < $1.key }) {
      guard let running = state.withLock({ $0.running[name] }) else {
        await tryOpen(name, one)
        continue
      }
      guard running.wanted.endpoint != one.endpoint || running.wanted.isBuiltIn != one.isBuiltIn
      else { continue }
      if one.isBuiltIn == running.wanted.isBuiltIn,
        one.endpoint.listen == running.wanted.endpoint.listen,
        one.endpoint.tls == running.wanted.endpoint.tls
      {
        change(name, running, to: one)
      } else {
        await close(name, running)
        await tryOpen(name, one)
      }
    }
  }

  private func wanted(_ listening: Listening) -> [String: Wanted] {
    let integrations = (try? surroundings.directory.snapshot())?.integrations ?? [:]
    var wanted = integrations.compactMapValues { integration in
      integration.endpoint.listen.map { _ in Wanted(endpoint: integration.endpoint) }
    }
    if wanted[Self.builtIn] == nil {
      wanted[Self.builtIn] = Wanted(
        endpoint: integrations[Self.builtIn]?.endpoint ?? .standard, isBuiltIn: true)
    }
    return wanted
  }

  private func change(_ name: String, _ running: Running, to wanted: Wanted) {
    guard var settings = try? settings(name, wanted) else { return }
    settings.identity = running.listener.identity
    running.listener.change(to: settings)
    state.withLock { $0.running[name]?.wanted = wanted }
    surroundings.logger.info("the endpoint of \(name) has changed")
  }

  private func close(_ name: String, _ running: Running) async {
    state.withLock { $0.running[name] = nil }
    await running.listener.stop()
    sources.forget(running.listener, integration: name)
    if !running.wanted.isBuiltIn { Console.say("endpoint \(name) stopped") }
    report(name, trouble: nil)
  }

  private func tryOpen(_ name: String, _ wanted: Wanted) async {
    let isDue = state.withLock { state in
      let left = state.waits[name] ?? 0
      state.waits[name] = left > 0 ? left - 1 : nil
      return left == 0
    }
    guard isDue else { return }
    do {
      try await open(name, wanted)
      report(name, trouble: nil)
    } catch {
      surroundings.logger.error("the endpoint of \(name) does not listen: \(error)")
      report(name, trouble: "the endpoint of \(name) does not listen: \(error)")
      state.withLock { $0.waits[name] = Self.passesBetweenTries }
    }
  }

  private func open(_ name: String, _ wanted: Wanted) async throws(ListenError) {
    let settings = try settings(name, wanted)
    let listener = MLLPListener(
      settings, taker: taker, budget: budget, faults: surroundings.faults,
      logger: surroundings.logger)
    if settings.identity == nil, !settings.address.isLoopback {
      surroundings.logger.warning(
        "\(settings.address) takes MLLP from the network without TLS: keep that network apart")
    }
    let address = try await listener.start()
    let isOver = state.withLock { state in
      if !state.isOver {
        state.running[name] = Running(listener: listener, address: address, wanted: wanted)
      }
      return state.isOver
    }
    if isOver { return await listener.stop() }
    sources.follow(listener, integration: name)
    if !wanted.isBuiltIn { Console.say("endpoint \(name) mllp=\(address)") }
  }

  private func report(_ name: String, trouble: String?) {
    beats.report("the endpoint of \(name)", trouble: trouble)
  }

  private func stop() async {
    let all = state.withLock { state in
      defer { state.running = [:] }
      state.isOver = true
      return state.running.values.map(\.listener)
    }
    await withTaskGroup(of: Void.self) { group in
      for listener in all { group.addTask { await listener.stop() } }
    }
  }
}

// What a listener is made from.
extension EndpointListeners {
  private func settings(
    _ name: String, _ wanted: Wanted
  ) throws(ListenError) -> MLLPSettings {
    let endpoint = wanted.endpoint
    guard let listening = state.withLock({ $0.listening }) else {
      throw .other(ListenAddress(host: name, port: 0), "nothing is started yet")
    }
    let address =
      wanted.isBuiltIn
      ? listening.mllp
      : endpoint.listen.map { ListenAddress(host: $0.host, port: $0.port) } ?? listening.mllp
    var settings = MLLPSettings(address: address, integration: name)
    settings.connectionsMax = endpoint.limits.connections
    settings.frameBytesMax = endpoint.limits.frameBytes
    settings.stallSeconds = endpoint.limits.stall.count / 1_000
    settings.usesCommitBlocks = endpoint.usesCommitBlocks
    let ranges = endpoint.allowFrom
    if !ranges.isEmpty {
      settings.admits = { address in ranges.contains { $0.contains(address) } }
    }
    if wanted.isBuiltIn {
      settings.identity = listening.mllpIdentity
    } else if let tls = endpoint.tls {
      settings.identity = try identity(tls, listening.certificateFiles, at: address)
      settings.pins = pins(tls)
    }
    return settings
  }

  private func pins(_ tls: EndpointTLS) -> PinnedCertificates? {
    guard tls.demandsCertificate, !tls.pins.isEmpty else { return nil }
    let sealer = surroundings.sealer
    return PinnedCertificates(tls.pins, areAlone: tls.authority == nil) { sealer.digest($0) }
  }

  private func identity(
    _ tls: EndpointTLS, _ files: CertificateFiles?, at address: ListenAddress
  ) throws(ListenError) -> ServerIdentity {
    guard var files else {
      throw .other(address, "TLS needs a certificate: give --certificate and --key")
    }
    files.clientAuthority = tls.demandsCertificate ? tls.authority : nil
    files.asksForPinned = tls.demandsCertificate && tls.authority == nil
    do throws(CertificateError) {
      return try ServerIdentity(files)
    } catch {
      throw .other(address, "\(error); \(error.hint)")
    }
  }
}
