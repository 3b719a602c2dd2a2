// Tocsin — IdentityTests: a provider that says what a test wants
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization
import Testing
import TocsinCore
import TocsinGateway
import TocsinIdentity

/// A provider behind the port, and the gateway's side of it at one virtual time.
final class Provider: OutboundHTTP, TimeSource {
  static let issuer = "https://login.example.org/realms/hospital"
  static let redirect = "https://tocsin.example.org/api/sign-in/openid/return"
  static let start: Int64 = 1_800_000_000

  struct State: Sendable {
    var milliseconds = Provider.start * 1_000
    var document: [String: String] = [
      "issuer": "\"\(Provider.issuer)\"",
      "authorization_endpoint": "\"https://login.example.org/auth?tenant=1\"",
      "token_endpoint": "\"https://login.example.org/token\"",
      "jwks_uri": "\"https://keys.example.org/jwks\"",
    ]
    var keys: [String] = []
    var error: OutboundError?
    var tokenStatus = 200
    var tokenBody = "{}"
    var requests: [OutboundRequest] = []
    var reports: [String] = []
  }

  let state = Mutex(State())

  init() throws {
    let keys = [
      try MintKey.elliptic.published("e1", ["alg": "ES256", "use": "sig"]),
      try MintKey.rsa.published("r1"),
    ]
    state.withLock { $0.keys = keys }
  }

  func now() -> Timestamp { Timestamp(milliseconds: state.withLock { $0.milliseconds }) }

  var second: Int64 { state.withLock { $0.milliseconds / 1_000 } }

  func pass(seconds: Int64) { state.withLock { $0.milliseconds += seconds * 1_000 } }

  func set(_ edit: (inout State) -> Void) { state.withLock { edit(&$0) } }

  var requests: [OutboundRequest] { state.withLock { $0.requests } }
  var reports: [String] { state.withLock { $0.reports } }

  /// How often the keys were asked for.
  var keyRequests: Int { requests.filter { $0.url.hasSuffix("/jwks") }.count }

  func perform(_ request: OutboundRequest) async throws(OutboundError) -> OutboundReply {
    let state = state.withLock { state in
      state.requests.append(request)
      return state
    }
    if let error = state.error { throw error }
    switch request.url {
    case Self.issuer + "/.well-known/openid-configuration":
      let members = state.document.map { "\"\($0)\":\($1)" }.joined(separator: ",")
      return reply(200, "{\(members)}")
    case "https://keys.example.org/jwks":
      return reply(200, "{\"keys\":[\(state.keys.joined(separator: ","))]}")
    case "https://login.example.org/token": return reply(state.tokenStatus, state.tokenBody)
    default: return reply(404, "")
    }
  }

  private func reply(_ status: Int, _ body: String) -> OutboundReply {
    OutboundReply(status: status, headers: [], body: Array(body.utf8))
  }

  // MARK: The gateway's side

  func site(_ edit: (inout OpenIDSettings) -> Void = { _ in }) -> OpenIDConnect {
    var settings = OpenIDSettings(issuer: Self.issuer, clientID: "tocsin")
    settings.secret = ClientSecret(unredacted: "s3cret+/ ü")
    edit(&settings)
    return OpenIDConnect(settings, http: self, time: self) { words in
      self.state.withLock { $0.reports.append(words) }
    }
  }

  /// A way to the provider, with what stands in its address.
  func begin(
    _ site: OpenIDConnect, _ purpose: OpenIDPurpose = .signIn
  ) async throws -> (request: OpenIDRequest, values: [String: String]) {
    let request = try await site.begin(purpose, redirect: Self.redirect)
    let items = URLComponents(string: request.url)?.queryItems ?? []
    return (
      request, Dictionary(items.map { ($0.name, $0.value ?? "") }, uniquingKeysWith: { $1 })
    )
  }

  /// A whole sign-in in which the provider gives the token that `mint` makes.
  func signIn(
    _ site: OpenIDConnect, _ purpose: OpenIDPurpose = .signIn,
    _ mint: (_ nonce: String, _ second: Int64) throws -> String
  ) async throws -> ProvenIdentity {
    let (request, values) = try await begin(site, purpose)
    let token = try mint(try #require(values["nonce"]), second)
    set { $0.tokenBody = "{\"id_token\":\"\(token)\"}" }
    let query = "code=c-1&state=\(try #require(values["state"]))"
    return try await site.finish(query: query, state: request.state)
  }
}

/// What a call ended with, comparable.
func refusal(of body: () async throws -> some Sendable) async -> OpenIDError? {
  do {
    _ = try await body()
    return nil
  } catch {
    return error as? OpenIDError
  }
}
