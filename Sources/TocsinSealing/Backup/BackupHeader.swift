// Tocsin — Sealing: the head of a backup file
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore
internal import TocsinGateway

/// What a backup file is, readable without any key.
///
/// `TCB1` (4) | kind (1) | zero (3) | site (16) | made at, ms (8) | schema (8) | recipient's X25519
/// key (32) | stream key in a sealed box of libsodium (80) | header of the secret stream (24): 176
/// bytes, integers big-endian. Then chunks, each a length (4) and so many bytes of
/// `crypto_secretstream_xchacha20poly1305`, bound to the first 152 bytes; the last one is marked,
/// so that a file that was cut is noticed.
package struct BackupHeader: Hashable, Sendable {
  /// What the file holds.
  package enum Kind: UInt8, Sendable {
    /// The database without the keys of its cells, and the site's sealed signing key.
    case content = 1
    /// The wrapped keys of the cells.
    case keys = 2
  }

  package let kind: Kind
  package let site: SiteID
  package let madeAt: Timestamp
  /// The schema of the database.
  package let schema: Int64
  package let recipient: [UInt8]

  package init(
    _ kind: Kind, site: SiteID, madeAt: Timestamp, schema: Int64, recipient: [UInt8]
  ) {
    precondition(recipient.count == WireSize.key, "a recipient is an X25519 key")
    self.kind = kind
    self.site = site
    self.madeAt = madeAt
    self.schema = schema
    self.recipient = recipient
  }

  static let magic = Array("TCB1".utf8)
  static let plainSize = 72
  static let sealedKeySize = 80
  static let boundSize = plainSize + sealedKeySize
  /// All that stands before the first chunk.
  package static let size = boundSize + 24

  /// The first 72 bytes.
  var bytes: [UInt8] {
    var out = Self.magic + [kind.rawValue, 0, 0, 0] + site.bytes
    for word in [madeAt.milliseconds, schema] {
      out += (0..<8).map { UInt8(truncatingIfNeeded: word >> (56 - 8 * Int64($0))) }
    }
    return out + recipient
  }

  /// Reads the first 72 bytes of a file; nil for any other file.
  package init?(_ bytes: some Collection<UInt8>) {
    let bytes = Array(bytes)
    guard bytes.count >= Self.plainSize, Array(bytes[0..<4]) == Self.magic,
      let kind = Kind(rawValue: bytes[4]), bytes[5..<8].allSatisfy({ $0 == 0 }),
      let site = SiteID(bytes: bytes[8..<24])
    else { return nil }
    func word(_ offset: Int) -> Int64 {
      bytes[offset..<offset + 8].reduce(0) { $0 << 8 | Int64($1) }
    }
    self.init(
      kind, site: site, madeAt: Timestamp(milliseconds: word(24)), schema: word(32),
      recipient: Array(bytes[40..<72]))
  }
}
