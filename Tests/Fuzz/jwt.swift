// Tocsin — Fuzz: tokens and returns of a provider are read within bounds, and in one way
// SPDX-License-Identifier: Apache-2.0
//
// Sources: Sources/TocsinCore/Time/Timestamp.swift
// Sources: Sources/TocsinGateway/Device/Base64URL.swift
// Sources: Sources/TocsinGateway/Device/PercentEncoding.swift
// Sources: Sources/TocsinIdentity/IdentityLimits.swift
// Sources: Sources/TocsinIdentity/OpenID/CompactToken.swift
// Sources: Sources/TocsinIdentity/OpenID/FormText.swift
// Sources: Sources/TocsinIdentity/OpenID/OpenIDSettings.swift
// Sources: Sources/TocsinIdentity/OpenID/TokenChecks.swift
// Sources: Sources/TocsinIdentity/OpenID/TokenClaims.swift

/// Reads the bytes as a token, as the header and the claims of one, and as a query.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzzToken(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  let text = String(decoding: bytes, as: UTF8.self)
  read(text)
  // What is no token yet, made into one: a header, a zero byte, claims.
  let parts = bytes.split(separator: 0, maxSplits: 1, omittingEmptySubsequences: false)
  let header = Array("{\"alg\":\"ES256\"}".utf8)
  let (head, claims) = parts.count == 2 ? (Array(parts[0]), Array(parts[1])) : (header, bytes)
  read("\(Base64URL.encode(head)).\(Base64URL.encode(claims)).AAAA")
  if let values = FormText.decode(text) {
    let again = FormText.encode(values.map { ($0.key, $0.value) })
    precondition(FormText.decode(again) == values, "a query that is written reads otherwise")
  }
  return 0
}

private func read(_ text: String) {
  guard let token = try? CompactToken(text) else { return }
  precondition(text.utf8.count <= IdentityLimits.tokenBytesMax, "more than may come")
  let again =
    String(decoding: token.signed, as: UTF8.self) + "." + Base64URL.encode(token.signature)
  precondition(again == text, "a token has two texts")
  guard let claims = try? TokenClaims.read(token.claims) else { return }
  let checks = TokenChecks(
    issuer: "https://a", clientID: "b", now: Timestamp(milliseconds: 1_800_000_000_000))
  if (try? checks.checkIdentity(claims, nonce: "n", shownSince: nil)) != nil {
    precondition(claims.issuer == "https://a" && claims.audience.contains("b"), "another's token")
    precondition(claims.nonce == "n" && claims.subject?.isEmpty == false, "another's answer")
  }
  if (try? checks.checkLogout(claims, type: token.type)) != nil {
    precondition(claims.nonce == nil && claims.tokenID?.isEmpty == false, "an identity token")
  }
  if let name = checks.userName(claims, claim: "preferred_username") {
    precondition((1...255).contains(name.utf8.count), "a name out of bounds")
  }
}
