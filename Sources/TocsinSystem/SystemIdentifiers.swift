// Tocsin — System: identifiers that cannot be guessed
// SPDX-License-Identifier: Apache-2.0

internal import TocsinGateway

/// Random 128-bit identifiers from the system's cryptographic generator, in the form of a UUID
/// version 4 (RFC 9562 §5.4): 122 random bits.
package struct SystemIdentifiers: IdentifierSource {
  package init() {}

  /// A fresh identifier as its high and low words.
  package func next() -> (UInt64, UInt64) {
    var generator = SystemRandomNumberGenerator()
    let high = generator.next() & 0xFFFF_FFFF_FFFF_0FFF | 0x4000
    let low = generator.next() & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
    return (high, low)
  }
}
