// Tocsin — SealingTests: what push services get, by the RFCs' own examples
// SPDX-License-Identifier: Apache-2.0

internal import Testing
internal import TocsinCore
internal import TocsinGateway
internal import TocsinSealing

/// RFC 8291 §5 and appendix A.
private enum Example {
  static let plain = Array("When I grow up, I want to be a watermelon".utf8)
  static let senderSecret = bytes("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw")
  static let salt = bytes("DGv6ra1nlYgDCS1FRnbzlw")
  static let body = bytes(
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmY"
      + "WAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexS"
      + "gSxsj_Qulcy4a-fN")
  static let subscription = PushSubscription(
    device: KnownAnswer.device, endpoint: "https://push.example.net/push/JzLQ3raZJfFBR0aqvOMsLrt54",
    publicKey: bytes(
      "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"),
    secret: bytes("BTBZMqHH6r4Tts7J_aSIgg"), madeAt: Timestamp(milliseconds: 0))

  static func bytes(_ text: String) -> [UInt8] { Base64URL.decode(text) ?? [] }
}

private func makePushSealer(_ seed: [UInt8] = KnownAnswer.signerSeed) -> SitePushSealer {
  guard let sealer = SitePushSealer(signerSeed: seed) else { preconditionFailure("32 bytes") }
  return sealer
}

@Suite struct `A body for a push service` {
  let sealer = makePushSealer()

  @Test func `is the example of RFC 8291 to the byte`() {
    let body = PushRecord.seal(
      Example.plain, for: Example.subscription, bodyBytes: 0,
      sender: (Example.senderSecret, Example.salt))
    #expect(body == Example.body)
  }

  @Test(arguments: [0, 1, 41, 1_000, PushLimits.plainBytesMax])
  func `threat 18: has one length whatever it says`(count: Int) throws {
    let body = try sealer.encrypt([UInt8](repeating: 7, count: count), for: Example.subscription)
    #expect(body.count == 3_072)
    #expect(Array(body[16..<21]) == [0, 0, 0x10, 0, 65])
  }

  @Test func `is refused when it says more than fits`() {
    let count = PushLimits.plainBytesMax + 1
    #expect(throws: SealingError.contentTooLong(bytes: count)) {
      try sealer.encrypt([UInt8](repeating: 7, count: count), for: Example.subscription)
    }
  }

  @Test func `has a salt and a sender of its own each time`() throws {
    let bodies = try (0..<20).map { _ in
      try sealer.encrypt(Example.plain, for: Example.subscription)
    }
    #expect(Set(bodies.map { Array($0[..<16]) }).count == 20)
    #expect(Set(bodies.map { Array($0[21..<86]) }).count == 20)
  }

  @Test func `shows nothing of what it says`() throws {
    let body = try sealer.encrypt(Example.plain, for: Example.subscription)
    for start in 0...Example.plain.count - 8 {
      #expect(body.firstRange(of: Example.plain[start..<start + 8]) == nil)
    }
  }

  @Test func `is refused for a key of a browser that is none`() {
    let good = Example.subscription
    var offCurve = good.publicKey
    offCurve[64] ^= 1
    let compressed = [0x02] + good.publicKey[1..<33]
    for key in [[], offCurve, compressed, [UInt8](repeating: 0, count: 65), good.publicKey + [0]] {
      let bad = PushSubscription(
        device: good.device, endpoint: good.endpoint, publicKey: key, secret: good.secret,
        madeAt: good.madeAt)
      #expect(throws: SealingError.keyRefused) { try sealer.encrypt(Example.plain, for: bad) }
    }
  }

  @Test(arguments: [0, 15, 17]) func `is refused for a secret of another length`(count: Int) {
    let good = Example.subscription
    let bad = PushSubscription(
      device: good.device, endpoint: good.endpoint, publicKey: good.publicKey,
      secret: [UInt8](repeating: 1, count: count), madeAt: good.madeAt)
    #expect(throws: SealingError.keyRefused) { try sealer.encrypt(Example.plain, for: bad) }
  }
}

@Suite struct `What the site is to push services` {
  let sealer = makePushSealer()
  private let until = Timestamp(milliseconds: 1_795_543_200_999)

  /// The point was computed by Python's `cryptography` from the same seed.
  @Test func `comes of the seed that a backup holds`() {
    #expect(
      sealer.pushPublicKey
        == hex(
          """
          040da8d7769d60de61946ec9d4d555d2a87d728d43d6dfd689eb54d68d167cdee0
          61be5653844c11632f8debadaff0ca3427cd76222d16274eaa946f5b5766b714
          """))
    #expect(makePushSealer(seed("another")).pushPublicKey != sealer.pushPublicKey)
    #expect(SitePushSealer(signerSeed: [1, 2, 3]) == nil)
  }

  @Test func `says who sends, where to, and until when`() throws {
    let value = try sealer.authorization(
      origin: "https://push.example.net", subject: "mailto:it@example.org", until: until)
    #expect(value.hasPrefix("vapid t="))
    let parts = value.dropFirst("vapid t=".count).split(separator: ",k=")
    try #require(parts.count == 2)
    #expect(String(parts[1]) == Base64URL.encode(sealer.pushPublicKey))
    let words = parts[0].split(separator: ".")
    try #require(words.count == 3)
    #expect(text(words[0]) == #"{"typ":"JWT","alg":"ES256"}"#)
    #expect(
      text(words[1])
        == #"{"aud":"https://push.example.net","exp":1795543200,"sub":"mailto:it@example.org"}"#)
    #expect(Base64URL.decode(words[2])?.count == 64)
  }

  @Test func `says it once for each origin, sender and time`() throws {
    let said = { (origin: String, subject: String, later: Int64) in
      try sealer.authorization(
        origin: origin, subject: subject, until: until + Milliseconds(later))
    }
    let first = try said("https://a.example", "mailto:a@b", 0)
    #expect(try said("https://a.example", "mailto:a@b", 0) == first)
    #expect(try said("https://b.example", "mailto:a@b", 0) != first)
    #expect(try said("https://a.example", "mailto:c@b", 0) != first)
    #expect(try said("https://a.example", "mailto:a@b", 1_000) != first)
  }

  @Test func `keeps no more of it than a few hundred origins`() throws {
    let first = try sealer.authorization(origin: "https://a", subject: "mailto:a@b", until: until)
    for number in 0..<256 {
      _ = try sealer.authorization(
        origin: "https://\(number)", subject: "mailto:a@b", until: until)
    }
    // Signatures of ES256 are random: made anew, it differs.
    let again = try sealer.authorization(origin: "https://a", subject: "mailto:a@b", until: until)
    #expect(again != first)
  }

  @Test func `is not written out`() {
    #expect("\(sealer)" == "[redacted]")
    #expect("\(Example.subscription)" == "[redacted]")
  }

  private func text(_ part: Substring) -> String {
    String(decoding: Base64URL.decode(part) ?? [], as: UTF8.self)
  }
}
