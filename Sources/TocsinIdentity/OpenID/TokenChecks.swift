// Tocsin — Identity: the checks on what a token says
// SPDX-License-Identifier: Apache-2.0

internal import TocsinCore
internal import TocsinGateway

/// Checks claims whose signature was good, against what this site expects, at one moment. Pure.
struct TokenChecks: Sendable {
  let issuer: String
  let clientID: String
  let now: Timestamp

  private static let logoutEvent = "http://schemas.openid.net/event/backchannel-logout"

  private var leeway: Milliseconds { .seconds(OpenIDLimits.leewaySeconds) }

  /// OpenID Connect Core 1.0 §3.1.3.7.
  ///
  /// - Parameters:
  ///   - nonce: of the request that the token answers.
  ///   - begunAt: when the person had to show again who they are; nil where that was not asked.
  func checkIdentity(
    _ claims: TokenClaims, nonce: String, shownSince begunAt: Timestamp?
  ) throws(TokenFault) {
    try checkParties(claims)
    try require(claims.nonce == nonce, "nonce")
    try require(isName(claims.subject), "sub")
    guard let expiresAt = claims.expiresAt else { throw TokenFault(check: "exp") }
    try require(now < expiresAt + leeway, "exp")
    try checkAge(claims, seconds: OpenIDLimits.identityAgeSeconds)
    if let begunAt {
      guard let shownAt = claims.authenticatedAt else { throw TokenFault(check: "auth_time") }
      try require(shownAt + leeway >= begunAt, "auth_time")
    }
    try require(claims.authenticatedAt.map { $0 <= now + leeway } ?? true, "auth_time")
  }

  /// Back-Channel Logout 1.0 §2.6, all but that a token is taken once.
  func checkLogout(_ claims: TokenClaims, type: String?) throws(TokenFault) {
    try require(type == nil || type == "logout+jwt" || type == "jwt", "typ")
    try checkParties(claims)
    try require(claims.nonce == nil, "nonce")
    try require(isName(claims.tokenID), "jti")
    try require(claims.events?.contains(Self.logoutEvent) == true, "events")
    try require(claims.subject != nil || claims.sessionID != nil, "sub")
    try require(claims.subject == nil || isName(claims.subject), "sub")
    try require(claims.sessionID == nil || isName(claims.sessionID), "sid")
    try require(claims.expiresAt.map { now < $0 + leeway } ?? true, "exp")
    try checkAge(claims, seconds: OpenIDLimits.logoutAgeSeconds)
  }

  /// `iss` to the letter; this site among the audience, and the one that the token was issued for
  /// where there are others.
  private func checkParties(_ claims: TokenClaims) throws(TokenFault) {
    try require(claims.issuer == issuer, "iss")
    try require(claims.audience.contains(clientID), "aud")
    try require(claims.audience.count == 1 || claims.authorizedParty != nil, "azp")
    try require(claims.authorizedParty.map { $0 == clientID } ?? true, "azp")
  }

  private func checkAge(_ claims: TokenClaims, seconds: Int64) throws(TokenFault) {
    guard let issuedAt = claims.issuedAt else { throw TokenFault(check: "iat") }
    try require(issuedAt <= now + leeway, "iat")
    try require(now <= issuedAt + .seconds(seconds) + leeway, "iat")
    try require(claims.notBefore.map { $0 <= now + leeway } ?? true, "nbf")
  }

  private func isName(_ text: String?) -> Bool {
    guard let text else { return false }
    return (1...OpenIDLimits.nameBytesMax).contains(text.utf8.count)
      && text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
  }

  private func require(_ isGood: Bool, _ check: String) throws(TokenFault) {
    if !isGood { throw TokenFault(check: check) }
  }

  /// The name of the person in the claim that the site has chosen; nil when it cannot be used. An
  /// address that the provider has not verified is anybody's claim.
  func userName(_ claims: TokenClaims, claim: String) -> String? {
    if claim == "email" && claims.isEmailVerified == false { return nil }
    let name = claims.texts[claim]
    return isName(name) ? name : nil
  }
}
