// Tocsin — IdentityTests: a provider that turns its keys, or is away
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinGateway
import TocsinIdentity

@Suite struct `A provider` {
  private func signIn(_ provider: Provider, _ site: OpenIDConnect) async -> OpenIDError? {
    await refusal {
      try await provider.signIn(site) { nonce, second in
        try Mint.identity(at: second, nonce: nonce).signed(by: .elliptic)
      }
    }
  }

  @Test func `is asked for its document and keys once an hour`() async throws {
    let provider = try Provider()
    let site = provider.site()
    for _ in 0..<3 { #expect(await signIn(provider, site) == nil) }
    #expect(provider.keyRequests == 1)
    provider.pass(seconds: 3_600)
    #expect(await signIn(provider, site) == nil)
    #expect(provider.keyRequests == 2)
  }

  @Test func `is asked once by many at the same time`() async throws {
    let provider = try Provider()
    let site = provider.site()
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<20 {
        group.addTask { _ = try? await site.begin(.signIn, redirect: Provider.redirect) }
      }
    }
    #expect(provider.keyRequests == 1)
  }

  @Test func `may turn its keys`() async throws {
    let provider = try Provider()
    let site = provider.site()
    #expect(await signIn(provider, site) == nil)
    let next = try MintKey.otherElliptic.published("e2")
    provider.set { $0.keys = [next] }
    provider.pass(seconds: 31)
    let error = await refusal {
      try await provider.signIn(site) { nonce, second in
        try Mint.identity(at: second, nonce: nonce, kid: "e2").signed(by: .otherElliptic)
      }
    }
    #expect(error == nil)
    #expect(await signIn(provider, site) == .refused("kid"))
  }

  @Test func `is not asked again and again for keys that it does not have`() async throws {
    let provider = try Provider()
    let site = provider.site()
    _ = await signIn(provider, site)
    provider.pass(seconds: 30)
    for number in 0..<10 {
      let mint = Mint.logout(at: provider.second).headed("kid", "\"x\(number)\"")
      let token = try mint.signed(by: .elliptic)
      #expect(await refusal { try await site.logout(token: token) } == .refused("kid"))
    }
    #expect(provider.keyRequests == 2)
  }

  @Test(arguments: [(1, nil), (2, "kid"), (0, "kid")])
  func `need not name its key when it has one of a kind`(count: Int, check: String?) async throws {
    let provider = try Provider()
    let keys = try (0..<count).map { try MintKey.elliptic.published("e\($0)") }
    let rsa = try MintKey.rsa.published("r1")
    provider.set { $0.keys = keys + [rsa] }
    let token = try Mint.logout(at: provider.second).headed("kid", nil).signed(by: .elliptic)
    let error = await refusal { try await provider.site().logout(token: token) }
    #expect(error == check.map { .refused($0) })
  }

  @Test(arguments: [
    OutboundError.unreachable("Couldn't connect to server"), .timedOut, .tooLarge, .forbidden,
    .cancelled,
  ])
  func `that is away is said with what to try, and tried again soon`(
    error: OutboundError
  ) async throws {
    let provider = try Provider()
    let site = provider.site()
    provider.set { $0.error = error }
    for _ in 0..<5 { #expect(await signIn(provider, site) == .unreachable) }
    #expect(provider.requests.count == 1)
    #expect(provider.reports.count == 1)
    #expect(provider.reports.allSatisfy { $0.contains("try: curl https://login.example.org/") })
    provider.set { $0.error = nil }
    provider.pass(seconds: 5)
    #expect(await signIn(provider, site) == nil)
  }

  @Test func `that is away is remembered for a day`() async throws {
    let provider = try Provider()
    let site = provider.site()
    #expect(await signIn(provider, site) == nil)
    provider.set { $0.error = .timedOut }
    provider.pass(seconds: 86_399)
    let token = try Mint.logout(at: provider.second).signed(by: .elliptic)
    #expect(await refusal { try await site.logout(token: token) } == nil)
    provider.pass(seconds: 1)
    #expect(await refusal { try await site.logout(token: token) } == .unreachable)
  }

  @Test(arguments: [
    ("issuer", "\"https://login.example.org/realms/hospital/\"", "(issuer)"),
    ("issuer", nil, "(document)"), ("jwks_uri", nil, "(document)"),
    ("token_endpoint", "\"http://login.example.org/token\"", "(endpoint)"),
    ("jwks_uri", "\"file:///etc/keys\"", "(endpoint)"),
    ("authorization_endpoint", "\"https://login.example.org/#\"", "(endpoint)"),
    ("jwks_uri", "\"https://keys.example.org/none\"", "(status 404)"),
  ])
  func `that says what cannot be used is told apart from one that is away`(
    member: String, json: String?, word: String
  ) async throws {
    let provider = try Provider()
    provider.set { $0.document[member] = json }
    #expect(await signIn(provider, provider.site()) == .unreachable)
    #expect(provider.reports.first?.contains(word) == true, "\(provider.reports)")
  }

  @Test func `that fails while a code is exchanged is away`() async throws {
    let provider = try Provider()
    let site = provider.site()
    let way = try await provider.begin(site)
    provider.set { $0.tokenStatus = 503 }
    let query = "code=c&state=\(way.values["state"] ?? "")"
    let error = await refusal { try await site.finish(query: query, state: way.request.state) }
    #expect(error == .unreachable)
  }
}
