// Tocsin — Server: a person's own sessions and credentials
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import TocsinCore
internal import TocsinGateway

private struct RegistrationBody: Decodable {
  let ceremony, name, credential: String
}

private struct NewPasswordBody: Decodable {
  let password: String
}

extension Endpoints {
  func ownSignIn(_ call: Call, _ route: OwnRoute) async throws(Problem) -> WebReply {
    guard let signIn else { throw Problem(SignInError.notOffered) }
    do {
      switch route {
      case .endSession: return try await signOut(call, signIn)
      case .stepUp:
        return Self.session(
          try await signIn.stepUp(try call.session, proof: call.request.cookie(.proof)), .ok)
      case .sessions: return try await sessions(call, signIn)
      case .endOtherSessions:
        let count = try await signIn.endOthers(than: try call.session.record)
        return WebReply(.ok, json: .object([("ended", .number(Int64(count)))]))
      case .endOneSession: return try await endOne(call, signIn)
      case .passkeys: return try await passkeys(call, signIn)
      case .passkeyRegistration:
        return Self.ceremony(try await signIn.beginRegistration(for: try call.account))
      case .addPasskey: return try await addPasskey(call, signIn)
      case .removePasskey: return try await removePasskey(call, signIn)
      case .setPassword: return try await setPassword(call, signIn)
      }
    } catch let problem as Problem {
      throw problem
    } catch let error as SignInError {
      throw Problem(error)
    } catch {
      throw Problem(store: error)
    }
  }

  /// Ends this session. The browser forgets its cookies, not what else it keeps of the site: the
  /// keys of an enrolled device lie there, and a page needs them (S4).
  private func signOut(_ call: Call, _ signIn: SignIn) async throws -> WebReply {
    let record = try call.session.record
    _ = try await signIn.end(record.id, of: record.account, "signed out")
    var reply = WebReply(.noContent, headers: [:], body: .bytes([]))
      .setting(Cookie.session.clearing)
    reply.clearSite("\"cache\", \"cookies\"")
    return reply
  }

  private func sessions(_ call: Call, _ signIn: SignIn) async throws -> WebReply {
    let own = try call.session.record
    let rows = try await signIn.sessions(of: own.account).map { session in
      JSONValue.object([
        ("id", .text(session.id.text)), ("isThis", .flag(session.id == own.id)),
        ("signedInBy", .text(session.method.rawValue)), ("agent", .text(session.agent)),
        ("begunAt", .time(session.begunAt)), ("seenAt", .time(session.seenAt)),
        ("endsAt", .time(session.endsAt)),
      ])
    }
    return WebReply(.ok, json: .object([("sessions", .list(rows))]))
  }

  private func endOne(_ call: Call, _ signIn: SignIn) async throws -> WebReply {
    let account = try call.session.record.account
    guard let id = SessionID(text: String(call.parameters["session"] ?? "")),
      try await signIn.end(id, of: account, "by the person, elsewhere")
    else {
      throw Problem(
        .notFound, "you have no such session", hint: "GET /v1/sessions lists those that live")
    }
    return WebReply(.noContent, headers: [:], body: .bytes([]))
  }

  // MARK: - Credentials

  private func passkeys(_ call: Call, _ signIn: SignIn) async throws -> WebReply {
    let rows = try await signIn.passkeys(of: try call.account.id).map(Self.row)
    return WebReply(.ok, json: .object([("passkeys", .list(rows))]))
  }

  private static func row(_ passkey: PasskeyRecord) -> JSONValue {
    .object([
      ("id", .text(Base64URL.encode(passkey.id))), ("name", .text(passkey.name)),
      ("addedAt", .time(passkey.addedAt)), ("usedAt", .time(passkey.usedAt)),
    ])
  }

  private func addPasskey(_ call: Call, _ signIn: SignIn) async throws -> WebReply {
    let body = try Self.json(RegistrationBody.self, of: call.request)
    let added = try await signIn.register(
      Array(body.credential.utf8), ceremony: body.ceremony, name: body.name,
      for: try call.account.id)
    return WebReply(.created, json: Self.row(added))
  }

  private func removePasskey(_ call: Call, _ signIn: SignIn) async throws -> WebReply {
    guard let id = Base64URL.decode(call.parameters["passkey"] ?? ""),
      try await signIn.removePasskey(id, of: try call.account.id)
    else {
      throw Problem(
        .notFound, "you have no such passkey", hint: "GET /v1/passkeys lists those you have")
    }
    return WebReply(.noContent, headers: [:], body: .bytes([]))
  }

  private func setPassword(_ call: Call, _ signIn: SignIn) async throws -> WebReply {
    let body = try Self.json(NewPasswordBody.self, of: call.request)
    try await signIn.setPassword(Array(body.password.utf8), of: try call.account.id)
    return WebReply(.noContent, headers: [:], body: .bytes([]))
  }
}
