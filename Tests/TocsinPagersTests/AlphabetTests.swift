// Tocsin — PagersTests: the alphabet of old pagers
// SPDX-License-Identifier: Apache-2.0

import Testing
import TocsinPagers

@Suite struct `The alphabet of old pagers` {
  @Test(arguments: [
    ("Tocsin page 4F7K.", "Tocsin page 4F7K."),
    ("Ärztin für Anästhesie", "Aerztin fuer Anaesthesie"),
    ("Straße", "Strasse"), ("à l’étage — élève", "a l'etage - eleve"), ("a\nb\tc", "a b c"),
    ("日本", "??"), ("e\u{301}", "e"), ("20 °C…", "20  C..."), ("", ""),
  ])
  func `has letters for all of ours`(text: String, plain: String) {
    #expect(String(decoding: PagerAlphabet.plain(text), as: UTF8.self) == plain)
  }

  @Test func `has nothing but printable ASCII, whatever comes`() {
    for value in 0..<0x3000 as Range<UInt32> {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let plain = PagerAlphabet.plain(String(scalar))
      #expect(plain.allSatisfy { (0x20...0x7E).contains($0) }, "U+\(value)")
    }
  }

  @Test func `reads what others send as UTF-8, or as Latin-1 where it is none`() {
    #expect(PagerAlphabet.text(Array("für".utf8)) == "für")
    #expect(PagerAlphabet.text([0x66, 0xFC, 0x72]) == "für")
    #expect(PagerAlphabet.text([0x61, 0x00, 0x1B, 0x0A, 0x62, 0x7F]) == "a  \nb ")
  }
}
