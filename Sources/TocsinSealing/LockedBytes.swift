// Tocsin — Sealing: secret bytes that are neither swapped out nor left behind
// SPDX-License-Identifier: Apache-2.0

internal import CSodium

/// A few secret bytes in memory of libsodium's: locked against swapping where the system allows it,
/// between guard pages, left out of core dumps, and zeroed when the last owner lets go.
///
/// `@unchecked`: the bytes are written in `init` only, then made read-only by `sodium_mprotect_
/// readonly`; reading them needs no order.
final class LockedBytes: @unchecked Sendable {
  private let start: UnsafeMutableRawPointer
  let count: Int

  /// Nil when the system gives no such memory.
  init?(_ bytes: some Collection<UInt8>) {
    Sodium.prepare()
    guard let start = sodium_malloc(max(1, bytes.count)) else { return nil }
    self.start = start
    count = bytes.count
    for (offset, byte) in bytes.enumerated() {
      start.storeBytes(of: byte, toByteOffset: offset, as: UInt8.self)
    }
    sodium_mprotect_readonly(start)
  }

  deinit { sodium_free(start) }

  /// Lends the bytes. Never keep the pointer.
  func with<Answer>(_ body: (UnsafePointer<UInt8>) -> Answer) -> Answer {
    body(UnsafePointer(start.assumingMemoryBound(to: UInt8.self)))
  }
}

extension LockedBytes: CustomStringConvertible {
  var description: String { "[redacted]" }
}

extension Sodium {
  /// Lends bytes as the characters that libsodium takes passwords for, without a copy.
  static func withCharacters<Answer>(
    of bytes: [UInt8], _ body: (UnsafePointer<CChar>) -> Answer
  ) -> Answer {
    bytes.withUnsafeBytes { raw in
      guard let start = raw.baseAddress else { return "".withCString(body) }
      return body(start.assumingMemoryBound(to: CChar.self))
    }
  }
}
