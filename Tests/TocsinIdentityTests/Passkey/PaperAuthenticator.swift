// Tocsin — IdentityTests: an authenticator and a browser, made of values
// SPDX-License-Identifier: Apache-2.0

import Crypto
import CryptoExtras
import FoundationEssentials
import TocsinCore
import TocsinGateway
import TocsinIdentity

/// A secret key of each algorithm, with its COSE form written by hand.
enum PaperKey: CaseIterable, Sendable {
  case es256, ed25519, rs256

  private static let curve = P256.Signing.PrivateKey()
  private static let edwards = Curve25519.Signing.PrivateKey()
  private static let rsa = try? _RSA.Signing.PrivateKey(keySize: .bits2048)

  var cose: [UInt8] {
    switch self {
    case .es256:
      let point = Array(Self.curve.publicKey.x963Representation)
      var bytes: [UInt8] = [0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 32]
      bytes += point[1..<33]
      bytes += [0x22, 0x58, 32]
      return bytes + point[33..<65]
    case .ed25519:
      let head: [UInt8] = [0xa4, 1, 1, 3, 0x27, 0x20, 6, 0x21, 0x58, 32]
      return head + Self.edwards.publicKey.rawRepresentation
    case .rs256:
      let numbers = try? Self.rsa?.publicKey.getKeyPrimitives()
      var bytes: [UInt8] = [0xa4, 1, 3, 3, 0x39, 1, 0, 0x20, 0x59, 1, 0]
      bytes += numbers?.modulus ?? Data()
      return bytes + [0x21, 0x43, 1, 0, 1]
    }
  }

  func sign(_ bytes: [UInt8]) throws -> [UInt8] {
    switch self {
    case .es256: Array(try Self.curve.signature(for: bytes).derRepresentation)
    case .ed25519: Array(try Self.edwards.signature(for: bytes))
    case .rs256:
      Array(
        try Self.rsa?.signature(
          for: SHA256.hash(data: bytes), padding: .insecurePKCS1v1_5
        ).rawRepresentation ?? Data())
    }
  }
}

/// Everything that a browser and an authenticator put into a ceremony, each part free to be wrong.
struct PaperCeremony: Sendable {
  static let site = RelyingParty(
    id: "tocsin.hospital.example", name: "Tocsin",
    origins: ["https://tocsin.hospital.example", "https://tocsin.hospital.example:8443"])
  static let challenge = [UInt8](0..<32)

  var key = PaperKey.es256
  var id = [UInt8](repeating: 7, count: 16)
  var type = "webauthn.get"
  var challenge = Self.challenge
  var origin = "https://tocsin.hospital.example"
  /// More members of the client data, with a comma in front.
  var more = ",\"crossOrigin\":false"
  var party = "tocsin.hospital.example"
  var flags: UInt8 = 0b0000_0101
  var signCount: UInt32 = 5
  var format = "none"
  /// CBOR.
  var statement: [UInt8] = [0xa0]
  var cose: [UInt8]?
  /// What follows in the authenticator data.
  var extensions: [UInt8] = []
  var credentialType = "public-key"

  static var registration: PaperCeremony {
    var ceremony = PaperCeremony()
    ceremony.type = "webauthn.create"
    ceremony.flags = 0b0100_0101
    return ceremony
  }

  var client: [UInt8] {
    let challenge = Base64URL.encode(challenge)
    return Array(
      "{\"type\":\"\(type)\",\"challenge\":\"\(challenge)\",\"origin\":\"\(origin)\"\(more)}".utf8)
  }

  var report: [UInt8] {
    var bytes = Array(SHA256.hash(data: Array(party.utf8))) + [flags]
    bytes += (0..<4).map { UInt8(truncatingIfNeeded: signCount >> (24 - 8 * $0)) }
    if flags & 0b0100_0000 != 0 {
      bytes += [UInt8](repeating: 0xaa, count: 16) + [UInt8(id.count >> 8), UInt8(id.count & 255)]
      bytes += id + (cose ?? key.cose)
    }
    return bytes + extensions
  }

  var attestation: [UInt8] {
    let report = report
    var bytes: [UInt8] = [0xa3, 0x63]
    bytes += "fmt".utf8
    bytes.append(0x60 + UInt8(format.utf8.count))
    bytes += format.utf8
    bytes.append(0x67)
    bytes += "attStmt".utf8
    bytes += statement
    bytes.append(0x68)
    bytes += "authData".utf8
    let (high, low) = (UInt8(report.count >> 8), UInt8(report.count & 255))
    bytes += high > 0 ? [0x59, high, low] : [0x58, low]
    return bytes + report
  }

  func signature() throws -> [UInt8] { try key.sign(report + SHA256.hash(data: client)) }

  /// The JSON of a registration.
  var created: [UInt8] {
    json([("clientDataJSON", client), ("attestationObject", attestation)])
  }

  /// The JSON of an assertion, with a part changed when asked to.
  func got(report: [UInt8]? = nil, client: [UInt8]? = nil, signature: [UInt8]? = nil) throws
    -> [UInt8]
  {
    json([
      ("clientDataJSON", client ?? self.client), ("authenticatorData", report ?? self.report),
      ("signature", try signature ?? self.signature()), ("userHandle", [1, 2, 3]),
    ])
  }

  private func json(_ members: [(String, [UInt8])]) -> [UInt8] {
    let id = Base64URL.encode(id)
    let parts = members.map { "\"\($0.0)\":\"\(Base64URL.encode($0.1))\"" }
    return Array(
      """
      {"id":"\(id)","rawId":"\(id)","type":"\(credentialType)","clientExtensionResults":{},
      "authenticatorAttachment":"platform","response":{\(parts.joined(separator: ","))}}
      """.utf8)
  }

  func record(signCount: Int64 = 4) -> PasskeyRecord {
    PasskeyRecord(
      id: id, account: ResponderID("dr.amsel"), publicKey: key.cose, signCount: signCount,
      name: "key", addedAt: Timestamp(milliseconds: 0))
  }
}
