// Tocsin — IdentityTests: tokens that nobody of ours has signed
// SPDX-License-Identifier: Apache-2.0

import Crypto
import CryptoExtras
import Foundation
import Testing
import TocsinGateway
import TocsinIdentity

@Suite struct `A forged token` {
  /// What to make of a good token.
  struct Forgery: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let check: String
    let make: @Sendable (Mint) throws -> String

    init(_ name: String, _ check: String, _ make: @escaping @Sendable (Mint) throws -> String) {
      testDescription = name
      self.check = check
      self.make = make
    }
  }

  static let headers: [Forgery] = [
    Forgery("no algorithm", "alg") { $0.headed("alg", "\"none\"").signed + "." },
    Forgery("no algorithm, signed", "alg") {
      try $0.headed("alg", "\"None\"").signed(by: .elliptic)
    },
    Forgery("the public key as a password", "alg") { mint in
      let signed = mint.headed("alg", "\"HS256\"").headed("kid", "\"r1\"").signed
      guard case .rs256(let key) = MintKey.rsa else { return "" }
      let secret = SymmetricKey(data: Data(key.publicKey.pemRepresentation.utf8))
      let code = HMAC<SHA256>.authenticationCode(for: Data(signed.utf8), using: secret)
      return signed + "." + Base64URL.encode(Array(code))
    },
    Forgery("an algorithm in other letters", "alg") {
      try $0.headed("alg", "\"es256\"").signed(by: .elliptic)
    },
    Forgery("RSA with another padding", "alg") {
      try $0.headed("alg", "\"PS256\"").signed(by: .rsa)
    },
    Forgery("RSA's algorithm with an elliptic key", "kid") {
      try $0.headed("alg", "\"RS256\"").signed(by: .elliptic)
    },
    Forgery("the elliptic algorithm with an RSA key", "kid") {
      try $0.headed("kid", "\"r1\"").signed(by: .rsa)
    },
    Forgery("an extension that must be understood", "crit") {
      try $0.headed("crit", "[\"exp\"]").signed(by: .elliptic)
    },
    Forgery("a key that nobody knows", "kid") {
      try $0.headed("kid", "\"e9\"").signed(by: .elliptic)
    },
    Forgery("a key in its own header", "signature") {
      try $0.headed("jwk", MintKey.otherElliptic.published("e1")).signed(by: .otherElliptic)
    },
    Forgery("another key of the same name", "signature") { try $0.signed(by: .otherElliptic) },
    Forgery("a header without an algorithm", "form") {
      try $0.headed("alg", nil).signed(by: .elliptic)
    },
    Forgery("an algorithm that is a list", "form") {
      try $0.headed("alg", "[\"ES256\"]").signed(by: .elliptic)
    },
  ]

  static let bodies: [Forgery] = [
    Forgery("other claims under a good signature", "signature") { mint in
      let parts = try mint.signed(by: .elliptic).split(separator: ".")
      let other = mint.with("sub", "\"s-2\"").signed.split(separator: ".")
      return "\(parts[0]).\(other[1]).\(parts[2])"
    },
    Forgery("no signature", "signature") { $0.signed + "." },
    Forgery("a signature in another form", "signature") { mint in
      guard case .es256(let key) = MintKey.elliptic else { return "" }
      let signature = try key.signature(for: Data(mint.signed.utf8))
      return mint.signed + "." + Base64URL.encode(Array(signature.derRepresentation))
    },
    Forgery("a signature that is cut", "signature") { mint in
      let bytes = try MintKey.elliptic.sign(Array(mint.signed.utf8))
      return mint.signed + "." + Base64URL.encode(Array(bytes.dropLast()))
    },
    Forgery("a signature of zeros", "signature") {
      $0.signed + "." + Base64URL.encode([UInt8](repeating: 0, count: 64))
    },
    Forgery("one part less", "form") { $0.signed },
    Forgery("one part more", "form") { try $0.signed(by: .elliptic) + ".e30" },
    Forgery("padding", "form") { try $0.signed(by: .elliptic) + "==" },
    Forgery("a blank at the end", "form") { try $0.signed(by: .elliptic) + " " },
    Forgery("the other alphabet", "form") {
      try $0.signed(by: .elliptic).replacing("-", with: "+") + "+"
    },
    Forgery("nothing", "form") { _ in "" },
    Forgery("dots", "form") { _ in ".." },
    Forgery("claims that are no object", "claims") { mint in
      let signed = mint.signed.split(separator: ".")[0] + "." + Base64URL.encode(Array("[]".utf8))
      return try signed + "." + Base64URL.encode(MintKey.elliptic.sign(Array(signed.utf8)))
    },
    Forgery("more than may come", "size") {
      try $0.with("more", "\"\(String(repeating: "x", count: 12_300))\"").signed(by: .elliptic)
    },
  ]

  @Test(arguments: headers + bodies)
  func `is refused`(forgery: Forgery) async throws {
    let provider = try Provider()
    let error = await refusal {
      try await provider.signIn(provider.site()) { nonce, second in
        try forgery.make(Mint.identity(at: second, nonce: nonce))
      }
    }
    #expect(error == .refused(forgery.check))
  }

  @Test func `is refused whichever byte was changed`() async throws {
    let provider = try Provider()
    let site = provider.site()
    let good = Array(try Mint.logout(at: provider.second).signed(by: .elliptic).utf8)
    for index in good.indices {
      var bytes = good
      bytes[index] = bytes[index] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
      let text = String(decoding: bytes, as: UTF8.self)
      let error = await refusal { try await site.logout(token: text) }
      #expect(error != nil, "byte \(index)")
    }
    let whole = String(decoding: good, as: UTF8.self)
    #expect(await refusal { try await site.logout(token: whole) } == nil)
  }

  @Test(
    arguments: [
      ("an encryption key", ["use": "enc"]), ("another curve", ["crv": "P-384"]),
      ("another algorithm", ["alg": "ES384"]), ("a point off the curve", ["x": "AAAA"]),
      ("another type", ["kty": "oct"]),
    ] as [(String, [String: String])])
  func `is not checked with a key that is not for it`(
    name: String, members: [String: String]
  ) async throws {
    let provider = try Provider()
    let key = try MintKey.elliptic.published("e1", members)
    provider.set { $0.keys = ["7", "{}", key] }
    let error = await refusal {
      try await provider.signIn(provider.site()) { nonce, second in
        try Mint.identity(at: second, nonce: nonce).signed(by: .elliptic)
      }
    }
    #expect(error == .refused("kid"), "\(name)")
  }

  @Test func `is not checked with a short RSA key`() async throws {
    let provider = try Provider()
    let modulus = Base64URL.encode([0xC1] + [UInt8](repeating: 0x55, count: 127))
    provider.set {
      $0.keys = ["{\"kty\":\"RSA\",\"kid\":\"r1\",\"e\":\"AQAB\",\"n\":\"\(modulus)\"}"]
    }
    let error = await refusal {
      try await provider.signIn(provider.site()) { nonce, second in
        try Mint.identity(at: second, nonce: nonce, kid: "r1").headed("alg", "\"RS256\"")
          .signed(by: .rsa)
      }
    }
    #expect(error == .refused("kid"))
  }
}
