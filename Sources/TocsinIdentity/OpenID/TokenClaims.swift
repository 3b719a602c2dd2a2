// Tocsin — Identity: what a token says
// SPDX-License-Identifier: Apache-2.0

internal import FoundationEssentials
internal import TocsinCore

/// The claims of an identity or a logout token (OpenID Connect Core 1.0 §2, Back-Channel Logout 1.0
/// §2.4), read from the bytes that were signed.
struct TokenClaims: Decodable, Sendable {
  let issuer: String?
  let subject: String?
  let audience: [String]
  let authorizedParty: String?
  let expiresAt: Timestamp?
  let issuedAt: Timestamp?
  let notBefore: Timestamp?
  let authenticatedAt: Timestamp?
  let nonce: String?
  let tokenID: String?
  let sessionID: String?
  let contextClass: String?
  let methods: [String]
  let isEmailVerified: Bool?
  /// The members of `events` that are objects; nil when there are no events.
  let events: [String]?
  /// Every claim that is text.
  let texts: [String: String]

  private struct Name: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  /// An object of which nothing is read.
  private struct AnyObject: Decodable {
    init(from decoder: any Decoder) throws { _ = try decoder.container(keyedBy: Name.self) }
  }

  init(from decoder: any Decoder) throws {
    let all = try decoder.container(keyedBy: Name.self)
    func text(_ name: String) throws -> String? {
      try all.decodeIfPresent(String.self, forKey: Name(stringValue: name))
    }
    func list(_ name: String) throws -> [String] {
      let key = Name(stringValue: name)
      if let one = try? all.decodeIfPresent(String.self, forKey: key) { return [one] }
      return try all.decodeIfPresent([String].self, forKey: key) ?? []
    }
    func time(_ name: String) throws -> Timestamp? {
      let seconds = try all.decodeIfPresent(Double.self, forKey: Name(stringValue: name))
      guard let seconds else { return nil }
      guard seconds >= 0, seconds < 1e11 else { throw TokenFault(check: name) }
      return Timestamp(milliseconds: Int64(seconds * 1_000))
    }
    issuer = try text("iss")
    subject = try text("sub")
    audience = try list("aud")
    authorizedParty = try text("azp")
    expiresAt = try time("exp")
    issuedAt = try time("iat")
    notBefore = try time("nbf")
    authenticatedAt = try time("auth_time")
    nonce = try text("nonce")
    tokenID = try text("jti")
    sessionID = try text("sid")
    contextClass = try text("acr")
    methods = try list("amr")
    isEmailVerified = try? all.decode(Bool.self, forKey: Name(stringValue: "email_verified"))
    let objects = try all.decodeIfPresent(
      [String: AnyObject].self, forKey: Name(stringValue: "events"))
    events = objects.map { $0.keys.sorted() }
    texts = Dictionary(
      all.allKeys.compactMap { key in
        (try? all.decode(String.self, forKey: key)).map { (key.stringValue, $0) }
      }, uniquingKeysWith: { first, _ in first })
  }

  /// - Throws: `TokenFault` with `claims` for what is no object of such claims.
  static func read(_ json: [UInt8]) throws(TokenFault) -> TokenClaims {
    do { return try JSONDecoder().decode(TokenClaims.self, from: Data(json)) } catch {
      throw TokenFault(check: "claims")
    }
  }
}
