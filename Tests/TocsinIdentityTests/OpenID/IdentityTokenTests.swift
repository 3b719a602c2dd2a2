// Tocsin — IdentityTests: identity tokens of a provider
// SPDX-License-Identifier: Apache-2.0

import Crypto
import Foundation
import Testing
import TocsinCore
import TocsinGateway
import TocsinIdentity

@Suite struct `An identity token` {
  static let now = Provider.start
  static let long = String(repeating: "s", count: 256)

  @Test func `says who somebody is`() async throws {
    let provider = try Provider()
    let identity = try await provider.signIn(provider.site()) { nonce, second in
      try Mint.identity(at: second, nonce: nonce).signed(by: .elliptic)
    }
    #expect(identity.issuer == Provider.issuer)
    #expect(identity.subject == "s-1")
    #expect(identity.userName == "ada.amsel")
    #expect(identity.providerSession == "session-1")
    #expect(identity.contextClass == "gold")
    #expect(identity.methods == ["pwd", "otp"])
    #expect(identity.authenticatedAt == Timestamp(milliseconds: Provider.start * 1_000))
    #expect(identity.purpose == .signIn)
    #expect(provider.reports.isEmpty)
  }

  @Test func `may be signed with RSA`() async throws {
    let provider = try Provider()
    let identity = try await provider.signIn(provider.site()) { nonce, second in
      try Mint.identity(at: second, nonce: nonce, kid: "r1").headed("alg", "\"RS256\"")
        .signed(by: .rsa)
    }
    #expect(identity.subject == "s-1")
  }

  @Test(
    arguments: [
      ("iss", nil, "iss"), ("iss", "\"\(Provider.issuer)/\"", "iss"),
      ("iss", "\"https://login.example.org/realms/HOSPITAL\"", "iss"), ("iss", "1", "claims"),
      ("aud", nil, "aud"), ("aud", "\"other\"", "aud"), ("aud", "[]", "aud"),
      ("aud", "[\"other\",\"tocsi\"]", "aud"), ("aud", "[\"tocsin\",\"other\"]", "azp"),
      ("aud", "{}", "claims"), ("azp", "\"other\"", "azp"), ("exp", nil, "exp"),
      ("exp", "\(now - 60)", "exp"), ("exp", "\"\(now + 300)\"", "claims"),
      ("exp", "1e300", "claims"), ("exp", "-1", "claims"), ("exp", "null", "exp"),
      ("iat", nil, "iat"), ("iat", "\(now + 61)", "iat"), ("iat", "\(now - 661)", "iat"),
      ("nbf", "\(now + 61)", "nbf"), ("nonce", nil, "nonce"), ("nonce", "\"other\"", "nonce"),
      ("nonce", "\"\"", "nonce"), ("sub", nil, "sub"), ("sub", "\"\"", "sub"),
      ("sub", "\"\(long)\"", "sub"), ("sub", "\"a\\nb\"", "sub"), ("sub", "7", "claims"),
      ("auth_time", "\(now + 61)", "auth_time"), ("amr", "7", "claims"),
    ] as [(String, String?, String)])
  func `is refused for a claim`(claim: String, json: String?, check: String) async throws {
    let provider = try Provider()
    let error = await refusal {
      try await provider.signIn(provider.site()) { nonce, second in
        try Mint.identity(at: second, nonce: nonce).with(claim, json).signed(by: .elliptic)
      }
    }
    #expect(error == .refused(check))
  }

  @Test(
    arguments: [
      ("exp", "\(now - 59)"), ("exp", "\(now + 1).5"), ("iat", "\(now + 60)"),
      ("iat", "\(now - 660)"), ("nbf", "\(now + 60)"), ("aud", "[\"tocsin\"]"),
      ("azp", "\"tocsin\""), ("sid", nil), ("acr", nil), ("amr", nil), ("amr", "\"pwd\""),
      ("auth_time", nil), ("more", "{\"a\":[1,null]}"),
    ] as [(String, String?)])
  func `is taken with a claim`(claim: String, json: String?) async throws {
    let provider = try Provider()
    let identity = try await provider.signIn(provider.site()) { nonce, second in
      try Mint.identity(at: second, nonce: nonce).with(claim, json).signed(by: .elliptic)
    }
    #expect(identity.subject == "s-1")
  }

  @Test func `is taken for several audiences when it was issued for this site`() async throws {
    let provider = try Provider()
    let identity = try await provider.signIn(provider.site()) { nonce, second in
      try Mint.identity(at: second, nonce: nonce).with("aud", "[\"other\",\"tocsin\"]")
        .with("azp", "\"tocsin\"").signed(by: .elliptic)
    }
    #expect(identity.subject == "s-1")
  }

  @Test(
    arguments: [
      ("preferred_username", "\"ada\"", "preferred_username", "ada"),
      ("preferred_username", nil, "preferred_username", nil),
      ("preferred_username", "\"\"", "preferred_username", nil),
      ("preferred_username", "[\"a\"]", "preferred_username", nil), ("upn", "\"u\"", "upn", "u"),
      ("email", "\"a@b\"", "email", "a@b"), ("sub", "\"x\"", "sub", "x"),
    ] as [(String, String?, String, String?)])
  func `names the person in the claim that the site has chosen`(
    claim: String, json: String?, chosen: String, name: String?
  ) async throws {
    let provider = try Provider()
    let site = provider.site { $0.claim = chosen }
    let identity = try await provider.signIn(site) { nonce, second in
      try Mint.identity(at: second, nonce: nonce).with(claim, json).signed(by: .elliptic)
    }
    #expect(identity.userName == name)
  }

  @Test func `names nobody by an address that was not verified`() async throws {
    let provider = try Provider()
    let site = provider.site { $0.claim = "email" }
    let identity = try await provider.signIn(site) { nonce, second in
      try Mint.identity(at: second, nonce: nonce).with("email", "\"a@b\"")
        .with("email_verified", "false").signed(by: .elliptic)
    }
    #expect(identity.userName == nil)
  }

  @Test(
    arguments: [
      (-61, "auth_time"), (nil, "auth_time"), (-60, nil), (0, nil),
    ] as [(Int64?, String?)])
  func `for a step up says when the person has shown it again`(
    since: Int64?, check: String?
  ) async throws {
    let provider = try Provider()
    let error = await refusal {
      try await provider.signIn(provider.site(), .stepUp) { nonce, second in
        try Mint.identity(at: second, nonce: nonce)
          .with("auth_time", since.map { "\(second + $0)" }).signed(by: .elliptic)
      }
    }
    #expect(error == check.map { .refused($0) })
  }
}
