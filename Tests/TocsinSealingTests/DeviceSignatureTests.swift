// Tocsin — SealingTests: what devices sign, and what the gateway signs back
// SPDX-License-Identifier: Apache-2.0

internal import Testing
internal import TocsinCore
internal import TocsinGateway
internal import TocsinSealing

private let sealer = makeSealer(KnownAnswer.signerSeed)
private let keys = makeKeys()
private let now = Timestamp(milliseconds: 0x1a2_0c23_c300 + 1_500)

/// An accept of the known-answer envelope.
private func makeAnswer() throws -> DeviceAnswer {
  let header = try Envelope(decoding: KnownAnswer.envelope).header
  return keys.sign(
    DeviceAnswer(.accept, to: header, digest: KnownAnswer.digest, counter: 1, at: now))
}

@Suite struct `An answer` {
  @Test func `is verified by the accept key alone`() throws {
    let answer = try DeviceAnswer(decoding: try makeAnswer().encoded)
    #expect(answer.encoded.count == 188)
    #expect(answer == (try makeAnswer()))
    #expect(sealer.verify(answer, by: keys.publicKeys.accept))
    #expect(!sealer.verify(answer, by: keys.publicKeys.unlocked))
  }

  @Test func `is refused with any one bit changed`() throws {
    let golden = try makeAnswer().encoded
    for bit in 0..<golden.count * 8 {
      var bytes = golden
      bytes[bit / 8] ^= 1 << UInt8(bit % 8)
      guard let answer = try? DeviceAnswer(decoding: bytes) else { continue }
      #expect(!sealer.verify(answer, by: keys.publicKeys.accept), "bit \(bit)")
    }
  }

  @Test func `has the golden bytes of the protocol's page`() throws {
    #expect(hex(try makeAnswer().encoded) == Golden.answer)
  }
}

@Suite struct `A countersigned receipt` {
  func make() throws -> CountersignedReceipt {
    let answer = try makeAnswer()
    var receipt = CountersignedReceipt(
      .taken, phase: .acknowledged, to: answer, digest: sealer.digest(answer.encoded),
      at: now + Milliseconds(20))
    receipt.trailIndex = 4
    return sealer.countersign(receipt)
  }

  func isValid(_ receipt: CountersignedReceipt) -> Bool {
    sealer.verify(
      signature: receipt.signature, over: receipt.signedBytes, by: KnownAnswer.signerPublicKey)
  }

  @Test func `has 168 bytes and the site's signature`() throws {
    let receipt = try make()
    #expect(receipt.encoded.count == 168)
    #expect(receipt.signerKeyID == sealer.signerKeyID)
    #expect(try CountersignedReceipt(decoding: receipt.encoded) == receipt)
    #expect(isValid(receipt))
  }

  @Test func `is refused with any one bit changed`() throws {
    let golden = try make().encoded
    for bit in 0..<golden.count * 8 {
      var bytes = golden
      bytes[bit / 8] ^= 1 << UInt8(bit % 8)
      guard let receipt = try? CountersignedReceipt(decoding: bytes) else { continue }
      #expect(!isValid(receipt), "bit \(bit)")
    }
  }

  @Test func `has the golden bytes of the protocol's page`() throws {
    #expect(hex(try make().encoded) == Golden.receipt)
  }
}

@Suite struct `A signed request` {
  let request = SignedRequest(
    method: "GET", target: "/v1/devices/\(KnownAnswer.device.text)/envelopes?after=0&limit=10",
    body: [])

  func signature() -> RequestSignature {
    keys.sign(
      request, from: KnownAnswer.device, at: now, nonce: Array(seed("tocsin kat nonce")[..<16]))
  }

  func isValid(_ signature: RequestSignature, for request: SignedRequest) -> Bool {
    sealer.verify(
      signature: signature.signature, over: signature.signedBytes(for: request),
      by: keys.publicKeys.accept)
  }

  @Test func `has the golden header of the protocol's page`() {
    #expect(signature().authorization == Golden.authorization)
    #expect(hex(signature().signedBytes(for: request)) == Golden.requestBytes)
  }

  @Test func `is verified after it was read from its header`() throws {
    let read = try #require(RequestSignature(authorization: signature().authorization))
    #expect(read == signature())
    #expect(isValid(read, for: request))
  }

  @Test func `is refused for another method, path, query, body, time or nonce`() {
    let target = request.target
    let others = [
      SignedRequest(method: "POST", target: target, body: []),
      SignedRequest(method: "GET", target: target + "0", body: []),
      SignedRequest(method: "GET", target: "/v1/devices", body: []),
      SignedRequest(method: "GET", target: target, body: [0]),
    ]
    for other in others { #expect(!isValid(signature(), for: other)) }
    let good = signature()
    let later = RequestSignature(
      device: good.device, time: good.time + Milliseconds(1), nonce: good.nonce,
      signature: good.signature)
    let again = RequestSignature(
      device: good.device, time: good.time, nonce: sealer.randomBytes(16),
      signature: good.signature)
    #expect(!isValid(later, for: request))
    #expect(!isValid(again, for: request))
  }

  @Test func `draws a new nonce each time`() {
    let first = keys.sign(request, from: KnownAnswer.device, at: now)
    #expect(first.nonce != keys.sign(request, from: KnownAnswer.device, at: now).nonce)
  }
}

@Suite struct `An enrolment` {
  let token = "kdXn6XqjN0FkD2l4c3RhbGwtdG9rZW4tZXhhbXBsZSE"

  @Test func `proves the accept key over token and keys`() throws {
    let enrolment = try #require(keys.enrolment(token: token, name: "Phone"))
    #expect(sealer.verify(enrolment))
    #expect(sealer.isUsable(enrolment.keys))
    #expect(hex(enrolment.proof) == Golden.proof)
  }

  @Test func `is refused with another token or keys in another order`() throws {
    let good = try #require(keys.enrolment(token: token, name: "Phone"))
    let other = try #require(
      Enrolment(token: token + "A", name: "Phone", keys: good.keys, proof: good.proof))
    #expect(!sealer.verify(other))
    let swapped = try #require(
      DevicePublicKeys(
        notify: good.keys.detail, accept: good.keys.accept, detail: good.keys.notify,
        unlocked: good.keys.unlocked))
    let wrong = try #require(
      Enrolment(token: token, name: "Phone", keys: swapped, proof: good.proof))
    #expect(!sealer.verify(wrong))
  }

  @Test(arguments: 0..<4) func `is refused when one key is of no use`(index: Int) throws {
    let good = keys.publicKeys
    var four = [good.notify, good.accept, good.detail, good.unlocked]
    four[index] = Array(repeating: 0, count: 32)
    let bad = try #require(
      DevicePublicKeys(notify: four[0], accept: four[1], detail: four[2], unlocked: four[3]))
    #expect(!sealer.isUsable(bad))
  }

  @Test func `is made of new keys each time`() {
    let first = DeviceKeys.generate()
    #expect(first.publicKeys != DeviceKeys.generate().publicKeys)
    #expect(sealer.isUsable(first.publicKeys))
    #expect(DeviceKeys(first.secrets)?.publicKeys == first.publicKeys)
  }
}

@Suite struct `Verification` {
  @Test func `takes no signature of another length and no key of small order`() throws {
    let answer = try makeAnswer()
    let bytes = answer.signedBytes
    let key = keys.publicKeys.accept
    #expect(!sealer.verify(signature: [], over: bytes, by: key))
    #expect(!sealer.verify(signature: answer.signature + [0], over: bytes, by: key))
    #expect(!sealer.verify(signature: answer.signature, over: bytes, by: []))
    let zero = [UInt8](repeating: 0, count: 64)
    var one = [UInt8](repeating: 0, count: 32)
    #expect(!sealer.verify(signature: zero, over: bytes, by: one))
    one[0] = 1
    #expect(!sealer.verify(signature: [1] + zero.dropLast(), over: bytes, by: one))
  }
}
