// Tocsin — IdentityTests: a provider's logout
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinGateway
import TocsinIdentity

@Suite struct `A logout token` {
  static let now = Provider.start
  static let event = "http://schemas.openid.net/event/backchannel-logout"

  @Test func `names whose sessions end`() async throws {
    let provider = try Provider()
    let token = try Mint.logout(at: provider.second).signed(by: .elliptic)
    let logout = try await provider.site().logout(token: token)
    #expect(logout == ProviderLogout(subject: "s-1", providerSession: "session-1"))
  }

  @Test func `is taken once`() async throws {
    let provider = try Provider()
    let site = provider.site()
    let token = try Mint.logout(at: provider.second).signed(by: .elliptic)
    _ = try await site.logout(token: token)
    #expect(await refusal { try await site.logout(token: token) } == .replayed)
    let again = try Mint.logout(at: provider.second + 1).signed(by: .elliptic)
    #expect(await refusal { try await site.logout(token: again) } == .replayed)
    let other = try Mint.logout(at: provider.second, id: "j-2").signed(by: .elliptic)
    #expect(await refusal { try await site.logout(token: other) } == nil)
  }

  @Test func `is too old before it is forgotten`() async throws {
    let provider = try Provider()
    let site = provider.site()
    let token = try Mint.logout(at: provider.second + 60).signed(by: .elliptic)
    _ = try await site.logout(token: token)
    provider.pass(seconds: 420)
    #expect(await refusal { try await site.logout(token: token) } == .replayed)
    provider.pass(seconds: 1)
    #expect(await refusal { try await site.logout(token: token) } == .refused("iat"))
  }

  @Test(
    arguments: [
      ("iss", nil, "iss"), ("iss", "\"https://evil.example.org\"", "iss"), ("aud", nil, "aud"),
      ("aud", "\"other\"", "aud"), ("iat", nil, "iat"), ("iat", "\(now + 61)", "iat"),
      ("iat", "\(now - 361)", "iat"), ("exp", "\(now - 60)", "exp"), ("jti", nil, "jti"),
      ("jti", "\"\"", "jti"), ("events", nil, "events"), ("events", "{}", "events"),
      ("events", "{\"other\":{}}", "events"), ("events", "[\"\(event)\"]", "claims"),
      ("events", "{\"\(event)\":1}", "claims"), ("nonce", "\"n\"", "nonce"),
      ("nonce", "\"\"", "nonce"), ("sub", "\"\"", "sub"), ("sid", "\"\"", "sid"),
    ] as [(String, String?, String)])
  func `is refused for a claim`(claim: String, json: String?, check: String) async throws {
    let provider = try Provider()
    let token = try Mint.logout(at: provider.second).with(claim, json).signed(by: .elliptic)
    let error = await refusal { try await provider.site().logout(token: token) }
    #expect(error == .refused(check))
  }

  @Test func `has to name somebody`() async throws {
    let provider = try Provider()
    let site = provider.site()
    let none = Mint.logout(at: provider.second).with("sub", nil).with("sid", nil)
    let token = try none.signed(by: .elliptic)
    #expect(await refusal { try await site.logout(token: token) } == .refused("sub"))
    let session = try none.with("sid", "\"x\"").signed(by: .elliptic)
    #expect(
      try await site.logout(token: session) == ProviderLogout(subject: nil, providerSession: "x"))
  }

  @Test(
    arguments: [
      ("\"logout+jwt\"", nil), ("\"application/LOGOUT+JWT\"", nil), ("\"JWT\"", nil), (nil, nil),
      ("\"at+jwt\"", "typ"),
    ] as [(String?, String?)])
  func `says what it is, or nothing`(type: String?, check: String?) async throws {
    let provider = try Provider()
    let mint = Mint.logout(at: provider.second).headed("typ", type)
    let token = try mint.signed(by: .elliptic)
    let error = await refusal { try await provider.site().logout(token: token) }
    #expect(error == check.map { .refused($0) })
  }

  @Test func `is no identity token, nor the other way round`() async throws {
    let provider = try Provider()
    let site = provider.site()
    let identity = try Mint.identity(at: provider.second, nonce: "n").signed(by: .elliptic)
    #expect(await refusal { try await site.logout(token: identity) } == .refused("nonce"))
    let error = await refusal {
      try await provider.signIn(site) { _, second in
        try Mint.logout(at: second).signed(by: .elliptic)
      }
    }
    #expect(error == .refused("nonce"))
  }
}
