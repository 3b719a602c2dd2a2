// Tocsin — SealingTests: sealed backups
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinCore
import TocsinGateway
import TocsinSealing

private let site = SiteID(high: 1, low: 2)
private let made = Timestamp(milliseconds: 1_790_000_000_000)

private func file(_ chunks: [[UInt8]], to keys: BackupKeys) -> (head: [UInt8], sealed: [[UInt8]]) {
  var writer = BackupWriter(
    BackupHeader(.content, site: site, madeAt: made, schema: 4, recipient: keys.publicKey))
  var sealed: [[UInt8]] = []
  for (index, chunk) in chunks.enumerated() {
    sealed.append(writer.seal(chunk, isLast: index == chunks.count - 1))
  }
  return (writer.head, sealed)
}

@Suite struct `A sealed backup` {
  private let keys = BackupKeys.make()

  @Test func `opens with the secret half and says what it is without`() throws {
    let chunks: [[UInt8]] = [[UInt8](repeating: 1, count: BackupWriter.chunkBytes), [2, 3], []]
    let (head, sealed) = file(chunks, to: keys)
    let header = try #require(BackupHeader(head))
    #expect(header.kind == .content && header.site == site && header.schema == 4)
    #expect(header.madeAt == made)
    let secret = try #require(BackupKeys(secretText: keys.unredactedSecretText))
    var reader = try BackupReader(head: head, keys: secret)
    var opened: [[UInt8]] = []
    for chunk in sealed { opened.append(try reader.open(Array(chunk.dropFirst(4)))) }
    #expect(opened == chunks)
    #expect(reader.isFinished)
  }

  @Test func `threat 17: does not open with another key`() throws {
    let (head, _) = file([[1]], to: keys)
    #expect(throws: BackupError.otherKey) {
      _ = try BackupReader(head: head, keys: BackupKeys.make())
    }
  }

  @Test func `is refused wherever a byte was changed`() throws {
    let (head, sealed) = file([Array("potassium".utf8)], to: keys)
    for index in 0..<head.count {
      var altered = head
      altered[index] ^= 1
      #expect(throws: BackupError.self, "byte \(index)") {
        var reader = try BackupReader(head: altered, keys: keys)
        _ = try reader.open(Array(sealed[0].dropFirst(4)))
      }
    }
    for index in 4..<sealed[0].count {
      var altered = sealed[0]
      altered[index] ^= 1
      #expect(throws: BackupError.damaged, "byte \(index)") {
        var reader = try BackupReader(head: head, keys: keys)
        _ = try reader.open(Array(altered.dropFirst(4)))
      }
    }
  }

  @Test func `is not finished when its end was cut off, and takes nothing after its end`() throws {
    let (head, sealed) = file([[1], [2]], to: keys)
    var reader = try BackupReader(head: head, keys: keys)
    _ = try reader.open(Array(sealed[0].dropFirst(4)))
    #expect(!reader.isFinished)
    _ = try reader.open(Array(sealed[1].dropFirst(4)))
    #expect(reader.isFinished)
    #expect(throws: BackupError.damaged) { _ = try reader.open(Array(sealed[1].dropFirst(4))) }
  }

  @Test func `cannot be put together from the chunks of two`() throws {
    let (head, _) = file([[1], [2]], to: keys)
    let (_, other) = file([[1], [2]], to: keys)
    #expect(throws: BackupError.damaged) {
      var reader = try BackupReader(head: head, keys: keys)
      _ = try reader.open(Array(other[0].dropFirst(4)))
    }
  }

  @Test func `has keys whose files are told apart`() {
    #expect(BackupKeys.publicKey(text: keys.publicText) == keys.publicKey)
    #expect(BackupKeys.publicKey(text: keys.unredactedSecretText) == nil)
    #expect(BackupKeys(secretText: keys.publicText) == nil)
    #expect("\(keys)" == "[redacted]")
  }
}
