// Tocsin — Sealing: the sealed stream of a backup
// SPDX-License-Identifier: Apache-2.0

internal import CSodium
internal import TocsinGateway

/// Why a backup does not open.
package enum BackupError: Error, Hashable, Sendable {
  /// Not a backup, or one of another version.
  case notABackup
  /// It is sealed to another key. Fetch the secret half that belongs to it.
  case otherKey
  /// Altered or cut short. Take another copy.
  case damaged
}

/// Seals a backup chunk by chunk.
package struct BackupWriter {
  /// Bytes of plain text in a chunk.
  package static let chunkBytes = 65_536

  /// All that goes before the first chunk.
  package let head: [UInt8]
  private var state: crypto_secretstream_xchacha20poly1305_state
  private let bound: [UInt8]
  /// Opens what was written, to verify it before it is counted as made.
  private let streamKey: [UInt8]

  package init(_ header: BackupHeader) {
    Sodium.prepare()
    streamKey = Sodium.randomBytes(WireSize.key)
    var box = [UInt8](repeating: 0, count: BackupHeader.sealedKeySize)
    let isSealed = crypto_box_seal(
      &box, streamKey, UInt64(streamKey.count), header.recipient)
    precondition(isSealed == 0, "a box is sealed to any usable key")
    bound = header.bytes + box
    state = crypto_secretstream_xchacha20poly1305_state()
    var stream = [UInt8](repeating: 0, count: 24)
    crypto_secretstream_xchacha20poly1305_init_push(&state, &stream, streamKey)
    head = bound + stream
  }

  /// Seals the next chunk, at most `chunkBytes`, with its length before it.
  package mutating func seal(_ plain: [UInt8], isLast: Bool) -> [UInt8] {
    precondition(plain.count <= Self.chunkBytes, "a chunk has a bound")
    var sealed = [UInt8](repeating: 0, count: plain.count + 17)
    let tag: UInt8 = isLast ? 3 : 0
    crypto_secretstream_xchacha20poly1305_push(
      &state, &sealed, nil, plain, UInt64(plain.count), bound, UInt64(bound.count), tag)
    let count = UInt32(sealed.count)
    return (0..<4).map { UInt8(truncatingIfNeeded: count >> (24 - 8 * UInt32($0))) } + sealed
  }

  /// A reader of what this writer seals, without the recipient's secret.
  package func reader() throws(BackupError) -> BackupReader {
    try BackupReader(head: head, streamKey: streamKey)
  }
}

/// Opens a backup chunk by chunk.
package struct BackupReader {
  package let header: BackupHeader
  /// The last chunk has been opened.
  package private(set) var isFinished = false
  private var state: crypto_secretstream_xchacha20poly1305_state
  private let bound: [UInt8]

  /// - Parameter head: the first `BackupHeader.size` bytes of the file.
  package init(head: [UInt8], keys: BackupKeys) throws(BackupError) {
    guard head.count == BackupHeader.size, let header = BackupHeader(head) else {
      throw .notABackup
    }
    guard header.recipient == keys.publicKey else { throw .otherKey }
    Sodium.prepare()
    let box = Array(head[BackupHeader.plainSize..<BackupHeader.boundSize])
    var streamKey = [UInt8](repeating: 0, count: WireSize.key)
    guard
      crypto_box_seal_open(
        &streamKey, box, UInt64(box.count), keys.publicKey, keys.unredactedSecret) == 0
    else { throw .damaged }
    try self.init(head: head, streamKey: streamKey)
  }

  fileprivate init(head: [UInt8], streamKey: [UInt8]) throws(BackupError) {
    guard head.count == BackupHeader.size, let header = BackupHeader(head) else {
      throw .notABackup
    }
    self.header = header
    bound = Array(head[..<BackupHeader.boundSize])
    let stream = Array(head[BackupHeader.boundSize...])
    state = crypto_secretstream_xchacha20poly1305_state()
    guard
      crypto_secretstream_xchacha20poly1305_init_pull(&state, stream, streamKey) == 0
    else { throw .damaged }
  }

  /// The longest sealed chunk, without its length.
  package static let sealedBytesMax = BackupWriter.chunkBytes + 17

  /// Opens the next chunk (without its length).
  ///
  /// - Throws: `damaged` for one that was altered, and for any after the last.
  package mutating func open(_ sealed: [UInt8]) throws(BackupError) -> [UInt8] {
    guard !isFinished, (17...Self.sealedBytesMax).contains(sealed.count) else { throw .damaged }
    var plain = [UInt8](repeating: 0, count: sealed.count - 17)
    var tag: UInt8 = 0
    let isOpen = crypto_secretstream_xchacha20poly1305_pull(
      &state, &plain, nil, &tag, sealed, UInt64(sealed.count), bound, UInt64(bound.count))
    guard isOpen == 0 else { throw .damaged }
    isFinished = tag == 3
    return plain
  }
}
