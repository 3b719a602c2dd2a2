// Tocsin — Server: the HTTP listener
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import HummingbirdCore
internal import Logging
internal import NIOCore
internal import NIOPosix
internal import Synchronization
package import TocsinGateway

/// Serves devices, the web client and signs of life over HTTP/1.1, on one thread of its own; over
/// TLS where there is a certificate.
package final class HTTPServer: Sendable {
  private struct Running {
    let server: Server<WebChannel>
    let task: Task<Void, any Error>
    let repeated: [RepeatedTask]
  }

  private let address: ListenAddress
  private let endpoints: Endpoints
  private let signals: MailboxSignals
  private let identity: ServerIdentity?
  private let clients: ClientCertificates?
  private let logger: Logger
  private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
  private let connections = WebConnections()
  private let running = Mutex<Running?>(nil)

  /// - Parameters:
  ///   - desk: takes what devices send.
  ///   - surroundings: the ports that the Desk was made with.
  ///   - files: the web client.
  ///   - signals: what tells streams that a mailbox grew; the hints of the gateway feed it.
  package init(
    _ address: ListenAddress, desk: Desk, surroundings: Surroundings, web: WebSide
  ) {
    self.address = address
    endpoints = Endpoints(
      desk: desk, surroundings: surroundings, files: web.files, readiness: web.readiness,
      securityContact: web.securityContact, signIn: web.signIn, door: web.door,
      origin: web.origin, watcherKey: web.watcherKey, lockAfterMinutes: web.lockAfterMinutes)
    signals = web.signals
    identity = web.identity
    clients = web.clients
    logger = surroundings.logger
  }

  /// How many connections are open.
  package var connectionCount: Int { connections.count }

  /// Requests that were answered as soon as they had come whole; for tests.
  var answeredAtOnceCount: Int { connections.atOnceCount }

  /// Starts to listen.
  ///
  /// - Returns: the address with the real port.
  package func start() async throws(ListenError) -> ListenAddress {
    let (bound, tell) = AsyncStream.makeStream(of: ListenAddress.self)
    let address = address
    var quiet = logger
    quiet.logLevel = max(logger.logLevel, .warning)
    let exchange = HTTPExchange(
      endpoints: endpoints, signals: signals, connections: connections,
      isEncrypted: identity != nil)
    let server = Server(
      childChannelSetup: WebChannel(
        http: HTTP1Channel(
          responder: { try await exchange.serve($0, $1, on: $2) }, configuration: configuration()),
        identity: identity, connections: connections, clients: clients, exchange: exchange),
      configuration: ServerConfiguration(
        address: .hostname(address.host, port: address.port), backlog: 256),
      onServerRunning: { channel in
        tell.yield(address.bound(to: channel.localAddress))
      },
      eventLoopGroup: group, logger: quiet)
    let task = Task {
      defer { tell.finish() }
      try await server.run()
    }
    guard let real = await bound.first(where: { _ in true }) else {
      let outcome = await task.result
      try? await group.shutdownGracefully()
      throw Self.failure(outcome, at: address)
    }
    let ticking = group.next().scheduleRepeatedTask(
      initialDelay: .seconds(1), delay: .seconds(1)
    ) { [signals] _ in signals.tick() }
    let watching = identity?.watch(on: group.next(), logger)
    running.withLock {
      $0 = Running(server: server, task: task, repeated: [ticking] + (watching.map { [$0] } ?? []))
    }
    return real
  }

  /// Stops in order: streams end, requests are answered, connections close; what is left after
  /// `HTTPLimits.stopSeconds` is closed by force. Once, after a start that succeeded.
  package func stop() async {
    let running = running.withLock { running in
      defer { running = nil }
      return running
    }
    guard let running else { return }
    signals.end()
    async let drained: Void? = try? running.server.shutdownGracefully()
    await connections.drain(within: .seconds(HTTPLimits.stopSeconds), on: group.next())
    _ = await drained
    _ = await running.task.result
    for task in running.repeated { task.cancel() }
    try? await group.shutdownGracefully()
  }

  private static func failure(
    _ outcome: Result<Void, any Error>, at address: ListenAddress
  ) -> ListenError {
    switch outcome {
    case .success: .other(address, "the listener ended at once")
    case .failure(let error): ListenError(error, at: address)
    }
  }

  private func configuration() -> HTTP1Channel.Configuration {
    let endpoints = endpoints
    let refusal: @Sendable () -> WebReply = {
      let problem = Problem(
        .badRequest, "the bytes are no HTTP request", hint: "send HTTP/1.1 (RFC 9112)")
      let unread = WebRequest(method: "GET", target: "/v1", headers: [:])
      return endpoints.finished(problem.reply, for: unread)
    }
    return HTTP1Channel.Configuration(
      additionalChannelHandlers: [RequestGuard(refusal: refusal)],
      idleTimeout: .seconds(HTTPLimits.idleSeconds),
      httpDecoderConfiguration: HTTP1Channel.Configuration.DecoderConfiguration(
        maxHeaderFieldSize: HTTPLimits.headerBytesMax,
        maxHeaderListSize: HTTPLimits.headerBytesMax, maxHeaderFieldCount: 64))
  }
}

/// What the HTTP listener needs beside the Desk.
package struct WebSide: Sendable {
  package let files: WebFiles
  package var signals: MailboxSignals
  /// The certificate to show; nil serves plain HTTP, which is for loopback alone.
  package var identity: ServerIdentity?
  /// The certificates that sources show in the place of a key; nil asks for none.
  package var clients: ClientCertificates?
  /// Whom to tell of a weakness, as a URI (RFC 9116 2.5.3).
  package let securityContact: String?
  /// The reasons why the gateway is not ready; empty when it is.
  package let readiness: @Sendable () async -> [String]
  /// Signs people in; nil where nobody does.
  package var signIn: SignIn?
  /// Where directories provision accounts; nil where none does.
  package var door: (any DirectoryDoor)?
  /// The site's origin, such as `https://tocsin.example`; nil takes what `Host` says.
  package var origin: String?
  /// The digest of the watcher's key; nil where nobody watches.
  package var watcherKey: [UInt8]?
  /// After how many idle minutes a device with a lock locks itself.
  package var lockAfterMinutes = LockTimes.idleMinutesDefault

  package init(
    files: WebFiles, signals: MailboxSignals, identity: ServerIdentity? = nil,
    securityContact: String? = nil,
    readiness: @escaping @Sendable () async -> [String] = { [] }
  ) {
    self.files = files
    self.signals = signals
    self.identity = identity
    self.securityContact = securityContact
    self.readiness = readiness
  }
}
