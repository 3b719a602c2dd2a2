// Tocsin — Identity: what a provider publishes about itself
// SPDX-License-Identifier: Apache-2.0

internal import FoundationEssentials

/// The parts of a provider's document that are used (OpenID Connect Discovery 1.0 §3).
struct ProviderDocument: Hashable, Sendable {
  let authorizationEndpoint: String
  let tokenEndpoint: String
  let keysAddress: String
  /// The provider says who it is in its answers to the browser (RFC 9207); one that does not is
  /// then refused.
  let namesItself: Bool
  /// The secret goes into the form and not into a header.
  let takesSecretInForm: Bool

  private struct JSON: Decodable {
    let issuer: String
    let authorization_endpoint: String
    let token_endpoint: String
    let jwks_uri: String
    let authorization_response_iss_parameter_supported: Bool?
    let token_endpoint_auth_methods_supported: [String]?
  }

  static func address(of issuer: String) -> String {
    (issuer.hasSuffix("/") ? String(issuer.dropLast()) : issuer)
      + "/.well-known/openid-configuration"
  }

  /// - Throws: `TokenFault`: `document` for what is none, `issuer` for another's (§4.3), `endpoint`
  ///   for an address that is less safe than the issuer's own.
  init(_ bytes: [UInt8], issuer: String) throws(TokenFault) {
    guard let json = try? JSONDecoder().decode(JSON.self, from: Data(bytes)) else {
      throw TokenFault(check: "document")
    }
    guard json.issuer == issuer else { throw TokenFault(check: "issuer") }
    let isSafe = { (address: String) in
      !address.contains("#")
        && (address.hasPrefix("https://")
          || issuer.hasPrefix("http://") && address.hasPrefix("http://"))
    }
    guard isSafe(json.authorization_endpoint), isSafe(json.token_endpoint), isSafe(json.jwks_uri)
    else { throw TokenFault(check: "endpoint") }
    authorizationEndpoint = json.authorization_endpoint
    tokenEndpoint = json.token_endpoint
    keysAddress = json.jwks_uri
    namesItself = json.authorization_response_iss_parameter_supported ?? false
    let ways = json.token_endpoint_auth_methods_supported
    takesSecretInForm =
      ways.map { !$0.contains("client_secret_basic") && $0.contains("client_secret_post") } ?? false
  }
}
