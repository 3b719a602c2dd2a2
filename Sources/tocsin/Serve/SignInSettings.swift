// Tocsin — tocsin: the ways to sign in that a site offers
// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Foundation
internal import Logging
internal import TocsinDelivery
internal import TocsinGateway
internal import TocsinIdentity
internal import TocsinSealing
internal import TocsinServer

/// What the settings say of sign-in: `TOCSIN_ORIGIN`, and `TOCSIN_OPENID_ISSUER`,
/// `TOCSIN_OPENID_CLIENT`, `TOCSIN_OPENID_SECRET_FILE`, `TOCSIN_OPENID_CLAIM` and
/// `TOCSIN_OPENID_INSIDE` for the hospital's provider.
struct SignInSettings: Sendable {
  /// As a browser writes it, such as `https://tocsin.example`; nil takes what requests name.
  let origin: String?
  private let openID: OpenIDSettings?
  /// Hosts of the provider that have addresses inside the hospital.
  private let inside: Set<String>

  init(_ settings: Settings) throws {
    origin = try Self.origin(settings)
    let hosts = settings.string("openidInside")?.split(separator: ",").map(String.init) ?? []
    inside = Set(hosts)
    guard let issuer = settings.string("openidIssuer") else {
      openID = nil
      return
    }
    guard let client = settings.string("openidClient") else {
      throw ValidationError("TOCSIN_OPENID_ISSUER needs TOCSIN_OPENID_CLIENT beside it")
    }
    guard origin != nil else {
      throw ValidationError("TOCSIN_OPENID_ISSUER needs TOCSIN_ORIGIN: the provider returns there")
    }
    var openID = OpenIDSettings(issuer: issuer, clientID: client)
    if let file = settings.string("openidSecretFile") {
      guard let text = try? String(contentsOfFile: file, encoding: .utf8) else {
        throw Failure("\(file) cannot be read", hint: "see TOCSIN_OPENID_SECRET_FILE")
      }
      openID.secret = ClientSecret(
        unredacted: text.trimmingCharacters(in: .whitespacesAndNewlines))
    }
    if let claim = settings.string("openidClaim") { openID.claim = claim }
    self.openID = openID
  }

  private static func origin(_ settings: Settings) throws -> String? {
    guard let text = settings.string("origin") else { return nil }
    guard let url = URL(string: text), let host = url.host, url.path.isEmpty, url.query == nil,
      url.scheme == "https" || url.scheme == "http" && ["localhost", "127.0.0.1"].contains(host)
    else { throw ValidationError("TOCSIN_ORIGIN takes https://HOST or https://HOST:PORT") }
    return text
  }

  /// The ways of this site. Passkeys need an origin with a name: no browser makes one for an
  /// address.
  func ways(for surroundings: Surroundings) throws -> SignInWays {
    var ways = SignInWays(slowWork: HashingThreads())
    ways.passwords = PasswordHashing()
    if let origin, let host = URL(string: origin)?.host, host != "127.0.0.1" {
      ways.passkeys = Passkeys(RelyingParty(id: host, name: "Tocsin", origins: [origin]))
    }
    guard let openID else { return ways }
    guard let http = CurlClient(CurlSettings(rule: AddressRule(insideHosts: inside))) else {
      throw Failure("libcurl cannot be started", hint: "install libcurl4")
    }
    let logger = surroundings.logger
    ways.openID = OpenIDConnect(openID, http: http, time: surroundings.time) { text in
      logger.warning("\(text)")
    }
    return ways
  }
}
