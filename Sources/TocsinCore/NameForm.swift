// Tocsin — Core: the form of names and ids
// SPDX-License-Identifier: Apache-2.0

/// The form of every name and id in documents, of accounts and of keys:
/// `[a-z0-9][a-z0-9._-]{0,63}`.
package enum NameForm {
  /// The longest one, in bytes.
  package static let bytesMax = 64

  /// Whether a text has it.
  package static func holds(_ text: String) -> Bool {
    let bytes = text.utf8
    guard (1...bytesMax).contains(bytes.count), bytes.first.map(isLetter) == true else {
      return false
    }
    return bytes.allSatisfy(isPart)
  }

  /// Whether a byte may stand behind the first one.
  package static func isPart(_ byte: UInt8) -> Bool {
    isLetter(byte) || byte == 0x2D || byte == 0x2E || byte == 0x5F
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte)
  }
}
