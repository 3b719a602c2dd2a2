// Tocsin — GatewayTests: the device formats, to the byte
// SPDX-License-Identifier: Apache-2.0

internal import Testing
internal import TocsinCore
internal import TocsinGateway

private let site = SiteID(high: 1, low: 2)
private let device = DeviceID(high: 5, low: 6)
private let noon = Timestamp(milliseconds: 1_772_362_800_000)

private func makeHeader() -> EnvelopeHeader {
  EnvelopeHeader(
    .detail, priority: .crash, page: PageID(high: 3, low: 4),
    to: EnvelopeAddress(site: site, device: device, seq: 9), issuedAt: noon)
}

private func makeEnvelope(ciphertextCount: Int = 528) -> Envelope {
  var header = makeHeader()
  header.ciphertextLength = UInt32(ciphertextCount)
  return Envelope(
    header: header, encapsulatedKey: Array(repeating: 7, count: 32),
    ciphertext: Array(repeating: 8, count: ciphertextCount),
    signature: Array(repeating: 9, count: 64))
}

private func makeAnswer(_ kind: AnswerKind = .comingIn) -> DeviceAnswer {
  var answer = DeviceAnswer(
    kind, to: makeHeader(), digest: Array(repeating: 1, count: 32), counter: 3, at: noon)
  answer.argument = 15
  answer.signature = Array(repeating: 2, count: 64)
  return answer
}

/// A copy with one byte replaced.
private func patched(_ bytes: [UInt8], _ offset: Int, _ value: UInt8) -> [UInt8] {
  var out = bytes
  out[offset] = value
  return out
}

@Suite struct `An envelope's bytes` {
  @Test func `have every field where the layout says`() {
    var header = makeHeader()
    header.flags = [.responseRequired, .test]
    header.step = 2
    header.attempt = 3
    header.sealingDevice = DeviceID(high: 10, low: 11)
    header.ciphertextLength = 528
    let bytes = header.encoded
    #expect(bytes.count == 136)
    #expect(Array(bytes[..<8]) == Array("TCN1".utf8) + [1, 2, 1, 3])
    #expect(Array(bytes[8..<24]) == site.bytes)
    #expect(Array(bytes[24..<40]) == PageID(high: 3, low: 4).bytes)
    #expect(Array(bytes[40..<56]) == device.bytes)
    #expect(bytes[95] == 9)
    #expect(Array(bytes[112..<116]) == [0, 2, 0, 3])
    #expect(bytes[123] == 10 && bytes[131] == 11)
    #expect(Array(bytes[132...]) == [0, 0, 2, 16])
  }

  @Test(arguments: EnvelopeType.allCases) func `come back as they went`(type: EnvelopeType) throws {
    var envelope = makeEnvelope()
    envelope.header.type = type
    #expect(try Envelope(decoding: envelope.encoded) == envelope)
  }

  @Test func `are refused with a value that has no meaning`() {
    let good = makeEnvelope().encoded
    let table: [([UInt8], WireError)] = [
      (patched(good, 0, 0), .magic),
      (patched(good, 4, 2), .unknownSuite(2)),
      (patched(good, 4, 0x11), .unknownSuite(0x11)),
      (patched(good, 5, 0), .unknownType(0)),
      (patched(good, 5, 12), .unknownType(12)),
      (patched(good, 6, 0), .unknownPriority(0)),
      (patched(good, 6, 5), .unknownPriority(5)),
      (patched(good, 7, 8), .unusedFlags(8)),
      (patched(good, 7, 0x80), .unusedFlags(0x80)),
      (patched(good, 96, 0x80), .time),
      (patched(good, 104, 1), .time),
      (patched(good, 132, 1), .ciphertextLength(16_777_744)),
      (makeEnvelope(ciphertextCount: 17).encoded, .ciphertextLength(17)),
      (good + [0], .length(expected: good.count, found: good.count + 1)),
      (good.dropLast(), .length(expected: good.count, found: good.count - 1)),
      ([], .length(expected: 233, found: 0)),
    ]
    for (bytes, error) in table {
      #expect(throws: error) { try Envelope(decoding: bytes) }
      #expect(!error.description.isEmpty)
    }
  }

  @Test func `of any length and content never stop the reader`() {
    for count in [0, 1, 135, 136, 232, 233, 300, 4000] {
      for fill: UInt8 in [0, 0x54, 0xff] {
        let bytes = Array("TCN1".utf8) + [UInt8](repeating: fill, count: count)
        #expect(throws: WireError.self) { try Envelope(decoding: bytes) }
      }
    }
  }
}

@Suite struct `Padding` {
  @Test(arguments: [(0, 512), (510, 512), (511, 1024), (1022, 1024), (1023, 2048), (3582, 3584)])
  func `fills the smallest bucket`(count: Int, bucket: Int) throws {
    let content = [UInt8](repeating: 5, count: count)
    let padded = try #require(PaddedContent.pad(content))
    #expect(padded.count == bucket)
    #expect(PaddedContent.unpad(padded) == content)
  }

  @Test func `has no bucket for more`() {
    #expect(PaddedContent.pad([UInt8](repeating: 5, count: 3583)) == nil)
  }

  @Test func `is refused when it is not all zeros or too short`() {
    #expect(PaddedContent.unpad([0, 1, 9, 0, 1]) == nil)
    #expect(PaddedContent.unpad([0, 3, 9, 9]) == nil)
    #expect(PaddedContent.unpad([0]) == nil)
    #expect(PaddedContent.unpad([0, 0]) == [])
  }
}

@Suite struct `An answer's bytes` {
  @Test(arguments: AnswerKind.allCases) func `come back as they went`(kind: AnswerKind) throws {
    let answer = makeAnswer(kind)
    #expect(answer.encoded.count == 188)
    #expect(answer.signedBytes == Array("tocsin/ack/v1\0".utf8) + answer.encoded[..<124])
    #expect(try DeviceAnswer(decoding: answer.encoded) == answer)
  }

  @Test func `have every field where the layout says`() {
    var answer = makeAnswer()
    answer.reason = 7
    answer.assurance = 2
    let bytes = answer.encoded
    #expect(Array(bytes[..<8]) == Array("TCA1".utf8) + [7, 2, 0, 0])
    #expect(Array(bytes[24..<40]) == PageID(high: 3, low: 4).bytes)
    #expect(Array(bytes[72..<104]) == [UInt8](repeating: 1, count: 32))
    #expect(bytes[111] == 3)
    #expect(Array(bytes[120..<124]) == [0, 7, 0, 15])
    #expect(answer.isUnlocked)
  }

  @Test func `are refused with a value that has no meaning`() {
    let good = makeAnswer().encoded
    let table: [([UInt8], WireError)] = [
      (patched(good, 3, 0x32), .magic),
      (patched(good, 4, 0), .unknownKind(0)),
      (patched(good, 4, 13), .unknownKind(13)),
      (patched(good, 5, 3), .unknownAssurance(3)),
      (patched(good, 6, 1), .unusedFlags(1)),
      (patched(good, 7, 1), .reserved),
      (good + [0], .length(expected: 188, found: 189)),
      (good.dropLast(), .length(expected: 188, found: 187)),
      ([], .length(expected: 188, found: 0)),
    ]
    for (bytes, error) in table {
      #expect(throws: error) { try DeviceAnswer(decoding: bytes) }
    }
  }

  @Test func `are taken with any clock, and no clock can overflow`() throws {
    let mad = try DeviceAnswer(decoding: patched(makeAnswer().encoded, 112, 0x80))
    #expect(mad.deviceMilliseconds < 0)
    #expect((noon - mad.deviceTime).count > 0)
    #expect(try DeviceAnswer(decoding: mad.encoded) == mad)
  }
}

@Suite struct `A receipt's bytes` {
  func make() -> CountersignedReceipt {
    CountersignedReceipt(
      .takenByAnother, phase: .acknowledged, to: makeAnswer(),
      digest: Array(repeating: 4, count: 32), at: noon)
  }

  @Test func `are 168 and have every field where the layout says`() throws {
    var receipt = make()
    receipt.trailIndex = 6
    let bytes = receipt.encoded
    #expect(bytes.count == 168)
    #expect(Array(bytes[..<8]) == Array("TCR1".utf8) + [3, 3, 0, 0])
    #expect(Array(bytes[24..<40]) == device.bytes)
    #expect(bytes[40] == 4 && bytes[71] == 4)
    #expect(bytes[87] == 6)
    #expect(receipt.signedBytes == Array("tocsin/receipt/v1\0".utf8) + bytes[..<104])
    #expect(try CountersignedReceipt(decoding: bytes) == receipt)
  }

  @Test func `are refused with a value that has no meaning`() {
    let good = make().encoded
    let table: [([UInt8], WireError)] = [
      (patched(good, 0, 0), .magic),
      (patched(good, 4, 5), .unknownResult(5)),
      (patched(good, 5, 5), .unknownPhase(5)),
      (patched(good, 7, 1), .reserved),
      (patched(good, 72, 0xff), .time),
      (good + [0], .length(expected: 168, found: 169)),
    ]
    for (bytes, error) in table {
      #expect(throws: error) { try CountersignedReceipt(decoding: bytes) }
    }
  }
}
