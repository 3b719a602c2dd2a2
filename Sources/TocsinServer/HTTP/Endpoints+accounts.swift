// Tocsin — Server: accounts, for administrators and for directories
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import TocsinCore
internal import TocsinGateway

/// An account as JSON has it; every member may be missing where one is changed.
private struct AccountBody: Decodable {
  struct Grant: Decodable {
    let role: String
    let wards: [String]?
    let rotas: [String]?
  }

  let id, name, kind, telephone, userName, externalId: String?
  let grants: [Grant]?
  let from, until: String?
}

private struct ReasonBody: Decodable {
  let reason: String
}

extension Endpoints {
  func administer(_ call: Call, _ route: AccountRoute) async throws(Problem) -> WebReply {
    let accounts = Accounts(surroundings)
    let actor = TrailActor.person(try call.account.id)
    let id = ResponderID(String(call.parameters["account"] ?? ""))
    do {
      switch route {
      case .list:
        let rows = try await accounts.all().map(Self.account)
        return WebReply(.ok, json: .object([("accounts", .list(rows))]))
      case .one:
        guard let found = try await accounts.find(id) else { throw AccountError.unknown }
        return Self.reply(.ok, found)
      case .add: return try await add(call, accounts, by: actor)
      case .change: return try await change(id, call, accounts, by: actor)
      case .end:
        let body = try Self.json(ReasonBody.self, of: call.request)
        guard (1...200).contains(body.reason.utf8.count) else {
          throw Self.unusable("reason", "1 to 200 bytes, without a patient's name")
        }
        return Self.reply(try await accounts.end(id, reason: body.reason, by: actor))
      case .endSessions:
        let count = try await accounts.endSessions(of: id, by: actor)
        return WebReply(.ok, json: .object([("ended", .number(Int64(count)))]))
      case .invite:
        return link(try await accounts.invite(id, by: actor), "/welcome", call.request)
      case .linkDevice: return try await deviceLink(id, call, accounts, by: actor)
      }
    } catch let problem as Problem {
      throw problem
    } catch let error as AccountError {
      throw Problem(error)
    } catch {
      throw Problem(store: error)
    }
  }

  // MARK: - Changing

  private func add(
    _ call: Call, _ accounts: Accounts, by actor: TrailActor
  ) async throws -> WebReply {
    let body = try Self.json(AccountBody.self, of: call.request)
    guard let id = body.id, let name = body.name else {
      throw Self.unusable(body.id == nil ? "id" : "name", "text")
    }
    let edit = try Self.edit(body)
    var account = Account(id: ResponderID(id), name: name, at: surroundings.time.now())
    edit(&account)
    return Self.reply(.created, try await accounts.add(account, by: actor))
  }

  private func change(
    _ id: ResponderID, _ call: Call, _ accounts: Accounts, by actor: TrailActor
  ) async throws -> WebReply {
    let body = try Self.json(AccountBody.self, of: call.request)
    if let named = body.id, named != id.text {
      throw Self.unusable("id", "that of the path; an id never changes")
    }
    var revision: Int64?
    if let tag = call.request.headers[.ifMatch] {
      revision = try Self.number(
        tag.filter { $0 != "\"" }, in: 0...Int64.max, field: "If-Match")
    }
    let changed = try await accounts.change(
      id, ifRevision: revision, by: actor, try Self.edit(body))
    return Self.reply(.ok, changed)
  }

  /// The change that a body asks for, with nothing taken that is not listed here.
  private static func edit(
    _ body: AccountBody
  ) throws(Problem) -> @Sendable (inout Account) -> Void {
    var kind: AccountKind?
    if let text = body.kind {
      guard let known = AccountKind(rawValue: text) else {
        throw unusable("kind", "staff or locum")
      }
      kind = known
    }
    let grants = try body.grants.map(grants)
    let from = try time(body.from, "from")
    let until = try time(body.until, "until")
    let (newName, telephone) = (body.name, body.telephone)
    let (userName, externalID) = (body.userName, body.externalId)
    return { [kind] account in
      newName.map { account.name = $0 }
      telephone.map { account.telephone = $0 }
      kind.map { account.kind = $0 }
      userName.map { account.userName = $0.isEmpty ? nil : $0 }
      externalID.map { account.externalID = $0.isEmpty ? nil : $0 }
      grants.map { account.grants = $0 }
      from.map { account.validFrom = $0 }
      until.map { account.validUntil = $0 }
    }
  }

  private static func grants(_ rows: [AccountBody.Grant]) throws(Problem) -> [RoleGrant] {
    var grants: [RoleGrant] = []
    for row in rows {
      guard let role = Role(rawValue: row.role), !grants.contains(where: { $0.role == role })
      else { throw unusable("grants", "roles of the handbook, each once") }
      let scope = AccessScope(
        wards: Set(row.wards ?? []), rotas: Set((row.rotas ?? []).map { RotaID($0) }))
      grants.append(RoleGrant(role, scope))
    }
    return grants.sorted { $0.role < $1.role }
  }

  /// Nil leaves it as it is; an empty text takes it away.
  private static func time(_ text: String?, _ field: String) throws(Problem) -> Timestamp?? {
    guard let text else { return nil }
    if text.isEmpty { return .some(nil) }
    guard let time = RFC3339.parse(text) else {
      throw unusable(field, "a time such as 2026-11-24T08:00:00+01:00")
    }
    return .some(time)
  }

  // MARK: - Links

  private func deviceLink(
    _ id: ResponderID, _ call: Call, _ accounts: Accounts, by actor: TrailActor
  ) async throws -> WebReply {
    guard let account = try await accounts.find(id) else { throw AccountError.unknown }
    let now = surroundings.time.now()
    guard account.isValid(at: now) else { throw AccountError.ended }
    let made = try await desk.makeLink(for: id)
    let leaf = TrailLeaf(.linkMade, on: "account:\(id)", by: actor, at: now)
    _ = try await surroundings.store.perform { try $0.append(leaf) }
    return deviceLink(made, call.request)
  }

  /// The token stands after `#`, which no browser sends to any server.
  private func link(_ made: EnrolmentLink, _ path: String, _ request: WebRequest) -> WebReply {
    WebReply(
      .created,
      json: .object([
        ("link", .text("\(origin ?? "")\(path)#\(made.token)")),
        ("expiresAt", .time(made.expiresAt)),
      ]))
  }

  // MARK: - Replies

  private static func reply(_ code: HTTPResponse.Status, _ account: Account) -> WebReply {
    var reply = WebReply(code, json: self.account(account))
    reply.headers[.eTag] = "\"\(account.revision)\""
    return reply
  }

  private static func reply(_ departure: Departure) -> WebReply {
    WebReply(
      .ok,
      json: .object([
        ("account", .text(departure.account.text)),
        ("devices", .number(Int64(departure.devices.count))),
        ("sessions", .number(Int64(departure.sessionCount))),
        ("alertsPassedOn", .number(Int64(departure.releasedCount))),
      ]))
  }

  private static func account(_ account: Account) -> JSONValue {
    .object([
      ("id", .text(account.id.text)), ("name", .text(account.name)),
      ("kind", .text(account.kind.rawValue)), ("telephone", .text(account.telephone)),
      ("userName", account.userName.map(JSONValue.text) ?? .null),
      ("externalId", account.externalID.map(JSONValue.text) ?? .null),
      ("grants", .list(account.grants.map(grant))), ("from", .time(account.validFrom)),
      ("until", .time(account.validUntil)), ("endedAt", .time(account.endedAt)),
      ("revision", .number(account.revision)), ("changedAt", .time(account.changedAt)),
    ])
  }

  static func grant(_ grant: RoleGrant) -> JSONValue {
    .object([
      ("role", .text(grant.role.rawValue)),
      ("wards", .list(grant.scope.wards.sorted().map(JSONValue.text))),
      ("rotas", .list(grant.scope.rotas.map(\.text).sorted().map(JSONValue.text))),
    ])
  }

  // MARK: - Directories

  /// Hands a directory's request to the door, its key checked.
  func provision(_ call: Call) async throws(Problem) -> WebReply {
    guard let door else {
      throw Problem(.notFound, "no directory provisions here", hint: "an operator sets it up")
    }
    guard case .directory(let key) = call.credential else { throw Gate.fault }
    let request = call.request
    var headers: [String: String] = [:]
    for name in [HTTPField.Name.accept, .contentType, .ifMatch, .ifNoneMatch] {
      headers[name.canonicalName] = request.headers[name]
    }
    let answered = await door.answer(
      DirectoryRequest(
        directory: key.name, method: request.method,
        path: String(request.path.dropFirst("/scim/v2".count)), query: String(request.query),
        headers: headers, body: request.body))
    var reply = WebReply(
      HTTPResponse.Status(code: answered.status), headers: [:], body: .bytes(answered.body))
    for (name, value) in answered.headers {
      if let name = HTTPField.Name(name) { reply.headers[name] = value }
    }
    return reply
  }
}

extension Problem {
  /// What a refused change of accounts means over HTTP.
  init(_ error: AccountError) {
    let known = "GET /v1/accounts lists them"
    switch error {
    case .fault:
      self.init(
        .unusable, "the account cannot be so", hint: "a locum has an end; roles keep apart")
    case .unknown: self.init(.notFound, "there is no such account", hint: known)
    case .idTaken: self.init(.taken, "the id was given before", hint: "ids are given once")
    case .nameTaken: self.init(.taken, "another account has this name", hint: known)
    case .revision:
      self.init(.stale, "the account has changed since", hint: "read it again, then change it")
    case .lastAdministrator:
      self.init(
        .taken, "nobody could administer the site any more",
        hint: "make another administrator first")
    case .ended: self.init(.taken, "the account has ended", hint: known)
    case .notNow: self = Self.notNow
    }
    field = error.field
  }
}
