// Tocsin — Server: the routes of sign-in
// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import TocsinCore
internal import TocsinGateway

private struct PasswordBody: Decodable {
  let name, password: String
}

private struct TokenBody: Decodable {
  let token: String
}

/// What the browser's WebAuthn has made, as the text of its `toJSON()`.
private struct AssertionBody: Decodable {
  let ceremony, credential: String
}

private struct KeyBody: Decodable {
  let key, signature: String
}

extension Endpoints {
  /// How long a browser keeps a proof, and its way to the provider, in seconds.
  static let proofSeconds = 300
  static let openIDSeconds = 600

  func prove(_ call: Call, _ route: ProofRoute) async throws(Problem) -> WebReply {
    guard let signIn else { throw Problem(SignInError.notOffered) }
    switch route {
    case .ways: return ways(signIn)
    case .password: return try await password(call.request, signIn)
    case .invitation: return try await invitation(call.request, signIn)
    case .openIDBegin: return try await openIDBegin(call.request, signIn)
    case .openIDReturn: return await openIDReturn(call.request, signIn)
    case .openIDLogout: return try await openIDLogout(call.request, signIn)
    case .passkeyOptions: return try passkeyOptions(signIn)
    case .passkey: return try await passkey(call.request, signIn)
    case .session: return try await begin(call.request, signIn)
    }
  }

  /// Which ways the site offers.
  private func ways(_ signIn: SignIn) -> WebReply {
    let offered = SignInMethod.allCases.filter(signIn.offers).map { JSONValue.text($0.rawValue) }
    return WebReply(.ok, json: .object([("ways", .list(offered))]))
  }

  // MARK: - Proofs

  private func password(
    _ request: WebRequest, _ signIn: SignIn
  ) async throws(Problem) -> WebReply {
    let body = try Self.json(PasswordBody.self, of: request)
    do {
      return Self.proven(
        try await signIn.provePassword(
          Array(body.password.utf8), of: body.name, from: request.peer))
    } catch { throw Problem(error) }
  }

  private func invitation(
    _ request: WebRequest, _ signIn: SignIn
  ) async throws(Problem) -> WebReply {
    let body = try Self.json(TokenBody.self, of: request)
    do {
      return Self.proven(
        try await signIn.proveInvitation(body.token, from: request.peer))
    } catch { throw Problem(error) }
  }

  private func passkeyOptions(_ signIn: SignIn) throws(Problem) -> WebReply {
    do { return Self.ceremony(try signIn.beginPasskey()) } catch { throw Problem(error) }
  }

  private func passkey(
    _ request: WebRequest, _ signIn: SignIn
  ) async throws(Problem) -> WebReply {
    let body = try Self.json(AssertionBody.self, of: request)
    do {
      return Self.proven(
        try await signIn.provePasskey(Array(body.credential.utf8), ceremony: body.ceremony))
    } catch { throw Problem(error) }
  }

  /// The proof goes into a cookie that no script can read.
  private static func proven(_ proof: ProofToken) -> WebReply {
    WebReply(
      .ok,
      json: .object([
        ("account", .text(proof.account.text)),
        ("challenge", .text(Base64URL.encode(proof.digest))),
      ])
    ).setting(Cookie.proof.setting(proof.text, seconds: proofSeconds))
  }

  static func ceremony(_ begun: PasskeyCeremony) -> WebReply {
    WebReply(
      .ok,
      json: .object([
        ("ceremony", .text(begun.ceremony)), ("options", .written(begun.options)),
      ]))
  }

  // MARK: - OpenID Connect

  private func openIDBegin(
    _ request: WebRequest, _ signIn: SignIn
  ) async throws(Problem) -> WebReply {
    let isStepUp = request.parameter("for").map { $0 == OpenIDPurpose.stepUp.rawValue } ?? false
    let address = "\(home(of: request))/v1/sign-in/openid/return"
    let begun: OpenIDRequest
    do {
      begun = try await signIn.beginOpenID(isStepUp ? .stepUp : .signIn, redirect: address)
    } catch { throw Problem(error) }
    return Self.redirect(to: begun.url)
      .setting(Cookie.openID.setting(begun.state, seconds: Self.openIDSeconds))
  }

  /// The browser comes back by itself, so whatever happened ends in a page of the client.
  private func openIDReturn(_ request: WebRequest, _ signIn: SignIn) async -> WebReply {
    let state = request.cookie(.openID) ?? ""
    do {
      let proof = try await signIn.proveOpenID(query: String(request.query), state: state)
      let challenge = Base64URL.encode(proof.digest)
      return Self.redirect(to: "/sign-in#proved=\(challenge)").setting(Cookie.openID.clearing)
        .setting(Cookie.proof.setting(proof.text, seconds: Self.proofSeconds))
    } catch {
      return Self.redirect(to: "/sign-in#\(Problem(error).kind.rawValue)")
        .setting(Cookie.openID.clearing)
    }
  }

  /// Back-channel logout (OpenID Connect Back-Channel Logout 1.0 §2.5): a form with one token.
  private func openIDLogout(
    _ request: WebRequest, _ signIn: SignIn
  ) async throws(Problem) -> WebReply {
    try request.require(type: "application/x-www-form-urlencoded")
    let fields = String(decoding: request.body, as: UTF8.self).split(separator: "&")
    let tokens = fields.compactMap { field -> Substring? in
      field.hasPrefix("logout_token=") ? field.dropFirst("logout_token=".count) : nil
    }
    guard tokens.count == 1, let token = tokens.first else {
      throw Problem(
        .badRequest, "the form has no logout_token, or two", field: "logout_token",
        hint: "OpenID Connect Back-Channel Logout 1.0")
    }
    do { try await signIn.logout(providerToken: String(token)) } catch {
      guard error == .refused else { throw Problem(error) }
      throw Problem(
        .badRequest, "the logout token is not taken", field: "logout_token",
        hint: "OpenID Connect Back-Channel Logout 1.0 §2.6")
    }
    return WebReply(.ok, headers: [:], body: .bytes([]))
  }

  private static func redirect(to address: String) -> WebReply {
    WebReply(.found, headers: [.location: address], body: .bytes([]))
  }

  /// The site's origin, which the provider knows as ours.
  private func home(of request: WebRequest) -> String {
    origin ?? "http://\(request.authority ?? "")"
  }

  // MARK: - The session

  private func begin(
    _ request: WebRequest, _ signIn: SignIn
  ) async throws(Problem) -> WebReply {
    let body = try Self.json(KeyBody.self, of: request)
    guard let key = Base64URL.decode(body.key), let signature = Base64URL.decode(body.signature)
    else { throw Self.unusable("key", "32 bytes in base64url, beside a signature of 64") }
    do {
      let begun = try await signIn.begin(
        proof: request.cookie(.proof), key: key, signature: signature,
        agent: request.headers[.userAgent] ?? "", replacing: request.cookie(.session))
      return Self.session(begun, .created)
    } catch { throw Problem(error) }
  }

  static func session(_ begun: BegunSession, _ code: HTTPResponse.Status) -> WebReply {
    let until = begun.record.steppedUpAt.map { $0 + Access.stepUpLifetime }
    return WebReply(
      code,
      json: .object([
        ("session", .text(begun.record.id.text)), ("account", .text(begun.account.id.text)),
        ("endsAt", .time(begun.record.endsAt)),
        ("idleSeconds", .number(begun.record.idle.wholeSeconds)),
        ("steppedUpUntil", .time(until)),
      ])
    ).setting(Cookie.session.setting(begun.token, seconds: nil))
      .setting(Cookie.proof.clearing)
  }

  /// A JSON body, and nothing but JSON.
  static func json<Body: Decodable>(
    _ type: Body.Type, of request: WebRequest
  ) throws(Problem) -> Body {
    try request.require(type: "application/json")
    return try decode(type, request.body)
  }
}
