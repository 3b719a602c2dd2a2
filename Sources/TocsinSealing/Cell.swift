// Tocsin — Sealing: one sealed cell, to the byte
// SPDX-License-Identifier: Apache-2.0

internal import CSodium

/// The form of everything that is sealed at rest, version 1:
///
///     version 1 = 1 | epoch 4, big-endian | nonce 24, random | ciphertext, tag 16 last
///
/// The cipher is XChaCha20-Poly1305-IETF. The associated bytes are the parts of the place and the
/// epoch's four bytes, each after its length in four bytes, big-endian, so that no two places give
/// the same bytes. Random nonces of 24 bytes do not repeat (libsodium, "XChaCha20-Poly1305-IETF
/// construction").
enum Cell {
  static let version: UInt8 = 1
  private static let nonceBytes = 24
  private static let tagBytes = 16
  private static let headBytes = 1 + 4 + nonceBytes

  static func seal(
    _ plain: [UInt8], with key: [UInt8], at place: [[UInt8]], epoch: UInt32
  ) -> [UInt8] {
    Sodium.prepare()
    let associated = associated(place, epoch)
    let size = headBytes + plain.count + tagBytes
    return [UInt8](unsafeUninitializedCapacity: size) { cell, filled in
      cell[0] = version
      for index in 0..<4 {
        cell[1 + index] = UInt8(truncatingIfNeeded: epoch >> (24 - 8 * UInt32(index)))
      }
      let nonce = cell.baseAddress.map { $0 + 5 }
      let rest = cell.baseAddress.map { $0 + headBytes }
      if let nonce, let rest {
        randombytes_buf(nonce, nonceBytes)
        let result = crypto_aead_xchacha20poly1305_ietf_encrypt(
          rest, nil, plain, UInt64(plain.count), associated, UInt64(associated.count), nil, nonce,
          key)
        precondition(result == 0, "libsodium seals any bytes")
      }
      filled = size
    }
  }

  /// The plain bytes; nil when anything is not what was sealed.
  static func open(_ cell: [UInt8], with key: [UInt8], at place: [[UInt8]]) -> [UInt8]? {
    guard let epoch = epoch(of: cell) else { return nil }
    Sodium.prepare()
    let associated = associated(place, epoch)
    let size = cell.count - headBytes - tagBytes
    var isWhole = false
    let plain = [UInt8](unsafeUninitializedCapacity: max(1, size)) { buffer, filled in
      cell.withUnsafeBufferPointer { sealed in
        guard let start = sealed.baseAddress else { return }
        isWhole =
          crypto_aead_xchacha20poly1305_ietf_decrypt(
            buffer.baseAddress, nil, nil, start + headBytes, UInt64(size + tagBytes), associated,
            UInt64(associated.count), start + 5, key) == 0
      }
      filled = isWhole ? size : 0
    }
    return isWhole ? plain : nil
  }

  /// The epoch, read without opening; nil when these are not the bytes of a cell.
  static func epoch(of cell: [UInt8]) -> UInt32? {
    guard cell.count >= headBytes + tagBytes, cell[0] == version else { return nil }
    return cell[1..<5].reduce(0) { $0 << 8 | UInt32($1) }
  }

  private static func associated(_ place: [[UInt8]], _ epoch: UInt32) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(128)
    for part in place + [number(epoch)] {
      bytes += number(UInt32(part.count))
      bytes += part
    }
    return bytes
  }

  private static func number(_ value: UInt32) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * UInt32($0))) }
  }
}
