// Tocsin — GatewayTests: the bytes of a leaf and of a checkpoint
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinGateway
import TocsinSealing

@Suite struct `The body of a leaf` {
  private static let leaf: TrailLeaf = {
    var leaf = TrailLeaf(
      .alert, on: "alert:1b4e28ba-2fa1-4d2a-883f-0016d3cca427",
      by: .device(DeviceID(high: 1, low: 2), of: ResponderID("dr.amsel")),
      at: Timestamp(milliseconds: 1_790_000_000_000))
    leaf.reason = "3 acknowledged"
    return leaf
  }()

  @Test func `is what the documentation says to the byte`() {
    let body = LeafBody(Self.leaf, at: 258, commitment: [UInt8](repeating: 0xAB, count: 32))
    var expected: [UInt8] = [1, 0, 0, 0, 0, 0, 0, 1, 2]
    let time = UInt64(1_790_000_000_000)
    expected += (0..<8).map { UInt8(truncatingIfNeeded: time >> (56 - 8 * UInt64($0))) }
    expected += [0, 15] + Array("person:dr.amsel".utf8)
    expected += [1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 2]
    expected += [0, 14] + Array("alert.advanced".utf8)
    expected += [0, 42] + Array("alert:1b4e28ba-2fa1-4d2a-883f-0016d3cca427".utf8)
    expected += [0, 0, 14] + Array("3 acknowledged".utf8)
    expected += [UInt8](repeating: 0xAB, count: 32)
    #expect(body.encoded == expected)
  }

  @Test(arguments: TrailAction.allCases) func `reads back what it wrote`(_ action: TrailAction) {
    var leaf = TrailLeaf(
      action, on: "site", by: .commandLine("root"), at: Timestamp(milliseconds: -5))
    leaf.isRefused = true
    let body = LeafBody(leaf, at: 7, commitment: nil)
    #expect(LeafBody(decoding: body.encoded) == body)
  }

  @Test func `refuses every shorter and every longer text of bytes`() {
    let bytes = LeafBody(Self.leaf, at: 1, commitment: nil).encoded
    for count in 0..<bytes.count { #expect(LeafBody(decoding: Array(bytes[..<count])) == nil) }
    #expect(LeafBody(decoding: bytes + [0]) == nil)
    #expect(LeafBody(decoding: [2] + bytes.dropFirst()) == nil)
  }

  @Test func `cuts what is too long at a character`() throws {
    var leaf = Self.leaf
    leaf.reason = String(repeating: "ä", count: 700)
    let body = try #require(
      LeafBody(decoding: LeafBody(leaf, at: 1, commitment: nil).encoded))
    #expect(body.reason == String(repeating: "ä", count: 512))
  }
}

@Suite struct `A checkpoint` {
  private let sealer: SiteSealer
  private let hasher: MerkleHasher
  private let head = TreeHead(size: 5_120, root: [UInt8](repeating: 0x80, count: 32))
  private let origin = Checkpoint.origin(of: SiteID(high: 1, low: 1))

  init() throws {
    let sealer = try #require(SiteSealer(signerSeed: [UInt8](repeating: 7, count: 32)))
    self.sealer = sealer
    hasher = MerkleHasher { sealer.digest($0) }
  }

  private func isSigned(_ checkpoint: Checkpoint, by key: [UInt8]) -> Bool {
    checkpoint.isSigned(
      by: key, hasher: hasher, verify: { sealer.verify(signature: $0, over: $1, by: $2) })
  }

  @Test func `is a note of three lines that its key has signed`() throws {
    let made = Checkpoint(head, origin: origin, signer: sealer, hasher: hasher)
    let lines = made.note.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count == 6)
    #expect(lines[0] == origin)
    #expect(lines[1] == "5120")
    #expect(lines[2] == "gICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIA=")
    #expect(lines[3] == "")
    #expect(lines[4].hasPrefix("\u{2014} \(origin) "))
    let read = try #require(Checkpoint(note: made.note))
    #expect(read == made)
    #expect(isSigned(read, by: sealer.notePublicKey))
  }

  @Test func `is refused when a word of it or its key is another`() throws {
    let made = Checkpoint(head, origin: origin, signer: sealer, hasher: hasher)
    let altered = try #require(
      Checkpoint(note: made.note.replacing("5120", with: "5121")))
    #expect(!isSigned(altered, by: sealer.notePublicKey))
    #expect(!isSigned(made, by: [UInt8](repeating: 9, count: 32)))
    #expect(Checkpoint(note: made.note.replacing("5120", with: "05120")) == nil)
    #expect(Checkpoint(note: made.note.replacing("\n\n", with: "\n")) == nil)
    #expect(Checkpoint(note: "") == nil)
  }

  @Test func `keeps its signature beside those of witnesses`() throws {
    let made = Checkpoint(head, origin: origin, signer: sealer, hasher: hasher)
    let witnessed = try #require(
      Checkpoint(note: made.note + "\u{2014} witness.example AAAAAAAA\n"))
    #expect(isSigned(witnessed, by: sealer.notePublicKey))
  }

  @Test(arguments: [[], [1], [1, 2], [1, 2, 3], [0xFB, 0xFF, 0xFE]] as [[UInt8]])
  func `writes base64 with padding`(_ bytes: [UInt8]) {
    #expect(Base64.decode(Base64.encode(bytes)) == bytes)
    #expect(Base64.encode(bytes).utf8.count % 4 == 0)
    #expect(!Base64.encode(bytes).contains("-"))
  }
}
