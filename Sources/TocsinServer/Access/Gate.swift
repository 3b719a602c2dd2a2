// Tocsin — Server: lets a request through, or says why not
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import Logging
internal import TocsinCore
internal import TocsinGateway
internal import TocsinMapping

/// A request that was let through. Only the gate makes one, and only with a permit, so no handler
/// can run that nobody was asked about.
struct Call: Sendable {
  let request: WebRequest
  let route: WebRoute
  let permit: Permit
  let parameters: [Substring: Substring]
  let credential: Credential
  /// The alert that the path names, where it names one.
  let alert: Alert?

  /// What the source calls a request that it has signed; empty for any other.
  var requestName: String {
    if case .integration(_, let name) = credential { name } else { "" }
  }

  fileprivate init(
    _ request: WebRequest, _ found: FoundRoute, _ permit: Permit, _ credential: Credential,
    alert: Alert?
  ) {
    self.request = request
    route = found.route
    self.permit = permit
    self.credential = credential
    self.alert = alert
    parameters = found.parameters
  }

  /// Asks again, about one of the things that a route gives.
  func mayAlso(_ object: AccessObject, at now: Timestamp) -> Bool {
    mayAlso(object, AccessContext(at: now))
  }

  /// Asks again, about one of the alerts that a route gives.
  func mayAlso(_ guarded: GuardedAlert) -> Bool {
    var context = guarded.context
    context.isReporter = permit.actor == .integration(guarded.alert.integration)
    return mayAlso(guarded.object, context)
  }

  private func mayAlso(_ object: AccessObject, _ context: AccessContext) -> Bool {
    let answer = Access.decide(permit.actor, permit.action, object, context)
    if case .success = answer { return true }
    return false
  }

  /// The account that asks.
  var account: Account {
    get throws(Problem) {
      guard let account = permit.actor.account else { throw Gate.fault }
      return account
    }
  }

  var session: SignedSession {
    get throws(Problem) {
      guard case .session(let session) = credential else { throw Gate.fault }
      return session
    }
  }

  var integrationKey: IntegrationKey {
    get throws(Problem) {
      guard case .integration(let key, _) = credential else { throw Gate.fault }
      return key
    }
  }

  /// The device that asks; nil when something else does.
  var signer: DeviceID? {
    if case .device(let device) = credential { device.record.id } else { nil }
  }

  var device: SignedDevice {
    get throws(Problem) {
      guard case .device(let device) = credential else { throw Gate.fault }
      return device
    }
  }
}

/// What a request has shown, checked.
enum Credential: Sendable {
  case nothing
  case device(SignedDevice)
  case session(SignedSession)
  case directory(DirectoryKeyRecord)
  /// With the request's name, where it is signed.
  case integration(IntegrationKey, name: String)
  /// The watcher's key.
  case watcher

  var actor: Actor {
    switch self {
    case .nothing: .nobody
    case .device(let device): device.account.map(Actor.device) ?? .nobody
    case .session(let session):
      .session(session.account, steppedUpAt: session.record.steppedUpAt)
    case .directory(let key): .directory(key.name)
    case .integration(let key, _): .integration(key.integration)
    case .watcher: .watcher
    }
  }
}

/// Finds out who asks, and asks `Access.decide` whether they may: the one way to any handler.
struct Gate: Sendable {
  let desk: Desk
  let surroundings: Surroundings
  let signIn: SignIn?
  /// The site's origin; nil takes what `Host` says.
  let origin: String?
  /// The digest of the watcher's key; nil where nobody watches.
  var watcherKey: [UInt8]?

  /// What can be refused by the head alone, before a body is read.
  func refuseEarly(_ request: WebRequest, for route: WebRoute) throws(Problem) {
    if route.isOpen {
      if route.action == .signIn, route.name != .proof(.openIDLogout) {
        try CrossSite.refuse(request, site: origin)
      }
      return
    }
    if isSigned(request, for: route) || isCertified(request, for: route) { return }
    if bringsKey(request, for: route) { return }
    guard request.authorization != nil else { throw Self.unsigned(for: route) }
    if Scheme(request) == .session { try CrossSite.refuse(request, site: origin) }
  }

  /// The call of a request that may be made.
  func admit(_ request: WebRequest, _ found: FoundRoute) async throws(Problem) -> Call {
    if let call = try admitAtOnce(request, found) { return call }
    let credential: Credential =
      if let known = try shown(request, found) { known } else { try await ask(request, found) }
    let actor = credential.actor
    let asked = try await asked(found, by: actor)
    switch Access.decide(actor, found.route.action, asked.object, asked.context) {
    case .success(let permit):
      return Call(request, found, permit, credential, alert: asked.alert)
    case .failure(let denial):
      await note(denial, asked.alert, actor)
      throw Problem(denial, for: found.route)
    }
  }

  /// The same, where nobody has to be asked but what is in memory; nil where the store is asked for
  /// who it is, or about what.
  func admitAtOnce(_ request: WebRequest, _ found: FoundRoute) throws(Problem) -> Call? {
    guard let object = object(of: found), let credential = try shown(request, found) else {
      return nil
    }
    let context = AccessContext(at: surroundings.time.now())
    switch Access.decide(credential.actor, found.route.action, object, context) {
    case .success(let permit): return Call(request, found, permit, credential, alert: nil)
    case .failure(let denial): throw Problem(denial, for: found.route)
    }
  }

  // MARK: - Who

  /// What the request shows, as far as memory can tell; nil for what the store has to be asked.
  private func shown(
    _ request: WebRequest, _ found: FoundRoute
  ) throws(Problem) -> Credential? {
    let route = found.route
    if route.isOpen { return .nothing }
    if isSigned(request, for: route) { return try integration(signing: request, found) }
    if isCertified(request, for: route) { return try integration(certified: request, found) }
    if bringsKey(request, for: route) { return try integration(routing: request, found) }
    switch Scheme(request) {
    case .device, .session: return nil
    case .bearer(let token):
      if route.credentials.contains(.watcher) { return try watcher(token, route) }
      guard route.credentials.contains(.integration) else { return nil }
      return .integration(try integration(token, found, request), name: "")
    case .none: return .nothing
    }
  }

  /// What the request shows, where the store has to be asked.
  private func ask(_ request: WebRequest, _ found: FoundRoute) async throws(Problem) -> Credential {
    let route = found.route
    switch Scheme(request) {
    case .device:
      var device: SignedDevice
      do {
        device = try await desk.authenticate(request.authorization, request: signed(request))
      } catch { throw error == .unsigned ? Self.unsigned(for: route) : Problem(error) }
      if let named = found.parameters["device"], DeviceID(text: String(named)) != device.record.id {
        throw Problem(
          .forbidden, "the path names another device than the one that signed",
          hint: "a device asks for itself alone")
      }
      let networks = (try? surroundings.directory.snapshot())?.networks
      device.network = networks?.name(of: request.address) ?? NetworkTable.other
      return .device(device)
    case .session:
      guard let signIn else { throw Self.unsigned(for: route) }
      do {
        return .session(
          try await signIn.check(
            request.cookie(.session), request.authorization, request: signed(request)))
      } catch { throw error == .unsigned ? Self.unsigned(for: route) : Problem(error) }
    case .bearer(let token): return try await directory(token, route, request.peer)
    case .none: return .nothing
    }
  }

  private func signed(_ request: WebRequest) -> SignedRequest {
    SignedRequest(
      method: request.method, target: request.target,
      bodyDigest: surroundings.sealer.digest(request.body))
  }

  /// A directory's key is found by its digest, so no comparison can leak where it differs.
  private func directory(
    _ token: String, _ route: WebRoute, _ address: String
  ) async throws(Problem) -> Credential {
    let digest = surroundings.sealer.digest(Array(token.utf8))
    let key: DirectoryKeyRecord?
    do { key = try await surroundings.store.read { try $0.directoryKey(digest: digest) } } catch {
      throw Problem(store: error)
    }
    guard let key, key.endedAt == nil else { throw Self.unsigned(for: route) }
    return .directory(key)
  }

  /// Digests are compared, so no comparison can leak where the keys differ.
  private func watcher(_ token: String, _ route: WebRoute) throws(Problem) -> Credential {
    guard let watcherKey, surroundings.sealer.digest(Array(token.utf8)) == watcherKey else {
      throw Self.unsigned(for: route)
    }
    return .watcher
  }

  // MARK: - About what

  private struct Asked {
    var object: AccessObject
    var context: AccessContext
    var alert: Alert?
  }

  /// What a route is about, as its path alone says; nil for what the store has to be asked.
  private func object(of found: FoundRoute) -> AccessObject? {
    switch found.route.object {
    case .site: .site
    case .own: .own
    case .account: .account(ResponderID(String(found.parameters["account"] ?? "")))
    case .rota: .rota(RotaID(String(found.parameters["rota"] ?? "")))
    case .alert: nil
    }
  }

  private func asked(_ found: FoundRoute, by actor: Actor) async throws(Problem) -> Asked {
    let context = AccessContext(at: surroundings.time.now())
    if let object = object(of: found) { return Asked(object: object, context: context) }
    // Who cannot be asked about any alert learns nothing of which there are.
    let isAsked =
      actor.credential == .integration || actor.credential == .session
      || actor.credential == .device && found.route.credentials.contains(.device)
    guard isAsked else { return Asked(object: .site, context: context) }
    guard let id = AlertID(text: String(found.parameters["alert"] ?? "")) else {
      throw Self.noAlert
    }
    let guarded: GuardedAlert?
    do { guarded = try await Board(surroundings).guarded(id, for: actor) } catch {
      throw Problem(error)
    }
    guard let guarded else { throw Self.noAlert }
    return Asked(object: guarded.object, context: guarded.context, alert: guarded.alert)
  }

  /// A refused view of content is on the trail like one that was let through.
  private func note(_ denial: Denial, _ alert: Alert?, _ actor: Actor) async {
    guard let alert, let account = actor.account else { return }
    do {
      try await Board(surroundings).noteRefusal(of: alert.id, to: account.id, denial)
    } catch {
      surroundings.logger.error("a refused view could not be kept on the trail")
    }
  }

  // MARK: - Problems

  static let noAlert = Problem(
    .notFound, "there is no such alert", hint: "GET /v1/alerts lists those that are open")

  static let fault = Problem(
    .fault, "the route has no such credential", hint: "report this")

  static func unsigned(for route: WebRoute) -> Problem {
    let taken = route.credentials
    if taken.contains(.device) { return unsignedDevice }
    var problem = Problem(
      .unsigned, "the request shows nobody who may be asked", field: "Authorization",
      hint: taken.contains(.session)
        ? "sign in, and sign each request: Authorization: Tocsin-Session ms=...,nonce=...,sig=..."
        : taken.contains(.integration)
          ? "send a key of the integration: Authorization: Bearer ..."
          : taken.contains(.watcher)
            ? "send the watcher's key (serve --watcher-key FILE): Authorization: Bearer ..."
            : "send the directory's key: Authorization: Bearer ...")
    problem.challenge = taken.contains(.session) ? "Tocsin-Session" : "Bearer"
    return problem
  }

  static let unsignedDevice = Problem(
    .unsigned, "the request carries no signature that can be read", field: "Authorization",
    hint: "sign it: Authorization: Tocsin-Device id=...,ms=...,nonce=...,sig=...")
}

/// By what a request says who asks, unchecked.
private enum Scheme: Equatable {
  case device, session, none
  case bearer(String)

  init(_ request: WebRequest) {
    let value = request.authorization ?? ""
    let end = value.utf8.firstIndex(of: UInt8(ascii: " ")) ?? value.endIndex
    let word = value[..<end]
    let rest = value[end...].drop { $0 == " " }
    if Self.isSame(word, "bearer") {
      self = rest.isEmpty ? .none : .bearer(String(rest))
    } else if Self.isSame(word, "tocsin-device") {
      self = .device
    } else {
      self = Self.isSame(word, "tocsin-session") ? .session : .none
    }
  }

  /// Whether a word is this one, in letters of either case.
  private static func isSame(_ word: Substring, _ name: StaticString) -> Bool {
    word.utf8.count == name.utf8CodeUnitCount
      && name.withUTF8Buffer { name in zip(word.utf8, name).allSatisfy { $0 | 0x20 == $1 | 0x20 } }
  }
}
