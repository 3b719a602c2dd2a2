// Tocsin — tocsin: the ways to sign in that a site offers
// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Foundation
internal import TocsinGateway
internal import TocsinIdentity
internal import TocsinSealing
internal import TocsinServer

/// What the settings say of sign-in: `TOCSIN_ORIGIN`, and the hospital's provider.
struct SignInSettings: Sendable {
  /// As a browser writes it, such as `https://tocsin.example`; nil takes what requests name.
  let origin: String?
  private let openID: OpenIDPart?

  init(_ settings: Settings, openID: OpenIDPart?) throws {
    origin = try Self.origin(settings)
    self.openID = openID
    if let openID, origin == nil, openID.openID.redirect == nil {
      throw Failure(
        "a provider is named, and not where it sends people back to",
        hint: "set TOCSIN_ORIGIN, such as https://tocsin.example.org")
    }
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
  ///
  /// - Parameter stopping: takes what ends with the process.
  func ways(
    for surroundings: Surroundings, stopping: (@escaping @Sendable () async -> Void) -> Void
  ) throws -> SignInWays {
    var ways = SignInWays(slowWork: HashingThreads())
    ways.passwords = PasswordHashing()
    if let origin, let host = URL(string: origin)?.host, host != "127.0.0.1" {
      ways.passkeys = Passkeys(RelyingParty(id: host, name: "Tocsin", origins: [origin]))
    }
    ways.openID = try openID?.provider(
      time: surroundings.time, logger: surroundings.logger, stopping: stopping)
    return ways
  }
}
