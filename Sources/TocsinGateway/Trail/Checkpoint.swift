// Tocsin — Gateway: a signed checkpoint of the trail
// SPDX-License-Identifier: Apache-2.0

package import TocsinCore

/// The key that signs checkpoints.
package protocol NoteSigner: Sendable {
  /// Ed25519, 32 bytes.
  var notePublicKey: [UInt8] { get }
  /// The signature of a note's text, 64 bytes.
  func sign(note text: [UInt8]) -> [UInt8]
}

/// A tree head as text, in the form of C2SP `tlog-checkpoint`: origin, size and root on a line
/// each, signed as a C2SP `signed-note` with Ed25519.
///
/// ```
/// tocsin/trail/1b4e28ba-2fa1-4d2a-883f-0016d3cca427
/// 5120
/// gH1H…=
///
/// — tocsin/trail/1b4e28ba-2fa1-4d2a-883f-0016d3cca427 c2ln…=
/// ```
package struct Checkpoint: Hashable, Sendable {
  /// The site's trail by name, which is the name of its key too.
  package let origin: String
  package let head: TreeHead
  /// Text and signatures, as stored and exported.
  package let note: String

  /// The name of a site's trail.
  package static func origin(of site: SiteID) -> String { "tocsin/trail/\(site.text)" }

  /// Signs a head.
  package init(
    _ head: TreeHead, origin: String, signer: some NoteSigner, hasher: MerkleHasher
  ) {
    let text = Self.text(head, origin: origin)
    let keyID = Self.keyID(of: signer.notePublicKey, named: origin, hasher: hasher)
    let signature = Base64.encode(keyID + signer.sign(note: Array(text.utf8)))
    self.origin = origin
    self.head = head
    note = "\(text)\n\u{2014} \(origin) \(signature)\n"
  }

  /// What is signed.
  private static func text(_ head: TreeHead, origin: String) -> String {
    "\(origin)\n\(head.size)\n\(Base64.encode(head.root))\n"
  }

  /// The first four bytes of SHA-256 over name, line feed, algorithm 1 and key (`signed-note`).
  package static func keyID(
    of publicKey: [UInt8], named name: String, hasher: MerkleHasher
  ) -> [UInt8] {
    Array(hasher.digest(Array("\(name)\n\u{1}".utf8) + publicKey).prefix(4))
  }

  /// The key in the form in which verifiers of C2SP notes take it: `NAME+HASH+KEY`.
  package static func verifierKey(
    of publicKey: [UInt8], named name: String, hasher: MerkleHasher
  ) -> String {
    let hash = keyID(of: publicKey, named: name, hasher: hasher).map { byte in
      byte < 16 ? "0" + String(byte, radix: 16) : String(byte, radix: 16)
    }
    return "\(name)+\(hash.joined())+\(Base64.encode([1] + publicKey))"
  }

  /// Reads a note, whoever signed it; nil when it is none. Lines after the root, and signatures of
  /// others, are allowed (witnesses add theirs).
  package init?(note: String) {
    let parts = note.split(separator: "\n\n", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, note.hasSuffix("\n") else { return nil }
    let lines = parts[0].split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.count >= 3, !lines[0].isEmpty, let size = Int64(lines[1]), size >= 0,
      lines[1] == "\(size)", let root = Base64.decode(lines[2]), root.count == WireSize.digest
    else { return nil }
    origin = String(lines[0])
    head = TreeHead(size: size, root: root)
    self.note = note
  }

  /// Whether the note carries a good signature of this key under its origin.
  ///
  /// - Parameter verify: Ed25519: signature, bytes, key.
  package func isSigned(
    by publicKey: [UInt8], hasher: MerkleHasher,
    verify: ([UInt8], [UInt8], [UInt8]) -> Bool
  ) -> Bool {
    let keyID = Self.keyID(of: publicKey, named: origin, hasher: hasher)
    let parts = note.split(separator: "\n\n", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2 else { return false }
    let signed = Array("\(parts[0])\n".utf8)
    return parts[1].split(separator: "\n").contains { line in
      let words = line.split(separator: " ")
      guard words.count == 3, words[0] == "\u{2014}", words[1] == origin,
        let bytes = Base64.decode(words[2]), bytes.count == 4 + WireSize.signature,
        bytes.prefix(4).elementsEqual(keyID)
      else { return false }
      return verify(Array(bytes.dropFirst(4)), signed, publicKey)
    }
  }
}

/// Base64 with its ordinary alphabet and padding (RFC 4648 §4), as notes have it; strict.
package enum Base64 {
  package static func encode(_ bytes: [UInt8]) -> String {
    let text = Base64URL.encode(bytes)
    let padding = String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
    return swapped(text, from: ("-", "_"), to: ("+", "/")) + padding
  }

  package static func decode(_ text: some StringProtocol) -> [UInt8]? {
    guard text.utf8.count % 4 == 0, !text.contains("-"), !text.contains("_") else { return nil }
    let bare =
      text.hasSuffix("==") ? text.dropLast(2) : text.hasSuffix("=") ? text.dropLast() : text[...]
    return Base64URL.decode(swapped(String(bare), from: ("+", "/"), to: ("-", "_")))
  }

  private static func swapped(
    _ text: String, from old: (Character, Character), to new: (Character, Character)
  ) -> String {
    String(text.map { $0 == old.0 ? new.0 : $0 == old.1 ? new.1 : $0 })
  }
}
