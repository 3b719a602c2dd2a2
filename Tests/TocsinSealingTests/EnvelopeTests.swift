// Tocsin — SealingTests: envelopes, sealed, opened and tampered with
// SPDX-License-Identifier: Apache-2.0

internal import Testing
internal import TocsinCore
internal import TocsinGateway
internal import TocsinSealing

@Suite struct `The known-answer vector` {
  let sealer = makeSealer(KnownAnswer.signerSeed)

  @Test func `has the length and the hash that are published`() {
    #expect(KnownAnswer.envelope.count == 312)
    #expect(sealer.digest(KnownAnswer.envelope) == KnownAnswer.digest)
    #expect(sealer.signerPublicKey == KnownAnswer.signerPublicKey)
  }

  @Test func `opens to its content`() throws {
    var opener = makeOpener()
    let opened = try opener.open(KnownAnswer.envelope)
    #expect(opened.content == KnownAnswer.content)
    #expect(opened.digest == KnownAnswer.digest)
    #expect(opened.header.page == KnownAnswer.page)
    #expect(!opened.isLate(at: opened.header.expiresAt))
    #expect(opened.isLate(at: opened.header.expiresAt + Milliseconds(1)))
  }

  @Test func `has a header that our own fields write to the byte`() {
    var header = makeHeader()
    header.deviceKeyID = sealer.keyID(of: makeKeys().publicKeys.notify)
    header.signerKeyID = sealer.signerKeyID
    header.ciphertextLength = 80
    #expect(header.encoded == KnownAnswer.header)
  }

  @Test func `is verified and written again to the byte`() throws {
    let envelope = try Envelope(decoding: KnownAnswer.envelope)
    #expect(envelope.encoded == KnownAnswer.envelope)
    #expect(
      sealer.verify(
        signature: envelope.signature, over: envelope.signedBytes, by: sealer.signerPublicKey))
  }

  @Test func `threat 6: is refused with any one bit changed`() {
    for bit in 0..<KnownAnswer.envelope.count * 8 {
      var bytes = KnownAnswer.envelope
      bytes[bit / 8] ^= 1 << UInt8(bit % 8)
      var opener = makeOpener()
      #expect(throws: OpeningError.self, "bit \(bit)") { try opener.open(bytes) }
    }
  }

  @Test func `is refused when it is shorter or longer`() {
    for count in 0..<KnownAnswer.envelope.count {
      var opener = makeOpener()
      #expect(throws: OpeningError.self) { try opener.open(Array(KnownAnswer.envelope[..<count])) }
    }
    var opener = makeOpener()
    #expect(throws: OpeningError.format(.length(expected: 312, found: 313))) {
      try opener.open(KnownAnswer.envelope + [0])
    }
  }

  @Test func `has a twin of another priority that is sealed for itself alone`() throws {
    var header = makeHeader()
    header.priority = .crash
    let padded: [UInt8] =
      [0, UInt8(KnownAnswer.content.count)] + KnownAnswer.content
      + Array(repeating: 0, count: 62 - KnownAnswer.content.count)
    let twin = try sealer.seal(
      padded: padded, header: header, for: makeKeys().publicKeys.notify)
    #expect(twin.encoded.count == 312)
    var opener = makeOpener()
    let opened = try opener.open(twin.encoded)
    #expect(opened.header.priority == .crash)
    #expect(opened.content == KnownAnswer.content)
  }
}

@Suite struct `An envelope signed by the site over what was not sealed so` {
  let sealer = makeSealer(KnownAnswer.signerSeed)

  /// The vector with something changed, and a signature that fits again, as only the signer's own
  /// key can make it.
  func resigned(_ change: (inout Envelope) -> Void) throws -> [UInt8] {
    var envelope = try Envelope(decoding: KnownAnswer.envelope)
    change(&envelope)
    let seed = KnownAnswer.signerSeed
    let secrets = DeviceSecrets(notify: seed, accept: seed, detail: seed, unlocked: seed)
    let signer = try #require(DeviceKeys(secrets))
    envelope.signature = signer.signWithAccept(envelope.signedBytes)
    return envelope.encoded
  }

  @Test func `opens when nothing was changed`() throws {
    let bytes = try resigned { _ in }
    #expect(bytes == KnownAnswer.envelope)
  }

  @Test func `is refused for another priority`() throws {
    let bytes = try resigned { $0.header.priority = .low }
    var opener = makeOpener()
    #expect(throws: OpeningError.seal) { try opener.open(bytes) }
  }

  @Test func `is refused for another page`() throws {
    let bytes = try resigned { $0.header.page = PageID(high: 1, low: 2) }
    var opener = makeOpener()
    #expect(throws: OpeningError.seal) { try opener.open(bytes) }
  }

  @Test func `is refused for another ciphertext`() throws {
    let bytes = try resigned { $0.ciphertext[0] ^= 1 }
    var opener = makeOpener()
    #expect(throws: OpeningError.seal) { try opener.open(bytes) }
  }

  @Test func `is refused when the encapsulated key gives an all-zero secret`() throws {
    let bytes = try resigned { $0.encapsulatedKey = Array(repeating: 0, count: 32) }
    var opener = makeOpener()
    #expect(throws: OpeningError.seal) { try opener.open(bytes) }
  }
}

@Suite struct `A device` {
  let sealer = makeSealer(KnownAnswer.signerSeed)
  let key = makeKeys().publicKeys.notify

  @Test(arguments: [0, 1, 510, 511, 1022, 1023, 2046, 2047, 3582])
  func `opens what was sealed for it, in the bucket that fits`(count: Int) throws {
    let content = sealer.randomBytes(count)
    let envelope = try sealer.seal(content, header: makeHeader(), for: key)
    let bucket = count <= 510 ? 512 : count <= 1022 ? 1024 : count <= 2046 ? 2048 : 3584
    #expect(envelope.encoded.count == 232 + bucket + 16)
    var opener = makeOpener()
    #expect(try opener.open(envelope.encoded).content == content)
  }

  @Test func `never sees two envelopes alike`() throws {
    let first = try sealer.seal([1], header: makeHeader(), for: key)
    let second = try sealer.seal([1], header: makeHeader(), for: key)
    #expect(first.encapsulatedKey != second.encapsulatedKey)
    #expect(first.ciphertext != second.ciphertext)
  }

  @Test func `threat 1: refuses a signer that it has not pinned`() throws {
    let stranger = makeSealer(seed("another site"))
    let bytes = try stranger.seal([1], header: makeHeader(), for: key).encoded
    var opener = makeOpener()
    #expect(throws: OpeningError.unknownSigner) { try opener.open(bytes) }
  }

  @Test func `threat 6: refuses what is for another device or key or from another site`() throws {
    var elsewhere = makeHeader()
    elsewhere.device = DeviceID(high: 9, low: 9)
    var otherSite = makeHeader()
    otherSite.site = SiteID(high: 9, low: 9)
    let wrong = try [
      sealer.seal([1], header: elsewhere, for: key),
      sealer.seal([1], header: otherSite, for: key),
      sealer.seal([1], header: makeHeader(), for: makeKeys().publicKeys.detail),
    ]
    for envelope in wrong {
      var opener = makeOpener()
      #expect(throws: OpeningError.notForThisDevice) { try opener.open(envelope.encoded) }
    }
  }

  @Test func `threat 18: cannot be told from the length of a preview`() throws {
    let texts = [
      "", #"{"v":1,"what":"K 7.1"}"#, String(repeating: "x", count: 400),
      String(repeating: "ä", count: 255),
    ]
    let lengths = try texts.map { text in
      try sealer.seal(Array(text.utf8), header: makeHeader(), for: key).encoded.count
    }
    #expect(Set(lengths) == [232 + 512 + 16])
  }

  @Test(arguments: 1...5 as ClosedRange<UInt64>)
  func `threat 7: takes no captured envelope twice, in whatever order they come`(
    seed: UInt64
  ) throws {
    var order = SplitMix(state: seed)
    let captured = try (1...40).map { seq in
      try sealer.seal([UInt8(seq)], header: makeHeader(seq: UInt64(seq)), for: key).encoded
    }
    var opener = makeOpener()
    var taken: [UInt8] = []
    for bytes in (captured + captured + captured).shuffled(using: &order) {
      do { taken += try opener.open(bytes).content } catch { #expect(error == .replay) }
    }
    #expect(taken.sorted() == Array(1...40))
  }

  @Test func `threat 7: takes each place once, also out of order, and none far behind`() throws {
    var opener = makeOpener()
    var sealed: [UInt64: [UInt8]] = [:]
    for seq: UInt64 in [1, 2, 3, 64, 66, 67] {
      sealed[seq] = try sealer.seal([1], header: makeHeader(seq: seq), for: key).encoded
    }
    for seq: UInt64 in [2, 1, 66, 64, 3] { _ = try opener.open(try #require(sealed[seq])) }
    for seq: UInt64 in [1, 2, 3, 64, 66] {
      let bytes = try #require(sealed[seq])
      #expect(throws: OpeningError.replay) { try opener.open(bytes) }
    }
    _ = try opener.open(try #require(sealed[67]))
  }

  @Test func `does not lose a place to a forgery`() throws {
    var opener = makeOpener()
    var forged = KnownAnswer.envelope
    forged[200] ^= 1
    let bytes = forged
    #expect(throws: OpeningError.signature) { try opener.open(bytes) }
    _ = try opener.open(KnownAnswer.envelope)
  }
}

@Suite struct `The sealer` {
  let sealer = makeSealer(KnownAnswer.signerSeed)

  @Test(arguments: [
    String(repeating: "00", count: 32), "01" + String(repeating: "00", count: 31),
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
    "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f11d7", "00", "",
  ])
  func `refuses a key that gives an all-zero secret or is none`(text: String) throws {
    #expect(throws: SealingError.keyRefused) {
      try sealer.seal([1], header: makeHeader(), for: hex(text))
    }
  }

  @Test func `refuses more content than the largest bucket holds`() {
    #expect(throws: SealingError.contentTooLong(bytes: 3583)) {
      try sealer.seal(
        Array(repeating: 1, count: 3583), header: makeHeader(), for: makeKeys().publicKeys.notify)
    }
  }

  @Test func `refuses an expiry before the issue or more than a day after it`() {
    var header = makeHeader()
    for wrong in [Milliseconds(-1), .hours(24) + Milliseconds(1)] {
      header.expiresAt = header.issuedAt + wrong
      let bad = header
      #expect(throws: SealingError.times) {
        try sealer.seal([1], header: bad, for: makeKeys().publicKeys.notify)
      }
    }
  }

  @Test func `is not made from a seed of another length`() {
    #expect(SiteSealer(signerSeed: Array(repeating: 1, count: 31)) == nil)
  }

  @Test func `shows no key when it is printed`() {
    #expect("\(sealer)" == "[redacted]")
    #expect("\(makeKeys().secrets)" == "[redacted]")
  }

  @Test func `hashes as FIPS 180-4 says`() {
    #expect(
      hex(sealer.digest(Array("abc".utf8)))
        == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(
      hex(sealer.digest([]))
        == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
  }

  @Test func `draws bytes that do not repeat`() {
    #expect(sealer.randomBytes(0).isEmpty)
    #expect(sealer.randomBytes(32).count == 32)
    #expect(sealer.randomBytes(32) != sealer.randomBytes(32))
  }
}

/// A generator that gives the same order again for the same seed.
private struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
