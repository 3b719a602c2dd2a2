// Tocsin — Identity: a token in three parts, read but not yet believed
// SPDX-License-Identifier: Apache-2.0

internal import FoundationEssentials
internal import TocsinGateway

/// The algorithms that are taken: signatures alone, of two key types (RFC 7518 §3.1). Neither
/// `none`, which signs nothing, nor the HMAC ones, whose key the provider's public key would be.
enum TokenAlgorithm: String, Sendable {
  case rs256 = "RS256"
  case es256 = "ES256"
}

/// Why a token is refused; the word names the check and holds no value.
struct TokenFault: Error, Hashable, Sendable {
  let check: String
}

/// A JSON Web Token in compact form (RFC 7515 §7.1), its header read, its signature not checked.
///
/// Strict: three parts in base64url that are each the one text of their bytes, an algorithm of
/// ours, no critical extension. Keys that a header brings along (`jwk`, `jku`, `x5c`) are never
/// looked at.
struct CompactToken: Sendable {
  let algorithm: TokenAlgorithm
  /// `kid`; nil when there is none.
  let keyID: String?
  /// `typ` in lower case, without `application/`; nil when there is none.
  let type: String?
  /// What is signed.
  let signed: [UInt8]
  let signature: [UInt8]
  /// JSON, as it was signed.
  let claims: [UInt8]

  private struct Header: Decodable {
    let alg: String
    let kid: String?
    let typ: String?
    let crit: [String]?
  }

  init(_ text: String) throws(TokenFault) {
    guard text.utf8.count <= IdentityLimits.tokenBytesMax else { throw TokenFault(check: "size") }
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 3, let head = Base64URL.decode(parts[0]),
      let claims = Base64URL.decode(parts[1]), let signature = Base64URL.decode(parts[2]),
      let header = try? JSONDecoder().decode(Header.self, from: Data(head))
    else { throw TokenFault(check: "form") }
    guard let algorithm = TokenAlgorithm(rawValue: header.alg) else {
      throw TokenFault(check: "alg")
    }
    guard header.crit == nil else { throw TokenFault(check: "crit") }
    self.algorithm = algorithm
    keyID = header.kid
    let type = header.typ?.lowercased()
    self.type = type.map { $0.hasPrefix("application/") ? String($0.dropFirst(12)) : $0 }
    signed = Array(parts[0].utf8) + [UInt8(ascii: ".")] + parts[1].utf8
    self.signature = signature
    self.claims = claims
  }
}
