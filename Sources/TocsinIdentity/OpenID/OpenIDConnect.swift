// Tocsin — Identity: sign-in by an OpenID Connect provider
// SPDX-License-Identifier: Apache-2.0

internal import Crypto
internal import FoundationEssentials
internal import Synchronization
internal import TocsinCore
package import TocsinGateway

/// A site's provider: authorization code flow with PKCE (RFC 7636, S256) as RFC 9700 §2.1 has it,
/// and back-channel logout.
///
/// What the browser carries is sealed and short-lived; the gateway remembers nothing of a sign-in
/// on its way. A provider that is down keeps nobody from being paged: nothing here is asked then.
package final class OpenIDConnect: OpenIDProvider {
  private let settings: OpenIDSettings
  private let http: any OutboundHTTP
  private let time: any TimeSource
  private let report: @Sendable (String) -> Void
  private let memory: ProviderMemory
  private let sealer: StateSealer
  private let seen = Mutex(SeenTokens())

  /// - Parameter report: takes what an operator should know, with the next thing to try. No values
  ///   of any token, no name of a person.
  package init(
    _ settings: OpenIDSettings, http: any OutboundHTTP, time: any TimeSource,
    report: @escaping @Sendable (String) -> Void = { _ in }
  ) {
    self.settings = settings
    self.http = http
    self.time = time
    self.report = report
    memory = ProviderMemory(issuer: settings.issuer, http: http, time: time, report: report)
    sealer = StateSealer(for: settings.issuer + "\0" + settings.clientID)
  }

  // MARK: The way there

  package func begin(
    _ purpose: OpenIDPurpose, redirect: String
  ) async throws(OpenIDError) -> OpenIDRequest {
    let document = try await memory.document()
    let redirect = settings.redirect ?? redirect
    let state = SignInState(purpose, redirect: redirect, at: time.now())
    guard let sealed = sealer.seal(state) else { throw .refused("redirect") }
    let challenge = Array(SHA256.hash(data: Array(Base64URL.encode(state.verifier).utf8)))
    var pairs = [
      ("response_type", "code"), ("client_id", settings.clientID), ("redirect_uri", redirect),
      ("scope", settings.scopes.joined(separator: " ")),
      ("state", Base64URL.encode(state.state)), ("nonce", Base64URL.encode(state.nonce)),
      ("code_challenge", Base64URL.encode(challenge)), ("code_challenge_method", "S256"),
    ]
    if purpose == .stepUp { pairs += [("prompt", "login"), ("max_age", "0")] }
    let endpoint = document.authorizationEndpoint
    let join = endpoint.contains("?") ? "&" : "?"
    return OpenIDRequest(url: endpoint + join + FormText.encode(pairs), state: sealed)
  }

  // MARK: The return

  package func finish(
    query: String, state: String
  ) async throws(OpenIDError) -> ProvenIdentity {
    guard query.utf8.count <= OpenIDLimits.queryBytesMax, let values = FormText.decode(query),
      let sealed = sealer.open(state, at: time.now()),
      let returned = values["state"].flatMap(Base64URL.decode),
      Self.isSame(returned, sealed.state)
    else { throw .wrongState }
    let document = try await memory.document()
    guard values["iss"].map({ $0 == settings.issuer }) ?? !document.namesItself else {
      throw .refused("iss")
    }
    if let word = values["error"] { throw .denied(Self.word(word)) }
    guard let code = values["code"], !code.isEmpty else { throw .refused("code") }
    let text = try await exchange(code, sealed, at: document.tokenEndpoint)
    return try await identity(text, of: sealed)
  }

  private func exchange(
    _ code: String, _ state: SignInState, at endpoint: String
  ) async throws(OpenIDError) -> String {
    let isInForm = try await memory.document().takesSecretInForm
    var pairs = [
      ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", state.redirect),
      ("code_verifier", Base64URL.encode(state.verifier)),
    ]
    var headers = [
      (name: "Content-Type", value: "application/x-www-form-urlencoded"),
      (name: "Accept", value: "application/json"),
    ]
    if let secret = settings.secret, !isInForm {
      // RFC 6749 §2.3.1: both are form-encoded before they are joined.
      let pair = "\(FormText.encode(settings.clientID)):\(FormText.encode(secret.unredacted))"
      headers.append(("Authorization", "Basic " + Data(pair.utf8).base64EncodedString()))
    } else {
      pairs.append(("client_id", settings.clientID))
      if let secret = settings.secret { pairs.append(("client_secret", secret.unredacted)) }
    }
    let request = OutboundRequest(
      "POST", endpoint, headers: headers, body: Array(FormText.encode(pairs).utf8),
      replyBytesMax: OpenIDLimits.documentBytesMax)
    return try token(in: try await answer(to: request))
  }

  private func answer(to request: OutboundRequest) async throws(OpenIDError) -> OutboundReply {
    do throws(OutboundError) { return try await http.perform(request) } catch {
      report(ProviderWords.away(settings.issuer, error))
      throw .unreachable
    }
  }

  private struct Answer: Decodable {
    let id_token: String?
    let error: String?
  }

  private func token(in reply: OutboundReply) throws(OpenIDError) -> String {
    let answer = try? JSONDecoder().decode(Answer.self, from: Data(reply.body))
    switch reply.status {
    case 200:
      guard let token = answer?.id_token else { throw .refused("id_token") }
      return token
    case 400..<500:
      let word = Self.word(answer?.error ?? "")
      if word != "invalid_grant" { report(ProviderWords.noClient(settings.issuer, word)) }
      throw .denied(word)
    default:
      report(ProviderWords.unusable(settings.issuer, "status \(reply.status)"))
      throw .unreachable
    }
  }

  private func identity(
    _ text: String, of state: SignInState
  ) async throws(OpenIDError) -> ProvenIdentity {
    let (_, claims) = try await verified(text)
    let checks = self.checks
    do throws(TokenFault) {
      try checks.checkIdentity(
        claims, nonce: Base64URL.encode(state.nonce),
        shownSince: state.purpose == .stepUp ? state.begunAt : nil)
    } catch { throw .refused(error.check) }
    return ProvenIdentity(
      issuer: settings.issuer, subject: claims.subject ?? "",
      userName: checks.userName(claims, claim: settings.claim),
      providerSession: claims.sessionID, contextClass: claims.contextClass ?? "",
      methods: claims.methods, authenticatedAt: claims.authenticatedAt, purpose: state.purpose)
  }

  // MARK: Logout

  package func logout(token text: String) async throws(OpenIDError) -> ProviderLogout {
    let (token, claims) = try await verified(text)
    let checks = self.checks
    do throws(TokenFault) { try checks.checkLogout(claims, type: token.type) } catch {
      throw .refused(error.check)
    }
    let (id, now) = (claims.tokenID ?? "", checks.now)
    guard seen.withLock({ $0.isNew(id, at: now) }) else { throw .replayed }
    return ProviderLogout(subject: claims.subject, providerSession: claims.sessionID)
  }

  // MARK: Parts

  private var checks: TokenChecks {
    TokenChecks(issuer: settings.issuer, clientID: settings.clientID, now: time.now())
  }

  /// A token whose signature is good, and what it says.
  private func verified(
    _ text: String
  ) async throws(OpenIDError) -> (token: CompactToken, claims: TokenClaims) {
    do {
      let token = try CompactToken(text)
      guard let key = try await memory.key(for: token) else { throw TokenFault(check: "kid") }
      guard key.verifies(token) else { throw TokenFault(check: "signature") }
      return (token, try TokenClaims.read(token.claims))
    } catch let fault as TokenFault {
      throw .refused(fault.check)
    } catch let error as OpenIDError {
      throw error
    } catch {
      throw .unreachable
    }
  }

  /// Takes as long for the first byte as for the last.
  private static func isSame(_ one: [UInt8], _ other: [UInt8]) -> Bool {
    one.count == other.count && zip(one, other).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
  }

  /// An error word of the protocol (RFC 6749 §4.1.2.1), and nothing that somebody has put in its
  /// place.
  private static func word(_ text: String) -> String {
    let isWord =
      (1...40).contains(text.utf8.count)
      && text.utf8.allSatisfy { (0x61...0x7A).contains($0) || $0 == 0x5F }
    return isWord ? text : "unknown"
  }
}
