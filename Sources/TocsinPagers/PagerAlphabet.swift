// Tocsin — Pagers: the alphabet of old pagers
// SPDX-License-Identifier: Apache-2.0

/// Printable ASCII: what SNPP, TAP and every pager's display have in common.
package enum PagerAlphabet {
  /// The text in one line: umlauts as two letters, letters with accents without them, a line's end
  /// as a space, and everything else that has no letter there as a question mark.
  package static func plain(_ text: String) -> [UInt8] {
    var plain: [UInt8] = []
    for scalar in text.unicodeScalars {
      if let byte = UInt8(exactly: scalar.value), (0x20...0x7E).contains(byte) {
        plain.append(byte)
      } else if let letters = letters(of: scalar) {
        plain += Array(letters.utf8)
      } else if !(0x300...0x36F).contains(scalar.value) {
        plain.append(UInt8(ascii: scalar.properties.isWhitespace ? " " : "?"))
      }
    }
    return plain
  }

  /// What somebody else has sent as text: UTF-8 where it is that, else Latin-1, without control
  /// characters but the line's end.
  package static func text(_ bytes: some Collection<UInt8>) -> String {
    let known =
      String(validating: bytes, as: UTF8.self)
      ?? String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
    var scalars = String.UnicodeScalarView()
    for scalar in known.unicodeScalars {
      let isControl = scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
      scalars.append(isControl && scalar != "\n" ? " " : scalar)
    }
    return String(scalars)
  }

  private static func letters(of scalar: Unicode.Scalar) -> String? {
    for (letters, plain) in table where letters.unicodeScalars.contains(scalar) { return plain }
    return nil
  }

  private static let table: [(String, String)] = [
    ("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("Ä", "Ae"), ("Ö", "Oe"), ("Ü", "Ue"), ("ß", "ss"),
    ("ẞ", "SS"), ("æ", "ae"), ("Æ", "Ae"), ("œ", "oe"), ("Œ", "Oe"), ("ø", "oe"), ("Ø", "Oe"),
    ("å", "aa"), ("Å", "Aa"), ("àáâãą", "a"), ("ÀÁÂÃĄ", "A"), ("çćč", "c"), ("ÇĆČ", "C"),
    ("èéêëęě", "e"), ("ÈÉÊËĘĚ", "E"), ("ìíîï", "i"), ("ÌÍÎÏ", "I"), ("ñńň", "n"), ("ÑŃŇ", "N"),
    ("òóôõő", "o"), ("ÒÓÔÕŐ", "O"), ("ùúûűů", "u"), ("ÙÚÛŰŮ", "U"), ("ýÿ", "y"), ("ÝŸ", "Y"),
    ("śš", "s"), ("ŚŠ", "S"), ("źżž", "z"), ("ŹŻŽ", "Z"), ("łĺľ", "l"), ("ŁĹĽ", "L"), ("ř", "r"),
    ("Ř", "R"), ("ďđ", "d"), ("ĎĐ", "D"), ("ť", "t"), ("Ť", "T"), ("–—‐‑", "-"), ("‘’‚′", "'"),
    ("“”„″«»", "\""), ("…", "..."), ("€", "EUR"), ("°", " "), ("µμ", "u"), ("·•", "."),
  ]
}
