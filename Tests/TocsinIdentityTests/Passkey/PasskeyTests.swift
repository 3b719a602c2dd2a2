// Tocsin — IdentityTests: passkeys, right and wrong in every part
// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Testing
import TocsinGateway

@testable import TocsinIdentity

/// One part of a ceremony made wrong.
struct WrongPart: Sendable, CustomTestStringConvertible {
  let name: String
  let error: PasskeyError
  let spoil: @Sendable (inout PaperCeremony) -> Void

  init(
    _ name: String, _ error: PasskeyError,
    _ spoil: @escaping @Sendable (inout PaperCeremony) -> Void
  ) {
    self.name = name
    self.error = error
    self.spoil = spoil
  }

  var testDescription: String { name }

  /// What both ceremonies refuse.
  static let shared: [WrongPart] = [
    .init("another challenge", .wrongChallenge) { $0.challenge[31] ^= 1 },
    .init("no challenge", .wrongChallenge) { $0.challenge = [] },
    .init("another site", .wrongOrigin) { $0.origin = "https://tocsin.hospital.example.evil.test" },
    .init("no TLS", .wrongOrigin) { $0.origin = "http://tocsin.hospital.example" },
    .init("another port", .wrongOrigin) { $0.origin += ":444" },
    .init("an origin with a path", .wrongOrigin) { $0.origin += "/" },
    .init("a frame elsewhere", .wrongOrigin) { $0.more = ",\"crossOrigin\":true" },
    .init("another window", .wrongOrigin) { $0.more = ",\"topOrigin\":\"https://evil.test\"" },
    .init("another relying party", .wrongRelyingParty) { $0.party = "hospital.example" },
    .init("nobody there", .unverifiedUser) { $0.flags &= ~1 },
    .init("nobody verified", .unverifiedUser) { $0.flags &= ~4 },
    .init("backed up, and may not be", .malformed) { $0.flags |= 0b0001_0000 },
    .init("extensions that are not there", .malformed) { $0.flags |= 0b1000_0000 },
    .init("bytes behind the end", .malformed) { $0.extensions = [0xa0] },
    .init("extensions that are no map", .malformed) {
      $0.flags |= 0b1000_0000
      $0.extensions = [0x80]
    },
    .init("client data that is no object", .malformed) { $0.more = "}}" },
    .init("client data of megabytes", .malformed) {
      $0.more = ",\"x\":\"" + String(repeating: "x", count: 5_000) + "\""
    },
    .init("another kind of credential", .malformed) { $0.credentialType = "password" },
  ]

  static let registration: [WrongPart] =
    shared + [
      .init("the other ceremony", .malformed) { $0.type = "webauthn.get" },
      .init("no credential", .malformed) { $0.flags &= ~0b0100_0000 },
      .init("none, with a statement", .malformed) { $0.statement = [0xa1, 0x61, 0x61, 0x01] },
      .init("a statement that is no map", .malformed) { $0.statement = [0x80] },
      .init("an id of no bytes", .malformed) { $0.id = [] },
      .init("an id of 1,024 bytes", .malformed) { $0.id = [UInt8](repeating: 1, count: 1_024) },
      .init("a key of another algorithm", .unsupportedKey) { $0.cose?[4] = 0x27 },
      .init("a key off its curve", .unsupportedKey) { $0.cose?[20] ^= 1 },
      .init("a key of another curve", .unsupportedKey) { $0.cose?[6] = 2 },
      .init("a key of another kind", .unsupportedKey) { $0.cose?[2] = 1 },
      .init("a key that is a number", .unsupportedKey) { $0.cose = [0x01] },
      .init("a key that is cut", .malformed) { $0.cose?.removeLast() },
    ]

  static let assertion: [WrongPart] =
    shared + [
      .init("the other ceremony", .malformed) { $0.type = "webauthn.create" },
      .init("the same counter", .counterWentBack) { $0.signCount = 4 },
      .init("an older counter", .counterWentBack) { $0.signCount = 3 },
      .init("a counter that is gone", .counterWentBack) { $0.signCount = 0 },
    ]
}

@Suite struct `A passkey` {
  private let passkeys = Passkeys(PaperCeremony.site)

  @Test(arguments: PaperKey.allCases)
  func `is registered, and signs in from then on`(_ key: PaperKey) throws {
    var ceremony = PaperCeremony.registration
    ceremony.key = key
    let new = try register(ceremony)
    #expect(new.id == ceremony.id && new.publicKey == key.cose && new.signCount == 5)
    #expect(new.isUserVerified)

    var later = PaperCeremony()
    later.key = key
    later.signCount = 6
    let response = try later.got()
    #expect(passkeys.credentialID(of: response) == new.id)
    let assertion = try assert(response, by: later.record(signCount: new.signCount))
    #expect(assertion == PasskeyAssertion(id: new.id, signCount: 6, isUserVerified: true))
  }

  @Test func `may keep no counter, be backed up, and have extensions`() throws {
    var ceremony = PaperCeremony()
    ceremony.signCount = 0
    ceremony.flags = 0b1001_1101
    ceremony.extensions = [0xa1, 0x61, 0x61, 0xf5]
    ceremony.more = ",\"crossOrigin\":false,\"other_keys_can_be_added_here\":[1,{}]"
    ceremony.origin = "https://tocsin.hospital.example:8443"
    let assertion = try assert(ceremony.got(), by: ceremony.record(signCount: 0))
    #expect(assertion.signCount == 0)
  }

  @Test func `may come with a statement of its maker, which is not trusted`() throws {
    var ceremony = PaperCeremony.registration
    ceremony.format = "packed"
    ceremony.statement = [0xa2, 0x63] + "alg".utf8
    ceremony.statement += [0x26, 0x63] + "sig".utf8 + [0x41, 0x00]
    #expect(try register(ceremony).id == ceremony.id)
  }

  @Test(arguments: WrongPart.registration)
  func `is not registered with one part wrong`(_ part: WrongPart) {
    var ceremony = PaperCeremony.registration
    ceremony.cose = ceremony.key.cose
    part.spoil(&ceremony)
    #expect(throws: part.error) { try register(ceremony) }
  }

  @Test(arguments: WrongPart.assertion)
  func `does not sign in with one part wrong`(_ part: WrongPart) {
    var ceremony = PaperCeremony()
    part.spoil(&ceremony)
    #expect(throws: part.error) { try assert(ceremony.got(), by: ceremony.record()) }
  }

  @Test(arguments: PaperKey.allCases)
  func `does not sign in with any byte changed`(_ key: PaperKey) throws {
    var ceremony = PaperCeremony()
    ceremony.key = key
    let (report, client, signature) = (ceremony.report, ceremony.client, try ceremony.signature())
    let record = ceremony.record()
    _ = try assert(ceremony.got(signature: signature), by: record)
    for (bytes, place) in [(report, 0), (client, 1), (signature, 2)] {
      for at in bytes.indices {
        var changed = bytes
        changed[at] ^= 1 << UInt8(at % 8)
        let response = try ceremony.got(
          report: place == 0 ? changed : nil, client: place == 1 ? changed : nil,
          signature: place == 2 ? changed : signature)
        #expect(throws: PasskeyError.self, "part \(place), byte \(at)") {
          try assert(response, by: record)
        }
      }
    }
  }

  @Test(arguments: PaperKey.allCases)
  func `does not sign in with a part cut`(_ key: PaperKey) throws {
    var ceremony = PaperCeremony()
    ceremony.key = key
    let signature = try ceremony.signature()
    for length in [0, 1, signature.count - 1] {
      let cut = try ceremony.got(signature: Array(signature.prefix(length)))
      #expect(throws: PasskeyError.badSignature) { try assert(cut, by: ceremony.record()) }
    }
    for length in ceremony.report.indices {
      let cut = try ceremony.got(report: Array(ceremony.report.prefix(length)))
      #expect(throws: PasskeyError.malformed) { try assert(cut, by: ceremony.record()) }
    }
  }

  @Test func `does not sign in for the record of another`() throws {
    let ceremony = PaperCeremony()
    var other = PaperCeremony()
    other.id[0] = 8
    #expect(throws: PasskeyError.malformed) { try assert(ceremony.got(), by: other.record()) }
    other = PaperCeremony()
    other.key = .ed25519
    #expect(throws: PasskeyError.badSignature) { try assert(ceremony.got(), by: other.record()) }
  }

  @Test(arguments: [
    "", "{", "[]", "{}", "null", "{\"id\":\"BwcH\"}", "{\"id\":1}",
    "{\"id\":\"!\",\"rawId\":\"!\",\"type\":\"public-key\",\"response\":{}}",
    "{\"id\":\"\",\"rawId\":\"\",\"type\":\"public-key\",\"response\":"
      + "{\"clientDataJSON\":\"\",\"authenticatorData\":\"\",\"signature\":\"\"}}",
    String(repeating: "[", count: 60_000),
  ])
  func `is not read from anything else`(_ text: String) {
    let bytes = Array(text.utf8)
    #expect(passkeys.credentialID(of: bytes) == nil)
    #expect(throws: PasskeyError.malformed) {
      try passkeys.verifyRegistration(bytes, challenge: PaperCeremony.challenge)
    }
    #expect(throws: PasskeyError.malformed) {
      try assert(bytes, by: PaperCeremony().record())
    }
  }

  @Test func `is asked for with the person verified and the maker left alone`() throws {
    let options = passkeys.registrationOptions(
      PasskeyRegistration(
        challenge: PaperCeremony.challenge, userHandle: [1, 2], userName: "dr.amsel",
        displayName: "Dr \"H\" Amsel", known: [[7]]))
    #expect(
      String(decoding: options, as: UTF8.self) == """
        {"attestation":"none","authenticatorSelection":{"requireResidentKey":true,\
        "residentKey":"required","userVerification":"required"},\
        "challenge":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8",\
        "excludeCredentials":[{"id":"Bw","type":"public-key"}],\
        "pubKeyCredParams":[{"alg":-8,"type":"public-key"},{"alg":-7,"type":"public-key"},\
        {"alg":-257,"type":"public-key"}],"rp":{"id":"tocsin.hospital.example","name":"Tocsin"},\
        "timeout":300000,"user":{"displayName":"Dr \\"H\\" Amsel","id":"AQI","name":"dr.amsel"}}
        """)
    let asked = passkeys.assertionOptions(challenge: [1], allowed: [])
    #expect(
      String(decoding: asked, as: UTF8.self) == """
        {"allowCredentials":[],"challenge":"AQ","rpId":"tocsin.hospital.example",\
        "timeout":300000,"userVerification":"required"}
        """)
  }

  private func register(_ ceremony: PaperCeremony) throws -> RegisteredPasskey {
    try passkeys.verifyRegistration(ceremony.created, challenge: PaperCeremony.challenge)
  }

  private func assert(_ response: [UInt8], by record: PasskeyRecord) throws -> PasskeyAssertion {
    try passkeys.verifyAssertion(response, challenge: PaperCeremony.challenge, by: record)
  }
}
