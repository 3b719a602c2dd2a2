// Tocsin — GatewayTests: the texts of the device protocol
// SPDX-License-Identifier: Apache-2.0

internal import Testing
internal import TocsinCore
internal import TocsinGateway

@Suite struct `Base64url` {
  @Test(arguments: [
    ("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"),
    ("fooba", "Zm9vYmE"), ("foobar", "Zm9vYmFy"),
  ])
  func `is RFC 4648's, without padding`(plain: String, text: String) {
    #expect(Base64URL.encode(Array(plain.utf8)) == text)
    #expect(Base64URL.decode(text) == Array(plain.utf8))
  }

  @Test func `brings every byte back`() {
    for count in 0..<70 {
      let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 151 + count * 37) }
      #expect(Base64URL.decode(Base64URL.encode(bytes)) == bytes)
    }
    #expect(Base64URL.encode([0xfb, 0xff, 0xfe]) == "-__-")
  }

  @Test(arguments: ["Z", "Zg=", "Zg==", "Zh", "Zm9", "Z g", "Zm9v\n", "+/+/", "Zmé", "AAAAA"])
  func `refuses what is not the one text of any bytes`(text: String) {
    #expect(Base64URL.decode(text) == nil)
  }
}

@Suite struct `An authorization` {
  static let id = "20212223-2425-2627-2829-2a2b2c2d2e2f"
  static let nonce = String(repeating: "A", count: 22)
  static let sig = String(repeating: "A", count: 86)
  static let good = "Tocsin-Device id=\(id),ms=1772362800000,nonce=\(nonce),sig=\(sig)"

  @Test func `is read and written alike`() throws {
    let read = try #require(RequestSignature(authorization: Self.good))
    #expect(read.time == Timestamp(milliseconds: 1_772_362_800_000))
    #expect(read.device.text == Self.id)
    #expect(read.authorization == Self.good)
  }

  @Test(arguments: [
    "tocsin-device sig=\(sig), nonce=\(nonce), ms=1772362800000, id=\(id)",
    "Tocsin-Device id=\(id.uppercased()),ms=1772362800000,nonce=\(nonce),sig=\(sig)",
  ])
  func `may have its fields in any order`(text: String) {
    #expect(
      RequestSignature(authorization: text) == RequestSignature(authorization: Self.good))
  }

  @Test(arguments: [
    "", "Tocsin-Device", "Tocsin-Device ", "Bearer id=\(id),ms=1,nonce=\(nonce),sig=\(sig)",
    "Tocsin-Device id=\(id),ms=1,nonce=\(nonce)",
    "Tocsin-Device id=\(id),ms=1,nonce=\(nonce),sig=\(sig),sig=\(sig)",
    "Tocsin-Device id=\(id),ms=1,nonce=\(nonce),sig=\(sig),more=1",
    "Tocsin-Device id=\(id),ms=1,nonce=\(nonce),sig=\(sig),",
    "Tocsin-Device id=\(id),ms=01,nonce=\(nonce),sig=\(sig)",
    "Tocsin-Device id=\(id),ms=+1,nonce=\(nonce),sig=\(sig)",
    "Tocsin-Device id=\(id),ms=-1,nonce=\(nonce),sig=\(sig)",
    "Tocsin-Device id=\(id),ms=1e3,nonce=\(nonce),sig=\(sig)",
    "Tocsin-Device id=\(id),ms=9999999999999999,nonce=\(nonce),sig=\(sig)",
    "Tocsin-Device id=\(id),ms=1,nonce=\(nonce)A,sig=\(sig)",
    "Tocsin-Device id=\(id),ms=1,nonce=\(nonce)==,sig=\(sig)",
    "Tocsin-Device id=\(id),ms=1,nonce=\(nonce),sig=\(nonce)",
    "Tocsin-Device id=1,ms=1,nonce=\(nonce),sig=\(sig)",
    good + String(repeating: " ", count: 600),
  ])
  func `is refused in any other form`(text: String) {
    #expect(RequestSignature(authorization: text) == nil)
  }

  @Test func `is timely for 300 seconds either way`() throws {
    let read = try #require(RequestSignature(authorization: Self.good))
    #expect(read.isTimely(at: read.time + .seconds(300)))
    #expect(read.isTimely(at: read.time - .seconds(300)))
    #expect(!read.isTimely(at: read.time + .seconds(300) + Milliseconds(1)))
    #expect(!read.isTimely(at: read.time - .seconds(300) - Milliseconds(1)))
  }

  @Test func `signs method, target, time, nonce and body in that order`() throws {
    let read = try #require(RequestSignature(authorization: Self.good))
    let digest = [UInt8](repeating: 9, count: 32)
    let bytes = read.signedBytes(
      for: SignedRequest(method: "POST", target: "/v1/x?y=1", bodyDigest: digest))
    let head = "tocsin/request/v1\0POST /v1/x?y=1\n1772362800000\n"
    #expect(bytes == Array(head.utf8) + [UInt8](repeating: 0, count: 16) + digest)
  }
}

@Suite struct `An enrolment's fields` {
  let key = [UInt8](repeating: 1, count: 32)

  @Test func `are held to their lengths`() throws {
    let short = [UInt8](repeating: 1, count: 31)
    #expect(DevicePublicKeys(notify: key, accept: key, detail: key, unlocked: short) == nil)
    let keys = try #require(
      DevicePublicKeys(notify: key, accept: key, detail: key, unlocked: key))
    let proof = [UInt8](repeating: 1, count: 64)
    #expect(Enrolment(token: "t", name: "n", keys: keys, proof: proof) != nil)
    #expect(Enrolment(token: "", name: "n", keys: keys, proof: proof) == nil)
    #expect(Enrolment(token: "t", name: "", keys: keys, proof: proof) == nil)
    #expect(Enrolment(token: "t", name: "n", keys: keys, proof: key) == nil)
    let long = String(repeating: "n", count: 201)
    #expect(Enrolment(token: "t", name: long, keys: keys, proof: proof) == nil)
  }

  @Test func `are signed in the order of the body's names`() throws {
    let four = (2...5).map { [UInt8](repeating: $0, count: 32) }
    let keys = try #require(
      DevicePublicKeys(notify: four[0], accept: four[1], detail: four[2], unlocked: four[3]))
    let bytes = Enrolment.signedBytes(tokenDigest: key, keys: keys)
    #expect(bytes == Array("tocsin/enrol/v1\0".utf8) + key + four.joined())
  }
}
