// Tocsin — tocsin: a serving process
// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import Logging
internal import ServiceLifecycle
internal import TocsinCore
internal import TocsinDelivery
internal import TocsinGateway
internal import TocsinIdentity
internal import TocsinMapping
internal import TocsinPagers
internal import TocsinSealing
internal import TocsinServer
internal import TocsinSystem
internal import UnixSignals

/// The parts of a gateway, wired to one site, from lock to last reply.
final class GatewayProcess: Sendable {
  let site: Site
  let surroundings: Surroundings
  let desk: Desk
  /// Connections of devices and of sources, and what the store and the log have open.
  private static let openFiles: UInt = 20_480
  private let lock: DataLock
  private let checkpoints: CheckpointFolder?
  private let sheet: SheetFolder?
  private let signIn: SignInSettings
  private let retention: RetentionPolicy
  private let hints: ProcessHints
  private let signals = MailboxSignals()
  private let beats = Beats()
  private let sources = ListenedSources()
  private let intake: Intake
  private let endpoints: EndpointListeners
  private let listeners = Listeners()
  private let logger: Logger
  private let teller: Teller
  private let carrier: Carrier
  private let watch: WatchParts
  private let watcherKey: [UInt8]?

  private init(
    _ site: Site, lock: DataLock, rules: SiteRules, folders: SiteFolders, logger: Logger
  ) {
    self.site = site
    signIn = rules.signIn
    retention = rules.retention
    self.lock = lock
    checkpoints = folders.checkpoints
    sheet = folders.sheet
    self.logger = logger
    let signals = signals
    let canary = Wakeup()
    hints = ProcessHints(to: signals, canary: canary)
    var all = site.surroundings(logger: logger).measured
    all.hints = hints
    all.faults = FaultSwitch.faults()
    all.liveSources = sources
    all.callbackBase = rules.signIn.origin
    surroundings = all
    desk = Desk(all)
    let intake = Intake(all)
    self.intake = intake
    endpoints = EndpointListeners(
      all, taker: intake, budget: rules.frameBudget, (beats, sources), listeners: listeners)
    let sealer = all.sealer
    let peers = rules.peers
    let teller = Teller(
      all,
      dialler: SourceDialler(
        mllp: MLLPDialler { sealer.digest($0) }, web: WebDialler(http: peers)))
    self.teller = teller
    let watch = WatchParts(all, desk: desk, rules.watching, wakeup: canary)
    self.watch = watch
    watcherKey = rules.watching.key
    all.addReadings(signals, started: all.time.now())
    let channels = rules.channels
    carrier = Carrier(
      all,
      channel: PagerChannels(
        beside: ChannelHands(
          channels, sealer: site.key.push, clock: all.time, site: rules.signIn.origin ?? ""),
        http: ChannelHTTP(channels), clock: all.time))
    listeners.add {
      await teller.stop()
      await peers.stop()
      await channels.stop()
      await watch.stop()
    }
  }

  /// Takes the lock, opens or makes the site, imports the shipped documents into an empty one.
  static func prepare(
    _ settings: Settings, documents: String?, folders: SiteFolders = SiteFolders(),
    openID: OpenIDPart? = nil, watching: WatchOption? = nil
  ) async throws -> GatewayProcess {
    let logger = ProcessLog.logger()
    settle(logger)
    var rules = SiteRules(
      signIn: try SignInSettings(settings, openID: openID),
      retention: try settings.retention(), frameBudget: try settings.frameBudget(),
      peers: try WebDialler.client(settings), channels: try WebDialler.channels(settings))
    let site = try await Site.open(settings, creating: true, serving: true)
    let digest = site.key.sealer.digest
    rules.watching = try watching?.rules(settings, by: digest) ?? WatchRules()
    let lock = try DataLock(folder: site.folder)
    site.clock.sayLag(to: logger)
    try await site.importShippedIfEmpty(documents, settings)
    return GatewayProcess(site, lock: lock, rules: rules, folders: folders, logger: logger)
  }

  /// What has to hold before a key is in memory.
  private static func settle(_ logger: Logger) {
    if !ProcessHygiene.forbidCoreDumps() {
      logger.warning("the system does not let this process switch core dumps off")
    }
    let files = ProcessHygiene.allowOpenFiles(openFiles)
    guard files < openFiles else { return }
    logger.warning("only \(files) open files are allowed, \(openFiles) would be better")
  }

  /// Starts the HTTP listener and those of the endpoints.
  ///
  /// - Returns: the addresses with their real ports.
  func start(_ listening: Listening) async throws -> Listening {
    if let identity = listening.identity { warnOfEnd(of: identity) }
    let web = try webSide(listening)
    let server = HTTPServer(listening.http, desk: desk, surroundings: surroundings, web: web)
    do {
      var bound = listening
      bound.http = try await server.start()
      listeners.add { await server.stop() }
      if let reports = listening.reports {
        bound.reports?.address = try await startReports(reports, web)
      }
      bound.mllp = try await endpoints.start(listening)
      bound.pagers = try await PagerListeners.start(listening.pagers, surroundings, listeners)
      return bound
    } catch let error as ListenError {
      await listeners.stop()
      throw Failure("\(error)", hint: error.hint)
    } catch {
      await listeners.stop()
      throw error
    }
  }

  /// Starts the listener that asks sources for certificates.
  ///
  /// - Returns: its address with the real port.
  private func startReports(
    _ reports: ReportListening, _ web: WebSide
  ) async throws(ListenError) -> ListenAddress {
    var web = web
    web.identity = reports.identity
    web.signals = MailboxSignals()
    web.clients = ReportCertificates(surroundings).clients
    let server = HTTPServer(reports.address, desk: desk, surroundings: surroundings, web: web)
    let bound = try await server.start()
    listeners.add { await server.stop() }
    return bound
  }

  /// Runs the activities until a signal, then stops everything in order.
  ///
  /// - Parameter service: begins once signals are heard, so that a process that has said that it is
  ///   ready can also be told to stop.
  func run(beside service: any Service) async throws {
    let loops: [any Service] = [
      ActivityLoop.pager(Pager(surroundings), surroundings, hints, beats),
      ActivityLoop.duties(surroundings),
      ActivityLoop.courier(Courier(surroundings), surroundings, hints, beats),
      ActivityLoop.carrier(carrier, surroundings, hints, beats),
      ActivityLoop.directory(site, hints, signals, surroundings, endpoints),
      ActivityLoop.parts(intake, logger),
      ActivityLoop.notary(site, checkpoints, beats, logger),
      ActivityLoop.sheet(sheet, surroundings),
      ActivityLoop.retention(site, retention, surroundings),
      ActivityLoop.sources(surroundings, beats),
      ActivityLoop.rollCalls(surroundings),
      ReturnLoop(teller: teller, beats: beats, clock: surroundings.time, logger: logger),
    ]
    let watching = watch.loops(beats) { [self] in await reasons() }
    let all = loops + watching + [service, StopAtShutdown(stop: listeners.stop)]
    var quiet = logger
    quiet.logLevel = .warning
    var configuration = ServiceGroupConfiguration(
      services: all.map { service in
        .init(
          service: service, successTerminationBehavior: .ignore,
          failureTerminationBehavior: .gracefullyShutdownGroup)
      }, gracefulShutdownSignals: [.sigterm, .sigint], logger: quiet)
    configuration.maximumGracefulShutdownDuration = .seconds(9)
    try await ServiceGroup(configuration: configuration).run()
    await site.close()
  }

  /// Says a fortnight ahead that devices will refuse to connect.
  private func warnOfEnd(of identity: ServerIdentity) {
    let left = identity.endsAt - surroundings.time.now()
    guard left < .days(14) else { return }
    logger.warning("the certificate ends at \(RFC3339.text(identity.endsAt)): renew it")
  }

  /// Prints a link for the first administrator while nobody can sign in as one. Paging goes on
  /// without.
  func offerAdministration(at base: String) async {
    do {
      guard let link = try await Accounts(surroundings).firstAdministratorLink() else { return }
      Console.complain("administrator link: \(signIn.origin ?? base)/welcome#\(link.token)")
    } catch .ended {
      logger.warning(
        "nobody can administer the site: make somebody an administrator by tocsin person change")
    } catch {
      logger.error("no administrator link could be made: \(error)")
    }
  }

  /// Why the gateway is not ready.
  private func reasons() async -> [String] {
    await Readiness.reasons(site: site, beats: beats, at: surroundings.time.now())
  }

  private func webSide(_ listening: Listening) throws -> WebSide {
    let program = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
    let files: WebFiles
    do {
      let folder = try WebFiles.folder(
        environment: ProcessInfo.processInfo.environment, program: program ?? "")
      files = try WebFiles(folder: folder, digest: surroundings.sealer.digest)
    } catch {
      throw Failure("\(error)", hint: "set TOCSIN_WEB to the folder of the web client")
    }
    var side = WebSide(
      files: files, signals: signals, identity: listening.identity,
      securityContact: listening.securityContact
    ) { [self] in
      await reasons()
    }
    side.signIn = SignIn(
      surroundings, try signIn.ways(for: surroundings, stopping: listeners.add))
    side.origin = signIn.origin
    side.door = SCIMDoor(surroundings)
    side.watcherKey = watcherKey
    side.lockAfterMinutes = listening.lockAfterMinutes
    return side
  }
}

/// What the settings of a site say about people and data.
private struct SiteRules {
  let signIn: SignInSettings
  let retention: RetentionPolicy
  /// Bytes of frames that all endpoints hold together.
  let frameBudget: Int
  /// Asks the servers of sources that are told over HTTP.
  let peers: CurlClient
  /// Asks the servers of channels.
  let channels: CurlClient
  var watching = WatchRules()
}

/// Why the gateway is not ready.
enum Readiness {
  static func reasons(site: Site, beats: Beats, at now: Timestamp) async -> [String] {
    var reasons: [String] = []
    if (try? site.directory.snapshot()) == nil {
      reasons.append("no documents are imported; run: tocsin import")
    }
    if let trouble = await site.trouble() {
      reasons.append(trouble)
    } else if (try? await site.store.read({ try $0.directoryVersion() })) == nil {
      reasons.append("the store cannot be read")
    }
    let damaged = site.store.damagedRows
    if let first = damaged.first {
      reasons.append(
        "\(damaged.count) rows of the store do not open, the first is \(first.table) "
          + "\(first.number): ring its people, restore the backup")
    }
    return reasons + beats.reported
      + beats.late(at: now).map { "\($0) has not passed for ten seconds" }
  }
}

/// A service that says something once, and then does nothing.
struct Announcement: Service {
  let say: @Sendable () async -> Void

  func run() async throws {
    await say()
    try? await gracefulShutdown()
  }
}

/// A service that does its work when the group shuts down.
struct StopAtShutdown: Service {
  let stop: @Sendable () async -> Void

  func run() async throws {
    try? await gracefulShutdown()
    await stop()
  }
}
