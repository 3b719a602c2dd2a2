// Tocsin — tocsin: the OpenID Connect provider of a site
// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Foundation
internal import Logging
internal import TocsinDelivery
internal import TocsinGateway
internal import TocsinIdentity

/// Where people sign in with the hospital's own account. Nothing of it is needed to be paged.
struct OpenIDOption: ParsableArguments {
  @Option(
    name: .customLong("openid-issuer"),
    help: "The sign-in provider, as it names itself (TOCSIN_OPENID_ISSUER).")
  var issuer: String?
  @Option(
    name: .customLong("openid-client"),
    help: "This site's name at the provider (TOCSIN_OPENID_CLIENT_ID).")
  var clientID: String?
  @Option(
    name: .customLong("openid-secret"),
    help: "A file with this site's secret, mode 0600 (TOCSIN_OPENID_CLIENT_SECRET_FILE).")
  var secretFile: String?
  @Option(
    name: .customLong("openid-redirect"),
    help: "The return address registered there, whole (TOCSIN_OPENID_REDIRECT).")
  var redirect: String?
  @Option(
    name: .customLong("openid-claim"),
    help: "The claim with the person's name in the directory (TOCSIN_OPENID_CLAIM).")
  var claim: String?
  @Option(
    name: .customLong("openid-ca"),
    help: "Certificates that alone are trusted there, PEM (TOCSIN_OPENID_CA).")
  var authorities: String?

  /// The provider that flags, else settings, name; nil when they name none.
  ///
  /// - Throws: `Failure` for what cannot work: one part without the other, a file that cannot be
  ///   read, plain HTTP to another machine.
  func part(_ settings: Settings) throws -> OpenIDPart? {
    func setting(_ flag: String?, _ key: String) -> String? {
      flag ?? settings.string("openid", key)
    }
    let names = (setting(issuer, "issuer"), setting(clientID, "clientID"))
    guard let issuer = names.0, let clientID = names.1 else {
      guard names.0 == nil, names.1 == nil else {
        throw ValidationError("--openid-issuer and --openid-client go together")
      }
      return nil
    }
    var openID = OpenIDSettings(issuer: issuer, clientID: clientID)
    openID.secret = try setting(secretFile, "clientSecretFile").map(Self.secret)
    openID.redirect = try setting(redirect, "redirect").map(Self.address)
    if let claim = setting(claim, "claim") { openID.claim = claim }
    let inside = setting(nil, "insideHosts").map { $0.split { $0 == "," || $0 == " " } } ?? []
    let hosts = Set(inside.map(String.init)).union([try Self.host(of: issuer)])
    var curl = CurlSettings(rule: AddressRule(insideHosts: hosts))
    curl.authorities = try setting(authorities, "ca").map {
      try Self.authorities(at: $0, of: "--openid-ca")
    }
    return OpenIDPart(openID: openID, curl: curl)
  }

  private static func host(of issuer: String) throws -> String {
    let url = URLComponents(string: issuer)
    guard let url, let host = url.encodedHost, !host.isEmpty, url.query == nil, url.fragment == nil
    else {
      throw Failure("\(issuer) is no issuer", hint: "such as https://login.example.org/realms/x")
    }
    let isHere = host == "localhost" || host == "[::1]" || host.hasPrefix("127.")
    guard url.scheme == "https" || url.scheme == "http" && isHere else {
      throw Failure(
        "\(issuer) would be asked without TLS", hint: "only a provider on this machine may be")
    }
    return host
  }

  /// RFC 6749 §3.1.2: absolute, without a fragment.
  private static func address(_ text: String) throws -> String {
    guard let url = URLComponents(string: text), url.scheme == "https" || url.scheme == "http",
      url.fragment == nil, url.path.hasSuffix("/v1/sign-in/openid/return")
    else {
      throw Failure(
        "\(text) is no return address",
        hint: "such as https://tocsin.example.org/v1/sign-in/openid/return")
    }
    return text
  }

  private static func secret(in path: String) throws -> ClientSecret {
    guard let bytes = try KeyFile.read(path),
      let text = String(validating: bytes, as: UTF8.self)?
        .trimmingCharacters(in: .whitespacesAndNewlines), !text.isEmpty
    else {
      throw Failure("\(path) holds no client secret", hint: "copy it from the provider's console")
    }
    return ClientSecret(unredacted: text)
  }

  /// A file of certificates in PEM form.
  ///
  /// - Parameter setting: what names the file.
  /// - Throws: `Failure` when it holds none.
  static func authorities(at path: String, of setting: String) throws -> String {
    let text = FileManager.default.contents(atPath: path).map {
      String(decoding: $0, as: UTF8.self)
    }
    guard text?.contains("-----BEGIN CERTIFICATE-----") == true else {
      throw Failure("\(path) holds no certificates", hint: "give \(setting) a file in PEM form")
    }
    return path
  }
}

/// A site's provider, not yet running.
struct OpenIDPart: Sendable {
  let openID: OpenIDSettings
  let curl: CurlSettings

  /// Makes the client that asks the provider, and the provider over it.
  ///
  /// - Parameter stopping: takes what ends the client with the process.
  func provider(
    time: any TimeSource, logger: Logger, stopping: (@escaping @Sendable () async -> Void) -> Void
  ) throws -> any OpenIDProvider {
    guard let client = CurlClient(curl) else {
      throw Failure("the HTTP library cannot be started", hint: "install libcurl4", code: 70)
    }
    stopping { await client.stop() }
    return OpenIDConnect(openID, http: client, time: time) { logger.warning("\($0)") }
  }
}
