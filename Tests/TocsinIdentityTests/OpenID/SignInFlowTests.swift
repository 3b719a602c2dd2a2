// Tocsin — IdentityTests: the way to the provider and back
// SPDX-License-Identifier: Apache-2.0

import Crypto
import Foundation
import Testing
import TocsinGateway
import TocsinIdentity

@Suite struct `The way to the provider and back` {
  @Test func `asks for a code, bound to this browser and this request`() async throws {
    let provider = try Provider()
    let (request, values) = try await provider.begin(provider.site())
    #expect(request.url.hasPrefix("https://login.example.org/auth?tenant=1&"))
    #expect(values["response_type"] == "code")
    #expect(values["client_id"] == "tocsin")
    #expect(values["redirect_uri"] == Provider.redirect)
    #expect(values["scope"] == "openid profile")
    #expect(values["code_challenge_method"] == "S256")
    #expect(values["prompt"] == nil)
    #expect(request.state.utf8.count <= 2_048)
    let opened = try #require(Base64URL.decode(request.state))
    for name in ["state", "nonce"] {
      let bytes = try #require(values[name].flatMap(Base64URL.decode))
      #expect(bytes.count == 32)
      #expect(Data(opened).firstRange(of: Data(bytes)) == nil)
    }
    let (_, others) = try await provider.begin(provider.site())
    for name in ["state", "nonce", "code_challenge"] { #expect(values[name] != others[name]) }
  }

  @Test func `names the return address that is registered, to the letter`() async throws {
    let provider = try Provider()
    let registered = "https://pager.example.org/v1/sign-in/openid/return"
    let (_, values) = try await provider.begin(provider.site { $0.redirect = registered })
    #expect(values["redirect_uri"] == registered)
  }

  @Test func `asks the person again for a step up`() async throws {
    let provider = try Provider()
    let (_, values) = try await provider.begin(provider.site(), .stepUp)
    #expect(values["prompt"] == "login")
    #expect(values["max_age"] == "0")
  }

  @Test func `shows the provider what the challenge was made of`() async throws {
    let provider = try Provider()
    let site = provider.site()
    let way = try await provider.begin(site)
    _ = await refusal {
      try await site.finish(
        query: "code=c%2B1&state=\(way.values["state"] ?? "")", state: way.request.state)
    }
    let form = try form(of: provider)
    #expect(form["grant_type"] == "authorization_code")
    #expect(form["code"] == "c+1")
    #expect(form["redirect_uri"] == Provider.redirect)
    let digest = Array(SHA256.hash(data: Array(try #require(form["code_verifier"]).utf8)))
    #expect(Base64URL.encode(digest) == way.values["code_challenge"])
  }

  @Test(arguments: [
    (nil, true), ("[\"client_secret_basic\",\"client_secret_post\"]", true),
    ("[\"client_secret_post\"]", false), ("[\"private_key_jwt\"]", true),
  ])
  func `shows its secret in the way that the provider takes`(
    ways: String?, isInHeader: Bool
  ) async throws {
    let provider = try Provider()
    provider.set { $0.document["token_endpoint_auth_methods_supported"] = ways }
    let site = provider.site()
    let way = try await provider.begin(site)
    _ = await refusal {
      try await site.finish(
        query: "code=c&state=\(way.values["state"] ?? "")", state: way.request.state)
    }
    let form = try form(of: provider)
    let header = provider.requests.last?.headers.first { $0.name == "Authorization" }?.value
    let basic = "Basic " + Data("tocsin:s3cret%2B%2F%20%C3%BC".utf8).base64EncodedString()
    #expect(header == (isInHeader ? basic : nil))
    #expect(form["client_secret"] == (isInHeader ? nil : "s3cret+/ ü"))
  }

  @Test func `needs no secret`() async throws {
    let provider = try Provider()
    let site = provider.site { $0.secret = nil }
    let identity = try await provider.signIn(site) { nonce, second in
      try Mint.identity(at: second, nonce: nonce).signed(by: .elliptic)
    }
    #expect(identity.subject == "s-1")
    let form = try form(of: provider)
    #expect(form["client_id"] == "tocsin")
    #expect(form["client_secret"] == nil)
  }

  @Test func `never shows its secret in words`() {
    var settings = OpenIDSettings(issuer: "https://a", clientID: "b")
    settings.secret = ClientSecret(unredacted: "canary")
    #expect(!"\(settings)".contains("canary"))
  }

  @Test(arguments: [
    "code=c&state=*&state=*", "code=c", "code=c&state=", "code=c&state=AAAA", "code=c&state=%zz",
    "code=c&state=*%", "", "code=c&state=*\u{80}&x=%FF",
    "code=c&state=*&x=" + String(repeating: "x", count: 8_192),
  ])
  func `refuses a return that is not this request's`(pattern: String) async throws {
    let provider = try Provider()
    let site = provider.site()
    let way = try await provider.begin(site)
    let query = pattern.replacing("*", with: way.values["state"] ?? "")
    let error = await refusal { try await site.finish(query: query, state: way.request.state) }
    #expect(error == .wrongState)
  }

  @Test func `refuses a return of another browser, another process, or one that came late`()
    async throws
  {
    let provider = try Provider()
    let site = provider.site()
    let (mine, other) = (try await provider.begin(site), try await provider.begin(site))
    let query = "code=c&state=\(mine.values["state"] ?? "")"
    let state = mine.request.state
    #expect(
      await refusal { try await site.finish(query: query, state: other.request.state) }
        == .wrongState)
    #expect(
      await refusal { try await provider.site().finish(query: query, state: state) } == .wrongState)
    for index in state.indices where index != state.startIndex {
      let cut = String(state[..<index])
      let error = await refusal { try await site.finish(query: query, state: cut) }
      #expect(error == .wrongState)
    }
    provider.pass(seconds: 600)
    #expect(
      await refusal { try await site.finish(query: query, state: state) } == .refused("id_token"))
    provider.pass(seconds: 1)
    #expect(await refusal { try await site.finish(query: query, state: state) } == .wrongState)
  }

  @Test(
    arguments: [
      ("true", "", "iss"), ("true", "&iss=https%3A%2F%2Fevil.example.org", "iss"),
      ("false", "&iss=https%3A%2F%2Fevil.example.org", "iss"), ("false", "", "id_token"),
      ("true", "&iss=https%3A%2F%2Flogin.example.org%2Frealms%2Fhospital", "id_token"),
    ])
  func `asks who has sent the browser back`(
    promise: String, more: String, check: String
  ) async throws {
    let provider = try Provider()
    provider.set { $0.document["authorization_response_iss_parameter_supported"] = promise }
    let site = provider.site()
    let way = try await provider.begin(site)
    let query = "code=c&state=\(way.values["state"] ?? "")" + more
    let error = await refusal { try await site.finish(query: query, state: way.request.state) }
    #expect(error == .refused(check))
  }

  @Test(arguments: [
    ("access_denied", "access_denied"), ("Jane+Doe+said+no", "unknown"), ("", "unknown"),
    (String(repeating: "a", count: 41), "unknown"),
  ])
  func `hands the provider's no on, in its word alone`(text: String, word: String) async throws {
    let provider = try Provider()
    let site = provider.site()
    let way = try await provider.begin(site)
    let query = "error=\(text)&error_description=x&state=\(way.values["state"] ?? "")"
    let error = await refusal { try await site.finish(query: query, state: way.request.state) }
    #expect(error == .denied(word))
  }

  @Test func `tells the operator that the client is not known there`() async throws {
    let provider = try Provider()
    provider.set {
      $0.tokenStatus = 401
      $0.tokenBody = "{\"error\":\"invalid_client\"}"
    }
    let site = provider.site()
    let way = try await provider.begin(site)
    let query = "code=c&state=\(way.values["state"] ?? "")"
    let error = await refusal { try await site.finish(query: query, state: way.request.state) }
    #expect(error == .denied("invalid_client"))
    #expect(provider.reports.count == 1)
    #expect(provider.reports.allSatisfy { $0.contains("clientSecretFile") })
  }

  private func form(of provider: Provider) throws -> [String: String] {
    let body = try #require(provider.requests.last { $0.url.hasSuffix("/token") }).body
    let items = URLComponents(string: "?" + String(decoding: body, as: UTF8.self))?.queryItems
    return Dictionary((items ?? []).map { ($0.name, $0.value ?? "") }, uniquingKeysWith: { $1 })
  }
}
